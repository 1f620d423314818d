"""The first administrator: set up once, while none has ever existed.

That one existed is a row of its own (`installation`), written in the transaction that makes it: two visitors at once
cannot both succeed, and deleting the administrator later does not open the door again (authentik: CVE-2023-46249).
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from wirelatch.database import now
from wirelatch.identity.directory import groups, tokens, users
from wirelatch.identity.directory.tables import installation
from wirelatch.identity.metadata import new_uuid

USERNAME = "admin"
_FACT = "first_administrator"


class AlreadySetUpError(Exception):
    """There is, or was, an administrator."""


def prepare(connection: Connection) -> str:
    """What every installation has from the start: its id and the two groups. Returns the installation's id."""
    found = connection.execute(select(installation.c.value).where(installation.c.name == "id")).scalar()
    if found is not None:
        return str(found)
    installation_id = new_uuid()
    connection.execute(insert(installation).values(name="id", value=installation_id))
    if groups.id_of(connection, groups.ADMINISTRATORS) is None:
        groups.create(connection, name=groups.ADMINISTRATORS, is_superuser=True)
    if groups.id_of(connection, groups.VIEWERS) is None:
        groups.create(connection, name=groups.VIEWERS)
    return installation_id


def is_set_up(connection: Connection) -> bool:
    """Whether an administrator exists or ever existed."""
    return (
        connection.execute(select(installation.c.name).where(installation.c.name == _FACT)).first()
        is not None
    )


def create(
    connection: Connection, *, password_hash: str | None, email: str = "", token: str = "", name: str = ""
) -> int:
    """Make the first administrator, and an API token for it if one is given; raises AlreadySetUpError."""
    if is_set_up(connection):
        raise AlreadySetUpError
    try:
        connection.execute(insert(installation).values(name=_FACT, value=now().isoformat()))
    except IntegrityError:
        raise AlreadySetUpError from None
    user_id = users.create(
        connection,
        username=USERNAME,
        name=name or "Administrator",
        email=email,
        email_verified=bool(email),
        password_hash=password_hash,
    )
    administrators = groups.id_of(connection, groups.ADMINISTRATORS)
    if administrators is None:
        administrators = groups.create(connection, name=groups.ADMINISTRATORS, is_superuser=True)
    groups.add_member(connection, administrators, user_id)
    if token:
        tokens.create(
            connection,
            identifier="wirelatch-bootstrap-token",
            user_id=user_id,
            description="Made from WIRELATCH_BOOTSTRAP_TOKEN",
            expiring=False,
            key=token,
        )
    return user_id

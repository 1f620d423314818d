"""What becomes of an upstream account within a run of a flow: linked when somebody has enrolled or signed in by it.

The run carries it as `context.source` (`describe`). Links and groups are written in the transaction of the stage that
creates the user or opens the session, so that nothing is linked before second factors are passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from wirelatch.database import now
from wirelatch.identity.authenticators import notices
from wirelatch.identity.directory import groups, logout_notices, rights, users
from wirelatch.identity.directory.superusers import LastSuperuserError, keep_a_superuser
from wirelatch.identity.directory.tables import group_members
from wirelatch.identity.directory.tables import users as user_table
from wirelatch.identity.flows import record
from wirelatch.identity.sources import matching
from wirelatch.identity.sources.matching import Action, LinkError
from wirelatch.identity.sources.oauth_types import Account
from wirelatch.identity.sources.source import Source, find
from wirelatch.identity.sources.tables import group_source_connections
from wirelatch.identity.stages.interface import Denied, NotPassedError

if TYPE_CHECKING:
    from wirelatch.identity.flows.run import Run

GROUP_MODES = ("identifier", "name_link", "name_deny")
SOURCES_ATTRIBUTE = "goauthentik.io/user/sources"
_GONE = "This account is no longer connected."


def describe(source: Source, account: Account, found: list[dict[str, Any]], *, links: bool) -> dict[str, Any]:
    """What a run keeps of an upstream account."""
    return {
        "pk": source.id,
        "slug": source.slug,
        "name": source.name,
        "path": source.user_path,
        "identifier": account.identifier,
        "username": account.username,
        "email": account.email,
        "email_verified": account.email_verified,
        "amr": ["fed", *account.amr],
        "groups": found,
        "links": links,
    }


def prompt_data(account: Account, *, is_taken: bool) -> dict[str, Any]:
    """What the enrolment flow starts with; without a user name where that is taken, so that it asks for one."""
    data: dict[str, Any] = {"name": account.name or account.username, "email": account.email}
    if account.username and not is_taken:
        data["username"] = account.username
    data.update(
        {f"attributes.{name}": value for name, value in account.attributes.items() if "." not in name}
    )
    return data


def enrolled_in(connection: Connection, run: Run, user_id: int) -> None:
    """A user was created in a run that began upstream: link the account; raises NotPassedError."""
    known = run.context.source
    if known is None:
        return
    source = _source(connection, run, known)
    try:
        matching.connect(connection, source.id, user_id, known["identifier"])
    except LinkError as error:
        raise NotPassedError(Denied((str(error),))) from None
    row = connection.execute(select(user_table).where(user_table.c.id == user_id)).one()
    changes: dict[str, Any] = {"attributes": {**row.attributes, SOURCES_ATTRIBUTE: [source.name]}}
    if known["email_verified"] is True and row.email and row.email == known["email"]:
        changes["email_verified"] = True
    users.change(connection, user_id, changes)
    run.context.prove("source", *known["amr"])
    _note_link(connection, run, source, row)
    _join_groups(connection, run, source, user_id, known["groups"])


def signed_in_in(connection: Connection, run: Run, user_id: int) -> None:
    """A session is about to begin for a user who came from upstream; raises NotPassedError when that holds no longer."""
    known = run.context.source
    if known is None or "source" not in run.proofs:
        return
    source = _source(connection, run, known)
    linked = matching.connected_user(connection, source.id, known["identifier"])
    if linked is None and known["links"]:
        account = Account(
            known["identifier"], known["username"], "", known["email"], known["email_verified"] is True, None
        )
        again = matching.match(connection, source, account)
        if again.action is not Action.LINK or again.user is None or again.user.id != user_id:
            raise NotPassedError(Denied((again.message or _GONE,), (again.reason,)))
        try:
            with connection.begin_nested():
                matching.connect(connection, source.id, user_id, known["identifier"])
        except (LinkError, IntegrityError) as error:
            raise NotPassedError(Denied((_GONE,), (str(error),))) from None
        _note_link(connection, run, source, again.user)
        notices.source_connected(connection, run.services, user_id, source.name)
    elif linked is None or linked.id != user_id:
        raise NotPassedError(Denied((_GONE,), (f"{source.slug}: the link is gone",)))
    matching.touch(connection, source.id, known["identifier"])
    _join_groups(connection, run, source, user_id, known["groups"])


def _source(connection: Connection, run: Run, known: dict[str, Any]) -> Source:
    source = find(connection, run.services.sealer, source_id=known["pk"])
    if source is None:
        raise NotPassedError(Denied((_GONE,), (f"the source {known['slug']} is gone or disabled",)))
    return source


def _note_link(connection: Connection, run: Run, source: Source, user: Row[Any]) -> None:
    record.in_transaction(
        connection, run, "source_linked", actor=user.username, target=f"user:{user.id}", source=source.slug
    )


def _join_groups(
    connection: Connection, run: Run, source: Source, user_id: int, told: list[dict[str, Any]]
) -> None:
    """Have the user in those groups of this source that the provider tells, and in no others of this source."""
    of_source = select(group_source_connections.c.group_id).where(
        group_source_connections.c.source_id == source.id
    )
    wanted = {group_id for entry in told if (group_id := _group(connection, run, source, entry)) is not None}
    mine = select(group_members.c.group_id).where(
        group_members.c.user_id == user_id, group_members.c.group_id.in_(of_source)
    )
    before = set(connection.execute(mine).scalars())
    for group_id in sorted(wanted - before):
        groups.add_member(connection, group_id, user_id)
    lost = sorted(before - wanted)
    if not lost:
        return
    try:
        with connection.begin_nested():
            leave = group_members.c.group_id.in_(lost) & (group_members.c.user_id == user_id)
            connection.execute(delete(group_members).where(leave))
            keep_a_superuser(connection)
    except LastSuperuserError:
        record.in_transaction(
            connection, run, "configuration_error", message=f"{source.slug}: the last administrator stays one"
        )
        return
    logout_notices.rights_changed(connection, [user_id])


def _group(connection: Connection, run: Run, source: Source, entry: dict[str, Any]) -> str | None:
    """The group that stands for an upstream one; made where there is none, None where it must not be."""
    table, identifier, name = group_source_connections, entry["identifier"], entry["name"]
    own = (table.c.source_id == source.id) & (table.c.identifier == identifier)
    known = connection.execute(select(table.c.group_id).where(own)).scalar()
    if known is not None:
        connection.execute(update(table).where(own).values(last_updated=now()))
        return str(known)
    group_id = groups.id_of(connection, name)
    if group_id is not None:
        taken = select(table.c.id).where(table.c.source_id == source.id, table.c.group_id == group_id)
        if source.group_matching_mode != "name_link" or connection.execute(taken).first() is not None:
            return None
        if rights.of_groups(connection, [group_id]) != rights.NONE:
            # A provider must not make administrators by calling a group as ours is called.
            message = f"{source.slug}: the group “{name}” has rights; connect it by hand"
            record.in_transaction(connection, run, "configuration_error", message=message)
            return None
    else:
        group_id = groups.create(connection, name=name, attributes=entry["attributes"])
    moment = now()
    connection.execute(
        insert(table).values(
            group_id=group_id, source_id=source.id, identifier=identifier, created=moment, last_updated=moment
        )
    )
    return group_id

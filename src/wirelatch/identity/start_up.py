"""What happens before the first request: tables, keys, mappings, the first administrator."""

from __future__ import annotations

import asyncio
import contextlib

from sqlalchemy import Connection, insert, select

from wirelatch import ledger
from wirelatch.identity.api.rbac import default_role
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.default_mappings import DEFAULT_MAPPINGS
from wirelatch.identity.applications.tables import scope_mappings
from wirelatch.identity.directory import first_administrator
from wirelatch.identity.directory.first_administrator import USERNAME
from wirelatch.identity.flows import default_stages
from wirelatch.identity.installation import brands, version_history
from wirelatch.identity.keys import master_key, store
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.notifications import defaults as default_rules
from wirelatch.identity.services import Services

MIGRATIONS = "wirelatch.identity:migrations"


async def prepare(services: Services) -> None:
    """Bring the database up to date; make what every installation has, and the administrator of the settings."""
    settings, database = services.settings, services.database
    await asyncio.to_thread(database.migrate_apart, MIGRATIONS)

    def work(connection: Connection) -> str:
        ledger.ensure(connection)
        installation_id = first_administrator.prepare(connection)
        version_history.note(connection)
        master_key.claim(connection, services.sealer)
        made = store.prepare(connection, services.sealer)
        default_role.prepare(connection)
        made |= brands.prepare(connection)
        made |= default_stages.prepare(connection)
        made |= default_rules.prepare(connection)
        if _prepare_mappings(connection) or made:
            count_up(connection)
        return installation_id

    services.installation_id = await database.write(work)
    services.set_up = await database.read(first_administrator.is_set_up)
    if not services.set_up and (settings.bootstrap_password or settings.bootstrap_token):
        await _bootstrap(services)
    await services.catalog.current()


async def _bootstrap(services: Services) -> None:
    settings = services.settings
    password_hash = (
        await services.passwords.hash(settings.bootstrap_password) if settings.bootstrap_password else None
    )

    def work(connection: Connection) -> None:
        user_id = first_administrator.create(
            connection,
            password_hash=password_hash,
            email=settings.bootstrap_email,
            token=settings.bootstrap_token,
        )
        services.ledger.append_in(
            connection,
            actor="",
            action="model_created",
            target=f"user:{user_id}",
            changes={"message": "first administrator, from the environment", "username": USERNAME},
        )

    with contextlib.suppress(first_administrator.AlreadySetUpError):  # another process was faster
        await services.database.write(work)
    services.set_up = True


def _prepare_mappings(connection: Connection) -> bool:
    known = set(connection.execute(select(scope_mappings.c.managed)).scalars())
    missing = [mapping for mapping in DEFAULT_MAPPINGS if mapping.managed not in known]
    for mapping in missing:
        connection.execute(
            insert(scope_mappings).values(
                id=new_uuid(),
                managed=mapping.managed,
                name=mapping.name,
                scope_name=mapping.scope_name,
                description=mapping.description,
                expression=mapping.expression,
            )
        )
    return bool(missing)

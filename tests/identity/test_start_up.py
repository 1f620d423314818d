"""Starting: tables as the code has them, once for several processes, and clearing up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import delete, func, select, update
from tests.identity.conftest import CHEAP, settings_for

from wirelatch.database import Database
from wirelatch.identity.app import create_app
from wirelatch.identity.clearing_up import clear_up
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.directory.tables import sessions, users
from wirelatch.identity.keys.tables import certificate_key_pairs
from wirelatch.identity.oidc.tables import access_tokens, authorization_codes, grants
from wirelatch.identity.schema import metadata
from wirelatch.identity.start_up import MIGRATIONS

OWN = set(metadata.tables)


async def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    database.migrate(MIGRATIONS)
    database.migrate(MIGRATIONS)

    def work(connection):
        options = {"include_name": lambda name, kind, _: kind != "table" or name in OWN, "compare_type": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata)

    assert await database.read(work) == []


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_several_processes_can_start_at_once(tmp_path: Path, database_url: str) -> None:
    apps = [create_app(settings_for(tmp_path / "data", database_url), hasher=CHEAP) for _ in range(3)]
    await asyncio.gather(*(app.start() for app in apps))
    try:
        counts = (
            select(func.count()).select_from(users),
            select(func.count()).select_from(certificate_key_pairs),
        )
        found = [await apps[0].services.database.read(lambda c, q=q: c.execute(q).scalar()) for q in counts]
        assert found == [1, 2]
        assert len({app.services.installation_id for app in apps}) == 1
    finally:
        for app in apps:
            await app.stop()


async def test_what_expired_long_ago_is_cleared_up_and_the_rest_stays(identity, rp, browser) -> None:
    await rp.code(browser)
    old = await rp.code(browser)
    await rp.redeem(old)
    database = identity.app.services.database

    def age(connection) -> None:
        code = authorization_codes.c.code_hash == hash_of(old)
        grant_id = connection.execute(select(authorization_codes.c.grant_id).where(code)).scalar()
        long_ago = datetime(2020, 1, 1, tzinfo=UTC)
        for table in (authorization_codes, access_tokens):
            connection.execute(update(table).where(table.c.grant_id == grant_id).values(expires=long_ago))
        connection.execute(update(grants).where(grants.c.id == grant_id).values(created_at=long_ago))
        connection.execute(delete(sessions))

    await database.write(age)
    assert await clear_up(database) > 0
    left = [
        await database.read(lambda c, t=table: c.execute(select(func.count()).select_from(t)).scalar())
        for table in (authorization_codes, grants)
    ]
    assert left == [1, 1]


async def test_a_restart_keeps_everything(tmp_path: Path) -> None:
    settings = settings_for(tmp_path / "data")
    for _ in range(2):
        app = create_app(settings, hasher=CHEAP)
        await app.start()
        keys = [pair.signing.kid for pair in (await app.services.catalog.current()).pairs]
        await app.stop()
        assert len(keys) == 2
    again = create_app(settings, hasher=CHEAP)
    await again.start()
    assert [pair.signing.kid for pair in (await again.services.catalog.current()).pairs] == keys
    await again.stop()

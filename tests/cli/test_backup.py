"""Backup and restore: everything comes back, on either kind of database; nothing is replaced unasked; damage is found."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import stat
import tarfile
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from tests.identity.conftest import ADMIN_TOKEN, CHEAP, Identity, settings_for
from tests.support.postgresql import postgresql_database
from wirelatch.access.tables import open_database
from wirelatch.cli import backup, restore
from wirelatch.cli.errors import CommandError
from wirelatch.database import Database
from wirelatch.identity import schema
from wirelatch.identity.app import create_app
from wirelatch.identity.directory.tables import users
from wirelatch.settings import Settings


async def fill(settings: Settings) -> dict[str, str]:
    """An installation with a bit of everything; returns a client that it has."""
    app = create_app(settings, hasher=CHEAP)
    await app.start()
    identity = Identity(app)
    rp = await identity.relying_party("app")
    ada = await identity.user("ada", attributes={"größe": [1, None, {"a": True}]})
    gone = await identity.user("gone")
    await identity.api.delete(f"core/users/{gone['pk']}/")
    await rp.tokens(await identity.signed_in())
    await app.stop()
    (settings.data / "flows.json").write_text('[{"id": "a", "type": "tab"}]')
    (settings.data / "context" / "global").mkdir(parents=True)
    (settings.data / "context" / "global" / "global.json").write_text("{}")
    (settings.data / "node_modules").mkdir()
    (settings.data / "node_modules" / "big.js").write_text("")
    open_database(settings.flows_database_url).close_now()
    return {
        "client_id": rp.client_id,
        "client_secret": rp.client_secret,
        "ada": ada["pk"],
        "gone": gone["pk"],
    }


async def works(settings: Settings, known: dict[str, str]) -> None:
    """What was backed up is there: the client's secret can be opened, the numbers of users go on, the ledger is whole."""
    app = create_app(settings, hasher=CHEAP)
    await app.start()
    try:
        identity = Identity(app)
        answer = await httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:9000"
        ).post(
            "/application/o/token/",
            data={
                "grant_type": "client_credentials",
                "client_id": known["client_id"],
                "client_secret": known["client_secret"],
            },
        )
        assert answer.status_code == 200, answer.text
        ada = (await identity.api_client(ADMIN_TOKEN).get(f"core/users/{known['ada']}/")).json()
        assert ada["attributes"] == {"größe": [1, None, {"a": True}]}
        assert (await identity.user("next"))["pk"] > known["gone"]
        assert (await app.services.ledger.verify()).intact
    finally:
        await app.stop()


def rows_of(url: str) -> dict[str, int]:
    """How many rows each table has."""
    database = Database(url)
    try:
        return database.read_now(
            lambda c: {
                table.name: c.execute(select(func.count()).select_from(table)).scalar()
                for table in schema.metadata.sorted_tables
            }
        )
    finally:
        database.close_now()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, str], Path]:
    """An installation on SQLite, and its backup."""
    folder = tmp_path_factory.mktemp("filled")
    settings = settings_for(folder / "data")
    known = asyncio.run(fill(settings))
    file = folder / "backup.tar.gz"
    assert backup.run(settings, {"file": str(file)}) == 0
    return settings, known, file


async def test_everything_comes_back(filled, tmp_path: Path, capsys) -> None:
    before, known, file = filled
    settings = settings_for(tmp_path / "restored")
    await asyncio.to_thread(restore.run, settings, {"file": str(file)})
    assert rows_of(settings.identity_database_url) == rows_of(before.identity_database_url)
    assert (settings.data / "context/global/global.json").read_text() == "{}"
    assert not (settings.data / "node_modules").exists()
    assert stat.S_IMODE((settings.data / "identity.key").stat().st_mode) == 0o600
    await works(settings, known)


@pytest.mark.postgres
async def test_it_can_move_from_sqlite_to_postgresql_and_back(
    filled, tmp_path: Path, postgresql_server: str
) -> None:
    before, known, file = filled
    with postgresql_database(postgresql_server) as url:
        there = settings_for(tmp_path / "there", url)
        await asyncio.to_thread(restore.run, there, {"file": str(file)})
        assert rows_of(url) == rows_of(before.identity_database_url)
        await works(there, known)
        again = tmp_path / "again.tar.gz"
        await asyncio.to_thread(backup.run, there, {"file": str(again)})
        with pytest.raises(CommandError, match="not empty; --force"):
            restore.run(there, {"file": str(again)})
        assert restore.run(there, {"file": str(again), "force": True}) == 0
    back = settings_for(tmp_path / "back")
    await asyncio.to_thread(restore.run, back, {"file": str(again)})
    (await asyncio.to_thread(create_app, back)).settings.data.exists()
    database = Database(back.identity_database_url)
    names = database.read_now(lambda c: set(c.execute(select(users.c.username)).scalars()))
    database.close_now()
    assert {"admin", "ada", "next"} <= names


async def test_a_backup_is_made_while_the_half_runs_and_writes(filled, tmp_path: Path) -> None:
    before, known, _ = filled
    shutil.copytree(before.data, tmp_path / "running")
    settings = settings_for(tmp_path / "running")
    app = create_app(settings, hasher=CHEAP)
    await app.start()
    identity = Identity(app)
    made = 0
    backing_up = asyncio.create_task(
        asyncio.to_thread(backup.run, settings, {"file": str(tmp_path / "b.tar.gz")})
    )
    while not backing_up.done():
        await identity.api.post("core/users/", json={"username": f"user{made}", "name": ""})
        made += 1
    await backing_up
    await app.stop()
    restored = settings_for(tmp_path / "restored")
    await asyncio.to_thread(restore.run, restored, {"file": str(tmp_path / "b.tar.gz")})
    await works(restored, known)


def test_nothing_is_replaced_unasked_and_what_was_there_is_kept(filled, tmp_path: Path) -> None:
    before, _, file = filled
    shutil.copytree(before.data, tmp_path / "data")
    settings = settings_for(tmp_path / "data")
    with pytest.raises(CommandError, match="--force"):
        backup.run(settings, {"file": str(file)})
    with pytest.raises(CommandError, match="--force"):
        restore.run(settings, {"file": str(file)})
    (settings.data / "flows.json").write_text("[]")
    assert restore.run(settings, {"file": str(file), "force": True}) == 0
    kept = next(settings.data.glob(".backup-before-*"))
    assert (kept / "flows.json").read_text() == "[]"
    assert (kept / "identity.db").exists()
    assert "tab" in (settings.data / "flows.json").read_text()


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_damaged_backup_is_refused_and_changes_nothing(filled, tmp_path: Path, where: float) -> None:
    content = filled[2].read_bytes()
    at = int(len(content) * where)
    settings = settings_for(tmp_path / "data")
    for damaged in (content[:at], content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]):
        (tmp_path / "damaged").write_bytes(damaged)
        with pytest.raises(CommandError, match="cannot be restored"):
            restore.run(settings, {"file": str(tmp_path / "damaged")})
    assert not (settings.data / "identity.db").exists()
    assert not (settings.data / "flows.json").exists()


def rewritten(file: Path, target: Path, change) -> None:
    """The archive with its members changed by `change(name, content)`; None drops one."""
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            name, content = change(member.name, old.extractfile(member).read())
            member.name, member.size = name, len(content)
            new.addfile(member, io.BytesIO(content))


def test_members_outside_of_the_data_directory_are_refused(filled, tmp_path: Path) -> None:
    rewritten(
        filled[2], tmp_path / "evil", lambda n, c: (n.replace("data/flows.json", "data/../../evil.json"), c)
    )
    with pytest.raises(CommandError, match="which no backup holds"):
        restore.run(settings_for(tmp_path / "data"), {"file": str(tmp_path / "evil")})
    assert not (tmp_path / "evil.json").exists()


@pytest.mark.parametrize(
    "name", ["data//{}/evil.json", "data/./evil.json", "data/x/../../evil.json", "/{}/evil"]
)
def test_names_that_mean_another_place_once_data_is_cut_off_are_refused(filled, tmp_path: Path, name) -> None:
    """`data//etc/x` in an archive was written to `/etc/x`."""
    evil = name.format(str(tmp_path).strip("/"))

    def change(member: str, content: bytes) -> tuple[str, bytes]:
        if member == "manifest.json":
            content = content.replace(b'"data/flows.json"', json.dumps(evil).encode())
        return (evil if member == "data/flows.json" else member), content

    rewritten(filled[2], tmp_path / "evil", change)
    with pytest.raises(CommandError, match="which no backup holds"):
        restore.run(settings_for(tmp_path / "data"), {"file": str(tmp_path / "evil")})
    assert not list(tmp_path.rglob("evil.json"))


@pytest.mark.parametrize(
    "manifest",
    [b"", b"{", b"[]", b"null", b'{"format": 1}', b'{"format": 1, "evil": 2}', b"[" * 9000, b"\xff"],
)
def test_a_manifest_that_cannot_be_read_is_told_and_changes_nothing(filled, tmp_path: Path, manifest) -> None:
    rewritten(filled[2], tmp_path / "evil", lambda n, c: (n, manifest if n == "manifest.json" else c))
    with pytest.raises(CommandError, match="cannot be restored"):
        restore.run(settings_for(tmp_path / "data"), {"file": str(tmp_path / "evil")})


def test_a_backup_of_a_newer_version_is_refused(filled, tmp_path: Path) -> None:
    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "manifest.json":
            told = json.loads(content)
            told["databases"]["identity"]["revisions"]["wirelatch.identity:migrations"] = "9999"
            content = json.dumps(told).encode()
        return name, content

    rewritten(filled[2], tmp_path / "newer", change)
    with pytest.raises(CommandError, match="newer version"):
        restore.run(settings_for(tmp_path / "data"), {"file": str(tmp_path / "newer")})


def test_a_changed_audit_log_is_found(filled, tmp_path: Path) -> None:
    import hashlib

    sums = {}

    def change(name: str, content: bytes) -> tuple[str, bytes]:
        if name == "identity.jsonl":
            content = content.replace(b'"model_created"', b'"model_deleted"', 1)
            sums[name] = hashlib.sha256(content).hexdigest()
        if name == "manifest.json":
            told = json.loads(content)
            told["files"] |= sums
            content = json.dumps(told).encode()
        return name, content

    rewritten(filled[2], tmp_path / "changed", change)
    with pytest.raises(CommandError, match="audit log is broken"):
        restore.run(settings_for(tmp_path / "data"), {"file": str(tmp_path / "changed")})

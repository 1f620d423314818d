"""Where the master key comes from, what happens when it is missing or wrong, and changing it."""

from __future__ import annotations

import asyncio
import base64
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select, text
from tests.identity.conftest import CHEAP, settings_for

from wirelatch.cli import rotate_key
from wirelatch.cli.errors import CommandError
from wirelatch.database import Database
from wirelatch.identity.app import create_app
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.keys.master_key import FILE_NAME, NEXT_FILE_NAME, MasterKeyError, open_sealer
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.settings import Settings, load

KEY = base64.b64encode(b"k" * 32).decode()


async def start_and_stop(settings: Settings) -> None:
    app = create_app(settings, hasher=CHEAP)
    await app.start()
    await app.stop()


@pytest.fixture
def empty(tmp_path: Path):
    database = Database(f"sqlite:///{tmp_path / 'identity.db'}")
    yield database
    database.close_now()


def test_the_key_file_is_for_its_owner_only(tmp_path: Path, empty) -> None:
    open_sealer(settings_for(tmp_path), empty)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600
    (tmp_path / FILE_NAME).chmod(0o640)
    with pytest.raises(MasterKeyError, match="can be read by others"):
        open_sealer(settings_for(tmp_path), empty)


def test_several_processes_that_start_at_once_use_one_key(tmp_path: Path, empty) -> None:
    with ThreadPoolExecutor(8) as pool:
        sealers = list(pool.map(lambda _: open_sealer(settings_for(tmp_path), empty), range(8)))
    assert len({sealer.key_id for sealer in sealers}) == 1


async def test_a_missing_key_beside_an_existing_database_ends_the_start_and_no_new_one_is_made(
    prepared_copy,
) -> None:
    settings = prepared_copy
    (settings.data / FILE_NAME).unlink()
    with pytest.raises(MasterKeyError, match="is missing"):
        await start_and_stop(settings)
    assert not (settings.data / FILE_NAME).exists()


async def test_a_wrong_key_ends_the_start(prepared_copy) -> None:
    settings = prepared_copy
    settings.identity_key = KEY
    with pytest.raises(MasterKeyError, match="does not belong to this database"):
        await start_and_stop(settings)


async def test_a_database_that_does_not_say_yet_which_key_it_needs_is_tried(prepared_copy) -> None:
    settings = prepared_copy
    database = Database(settings.identity_database_url)
    database.write_now(lambda c: c.execute(text("DELETE FROM installation WHERE name = 'key_id'")))
    await database.close()
    good = settings.identity_key
    settings.identity_key = KEY
    with pytest.raises(MasterKeyError, match="does not belong to this database"):
        await start_and_stop(settings)
    settings.identity_key = good
    await start_and_stop(settings)


@pytest.mark.parametrize("encoded", [KEY, KEY.rstrip("="), (b"k" * 32).hex(), f" {KEY}\n"])
def test_the_key_can_be_given_in_the_environment(tmp_path: Path, empty, encoded: str) -> None:
    settings = load({"data": str(tmp_path)}, {"WIRELATCH_IDENTITY_KEY": encoded})
    assert open_sealer(settings, empty).key_id == Sealer(b"k" * 32).key_id
    assert not (tmp_path / FILE_NAME).exists()


def test_the_key_can_be_given_in_a_file_named_in_the_environment(tmp_path: Path, empty) -> None:
    (tmp_path / "secret").write_text(KEY + "\n")
    settings = load({"data": str(tmp_path)}, {"WIRELATCH_IDENTITY_KEY_FILE": str(tmp_path / "secret")})
    assert open_sealer(settings, empty).key_id == Sealer(b"k" * 32).key_id


def test_the_key_can_be_given_by_a_command(tmp_path: Path, empty) -> None:
    settings = settings_for(tmp_path, identity_key_command=f"{sys.executable} -c \"print('{KEY}')\"")
    assert open_sealer(settings, empty).key_id == Sealer(b"k" * 32).key_id


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/does/not/exist", "cannot be run"),
        (f"{sys.executable} -c \"import sys; sys.exit('sealed vault')\"", "sealed vault"),
        (f"{sys.executable} -c pass", "no master key"),
    ],
)
def test_a_command_that_gives_no_key_is_named(tmp_path: Path, empty, command: str, told: str) -> None:
    with pytest.raises(MasterKeyError, match=told):
        open_sealer(settings_for(tmp_path, identity_key_command=command), empty)


@pytest.mark.parametrize("given", ["", "short", "ü", "A" * 43 + "!"])
def test_what_is_no_key_is_refused(tmp_path: Path, empty, given: str) -> None:
    (tmp_path / FILE_NAME).write_text(given)
    (tmp_path / FILE_NAME).chmod(0o600)
    with pytest.raises(MasterKeyError):
        open_sealer(settings_for(tmp_path), empty)


@pytest.fixture
def prepared_copy(prepared: Path, tmp_path: Path) -> Settings:
    import shutil

    shutil.copytree(prepared, tmp_path / "data")
    return settings_for(tmp_path / "data")


def secrets_of(settings: Settings) -> list[str]:
    """The sealed values as they are stored."""
    database = Database(settings.identity_database_url)
    try:
        return database.read_now(
            lambda c: [
                *c.execute(text("SELECT key_data FROM certificate_key_pairs")).scalars(),
                *c.execute(select(oauth2_providers.c.client_secret)).scalars(),
            ]
        )
    finally:
        database.close_now()


async def test_rotating_seals_everything_with_the_new_key(prepared_copy) -> None:
    before, old = secrets_of(prepared_copy), (prepared_copy.data / FILE_NAME).read_text()
    assert await asyncio.to_thread(rotate_key.run, prepared_copy, {}) == 0
    after = secrets_of(prepared_copy)
    new = Sealer(base64.b64decode((prepared_copy.data / FILE_NAME).read_text()))
    former = Sealer(base64.b64decode(old))
    assert new.key_id != former.key_id
    assert [new.open(value) for value in after] == [former.open(value) for value in before]
    assert not (prepared_copy.data / NEXT_FILE_NAME).exists()
    await start_and_stop(prepared_copy)


async def test_a_rotation_that_is_killed_before_the_database_has_it_changes_nothing(
    prepared_copy, monkeypatch
) -> None:
    monkeypatch.setattr("wirelatch.identity.keys.rotation._seal_anew", interrupt)
    with pytest.raises(KeyboardInterrupt):
        rotate_key.run(prepared_copy, {})
    monkeypatch.undo()
    await start_and_stop(prepared_copy)
    assert await asyncio.to_thread(rotate_key.run, prepared_copy, {}) == 0
    await start_and_stop(prepared_copy)


@pytest.mark.parametrize("again", [True, False])
async def test_a_rotation_that_is_killed_after_the_database_has_it_is_finished(
    prepared_copy, monkeypatch, again
) -> None:
    monkeypatch.setattr("wirelatch.identity.keys.master_key.put_in_place", interrupt)
    with pytest.raises(KeyboardInterrupt):
        rotate_key.run(prepared_copy, {})
    assert (prepared_copy.data / NEXT_FILE_NAME).exists()
    monkeypatch.undo()
    if again:
        assert await asyncio.to_thread(rotate_key.run, prepared_copy, {}) == 0
    await start_and_stop(prepared_copy)
    assert not (prepared_copy.data / NEXT_FILE_NAME).exists()


async def test_the_key_is_not_changed_while_the_half_runs(prepared_copy) -> None:
    from wirelatch.cli import data_directory

    with data_directory.lock_identity(prepared_copy), pytest.raises(CommandError, match="already uses"):
        rotate_key.run(prepared_copy, {})


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_the_key_is_not_changed_while_any_process_runs_on_the_database(
    tmp_path: Path, database_url: str
) -> None:
    settings = settings_for(tmp_path / "data", database_url)
    app = create_app(settings, hasher=CHEAP)
    await app.start()
    try:
        while not app.services.database.notices.hearing:
            await asyncio.sleep(0.01)
        with pytest.raises(CommandError, match="stop every one first"):
            await asyncio.to_thread(rotate_key.run, settings, {})
    finally:
        await app.stop()
    assert await asyncio.to_thread(rotate_key.run, settings, {}) == 0
    await start_and_stop(settings)


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_second_machine_needs_the_key_of_the_first(tmp_path: Path, database_url: str) -> None:
    await start_and_stop(settings_for(tmp_path / "first", database_url))
    with pytest.raises(MasterKeyError, match="is missing"):
        await start_and_stop(settings_for(tmp_path / "second", database_url))


def test_with_a_key_from_a_setting_the_new_one_goes_into_a_file(prepared_copy) -> None:
    prepared_copy.identity_key = (prepared_copy.data / FILE_NAME).read_text().strip()
    os.unlink(prepared_copy.data / FILE_NAME)
    with pytest.raises(CommandError, match="--new-key-file"):
        rotate_key.run(prepared_copy, {})
    file = prepared_copy.data / "new.key"
    assert rotate_key.run(prepared_copy, {"new_key_file": str(file)}) == 0
    assert rotate_key.run(prepared_copy, {"new_key_file": str(file)}) == 0
    with pytest.raises(MasterKeyError):
        asyncio.run(start_and_stop(prepared_copy))
    prepared_copy.identity_key = file.read_text().strip()
    asyncio.run(start_and_stop(prepared_copy))


def interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt

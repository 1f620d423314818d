"""`wirelatch restore`: an installation from a backup; also onto the other kind of database.

Everything is unpacked, checked and loaded beside what is there; only then is it put in its place. What was there before
is kept, in a folder of the data directory (SQLite, files), or undone with the transaction when something fails
(PostgreSQL).
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from wirelatch.cli import data_directory
from wirelatch.cli.archive import DATA, ArchiveError, Manifest, unpack
from wirelatch.cli.backup import databases, sqlite_file, tables_of
from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.database import Database, UnusableError
from wirelatch.database.dump import DumpError, Loaded, load
from wirelatch.database.locks import Lock, try_lock
from wirelatch.database.migration import revisions, upgrade
from wirelatch.ledger import ensure, verify_in
from wirelatch.settings import Settings

_KEPT = "wirelatch.toml"
"""The settings that this restore runs with stay as they are."""


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Restore the file; "-" is standard input."""
    data_directory.prepare(settings.data)
    source, force = options["file"], bool(options.get("force"))
    try:
        with contextlib.ExitStack() as stack:
            stack.enter_context(data_directory.lock(settings.data, "flows"))
            stack.enter_context(data_directory.lock_identity(settings))
            folder = Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.data))
            )
            stream = sys.stdin.buffer if source == "-" else stack.enter_context(Path(source).open("rb"))
            manifest = unpack(stream, folder)
            print("\n".join(_restore(settings, manifest, folder, force=force)))
    except (ArchiveError, DumpError) as error:
        raise CommandError(f"{source} cannot be restored: {error}", FAILED) from None
    except UnusableError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename or source}: {error.strerror}", FAILED) from None
    except SQLAlchemyError as error:
        raise CommandError(f"the database cannot be written: {str(error).splitlines()[0]}", FAILED) from None
    return 0


def _restore(settings: Settings, manifest: Manifest, folder: Path, *, force: bool) -> list[str]:
    urls = databases(settings)
    _check(settings, manifest, urls, force=force)
    told, moves = [], list[tuple[Path, Path]]()
    for half, facts in manifest.databases.items():
        lines = folder / f"{half}.jsonl"
        file = sqlite_file(urls[half])
        fresh = Database(f"sqlite:///{folder / half}.db" if file else urls[half])
        try:
            with fresh.writing() as connection:
                loaded = _load(connection, half, facts, lines, empty=file is None)
        finally:
            fresh.close_now()
        if file is not None:
            moves.append((folder / f"{half}.db", file))
        told.append(
            f"{half}: {loaded.rows} rows of {loaded.tables} tables ({facts['dialect']} → {fresh.dialect})"
        )
    count = 0
    for name in manifest.files:
        if (name.startswith(DATA) and name != DATA + _KEPT) or (
            not (settings.data / _KEPT).exists() and name == DATA + _KEPT
        ):
            moves.append((folder / name, settings.data / name.removeprefix(DATA)))
            count += 1
    kept = settings.data / f".backup-before-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    for new, place in moves:
        inside = place.is_relative_to(settings.data)
        _put(new, place, kept / (place.relative_to(settings.data) if inside else place.name))
    told.append(f"data directory: {count} files")
    if kept.exists():
        told.append(f"What was there before is in {kept}.")
    return told


def _check(settings: Settings, manifest: Manifest, urls: Mapping[str, str], *, force: bool) -> None:
    for half, facts in manifest.databases.items():
        if half not in urls or (
            ("flows" in urls) != ("flows" in manifest.databases) and len(facts["revisions"]) > 1
        ):
            raise ArchiveError(
                "in the backup both halves share one database, and here they do not (or the other way round): set "
                "flows_database and identity_database alike"
            )
        for location, revision in facts["revisions"].items():
            if revision not in revisions(location):
                raise ArchiveError(
                    f"its tables are of a newer version ({manifest.version}, {location} {revision}): install that version"
                )
    if force:
        return
    taken = [
        settings.data / name for name in ("flows.json", "identity.key") if (settings.data / name).exists()
    ]
    for half in manifest.databases:
        file = sqlite_file(urls[half])
        if file is not None and file.exists() and file.stat().st_size:
            taken.append(file)
        elif file is None:
            database = Database(urls[half])
            try:
                if database.read_now(lambda connection: tables_of(connection, half, shared=True)):  # noqa: B023
                    raise CommandError(
                        f"the database of the {half} half is not empty; --force replaces what it holds"
                    )
            finally:
                database.close_now()
    if taken:
        raise CommandError(f"{taken[0]} exists; --force replaces it (what was there is kept)")


def _load(connection: Connection, half: str, facts: Mapping[str, Any], lines: Path, *, empty: bool) -> Loaded:
    """Make the tables as they were when the backup was made, and fill them."""
    if empty:
        _nobody_else(connection)
        for name in tables_of(connection, half, shared=True):
            connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
    for location, revision in facts["revisions"].items():
        upgrade(connection, location, revision)
    ensure(connection)
    with lines.open(encoding="utf-8") as stream:
        loaded = load(connection, stream)
    if loaded.rows != facts["rows"]:
        raise DumpError(f"{facts['rows']} rows were told and {loaded.rows} are there")
    found = verify_in(connection)
    if not found.intact:
        raise DumpError(f"its audit log is broken at entry {found.broken_at}: {found.reason}")
    return loaded


def _nobody_else(connection: Connection) -> None:
    if not try_lock(connection, Lock.MASTER_KEY):
        raise UnusableError("an identity half is running on this database: stop every one first")


def _put(new: Path, place: Path, kept: Path) -> None:
    """Move a file into its place; what is there is kept, and so are the files that belong to a SQLite database."""
    for old in (place, *(place.with_name(place.name + end) for end in ("-wal", "-shm"))):
        if old.exists():
            kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            old.replace(kept.with_name(old.name))
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new.replace(place)

"""`wirelatch backup`: everything that an installation is, in one file, while it runs."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from wirelatch.cli import data_directory
from wirelatch.cli.archive import DATA, Manifest, Writer, data_files, settled
from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.database import Database
from wirelatch.database.dump import begin_snapshot, dump, names
from wirelatch.database.migration import version_in, version_table
from wirelatch.settings import Settings

MIGRATIONS = {"identity": ("wirelatch.identity:migrations",), "flows": ("wirelatch.access:migrations",)}
LEDGER_TABLES = ("ledger", "ledger_anchors")


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Write the file; "-" is standard output."""
    data_directory.prepare(settings.data)
    target = options["file"]
    where = None if target == "-" else Path(target).absolute()
    if where is not None and where.exists() and not options.get("force"):
        raise CommandError(f"{where} exists; --force replaces it")
    try:
        with (
            tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.data) as folder,
            _destination(where) as stream,
        ):
            told = write(settings, stream, Path(folder), where)
    except OSError as error:
        raise CommandError(f"{error.filename or target}: {error.strerror}", FAILED) from None
    except SQLAlchemyError as error:
        raise CommandError(f"the database cannot be read: {str(error).splitlines()[0]}", FAILED) from None
    print(told, file=sys.stderr if where is None else sys.stdout)
    return 0


def write(settings: Settings, stream: IO[bytes], folder: Path, where: Path | None) -> str:
    """Write an archive; returns what to tell."""
    writer = Writer(stream)
    manifest = Manifest(importlib.metadata.version("wirelatch"), datetime.now(UTC).isoformat(), {})
    without = {path for path in (where,) if path}
    for half, url in databases(settings).items():
        file = sqlite_file(url)
        if file is not None:
            without.add(file)
            if not file.exists():
                continue
        lines = folder / f"{half}.jsonl"
        database = Database(url)
        try:
            manifest.databases[half] = database.read_now(lambda connection: _dump(connection, half, lines))  # noqa: B023
        finally:
            database.close_now()
        writer.add(f"{half}.jsonl", lines)
    count = 0
    for file in data_files(settings.data, without):
        writer.add(DATA + file.relative_to(settings.data).as_posix(), settled(file, folder))
        count += 1
    writer.finish(manifest)
    rows = sum(told["rows"] for told in manifest.databases.values())
    return (
        f"{count} files and {rows} rows of {' and '.join(manifest.databases) or 'no database'} are in the backup. It holds "
        "keys and secrets: keep it where nobody else can read it."
    )


def databases(settings: Settings) -> dict[str, str]:
    """The database of each half; where both share one it is the identity half's."""
    urls = {"identity": settings.identity_database_url, "flows": settings.flows_database_url}
    if urls["identity"] == urls["flows"]:
        del urls["flows"]
    return urls


def sqlite_file(url: str) -> Path | None:
    """Where a SQLite database is."""
    return Path(url.partition("///")[2]).absolute() if url.startswith("sqlite") else None


def tables_of(connection: Connection, half: str, *, shared: bool) -> list[str]:
    """The tables of a half that the database has; no others that may be there besides."""
    from wirelatch.access.tables import metadata as access
    from wirelatch.identity.schema import metadata as identity

    known = {"identity": set(identity.tables), "flows": set(access.tables)}
    halves = ("identity", "flows") if shared else (half,)
    own = set(LEDGER_TABLES)
    for each in halves:
        own |= known[each] | {version_table(location) for location in MIGRATIONS[each]}
    return [name for name in names(connection) if name in own]


def _dump(connection: Connection, half: str, file: Path) -> dict[str, Any]:
    begin_snapshot(connection)
    tables = tables_of(connection, half, shared=True)
    rows = 0
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    versions = {version_table(location): location for both in MIGRATIONS.values() for location in both}
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        for line in dump(connection, [name for name in tables if name not in versions]):
            rows += line.startswith("[")
            stream.write(line + "\n")
    revisions = {location: version_in(connection, table) for table, location in versions.items()}
    return {
        "dialect": connection.dialect.name,
        "revisions": {location: revision for location, revision in revisions.items() if revision},
        "rows": rows,
    }


@contextmanager
def _destination(where: Path | None) -> Iterator[IO[bytes]]:
    """Where the archive goes; a file appears only when it is complete."""
    if where is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    descriptor, temporary = tempfile.mkstemp(prefix=f".{where.name}.", suffix=".tmp", dir=where.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(where)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

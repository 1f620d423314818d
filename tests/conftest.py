"""What tests of every floor share: the event loop, and databases of both kinds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy
import uvloop

from wirelatch.database import Database


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Tests run on the event loop that serves in production."""
    return {"uvloop": uvloop.new_event_loop}


def _postgresql_programs() -> Path | None:
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: WIRELATCH_TEST_POSTGRES, or a throw-away cluster of the installed programs."""
    given = os.environ.get("WIRELATCH_TEST_POSTGRES")
    if given:
        yield given
        return
    programs = _postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed and WIRELATCH_TEST_POSTGRES is not set")
    folder = Path(tempfile.mkdtemp(prefix="wirelatch-pg-"))
    as_postgres: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str) -> None:
        subprocess.run([*as_postgres, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    run(
        str(programs / "initdb"),
        "-D",
        str(folder / "data"),
        "-A",
        "trust",
        "-U",
        "wirelatch",
        "-E",
        "UTF8",
        "--no-sync",
    )
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"
    run(
        str(programs / "pg_ctl"),
        "-D",
        str(folder / "data"),
        "-w",
        "-o",
        options,
        "-l",
        str(folder / "log"),
        "start",
    )
    try:
        yield f"postgresql://wirelatch@127.0.0.1:{port}/postgres"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    with postgresql_database(request.getfixturevalue("postgresql_server")) as url:
        yield url


@contextlib.contextmanager
def postgresql_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """A PostgreSQL database of its own, a copy of `template`."""
    server = sqlalchemy.make_url(server_url).set(drivername="postgresql+psycopg")
    name = "test_" + uuid4().hex
    admin = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, empty database, once of each kind."""
    opened = Database(database_url)
    yield opened
    await opened.close()

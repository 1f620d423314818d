"""A PostgreSQL server of the installed programs, thrown away afterwards; it can be killed and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import sqlalchemy

from tests.support.ports import free_port

ROOM = 2**31
OPTIONS = "-c fsync=off -c full_page_writes=off -c autovacuum=off"
"""What is only there for power failures and long lives."""


def programs() -> Path | None:
    """Where `initdb` and `pg_ctl` are."""
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).parent if found else None


def _in_memory() -> str | None:
    """A file system in memory with room enough, if there is one: databases are copied there ten times as fast."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > ROOM else None


class Server:
    """A server in a folder of its own."""

    def __init__(self) -> None:
        found = programs()
        assert found is not None, "PostgreSQL is not installed: `apt-get install postgresql`"
        self._programs = found
        self._folder = Path(tempfile.mkdtemp(prefix="wirelatch-pg-", dir=_in_memory()))
        self._as_postgres: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self._folder, "postgres")
            self._as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        self._port = free_port()
        self.url = f"postgresql://wirelatch@127.0.0.1:{self._port}/postgres"
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-A", "trust", "-U", "wirelatch", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self._port} -h 127.0.0.1 -k {self._folder} {OPTIONS}"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self._folder / "log"), "start", data=True)

    def stop(self) -> None:
        """End it as a crash does."""
        self._run("pg_ctl", "-m", "immediate", "stop", data=True)

    def remove(self) -> None:
        """Delete everything."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str, data: bool = False) -> None:
        where = ["-D", str(self._folder / "data")] if data else []
        command = [*self._as_postgres, str(self._programs / program), *where, *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._folder)


@contextlib.contextmanager
def running_server() -> Iterator[Server]:
    """A server that runs until the block ends."""
    server = Server()
    server.start()
    try:
        yield server
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):  # a test may have stopped it
            server.stop()
        server.remove()


@contextlib.contextmanager
def postgresql_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """A PostgreSQL database of its own, a copy of `template`."""
    server = sqlalchemy.make_url(server_url).set(drivername="postgresql+psycopg")
    name = "test_" + uuid4().hex
    admin = sqlalchemy.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sqlalchemy.NullPool)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")

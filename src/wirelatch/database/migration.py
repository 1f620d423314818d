"""Alembic, run by the program itself: at start-up the tables are brought up to date in one transaction.

Each package keeps its own scripts and its own version table, so that both halves can share one PostgreSQL database.
A package's `env.py` consists of one call: `run(target_metadata)`.
Alembic itself (15 MB of memory, which a process never gives back) is loaded only when there is something to do, and by
servers in a process of its own: `python -m wirelatch.database.migration package:folder`, the URL on standard input.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.resources import files

from sqlalchemy import Connection, MetaData, inspect

from wirelatch.database.locks import lock

_REVISION = re.compile(r"""^revision(?:: str)? = ["']([^"']+)["']""", re.MULTILINE)
_BEFORE = re.compile(r"""^down_revision(?:: [^=]+)? = ["']([^"']+)["']""", re.MULTILINE)


def upgrade(connection: Connection, script_location: str, revision: str = "head") -> None:
    """Run every script of `script_location` (`package:folder`) up to `revision` that this database has not seen yet."""
    # Several processes may start at once on one database; the others wait and then find nothing to do.
    lock(connection, script_location)
    table = version_table(script_location)
    if version_in(connection, table) in (heads(script_location) if revision == "head" else {revision}):
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", script_location)
    config.attributes["connection"] = connection
    config.attributes["version_table"] = table
    command.upgrade(config, revision)


def is_current(connection: Connection, script_location: str) -> bool:
    """Whether this database has seen every script of `script_location`."""
    return version_in(connection, version_table(script_location)) in heads(script_location)


def upgrade_apart(url: str, script_location: str) -> bool:
    """Have a process of its own do what :func:`upgrade` does with the database of `url`; whether it could.

    Why it could not is best found out by trying again in this process, where the error can be caught.
    """
    # -P: what lies in the current folder is not imported.
    command = [sys.executable, "-P", "-m", "wirelatch.database.migration", script_location]
    done = subprocess.run(command, input=url, text=True, capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


def version_table(script_location: str) -> str:
    """Where a package notes how far its tables are."""
    return "alembic_version_" + script_location.split(":")[0].rsplit(".", 1)[-1]


def run(target_metadata: MetaData | None = None) -> None:
    """What an `env.py` calls: run the scripts on the connection that :func:`upgrade` was given."""
    from alembic import context

    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=target_metadata,
        version_table=attributes["version_table"],
        transactional_ddl=True,
        render_as_batch=True,
    )
    context.run_migrations()


def version_in(connection: Connection, version_table: str) -> str | None:
    """The revision the database is at; None when it has none yet."""
    if not inspect(connection).has_table(version_table):
        return None
    versions = list(connection.exec_driver_sql(f"SELECT version_num FROM {version_table}").scalars())  # noqa: S608
    return versions[0] if len(versions) == 1 else None


def heads(script_location: str) -> set[str]:
    """The newest revision among a package's scripts: the one that none comes after."""
    scripts = _scripts(script_location)
    return revisions(script_location) - {match[1] for script in scripts if (match := _BEFORE.search(script))}


def revisions(script_location: str) -> set[str]:
    """Every revision that a package knows."""
    return {match[1] for script in _scripts(script_location) if (match := _REVISION.search(script))}


def _scripts(script_location: str) -> list[str]:
    package, _, folder = script_location.partition(":")
    return [
        script.read_text("utf-8")
        for script in (files(package) / folder / "versions").iterdir()
        if script.name.endswith(".py") and not script.name.startswith("__")
    ]


if __name__ == "__main__":
    from wirelatch.database.database import Database

    opened = Database(sys.stdin.read())
    opened.migrate(sys.argv[1])
    opened.close_now()

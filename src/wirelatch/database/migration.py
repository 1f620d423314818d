"""Alembic, run by the program itself: at start-up the tables are brought up to date in one transaction.

Each package keeps its own scripts and its own version table, so that both halves can share one PostgreSQL database.
A package's `env.py` consists of one call: `run(target_metadata)`.
"""

from __future__ import annotations

import hashlib

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData, text


def upgrade(connection: Connection, script_location: str) -> None:
    """Run every script of `script_location` (`package:folder`) that this database has not seen yet."""
    if connection.dialect.name == "postgresql":
        # Several processes may start at once on one database; the others wait and then find nothing to do.
        key = int.from_bytes(hashlib.sha256(script_location.encode()).digest()[:8], "big", signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})
    config = Config()
    config.set_main_option("script_location", script_location)
    config.attributes["connection"] = connection
    config.attributes["version_table"] = "alembic_version_" + script_location.split(":")[0].rsplit(".", 1)[-1]
    command.upgrade(config, "head")


def run(target_metadata: MetaData | None = None) -> None:
    """What an `env.py` calls: run the scripts on the connection that :func:`upgrade` was given."""
    attributes = context.config.attributes
    context.configure(
        connection=attributes["connection"],
        target_metadata=target_metadata,
        version_table=attributes["version_table"],
        transactional_ddl=True,
        render_as_batch=True,
    )
    context.run_migrations()

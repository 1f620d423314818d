"""Alembic's entry point; see :mod:`wirelatch.database.migration`."""

from wirelatch.database.migration import run
from wirelatch.identity.metadata import metadata

run(metadata)

"""Alembic's entry: runs the scripts on the connection that the program opened."""

from wirelatch.access.tables import metadata
from wirelatch.database.migration import run

run(metadata)

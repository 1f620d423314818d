"""Which versions of the program have run on this database, and since when."""

from __future__ import annotations

from datetime import datetime
from importlib.metadata import version
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from wirelatch.database import now
from wirelatch.identity.directory.tables import installation

_PREFIX = "version "


class Version(NamedTuple):
    """A version, and when it first ran here."""

    number: int
    name: str
    since: datetime


def note(connection: Connection) -> None:
    """Write this version down, unless it is."""
    name = (_PREFIX + version("wirelatch"))[:60]
    if connection.execute(select(installation.c.name).where(installation.c.name == name)).first() is None:
        connection.execute(insert(installation).values(name=name, value=now().isoformat()))


def read(connection: Connection) -> list[Version]:
    """All of them, the oldest first."""
    query = select(installation).where(installation.c.name.startswith(_PREFIX))
    rows = sorted(connection.execute(query), key=lambda row: str(row.value))
    return [
        Version(number, row.name.removeprefix(_PREFIX), datetime.fromisoformat(row.value))
        for number, row in enumerate(rows, 1)
    ]

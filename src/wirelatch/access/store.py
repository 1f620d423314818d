"""What the flows half keeps in its database: sessions, what earlier releases kept for each user, and the ledger.

The gate opens it beside the start of the flows, not before: SQLAlchemy takes as long to import as all the rest.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.access.sessions import Sessions
from wirelatch.access.tables import open_database, user_settings
from wirelatch.ledger import Ledger
from wirelatch.settings import Settings


class Store:
    """The open database of the flows half."""

    def __init__(self, settings: Settings) -> None:
        """Blocks until the tables are up to date."""
        self.database = open_database(settings.flows_database_url)
        self.sessions = Sessions(self.database, settings.session_idle, settings.session_lifetime)
        self.ledger = Ledger(self.database)

    async def user_settings(self, username: str) -> dict[str, Any]:
        """What earlier releases kept for a user; now it is in `.config.users.json`."""
        return await self.database.read(lambda connection: _read(connection, username) or {})


def _read(connection: Connection, username: str) -> dict[str, Any] | None:
    query = select(user_settings.c.settings).where(user_settings.c.username == username)
    text = connection.execute(query).scalar_one_or_none()
    value = json.loads(text) if text else None
    return value if isinstance(value, dict) else None

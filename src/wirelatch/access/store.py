"""What the flows half keeps in its database: sessions, what the editor keeps for each user, and the ledger.

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
        """What is kept for a user."""
        return await self.database.read(lambda connection: _read(connection, username) or {})

    async def change_user_settings(self, username: str, given: dict[str, Any], largest: int) -> bool:
        """Lay `given` over what is kept for a user; False when that would be more than `largest` characters."""

        def work(connection: Connection) -> bool:
            kept = _read(connection, username)
            text = json.dumps(merged(kept or {}, given))
            if len(text) > largest:
                return False
            if kept is None:
                connection.execute(user_settings.insert().values(username=username, settings=text))
            else:
                where = user_settings.c.username == username
                connection.execute(user_settings.update().where(where).values(settings=text))
            return True

        return await self.database.write(work)


def _read(connection: Connection, username: str) -> dict[str, Any] | None:
    query = select(user_settings.c.settings).where(user_settings.c.username == username)
    text = connection.execute(query).scalar_one_or_none()
    value = json.loads(text) if text else None
    return value if isinstance(value, dict) else None


def merged(kept: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """`given` laid over `kept`: objects are merged, null removes."""
    out = dict(kept)
    for key, value in given.items():
        if value is None:
            out.pop(key, None)
        elif isinstance(value, dict):
            inner = out.get(key)
            out[key] = merged(inner if isinstance(inner, dict) else {}, value)
        else:
            out[key] = value
    return out

"""API tokens and app passwords: the key is shown once, at creation; stored is its hash."""

from __future__ import annotations

import secrets
import string
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from wirelatch.database import now
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.directory.tables import api_tokens, users
from wirelatch.identity.metadata import new_uuid

INTENTS = ("api", "app_password")
KEY_LENGTH = 60
DEFAULT_LIFETIME = timedelta(days=1)
_LETTERS = string.ascii_letters + string.digits


def new_key(length: int = KEY_LENGTH) -> str:
    """Random letters and digits, as authentik's keys, ids and secrets look."""
    return "".join(secrets.choice(_LETTERS) for _ in range(length))


def create(
    connection: Connection,
    *,
    identifier: str,
    user_id: int,
    intent: str = "api",
    description: str = "",
    expires: datetime | None = None,
    expiring: bool = True,
    key: str | None = None,
    managed: str | None = None,
) -> str:
    """A new token; returns its key, which cannot be had again."""
    key = key or new_key()
    connection.execute(
        insert(api_tokens).values(
            id=new_uuid(),
            identifier=identifier,
            key_hash=hash_of(key),
            intent=intent,
            user_id=user_id,
            description=description,
            expires=(expires or now() + DEFAULT_LIFETIME) if expiring else None,
            expiring=expiring,
            managed=managed,
        )
    )
    return key


def find(connection: Connection, key: str, intent: str) -> Row[Any] | None:
    """The live token with this key and intent, of an active user."""
    row = connection.execute(
        select(api_tokens, users.c.is_active, users.c.username_key)
        .join(users, users.c.id == api_tokens.c.user_id)
        .where(api_tokens.c.key_hash == hash_of(key), api_tokens.c.intent == intent)
    ).first()
    if row is None or not row.is_active or (row.expires is not None and row.expires <= now()):
        return None
    return row


def end_expired(connection: Connection, lifetime: timedelta) -> list[Row[Any]]:
    """End what has expired: API tokens get a key that nobody knows, for another `lifetime`; all others go.

    Returns the API tokens. Their owner may give them a new key (`set_key`); the old one never works again.
    """
    over = api_tokens.c.expires.is_not(None) & (api_tokens.c.expires <= now())
    connection.execute(delete(api_tokens).where(over, api_tokens.c.intent != "api"))
    rotated = list(connection.execute(select(api_tokens).where(over)).all())
    for row in rotated:
        own = api_tokens.c.id == row.id
        values = {"key_hash": hash_of(new_key()), "expires": now() + lifetime}
        connection.execute(update(api_tokens).where(own).values(**values))
    return rotated

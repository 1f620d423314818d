"""Recovery codes: a list to print, each good once, for when the other authenticators are not at hand.

Stored are their hashes, sealed, so that neither the database alone nor short codes give them away. Using one up is one
DELETE: of several requests with the same code one finds it there.
"""

from __future__ import annotations

import hmac
import secrets

from sqlalchemy import Connection, delete, func, insert, select

from wirelatch.identity.authenticators import devices
from wirelatch.identity.authenticators.tables import devices as device_table
from wirelatch.identity.authenticators.tables import static_tokens
from wirelatch.identity.directory.sessions import hash_of
from wirelatch.identity.keys.sealing import Sealer

KIND = "static"
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what looks alike on paper: i, l, o, 0, 1."""
COUNT = 6
LENGTH = 12
SHORTEST = 8
MOST = 50
DEFAULT_NAME = "Recovery codes"


def new_codes(count: int = COUNT, length: int = LENGTH) -> list[str]:
    """Random codes."""
    return [
        "".join(secrets.choice(ALPHABET) for _ in range(max(SHORTEST, length)))
        for _ in range(min(max(1, count), MOST))
    ]


def grouped(code: str) -> str:
    """In fours, as one can copy from paper."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def enroll(connection: Connection, sealer: Sealer, *, user_id: int, name: str, codes: list[str]) -> int:
    """Store codes; those that the user had before are gone. Returns the id of the device."""
    connection.execute(
        delete(device_table).where(device_table.c.user_id == user_id, device_table.c.kind == KIND)
    )
    device_id = devices.add(connection, kind=KIND, user_id=user_id, name=name)
    rows = [{"device_id": device_id, "token": sealer.seal(_hash(code))} for code in codes]
    connection.execute(insert(static_tokens), rows)
    return device_id


def check(connection: Connection, sealer: Sealer, device_id: int, code: str) -> int | None:
    """The row of a right code of this device; None for any other. Uses up nothing."""
    given, found = _hash(code), None
    rows = connection.execute(select(static_tokens).where(static_tokens.c.device_id == device_id)).all()
    for row in rows:
        if hmac.compare_digest(sealer.open(row.token), given):
            found = int(row.id)
    return found


def use(connection: Connection, device_id: int, token_id: int) -> bool:
    """Use up a code; False when somebody was faster."""
    of_device = (static_tokens.c.id == token_id) & (static_tokens.c.device_id == device_id)
    if connection.execute(delete(static_tokens).where(of_device)).rowcount != 1:
        return False
    devices.used(connection, device_id)
    return True


def left(connection: Connection, device_id: int) -> int:
    """How many codes are unused."""
    return connection.execute(
        select(func.count()).select_from(static_tokens).where(static_tokens.c.device_id == device_id)
    ).scalar_one()


def _hash(code: str) -> str:
    """Of the code as people may type it: with dashes and blanks, in capitals."""
    return hash_of("".join(c for c in code[:200].casefold() if c.isalnum()))

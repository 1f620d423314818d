"""A bound on password guesses, per account and address together and per address alone.

There is no bound per account alone: a stranger must not be able to lock somebody out. An attempt is counted before
the password is checked, so that guesses sent in parallel count as well; a successful one is taken back.
Kept in the database, so that several processes count together; what was typed as a name is not (it may have been a
password), only a keyed hash of it.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    String,
    Table,
    bindparam,
    case,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from wirelatch.database import Database, Instant
from wirelatch.identity.metadata import cleared_after, metadata

PER_ACCOUNT_AND_ADDRESS = 10
PER_ADDRESS = 100
WINDOW = 900.0
"""Seconds after which the bound on guesses is fully restored."""

login_attempts = Table(
    "login_attempts",
    metadata,
    Column("key", String(64), primary_key=True, comment="HMAC of account and address"),
    Column("level", Float, nullable=False, comment="guesses in the leaky bucket at that time"),
    Column("at", Float, nullable=False, comment="seconds since 1970"),
    Column("expires", Instant, nullable=False, index=True),
    info=cleared_after("expires"),
)
_TABLE = login_attempts.c
_ELAPSED: ColumnElement[float] = bindparam("moment") - _TABLE.at
_LEAKED = _TABLE.level - case((_ELAPSED > 0, _ELAPSED), else_=0.0) * bindparam("rate")
_LEVEL = case((_LEAKED > 0, _LEAKED), else_=0.0)
_THIS = _TABLE.key == bindparam("this")
# One conditional statement: of any number of guesses at once no more are let through than there is room for.
_COUNT = (
    update(login_attempts)
    .where(_THIS, bindparam("most") >= _LEVEL + 1)
    .values(level=_LEVEL + 1, at=bindparam("moment"), expires=bindparam("until"))
)
_TAKE_BACK = update(login_attempts).where(_THIS, _TABLE.level >= 1).values(level=_TABLE.level - 1)
_FIND = select(login_attempts).where(_THIS)
_FORGET = delete(login_attempts).where(_THIS)
_BEGIN = insert(login_attempts)


class _FullError(Exception):
    """There is no room for another guess; the transaction that counted it elsewhere is undone."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait


class Attempts:
    """Leaky buckets."""

    def __init__(
        self,
        database: Database,
        key: bytes,
        per_account: int = PER_ACCOUNT_AND_ADDRESS,
        per_address: int = PER_ADDRESS,
        window: float = WINDOW,
    ) -> None:
        """`key`: a secret of this installation, another one for each thing that is counted."""
        self._database = database
        self._key = key
        self._limits = (per_account, per_address)
        self._window = window

    async def admit(self, account: str, address: str) -> float:
        """Count an attempt; 0 when it may go on, else the seconds to wait. `address` may also name a known browser."""
        for _ in range(3):
            try:
                await self._database.write(lambda connection: self._count(connection, account, address))
            except _FullError as full:
                return full.wait
            except IntegrityError:  # the first guess of its kind, and another one came at the same time
                continue
            return 0.0
        return 1.0

    async def succeeded(self, account: str, address: str) -> None:
        """Forget the failures of this account from this address, and take the attempt back from the address."""
        await self._database.write(lambda connection: self.succeeded_in(connection, account, address))

    def succeeded_in(self, connection: Connection, account: str, address: str) -> None:
        """As :meth:`succeeded`, within the caller's transaction."""
        both, alone = self._keys(account, address)
        connection.execute(_TAKE_BACK, {"this": alone})
        connection.execute(_FORGET, {"this": both})

    def _count(self, connection: Connection, account: str, address: str) -> None:
        moment = time.time()
        # The address first, in every transaction: two that wait for each other would not end.
        for key, limit in zip(reversed(self._keys(account, address)), reversed(self._limits), strict=True):
            rate = limit / self._window
            until = datetime.fromtimestamp(moment, UTC) + timedelta(seconds=self._window)
            values = {"this": key, "moment": moment, "rate": rate, "most": float(limit), "until": until}
            if connection.execute(_COUNT, values).rowcount:
                continue
            row = connection.execute(_FIND, {"this": key}).first()
            if row is not None:
                level = max(0.0, row.level - max(0.0, moment - row.at) * rate)
                raise _FullError(max(0.001, (level + 1 - limit) / rate))
            connection.execute(_BEGIN, {"key": key, "level": 1.0, "at": moment, "expires": until})

    def _keys(self, account: str, address: str) -> tuple[str, str]:
        network = _network(address)
        return self._hash("account", account, network), self._hash("address", network)

    def _hash(self, *parts: str) -> str:
        text = "\n".join(hashlib.sha256(part.encode("utf-8", "surrogatepass")).hexdigest() for part in parts)
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """An IPv6 customer has a whole /64 to send from."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)

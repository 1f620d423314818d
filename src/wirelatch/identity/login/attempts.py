"""A bound on password guesses, per account and address together and per address alone.

There is no bound per account alone: a stranger must not be able to lock somebody out. An attempt is counted before
the password is checked, so that guesses sent in parallel count as well; a successful one is taken back.
Kept in memory, per process.
"""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict

PER_ACCOUNT_AND_ADDRESS = 10
PER_ADDRESS = 100
WINDOW = 900.0
"""Seconds after which the bound on guesses is fully restored."""
MOST_KEYS = 20_000


class Attempts:
    """Leaky buckets."""

    def __init__(self, per_account: int = PER_ACCOUNT_AND_ADDRESS, per_address: int = PER_ADDRESS) -> None:
        self._limits = (per_account, per_address)
        self._buckets: OrderedDict[tuple[str, ...], tuple[float, float]] = OrderedDict()

    def admit(self, account: str, address: str) -> float:
        """Count an attempt; 0 when it may go on, else the seconds to wait. `address` may also name a known browser."""
        network = _network(address)
        keys: tuple[tuple[str, ...], ...] = ((account, network), (network,))
        moment = time.monotonic()
        wait = 0.0
        for key, limit in zip(keys, self._limits, strict=True):
            level = self._level(key, limit, moment)
            if level + 1 > limit:
                wait = max(wait, (level + 1 - limit) * WINDOW / limit)
        if wait:
            return wait
        for key, limit in zip(keys, self._limits, strict=True):
            self._set(key, self._level(key, limit, moment) + 1, moment)
        return 0.0

    def succeeded(self, account: str, address: str) -> None:
        """Forget the failures of this account from this address, and take the attempt back from the address."""
        network = _network(address)
        self._buckets.pop((account, network), None)
        moment = time.monotonic()
        self._set((network,), max(0.0, self._level((network,), self._limits[1], moment) - 1), moment)

    def _level(self, key: tuple[str, ...], limit: int, moment: float) -> float:
        level, since = self._buckets.get(key, (0.0, moment))
        return max(0.0, level - (moment - since) * limit / WINDOW)

    def _set(self, key: tuple[str, ...], level: float, moment: float) -> None:
        self._buckets[key] = (level, moment)
        self._buckets.move_to_end(key)
        while len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)


def _network(address: str) -> str:
    """An IPv6 customer has a whole /64 to send from."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)

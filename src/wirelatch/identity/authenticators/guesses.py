"""A bound on wrong codes for one user from anywhere, beside the one per address that a run keeps.

A code has six digits, and an attacker has many addresses: without this, guesses from each of them would add up (TOTP brute
force, IncludeSec 2025). Browsers that the user has signed in with before are not held up by what strangers do.
"""

from __future__ import annotations

import math

from wirelatch.identity.directory.attempts import Attempts
from wirelatch.identity.services import Services

PER_DAY = 100
"""With six digits and three codes valid at a time: one success in nine years of unbroken guessing, on average."""
DAY = 86_400.0


async def admit(services: Services, user_id: int) -> int:
    """Count a guess of a stranger's browser; 0 when it may go on, else the seconds to wait."""
    return math.ceil(await _attempts(services).admit(*_keys(user_id)))


async def succeeded(services: Services, user_id: int) -> None:
    """The guess was right."""
    await _attempts(services).succeeded(*_keys(user_id))


def _attempts(services: Services) -> Attempts:
    key = services.sealer.derive("second factors")
    return Attempts(services.database, key, per_account=PER_DAY, per_address=PER_DAY, window=DAY)


def _keys(user_id: int) -> tuple[str, str]:
    return f"user {user_id}", f"user {user_id}"

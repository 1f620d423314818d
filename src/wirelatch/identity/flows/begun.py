"""A bound on how many runs one address may have begun: each is a row, which strangers could fill the database with.

It also bounds how many people one address can have recovery mail sent to.
"""

from __future__ import annotations

import math

from wirelatch.identity.directory.attempts import Attempts
from wirelatch.identity.flows.store import LIFETIME
from wirelatch.identity.services import Services

PER_ADDRESS = 2000
"""Within the lifetime of a run: more than an office behind one address needs."""


async def admit(services: Services, address: str) -> int:
    """Count a run that is about to be kept; 0 when it may, else the seconds to wait."""
    attempts = Attempts(
        services.database,
        services.sealer.derive("runs"),
        per_account=PER_ADDRESS,
        per_address=PER_ADDRESS,
        window=LIFETIME.total_seconds(),
    )
    return math.ceil(await attempts.admit("", address))

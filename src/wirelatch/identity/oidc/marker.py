"""Signed marks in the authorize URL: "the user was sent to sign in again at this time", "… consented to this",
"… chose this account".

They let `prompt=login` and `prompt=consent` be satisfied exactly once without a state of their own. A mark is bound to
a kind and to facts of the request, and is only believed together with the session it speaks of.
"""

from __future__ import annotations

import hashlib
import hmac
import time

REAUTHENTICATE = "wirelatch_reauth"
CONSENTED = "wirelatch_consented"
CHOSEN = "wirelatch_account"
PUSHED = "wirelatch_pushed"
DEVICE = "wirelatch_device"
TRIAL = "wirelatch_trial"
LIFETIME = 3600.0


def make(key: bytes, kind: str, *facts: str) -> str:
    """A mark of now."""
    moment = f"{time.time():.6f}"
    return f"{moment}.{_signature(key, kind, moment, facts)}"


def read(key: bytes, kind: str, mark: str | None, *facts: str) -> float | None:
    """When a mark was made; None when it is not ours, not for these facts, or too old."""
    moment, _, signature = (mark or "").rpartition(".")
    if not moment or not hmac.compare_digest(
        signature.encode(), _signature(key, kind, moment, facts).encode()
    ):
        return None
    made = float(moment)
    return made if 0 <= time.time() - made <= LIFETIME else None


def _signature(key: bytes, kind: str, moment: str, facts: tuple[str, ...]) -> str:
    message = "\n".join([kind, moment, *(hashlib.sha256(fact.encode()).hexdigest() for fact in facts)])
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()

"""Ids for messages, nodes and sequences."""

from __future__ import annotations

from random import randbytes

_BLOCK = 256
_made: list[str] = []


def generate_id() -> str:
    """A fresh id of 16 hexadecimal digits, as Node-RED's `RED.util.generateId()` gives; not a secret."""
    try:
        return _made.pop()
    except IndexError:
        # One call of the generator for many ids; every message without one needs one.
        digits = randbytes(_BLOCK * 8).hex()  # noqa: S311 - no secret
        _made.extend([digits[start : start + 16] for start in range(16, len(digits), 16)])
        return digits[:16]

"""Ids for messages, nodes and sequences."""

from __future__ import annotations

from random import getrandbits


def generate_id() -> str:
    """A fresh id of 16 hexadecimal digits, as Node-RED's `RED.util.generateId()` gives; not a secret."""
    return f"{getrandbits(64):016x}"

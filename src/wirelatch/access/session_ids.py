"""Session ids as they are kept: hashed, so that whoever reads the database cannot pose as anybody."""

from __future__ import annotations

import hashlib


def hash_of(session_id: str) -> str:
    """What is stored of a session id."""
    return hashlib.sha256(session_id.encode()).hexdigest()

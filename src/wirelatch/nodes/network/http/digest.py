"""Digest authentication with the algorithms that Node-RED knows: those of httpx, and SHA-512-256.

RFC 7616 means SHA-512/256 by that name, which starts from other values than SHA-512; Node-RED, and servers it works
with, cut SHA-512 short. Both are tried. https://www.rfc-editor.org/rfc/rfc7616#section-6.1
"""

from __future__ import annotations

import hashlib
from typing import Any

import httpx


class _Shortened:
    """SHA-512, of which only the first half counts."""

    def __init__(self, data: bytes) -> None:
        self._hash = hashlib.sha512(data)

    def hexdigest(self) -> str:
        return self._hash.hexdigest()[:64]


def _standard(data: bytes = b"") -> Any:
    return hashlib.new("sha512_256", data)


def _functions(sha512_256: Any) -> dict[str, Any]:
    names = ("SHA-512-256", "SHA-512-256-SESS")
    return {**httpx.DigestAuth._ALGORITHM_TO_HASH_FUNCTION, **dict.fromkeys(names, sha512_256)}


class DigestAuth(httpx.DigestAuth):
    """A user name and a password, and the answer to a challenge."""

    _ALGORITHM_TO_HASH_FUNCTION = _functions(_Shortened)

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        self._given = user, password

    def otherwise(self, challenge: str) -> httpx.DigestAuth | None:
        """What else to try when the server refuses the answer to its challenge; None when there is no doubt."""
        return _StandardDigestAuth(*self._given) if "SHA-512-256" in challenge.upper() else None


class _StandardDigestAuth(httpx.DigestAuth):
    """With SHA-512/256 as RFC 7616 means it."""

    _ALGORITHM_TO_HASH_FUNCTION = _functions(_standard)

"""Encryption of secrets at rest: AES-256-GCM under a key derived (HKDF, RFC 5869) from the installation's master key.

Where that key comes from: `keys/master_key.py`. It also yields the keys for what the provider itself signs and reads back.
A sealed value names the key it was sealed with, so that a wrong one is told from a value that was tampered with.
"""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
PREFIX = "v2:"
_PREFIX_WITHOUT_ID = "v1:"


class SealError(Exception):
    """A sealed value cannot be opened: the master key does not belong to this database, or the value was changed."""


class Sealer:
    """Seals text for storage and opens it again."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the key must have {KEY_BYTES} bytes")
        self._key = key
        self._cipher = AESGCM(self.derive("sealing"))
        self.key_id = self.derive("key id")[:6].hex()
        """Tells one master key from another, and nothing about it."""

    def seal(self, text: str) -> str:
        """Encrypt; two seals of one text differ."""
        nonce = os.urandom(12)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), self.key_id.encode())
        return f"{PREFIX}{self.key_id}:{base64.b64encode(sealed).decode()}"

    def open(self, sealed: str) -> str:
        """Decrypt; raises SealError when the key is another one or the value was changed."""
        if sealed.startswith(PREFIX):
            key_id, _, encoded = sealed[len(PREFIX) :].partition(":")
            if key_id != self.key_id:
                raise SealError(
                    f"sealed with the master key {key_id}, and the one in use is {self.key_id}: it does not belong to "
                    "this database"
                )
            bound: bytes | None = key_id.encode()
        elif sealed.startswith(_PREFIX_WITHOUT_ID):
            encoded, bound = sealed[len(_PREFIX_WITHOUT_ID) :], None
        else:
            raise SealError("not a sealed value")
        try:
            raw = base64.b64decode(encoded, validate=True)
            return self._cipher.decrypt(raw[:12], raw[12:], bound).decode()
        except (InvalidTag, binascii.Error, ValueError):
            raise SealError(
                "a sealed value cannot be opened: the master key does not belong to this database, or the value was changed"
            ) from None

    def derive(self, purpose: str) -> bytes:
        """A key of its own for one purpose. It is another one after the master key changes: only for what may expire."""
        return HKDF(SHA256(), 32, None, b"wirelatch identity " + purpose.encode()).derive(self._key)


def is_sealed(value: object) -> bool:
    """Whether a value looks like one that :meth:`Sealer.seal` gave."""
    return isinstance(value, str) and value.startswith((PREFIX, _PREFIX_WITHOUT_ID))

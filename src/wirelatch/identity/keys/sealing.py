"""Encryption of secrets at rest: AES-256-GCM with a key file beside the data, readable by its owner only.

The same file yields, by HKDF (RFC 5869), the keys for what the provider itself signs and reads back.
"""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE_NAME = "identity.key"
_PREFIX = "v1:"


class SealError(Exception):
    """A sealed value cannot be opened: the key file does not belong to this database."""


class Sealer:
    """Seals text for storage and opens it again."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise ValueError("the key must have 32 bytes")
        self._key = key
        self._cipher = AESGCM(self.derive("sealing"))

    def seal(self, text: str) -> str:
        """Encrypt; two seals of one text differ."""
        nonce = os.urandom(12)
        return _PREFIX + base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), None)).decode()

    def open(self, sealed: str) -> str:
        """Decrypt; raises SealError when the key is another one or the value was changed."""
        if not sealed.startswith(_PREFIX):
            raise SealError("not a sealed value")
        raw = base64.b64decode(sealed[len(_PREFIX) :])
        try:
            return self._cipher.decrypt(raw[:12], raw[12:], None).decode()
        except InvalidTag:
            raise SealError(
                f"the key file ({FILE_NAME}) does not belong to this database: restore the file that was in the "
                "data directory when the database was made"
            ) from None

    def derive(self, purpose: str) -> bytes:
        """A key of its own for one purpose."""
        return HKDF(SHA256(), 32, None, b"wirelatch identity " + purpose.encode()).derive(self._key)


def load_or_create(data_dir: Path) -> Sealer:
    """The sealer of a data directory; its key file is made at the first start."""
    file = data_dir / FILE_NAME
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return Sealer(base64.b64decode(file.read_text("ascii")))
    except FileNotFoundError:
        pass
    # Written beside and linked into place: a crash cannot leave half a key, a second process cannot replace it.
    temporary = file.with_name(f".{FILE_NAME}.{secrets.token_hex(8)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, base64.b64encode(os.urandom(32)))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    try:
        os.link(temporary, file)
    except FileExistsError:
        pass
    finally:
        temporary.unlink()
    folder = os.open(data_dir, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return Sealer(base64.b64decode(file.read_text("ascii")))

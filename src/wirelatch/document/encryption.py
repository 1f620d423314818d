"""How credentials are encrypted on file: as Node-RED does it, and authenticated.

Both are JSON objects with one member, `$`. Node-RED's is `<IV as 32 hex digits><ciphertext in base64>`: AES-256-CTR under
the SHA-256 of the secret, without anything that would show a change. Ours is

    wirelatch-1.<derivation>.<salt>.<nonce>.<ciphertext and tag>

with AES-256-GCM (NIST SP 800-38D; the first three parts are authenticated too), and a key made of the secret and the salt by
HKDF-SHA256 (`hkdf`, RFC 5869: for secrets that were generated) or by scrypt (`scrypt`, RFC 7914: for those that people
choose). Node-RED says of it that it cannot be decrypted, rather than take it for something else.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from wirelatch.document.json_text import stringify

Credentials = dict[str, Any]
Encryption = Literal["node-red", "authenticated"]

_IV_DIGITS = 32
_VERSION = "wirelatch-1"
_GENERATED = re.compile("[0-9a-f]{64}")


class CredentialsError(ValueError):
    """A credentials file that cannot be read with this secret."""


def is_encrypted(content: Mapping[str, Any]) -> bool:
    """Whether the content of a credentials file is encrypted."""
    return set(content) == {"$"}


def encryption_of(content: Mapping[str, Any]) -> Encryption:
    """How an encrypted credentials file is encrypted."""
    blob = content.get("$")
    return "authenticated" if isinstance(blob, str) and blob.startswith(f"{_VERSION}.") else "node-red"


def checked(entries: Any) -> dict[str, Credentials]:
    """The entries, when they have the right shape: node id to an object."""
    if not isinstance(entries, dict) or not all(isinstance(value, dict) for value in entries.values()):
        raise CredentialsError("credentials must be an object that holds an object per node id")
    return entries


def encrypt(
    entries: Mapping[str, Credentials], secret: str, encryption: Encryption = "node-red"
) -> dict[str, str]:
    """The content of a credentials file."""
    text = stringify(dict(entries)).encode("utf-8")
    return {"$": _seal(text, secret) if encryption == "authenticated" else _encrypt(text, secret)}


def decrypt(content: Mapping[str, Any], secret: str) -> dict[str, Credentials]:
    """The entries of an encrypted credentials file. Raises CredentialsError."""
    blob = content.get("$")
    try:
        if not isinstance(blob, str):
            raise ValueError("no text")
        text = _open(blob, secret) if encryption_of(content) == "authenticated" else _decrypt(blob, secret)
        entries = json.loads(text.decode("utf-8"))
    except (ValueError, binascii.Error, InvalidTag):
        raise CredentialsError("the credentials cannot be decrypted with this secret") from None
    return checked(entries)


def _cipher(secret: str, iv: bytes) -> Cipher[modes.CTR]:
    return Cipher(algorithms.AES256(hashlib.sha256(secret.encode()).digest()), modes.CTR(iv))


def _encrypt(text: bytes, secret: str) -> str:
    iv = os.urandom(16)
    encryptor = _cipher(secret, iv).encryptor()
    return iv.hex() + base64.b64encode(encryptor.update(text) + encryptor.finalize()).decode()


def _decrypt(blob: str, secret: str) -> bytes:
    decryptor = _cipher(secret, bytes.fromhex(blob[:_IV_DIGITS])).decryptor()
    return decryptor.update(base64.b64decode(blob[_IV_DIGITS:], validate=True)) + decryptor.finalize()


def _seal(text: bytes, secret: str) -> str:
    derivation = "hkdf" if _GENERATED.fullmatch(secret) else "scrypt"
    salt, nonce = _salt(secret), os.urandom(12)
    header = f"{_VERSION}.{derivation}.{_to_text(salt)}"
    sealed = AESGCM(_key(secret, salt, derivation)).encrypt(nonce, text, header.encode())
    return f"{header}.{_to_text(nonce)}.{_to_text(sealed)}"


def _open(blob: str, secret: str) -> bytes:
    version, derivation, salt, nonce, sealed = blob.split(".")
    key = _key(secret, _from_text(salt), derivation)
    header = f"{version}.{derivation}.{salt}"
    return AESGCM(key).decrypt(_from_text(nonce), _from_text(sealed), header.encode())


@lru_cache(maxsize=4)
def _salt(secret: str) -> bytes:
    """One per secret and process: what derives the key is slow on purpose, and nonces are fresh each time."""
    return os.urandom(16)


@lru_cache(maxsize=8)
def _key(secret: str, salt: bytes, derivation: str) -> bytes:
    if derivation == "hkdf":
        return HKDF(SHA256(), 32, salt, b"wirelatch credentials").derive(secret.encode())
    if derivation == "scrypt":
        return Scrypt(salt, 32, n=2**15, r=8, p=1).derive(secret.encode())
    raise ValueError("no known derivation")


def _to_text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def _from_text(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

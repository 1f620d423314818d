"""A WebAuthn authenticator in software: ES256 keys, attestation "none". https://www.w3.org/TR/webauthn-3/#sctn-authenticator-data

It answers the options that a page would hand to `navigator.credentials`, with whatever a test wants to be wrong about it.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, BACKUP_ELIGIBLE, BACKED_UP, ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftAuthenticator:
    """One credential at a time; `counter` None: it counts nothing, as passkeys do."""

    origin: str
    verifies_user: bool = True
    synced: bool = False
    counter: int | None = 0
    aaguid: bytes = bytes(16)
    credential_id: bytes = b""
    user_handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: dict[str, Any], **client_data: Any) -> dict[str, Any]:
        """What `navigator.credentials.create()` gives, as JSON."""
        self.credential_id = secrets.token_bytes(32)
        self.user_handle = unb64(options["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        public_key = cbor2.dumps(
            {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        )
        attested = self.aaguid + len(self.credential_id).to_bytes(2, "big") + self.credential_id + public_key
        data = self._data(options["rp"]["id"], ATTESTED) + attested
        client = self._client("webauthn.create", options["challenge"], client_data)
        return self._response(
            attestationObject=b64(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
            clientDataJSON=b64(client),
            transports=["internal", "hybrid"],
        )

    def get(self, options: dict[str, Any], **client_data: Any) -> dict[str, Any]:
        """What `navigator.credentials.get()` gives, as JSON."""
        if self.counter is not None:
            self.counter += 1
        data = self._data(options["rpId"])
        client = self._client("webauthn.get", options["challenge"], client_data)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._response(
            authenticatorData=b64(data),
            clientDataJSON=b64(client),
            signature=b64(signature),
            userHandle=b64(self.user_handle),
        )

    def _data(self, rp_id: str, flags: int = 0) -> bytes:
        flags |= USER_PRESENT
        flags |= USER_VERIFIED if self.verifies_user else 0
        flags |= BACKUP_ELIGIBLE | BACKED_UP if self.synced else 0
        counter = self.counter or 0
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str, changes: dict[str, Any]) -> bytes:
        data = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps({**data, **changes}).encode()

    def _response(self, **response: Any) -> dict[str, Any]:
        name = b64(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "response": response,
            "clientExtensionResults": {},
        }

"""A certificate with its private key, parsed once and ready to sign and to publish (RFC 7517)."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from joserfc.jwk import ECKey, OKPKey, RSAKey

JoseKey = RSAKey | ECKey | OKPKey
_RSA_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVE_ALGORITHMS = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}


class PairError(ValueError):
    """A certificate or key that cannot be used; `field` is the REST field that is wrong."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class SigningKey:
    """A private key that signs tokens with one algorithm; RSA keys can sign with others, by choice (`with_algorithm`)."""

    kid: str
    algorithm: str
    key: JoseKey
    public_jwk: Mapping[str, Any]

    @property
    def algorithms(self) -> tuple[str, ...]:
        """What this key can sign with."""
        return _RSA_ALGORITHMS if isinstance(self.key, RSAKey) else (self.algorithm,)

    def with_algorithm(self, algorithm: str) -> SigningKey:
        """The same key, signing with another of its algorithms; as it is, when it cannot."""
        if algorithm == self.algorithm or algorithm not in self.algorithms:
            return self
        return replace(self, algorithm=algorithm, public_jwk={**self.public_jwk, "alg": algorithm})


@dataclass(frozen=True)
class CertificateKeyPair:
    """A stored pair; `signing` is None when only the certificate is known or the key type cannot sign tokens."""

    id: str
    name: str
    certificate_data: str
    certificate: x509.Certificate
    key_type: str | None
    signing: SigningKey | None
    managed: str | None
    created_at: datetime

    @cached_property
    def encryption_key(self) -> RSAKey | None:
        """What tokens for its holder are encrypted with; RSA only, as with authentik. It opens them where we can sign."""
        if self.signing is not None and isinstance(self.signing.key, RSAKey):
            return self.signing.key
        public = self.certificate.public_key()
        return RSAKey.import_key(public) if isinstance(public, rsa.RSAPublicKey) else None

    @cached_property
    def fingerprint_sha256(self) -> str:
        return self.certificate.fingerprint(SHA256()).hex(":")

    @cached_property
    def fingerprint_sha1(self) -> str:
        return self.certificate.fingerprint(SHA1()).hex(":")  # noqa: S303 - shown for comparison only


def parse(
    *,
    pair_id: str,
    name: str,
    certificate_data: str,
    key_data: str | None,
    managed: str | None,
    created_at: datetime,
    checked: bool = False,
) -> CertificateKeyPair:
    """Parse PEM texts; raises PairError for what is not one, or when key and certificate do not belong together.

    `checked`: the key was in order when it was sealed, so that its primes (30 ms) are not proved once more.
    """
    try:
        certificate = x509.load_pem_x509_certificate(certificate_data.encode())
    except ValueError:
        raise PairError("certificate_data", "Unable to load certificate.") from None
    key_type, signing = (None, None) if not key_data else _parse_key(key_data, certificate, checked=checked)
    return CertificateKeyPair(
        pair_id, name, certificate_data, certificate, key_type, signing, managed, created_at
    )


def can_encrypt(certificate_data: str) -> bool:
    """Whether ID tokens can be encrypted for the key of this certificate."""
    certificate = x509.load_pem_x509_certificate(certificate_data.encode())
    return isinstance(certificate.public_key(), rsa.RSAPublicKey)


def algorithms_of(certificate_data: str) -> tuple[str, ...]:
    """What the key of this certificate can sign tokens with."""
    public = x509.load_pem_x509_certificate(certificate_data.encode()).public_key()
    if isinstance(public, rsa.RSAPublicKey):
        return _RSA_ALGORITHMS
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name in _CURVE_ALGORITHMS:
        return (_CURVE_ALGORITHMS[public.curve.name],)
    return ("EdDSA",) if isinstance(public, ed25519.Ed25519PublicKey) else ()


def _parse_key(pem: str, certificate: x509.Certificate, *, checked: bool) -> tuple[str, SigningKey | None]:
    try:
        private = load_pem_private_key(pem.encode(), password=None, unsafe_skip_rsa_key_validation=checked)
    except (ValueError, TypeError):
        raise PairError("key_data", "Unable to load private key.") from None
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if private.public_key().public_bytes(*form) != certificate.public_key().public_bytes(*form):
        raise PairError("key_data", "The private key does not belong to the certificate.")
    key: JoseKey
    if isinstance(private, rsa.RSAPrivateKey):
        if private.key_size < 2048:
            raise PairError("key_data", "RSA keys need at least 2048 bits.")
        kind, algorithm, key = "rsa", "RS256", RSAKey.import_key(private)
    elif isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name in _CURVE_ALGORITHMS:
        kind, algorithm, key = "ec", _CURVE_ALGORITHMS[private.curve.name], ECKey.import_key(private)
    elif isinstance(private, ed25519.Ed25519PrivateKey):
        kind, algorithm, key = "ed25519", "EdDSA", OKPKey.import_key(private)
    else:
        return "other", None
    kid = key.thumbprint()
    der = certificate.public_bytes(Encoding.DER)
    public = {
        **key.as_dict(private=False),
        "kid": kid,
        "use": "sig",
        "alg": algorithm,
        "x5c": [base64.b64encode(der).decode()],
        "x5t": _base64url(certificate.fingerprint(SHA1())),  # noqa: S303 - the RFC defines it so
        "x5t#S256": _base64url(certificate.fingerprint(SHA256())),
    }
    return kind, SigningKey(kid, algorithm, key, public)


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

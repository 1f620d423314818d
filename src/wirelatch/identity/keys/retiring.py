"""Changing signing keys with overlap: the old one signs no more, and is published until nothing signed with it is valid.

https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from sqlalchemy import Connection, delete, insert, select, update

from wirelatch.database import now
from wirelatch.identity.keys.generating import Pem, generate
from wirelatch.identity.keys.pair import CertificateKeyPair
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.keys.store import insert_pair
from wirelatch.identity.keys.tables import certificate_key_pairs, retired_signing_keys

MARGIN = timedelta(minutes=10)
"""For clocks that differ, and for tokens that are being signed while the key changes."""
VALIDITY_DAYS = 3650


def retire(connection: Connection, pair_id: str, provider_id: int | None, valid_for: timedelta) -> None:
    """Note that a provider (None: every one without a key of its own) signed with a pair until now.

    `valid_for`: how long the longest of its tokens lives.
    """
    same = (
        retired_signing_keys.c.provider_id.is_(None)
        if provider_id is None
        else retired_signing_keys.c.provider_id == provider_id
    )
    connection.execute(delete(retired_signing_keys).where(retired_signing_keys.c.pair_id == pair_id, same))
    until = now() + valid_for + MARGIN
    connection.execute(
        insert(retired_signing_keys).values(pair_id=pair_id, provider_id=provider_id, until=until)
    )


def unretire(connection: Connection, pair_id: str, provider_id: int) -> None:
    """The provider signs with this pair again."""
    connection.execute(
        delete(retired_signing_keys).where(
            retired_signing_keys.c.pair_id == pair_id, retired_signing_keys.c.provider_id == provider_id
        )
    )


def successor(pair: CertificateKeyPair) -> Pem:
    """A new key of the same kind, for the same subject (blocking, slow for RSA)."""
    public = pair.certificate.public_key()
    algorithm = "rsa"
    if isinstance(public, ec.EllipticCurvePublicKey):
        algorithm = "ecdsa"
    elif isinstance(public, ed25519.Ed25519PublicKey):
        algorithm = "ed25519"
    names = pair.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    common_name = str(names[0].value) if names else pair.name
    return generate(common_name, algorithm=algorithm, validity_days=VALIDITY_DAYS)


def store_successor(connection: Connection, sealer: Sealer, pair: CertificateKeyPair, pem: Pem) -> str:
    """Store a new pair under a name that says when it was made; it takes over what the old one was for.

    Returns its id. A pair that the installation made is succeeded in that, too.
    """
    connection.execute(
        update(certificate_key_pairs).where(certificate_key_pairs.c.id == pair.id).values(managed=None)
    )
    name = _free_name(connection, pair.name)
    return insert_pair(connection, sealer, name=name, pem=pem, managed=pair.managed)


def store_beside(connection: Connection, sealer: Sealer, pair: CertificateKeyPair, pem: Pem) -> str:
    """As above, where the old pair goes on signing for others."""
    return insert_pair(connection, sealer, name=_free_name(connection, pair.name), pem=pem)


def name_of(connection: Connection, pair_id: str) -> str:
    """What a stored pair is called."""
    query = select(certificate_key_pairs.c.name).where(certificate_key_pairs.c.id == pair_id)
    return str(connection.execute(query).scalar_one())


def _free_name(connection: Connection, name: str) -> str:
    stem = name.partition(" (since ")[0][:220]
    moment: datetime = now()
    candidate, count = f"{stem} (since {moment:%Y-%m-%d})", 1
    while connection.execute(
        select(certificate_key_pairs.c.id).where(certificate_key_pairs.c.name == candidate)
    ).first():
        count += 1
        candidate = f"{stem} (since {moment:%Y-%m-%d}, {count})"
    return candidate

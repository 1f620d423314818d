"""Storing pairs; the ones that exist from the first start."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from wirelatch.database import now
from wirelatch.identity.keys.generating import Pem, generate
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.keys.tables import certificate_key_pairs
from wirelatch.identity.metadata import new_uuid

SELF_SIGNED = "goauthentik.io/crypto/self-signed"
TOKEN_KEY = "goauthentik.io/crypto/jwt"  # noqa: S105 - a name
YEARS_10 = 3650


def insert_pair(
    connection: Connection, sealer: Sealer, *, name: str, pem: Pem, managed: str | None = None
) -> str:
    """Store a pair, its private key sealed; returns its id. An empty key stores the certificate alone."""
    pair_id = new_uuid()
    connection.execute(
        insert(certificate_key_pairs).values(
            id=pair_id,
            name=name,
            certificate_data=pem.certificate,
            key_data=sealer.seal(pem.key) if pem.key else None,
            managed=managed,
            created_at=now(),
        )
    )
    return pair_id


def prepare(connection: Connection, sealer: Sealer) -> bool:
    """Make the default pairs where they are missing; True when something was made."""
    managed = set(connection.execute(select(certificate_key_pairs.c.managed)).scalars())
    made = False
    if SELF_SIGNED not in managed:
        pem = generate("Wirelatch Self-signed Certificate", names=("localhost",))
        insert_pair(
            connection, sealer, name="Wirelatch Self-signed Certificate", pem=pem, managed=SELF_SIGNED
        )
        made = True
    if TOKEN_KEY not in managed:
        pem = generate("Wirelatch Access Token Key", algorithm="ecdsa", validity_days=YEARS_10)
        insert_pair(connection, sealer, name="Wirelatch Access Token Key", pem=pem, managed=TOKEN_KEY)
        made = True
    return made

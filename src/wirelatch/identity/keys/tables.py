"""The table of certificates and private keys."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from wirelatch.database import Instant
from wirelatch.identity.metadata import metadata

certificate_key_pairs = Table(
    "certificate_key_pairs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("certificate_data", Text, nullable=False, comment="PEM"),
    Column("key_data", Text, nullable=True, comment="PEM, sealed"),
    Column("managed", String(255), nullable=True, unique=True),
    Column("created_at", Instant, nullable=False),
)

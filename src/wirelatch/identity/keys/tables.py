"""The table of certificates and private keys."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from wirelatch.database import Instant
from wirelatch.identity.metadata import SEALED, cleared_after, metadata

certificate_key_pairs = Table(
    "certificate_key_pairs",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("certificate_data", Text, nullable=False, comment="PEM"),
    Column("key_data", Text, nullable=True, comment="PEM, sealed", info=SEALED),
    Column("managed", String(255), nullable=True, unique=True),
    Column("created_at", Instant, nullable=False),
)

retired_signing_keys = Table(
    "retired_signing_keys",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("pair_id", ForeignKey("certificate_key_pairs.id", ondelete="CASCADE"), nullable=False),
    Column(
        "provider_id",
        ForeignKey("oauth2_providers.id", ondelete="CASCADE"),
        nullable=True,
        comment="null: the installation's own key, for providers without one",
    ),
    Column("until", Instant, nullable=False, comment="when nothing signed with it is valid any more"),
    Index("ix_retired_signing_keys_pair_id", "pair_id"),
    comment="Keys that sign no more and are published still.",
    info=cleared_after("until"),
)

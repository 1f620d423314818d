"""The table of blueprint instances: files of the folder, and texts that were given over the API."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, String, Table, Text

from wirelatch.database import Instant
from wirelatch.identity.metadata import metadata

blueprint_instances = Table(
    "blueprint_instances",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("path", String(500), nullable=False, comment="relative to the folder; empty for a text"),
    Column("content", Text, nullable=False),
    Column("context", JSON, nullable=False),
    Column("metadata", JSON, nullable=False),
    Column("status", String(20), nullable=False, comment="successful, warning, error, orphaned, unknown"),
    Column("enabled", Boolean, nullable=False),
    Column("last_applied", Instant, nullable=False),
    Column("last_applied_hash", String(64), nullable=False),
    Column("managed_models", JSON, nullable=False),
    Column(
        "messages", JSON, nullable=False, comment="what went wrong, or is worth knowing, of the last time"
    ),
)

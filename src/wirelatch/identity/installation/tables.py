"""The tables of brands and system settings. Names and defaults follow authentik's REST fields."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text

from wirelatch.identity.metadata import metadata

brands = Table(
    "brands",
    metadata,
    Column("brand_uuid", String(36), primary_key=True),
    Column("domain", String(255), nullable=False, unique=True),
    Column("default", Boolean, nullable=False),
    Column("branding_title", Text, nullable=False),
    Column("branding_logo", Text, nullable=False),
    Column("branding_favicon", Text, nullable=False),
    Column("branding_custom_css", Text, nullable=False),
    Column("branding_default_flow_background", Text, nullable=False),
    # Flows are named by id without a foreign key, as providers do: a flow that is gone counts as none.
    Column("flow_authentication", String(36), nullable=True),
    Column("flow_user_switch", String(36), nullable=True),
    Column("flow_invalidation", String(36), nullable=True),
    Column("flow_recovery", String(36), nullable=True),
    Column("flow_unenrollment", String(36), nullable=True),
    Column("flow_user_settings", String(36), nullable=True),
    Column("flow_device_code", String(36), nullable=True),
    Column("flow_lockdown", String(36), nullable=True),
    Column("flow_request", String(36), nullable=True),
    Column("default_application", ForeignKey("applications.id", ondelete="SET NULL"), nullable=True),
    Column("web_certificate", ForeignKey("certificate_key_pairs.id", ondelete="SET NULL"), nullable=True),
    Column("attributes", JSON, nullable=False),
)

system_settings = Table(
    "system_settings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("values", JSON, nullable=False, comment="those that differ from the defaults"),
    comment="One row.",
)

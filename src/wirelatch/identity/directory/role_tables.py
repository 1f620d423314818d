"""The tables of roles: what may be done, on every object of a kind or on single ones, and who carries it."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from wirelatch.identity.metadata import metadata

roles = Table(
    "roles",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("managed", String(255), nullable=True, unique=True),
)

role_permissions = Table(
    "role_permissions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), nullable=False),
    Column("permission", String(150), nullable=False, comment="authentik_core.view_user"),
    Column("object_pk", String(255), nullable=False, comment="empty: on every object of the kind"),
    UniqueConstraint("role_id", "permission", "object_pk", name="uq_role_permissions_role_id"),
    sqlite_autoincrement=True,
)

user_roles = Table(
    "user_roles",
    metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True, index=True),
)

group_roles = Table(
    "group_roles",
    metadata,
    Column("group_id", ForeignKey("groups.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True, index=True),
)

initial_permissions = Table(
    "initial_permissions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(255), nullable=False, unique=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), nullable=False, index=True),
    sqlite_autoincrement=True,
)

initial_permission_entries = Table(
    "initial_permission_entries",
    metadata,
    Column("initial_id", ForeignKey("initial_permissions.id", ondelete="CASCADE"), primary_key=True),
    Column("permission", String(150), primary_key=True),
)

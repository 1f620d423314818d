"""Roles and permissions, brands and settings.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    _roles()
    _brands_and_settings()
    op.add_column(
        "sessions",
        sa.Column(
            "impersonated_user_id", sa.Integer(), nullable=True, comment="whom the session acts as for now"
        ),
    )


def _roles() -> None:
    op.create_table(
        "roles",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("managed", sa.String(255), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_roles_name")),
        sa.UniqueConstraint("managed", name=op.f("uq_roles_managed")),
    )
    op.create_table(
        "role_permissions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("role_id", sa.String(36), nullable=False),
        sa.Column("permission", sa.String(150), nullable=False, comment="authentik_core.view_user"),
        sa.Column("object_pk", sa.String(255), nullable=False, comment="empty: on every object of the kind"),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name=op.f("fk_role_permissions_role_id_roles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_permissions")),
        sa.UniqueConstraint("role_id", "permission", "object_pk", name="uq_role_permissions_role_id"),
        sqlite_autoincrement=True,
    )
    for table, column, target, kind in (
        ("user_roles", "user_id", "users", sa.Integer()),
        ("group_roles", "group_id", "groups", sa.String(36)),
    ):
        op.create_table(
            table,
            sa.Column(column, kind, nullable=False),
            sa.Column("role_id", sa.String(36), nullable=False),
            sa.ForeignKeyConstraint(
                [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint(
                ["role_id"], ["roles.id"], name=op.f(f"fk_{table}_role_id_roles"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(column, "role_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_role_id"), table, ["role_id"], unique=False)
    op.create_table(
        "initial_permissions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("role_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["roles.id"], name=op.f("fk_initial_permissions_role_id_roles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initial_permissions")),
        sa.UniqueConstraint("name", name=op.f("uq_initial_permissions_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_initial_permissions_role_id"), "initial_permissions", ["role_id"], unique=False)
    op.create_table(
        "initial_permission_entries",
        sa.Column("initial_id", sa.Integer(), nullable=False),
        sa.Column("permission", sa.String(150), nullable=False),
        sa.ForeignKeyConstraint(
            ["initial_id"],
            ["initial_permissions.id"],
            name=op.f("fk_initial_permission_entries_initial_id_initial_permissions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("initial_id", "permission", name=op.f("pk_initial_permission_entries")),
    )


def _brands_and_settings() -> None:
    texts = ("title", "logo", "favicon", "custom_css", "default_flow_background")
    flows = (
        "authentication", "user_switch", "invalidation", "recovery", "unenrollment", "user_settings",
        "device_code", "lockdown", "request",
    )  # fmt: skip
    op.create_table(
        "brands",
        sa.Column("brand_uuid", sa.String(36), nullable=False),
        sa.Column("domain", sa.String(255), nullable=False),
        sa.Column("default", sa.Boolean(), nullable=False),
        *(sa.Column(f"branding_{name}", sa.Text(), nullable=False) for name in texts),
        *(sa.Column(f"flow_{name}", sa.String(36), nullable=True) for name in flows),
        sa.Column("default_application", sa.String(36), nullable=True),
        sa.Column("web_certificate", sa.String(36), nullable=True),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["default_application"],
            ["applications.id"],
            name=op.f("fk_brands_default_application_applications"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["web_certificate"],
            ["certificate_key_pairs.id"],
            name=op.f("fk_brands_web_certificate_certificate_key_pairs"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("brand_uuid", name=op.f("pk_brands")),
        sa.UniqueConstraint("domain", name=op.f("uq_brands_domain")),
    )
    op.create_table(
        "system_settings",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("values", sa.JSON(), nullable=False, comment="those that differ from the defaults"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_system_settings")),
        comment="One row.",
    )

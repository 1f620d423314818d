"""Second factors and passkeys, and the outbox of e-mail.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

from wirelatch.database import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("template", sa.String(length=100), nullable=False),
        sa.Column("content", sa.Text(), nullable=False, comment="sealed: links and codes stand in it"),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("due", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False, comment="after that nobody has any use for it"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_outbox_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_user_id"), "outbox", ["user_id"], unique=False)
    op.create_index(op.f("ix_outbox_due"), "outbox", ["due"], unique=False)
    op.create_table(
        "authenticator_devices",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="totp, static, webauthn, email"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_updated", Instant(), nullable=False),
        sa.Column("last_used", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_authenticator_devices_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator_devices")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_authenticator_devices_user_id"), "authenticator_devices", ["user_id"], unique=False
    )
    op.create_table(
        "totp_devices",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False, comment="Base32, sealed"),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.Column(
            "last_step",
            sa.BigInteger(),
            nullable=False,
            comment="of the code used last: older ones are refused",
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["authenticator_devices.id"],
            name=op.f("fk_totp_devices_device_id_authenticator_devices"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_totp_devices")),
    )
    op.create_table(
        "static_tokens",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False, comment="SHA-256 of the code, sealed"),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["authenticator_devices.id"],
            name=op.f("fk_static_tokens_device_id_authenticator_devices"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_static_tokens")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_static_tokens_device_id"), "static_tokens", ["device_id"], unique=False)
    op.create_table(
        "webauthn_devices",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False, comment="base64url"),
        sa.Column("public_key", sa.Text(), nullable=False, comment="COSE key, base64url"),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("rp_id", sa.String(length=255), nullable=False, comment="the host name it was made for"),
        sa.Column("aaguid", sa.String(length=36), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("user_verified", sa.Boolean(), nullable=False, comment="when it was registered"),
        sa.Column(
            "backup_eligible",
            sa.Boolean(),
            nullable=False,
            comment="a passkey that other devices may have too",
        ),
        sa.Column("backed_up", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["authenticator_devices.id"],
            name=op.f("fk_webauthn_devices_device_id_authenticator_devices"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_webauthn_devices")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_webauthn_devices_credential_id")),
    )
    op.create_table(
        "email_devices",
        sa.Column("device_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "stage_id",
            sa.String(length=36),
            nullable=False,
            comment="the stage it was set up by: its server and texts",
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["authenticator_devices.id"],
            name=op.f("fk_email_devices_device_id_authenticator_devices"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_email_devices")),
    )
    op.create_table(
        "email_codes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False, comment="whom it was sent to"),
        sa.Column(
            "origin",
            sa.String(length=64),
            nullable=False,
            comment="hash of who asked for it: a network, a known browser",
        ),
        sa.Column("code", sa.Text(), nullable=False, comment="SHA-256 of the code, sealed"),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column(
            "kept_until",
            Instant(),
            nullable=False,
            comment="how many were sent is counted by them",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_email_codes_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_codes")),
    )
    op.create_index(op.f("ix_email_codes_expires"), "email_codes", ["expires"], unique=False)
    op.create_index(op.f("ix_email_codes_kept_until"), "email_codes", ["kept_until"], unique=False)
    op.create_index(op.f("ix_email_codes_user_id"), "email_codes", ["user_id"], unique=False)
    op.create_table(
        "spent_challenges",
        sa.Column("challenge_hash", sa.String(length=64), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("challenge_hash", name=op.f("pk_spent_challenges")),
        comment="Challenges of sign-in pages that a passkey has answered; none is good twice.",
    )
    op.create_index(op.f("ix_spent_challenges_expires"), "spent_challenges", ["expires"], unique=False)
    op.create_table(
        "remembered_browsers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False, comment="SHA-256 of the cookie"),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires", Instant(), nullable=False),
        sa.Column("last_ip", sa.String(length=64), nullable=False),
        sa.Column("last_user_agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["authenticator_devices.id"],
            name=op.f("fk_remembered_browsers_device_id_authenticator_devices"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_remembered_browsers_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remembered_browsers")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_remembered_browsers_secret_hash")),
        comment="Browsers in which a second factor is not asked for again for a while.",
    )
    op.create_index(
        op.f("ix_remembered_browsers_device_id"), "remembered_browsers", ["device_id"], unique=False
    )
    op.create_index(op.f("ix_remembered_browsers_expires"), "remembered_browsers", ["expires"], unique=False)
    op.create_index(op.f("ix_remembered_browsers_user_id"), "remembered_browsers", ["user_id"], unique=False)

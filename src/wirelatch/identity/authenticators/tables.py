"""The tables of authenticators: one row per device in `authenticator_devices`, what is particular to a kind beside it."""

from __future__ import annotations

from sqlalchemy import JSON, BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, Text

from wirelatch.database import Instant
from wirelatch.identity.metadata import SEALED, cleared_after, metadata


def _of_device() -> Column[int]:
    key = ForeignKey("authenticator_devices.id", ondelete="CASCADE")
    return Column("device_id", key, primary_key=True, autoincrement=False)


devices = Table(
    "authenticator_devices",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False, comment="totp, static, webauthn, email"),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_updated", Instant, nullable=False),
    Column("last_used", Instant, nullable=True),
    sqlite_autoincrement=True,
)

totp_devices = Table(
    "totp_devices",
    metadata,
    _of_device(),
    Column("secret", Text, nullable=False, comment="Base32, sealed", info=SEALED),
    Column("digits", Integer, nullable=False),
    Column("last_step", BigInteger, nullable=False, comment="of the code used last: older ones are refused"),
)

static_tokens = Table(
    "static_tokens",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "device_id",
        ForeignKey("authenticator_devices.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("token", Text, nullable=False, comment="SHA-256 of the code, sealed", info=SEALED),
    sqlite_autoincrement=True,
)

webauthn_devices = Table(
    "webauthn_devices",
    metadata,
    _of_device(),
    Column("credential_id", Text, nullable=False, unique=True, comment="base64url"),
    Column("public_key", Text, nullable=False, comment="COSE key, base64url"),
    Column("sign_count", BigInteger, nullable=False),
    Column("rp_id", String(255), nullable=False, comment="the host name it was made for"),
    Column("aaguid", String(36), nullable=False),
    Column("transports", JSON, nullable=False),
    Column("user_verified", Boolean, nullable=False, comment="when it was registered"),
    Column("backup_eligible", Boolean, nullable=False, comment="a passkey that other devices may have too"),
    Column("backed_up", Boolean, nullable=False),
)

email_devices = Table(
    "email_devices",
    metadata,
    _of_device(),
    Column("email", String(254), nullable=False),
    Column(
        "stage_id", String(36), nullable=False, comment="the stage it was set up by: its server and texts"
    ),
)

email_codes = Table(
    "email_codes",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("email", String(254), nullable=False, comment="whom it was sent to"),
    Column(
        "origin", String(64), nullable=False, comment="hash of who asked for it: a network, a known browser"
    ),
    Column("code", Text, nullable=False, comment="SHA-256 of the code, sealed", info=SEALED),
    Column("tries_left", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column(
        "kept_until", Instant, nullable=False, index=True, comment="how many were sent is counted by them"
    ),
    info=cleared_after("kept_until"),
)

spent_challenges = Table(
    "spent_challenges",
    metadata,
    Column("challenge_hash", String(64), primary_key=True),
    Column("expires", Instant, nullable=False, index=True),
    info=cleared_after("expires"),
    comment="Challenges of sign-in pages that a passkey has answered; none is good twice.",
)

remembered_browsers = Table(
    "remembered_browsers",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("secret_hash", String(64), nullable=False, unique=True, comment="SHA-256 of the cookie"),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("stage_id", String(36), nullable=False),
    Column(
        "device_id",
        ForeignKey("authenticator_devices.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("created_at", Instant, nullable=False),
    Column("expires", Instant, nullable=False, index=True),
    Column("last_ip", String(64), nullable=False),
    Column("last_user_agent", Text, nullable=False),
    info=cleared_after("expires"),
    comment="Browsers in which a second factor is not asked for again for a while.",
)

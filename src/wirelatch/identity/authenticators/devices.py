"""What all authenticators of a user have in common: listing, naming, deleting, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from wirelatch.database import now
from wirelatch.identity.authenticators.tables import devices, email_devices, webauthn_devices

LONGEST_NAME = 200
RECENT = timedelta(minutes=30)
"""How long ago somebody may have signed in who changes how they sign in."""
MOST_DEVICES = 50
"""Of one user; more would only be an attempt to fill the database."""


class Kind(NamedTuple):
    """A kind of authenticator: authentik's names for it, and what people call it."""

    name: str
    model: str
    model_label: str
    verbose_name: str
    called: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "webauthn",
            "authentik_stages_authenticator_webauthn.webauthndevice",
            "authentik_stages_authenticator_webauthn.WebAuthnDevice",
            "WebAuthn Device",
            "passkey or security key",
        ),
        Kind(
            "totp",
            "authentik_stages_authenticator_totp.totpdevice",
            "authentik_stages_authenticator_totp.TOTPDevice",
            "TOTP Device",
            "authenticator app",
        ),
        Kind(
            "email",
            "authentik_stages_authenticator_email.emaildevice",
            "authentik_stages_authenticator_email.EmailDevice",
            "Email Device",
            "e-mail code",
        ),
        Kind(
            "static",
            "authentik_stages_authenticator_static.staticdevice",
            "authentik_stages_authenticator_static.StaticDevice",
            "Static Device",
            "recovery codes",
        ),
    )
}
"""By name, in the order in which they are offered: what cannot be phished first, the spare last."""
_ORDER = {name: place for place, name in enumerate(KINDS)}


class TooManyDevicesError(ValueError):
    """The user has more devices than anybody needs."""


@dataclass(frozen=True)
class Device:
    """An authenticator; `detail` tells it apart from others of its kind: an address, a model."""

    id: int
    kind: str
    user_id: int
    name: str
    created_at: datetime
    last_updated: datetime
    last_used: datetime | None
    detail: str = ""

    @property
    def uid(self) -> str:
        """How challenges name it."""
        return str(self.id)


def add(connection: Connection, *, kind: str, user_id: int, name: str) -> int:
    """A new device without its particulars; returns its id. Raises TooManyDevicesError."""
    count = connection.execute(
        select(func.count()).select_from(devices).where(devices.c.user_id == user_id)
    ).scalar_one()
    if count >= MOST_DEVICES:
        raise TooManyDevicesError(f"There are {count} devices already: delete some of them first.")
    moment = now()
    result = connection.execute(
        insert(devices).values(
            kind=kind,
            user_id=user_id,
            name=name.strip()[:LONGEST_NAME] or KINDS[kind].verbose_name,
            created_at=moment,
            last_updated=moment,
            last_used=None,
        )
    )
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])


def of_user(connection: Connection, user_id: int, kinds: Iterable[str] | None = None) -> list[Device]:
    """A user's devices: by kind, of each kind the one used last first."""
    wanted = set(KINDS if kinds is None else kinds)
    rows = connection.execute(_SELECT.where(devices.c.user_id == user_id)).all()
    found = [_read(row) for row in rows if row.kind in wanted]

    def place(device: Device) -> tuple[int, float, int]:
        used = device.last_used or device.created_at
        return _ORDER[device.kind], -used.timestamp(), device.id

    return sorted(found, key=place)


def find(connection: Connection, device_id: int, *, user_id: int | None = None) -> Device | None:
    """The device with this id, if it belongs to `user_id` (None: to anybody)."""
    query = _SELECT.where(devices.c.id == device_id)
    if user_id is not None:
        query = query.where(devices.c.user_id == user_id)
    row = connection.execute(query).first()
    return _read(row) if row is not None else None


def rename(connection: Connection, device_id: int, name: str) -> None:
    """Give a device another name."""
    connection.execute(
        update(devices).where(devices.c.id == device_id).values(name=name[:LONGEST_NAME], last_updated=now())
    )


def used(connection: Connection, device_id: int) -> None:
    """Note that somebody has proven with it who they are."""
    connection.execute(update(devices).where(devices.c.id == device_id).values(last_used=now()))


def remove(connection: Connection, device_id: int) -> bool:
    """Delete a device; browsers that were trusted because of it are so no longer. False: it was gone already."""
    return connection.execute(delete(devices).where(devices.c.id == device_id)).rowcount > 0


_SELECT = (
    select(devices, email_devices.c.email, webauthn_devices.c.aaguid)
    .outerjoin(email_devices, email_devices.c.device_id == devices.c.id)
    .outerjoin(webauthn_devices, webauthn_devices.c.device_id == devices.c.id)
)


def _read(row: Row[Any]) -> Device:
    from wirelatch.identity.authenticators.models_of_passkeys import model_of

    detail = row.email or (model_of(row.aaguid) if row.aaguid else "")
    return Device(
        row.id,
        row.kind,
        row.user_id,
        row.name,
        row.created_at,
        row.last_updated,
        row.last_used,
        detail,
    )

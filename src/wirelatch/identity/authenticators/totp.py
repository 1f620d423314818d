"""One-time passwords from an authenticator app. https://www.rfc-editor.org/rfc/rfc6238

A code is good once: the time step it belongs to is noted by one conditional UPDATE, so that of two requests with the
same code, in whatever processes, one passes (RFC 6238 section 5.2). One step before and after the present one is
accepted for clocks that differ (section 6).
"""

from __future__ import annotations

import hmac
import re
import time

import pyotp
from sqlalchemy import Connection, insert, select, update

from wirelatch.identity.authenticators import devices
from wirelatch.identity.authenticators.tables import totp_devices
from wirelatch.identity.keys.sealing import Sealer

KIND = "totp"
STEP_SECONDS = 30
DRIFT = 1
"""Steps."""
SECRET_LENGTH = 32
"""Base32 characters: 160 bits, as RFC 4226 section 4 recommends."""
DEFAULT_NAME = "Authenticator app"


def new_secret() -> str:
    """A random secret in Base32."""
    return pyotp.random_base32(SECRET_LENGTH)


def config_url(secret: str, digits: int, *, issuer: str, account: str) -> str:
    """What the QR code holds: `otpauth://totp/…`."""
    return pyotp.TOTP(secret, digits=digits, interval=STEP_SECONDS).provisioning_uri(
        name=account, issuer_name=issuer
    )


def step_of(secret: str, digits: int, code: str, *, at: float | None = None) -> int | None:
    """The time step that a code belongs to; None when it is wrong. `at`: seconds since 1970, else now."""
    code = re.sub(r"[\s-]", "", code)
    if len(code) != digits or not (code.isascii() and code.isdigit()):
        return None
    generator = pyotp.HOTP(secret, digits=digits)
    present = int(time.time() if at is None else at) // STEP_SECONDS
    found = None
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(generator.at(step), code):
            found = step  # no break: which of them it was is nobody's business
    return found


def enroll(
    connection: Connection, sealer: Sealer, *, user_id: int, name: str, secret: str, digits: int, step: int
) -> int:
    """Store a device whose owner has shown a code of it, that of `step`, which is used up so; returns its id."""
    device_id = devices.add(connection, kind=KIND, user_id=user_id, name=name)
    connection.execute(
        insert(totp_devices).values(
            device_id=device_id, secret=sealer.seal(secret), digits=digits, last_step=step
        )
    )
    return device_id


def check(connection: Connection, sealer: Sealer, device_id: int, code: str) -> int | None:
    """The step of a right code of this device that was not used yet; None for any other. Uses up nothing."""
    row = connection.execute(select(totp_devices).where(totp_devices.c.device_id == device_id)).first()
    if row is None:
        return None
    step = step_of(sealer.open(row.secret), row.digits, code)
    return step if step is not None and step > row.last_step else None


def use(connection: Connection, device_id: int, step: int) -> bool:
    """Use up the code of a step and all before it; False when somebody was faster."""
    used = connection.execute(
        update(totp_devices)
        .where(totp_devices.c.device_id == device_id, totp_devices.c.last_step < step)
        .values(last_step=step)
    )
    if used.rowcount != 1:
        return False
    devices.used(connection, device_id)
    return True

"""Using up a typed code with whichever of a user's devices it is from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection

from wirelatch.identity.authenticators import devices, email_code, static, totp
from wirelatch.identity.authenticators.devices import Device
from wirelatch.identity.keys.sealing import Sealer

KINDS = (totp.KIND, static.KIND, email_code.KIND)


def redeem(
    connection: Connection, sealer: Sealer, own: Sequence[Device], code: str, *, sent: Mapping[str, str]
) -> Device | None:
    """The device whose code this is; the code is used up then, in the caller's transaction.

    `own`: devices of one user; `sent`: of e-mail devices, by their `uid`, the code that was sent in this run. A wrong code
    is a counted guess at those that were sent, so the transaction has to be committed either way.
    """
    for device in own:
        if device.kind == totp.KIND:
            step = totp.check(connection, sealer, device.id, code)
            if step is not None and totp.use(connection, device.id, step):
                return device
        elif device.kind == static.KIND:
            token = static.check(connection, sealer, device.id, code)
            if token is not None and static.use(connection, device.id, token):
                return device
        elif device.kind == email_code.KIND and device.uid in sent:
            code_id = sent[device.uid]
            right = email_code.guess(connection, sealer, code_id, user_id=device.user_id, code=code)
            if right and email_code.use(connection, code_id):
                devices.used(connection, device.id)
                return device
    return None

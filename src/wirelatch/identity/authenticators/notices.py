"""What the ledger and the owner are told when an authenticator comes or goes: whoever did it, the owner hears of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.authenticators import devices
from wirelatch.identity.authenticators.devices import KINDS, Device
from wirelatch.identity.directory.tables import users
from wirelatch.identity.mail import BadAddressError, MailNotConfiguredError, compose
from wirelatch.identity.services import Services
from wirelatch.identity.web.language import of_user, plain, spoken

Paragraph = tuple[str, Mapping[str, Any]]
"""A text of the catalogue, and what is filled in."""

IF_NOT_YOU = (
    "If that was not you, somebody else may have got into your account: change your password, look at your sessions, and "
    "tell your administrator."
)


def added(connection: Connection, services: Services, device_id: int, *, actor: str, address: str) -> None:
    """A device was set up."""
    device = devices.find(connection, device_id)
    assert device is not None
    _record(connection, services, device, actor=actor, address=address)
    called = KINDS[device.kind].called
    tell_owner(
        connection,
        services,
        device.user_id,
        "A new way to sign in was added to your account",
        ("“{name}” ({kind}) can now be used to sign in as you.", {"name": device.name, "kind": called}),
    )


def removed(connection: Connection, services: Services, device: Device, *, by_owner: bool) -> None:
    """A device was deleted; who deletes it records that."""
    last = not devices.of_user(connection, device.user_id)
    text = (
        "“{name}” ({kind}) was removed from your account."
        if by_owner
        else "“{name}” ({kind}) was removed from your account by an administrator."
    )
    paragraphs: list[Paragraph] = [(text, {"name": device.name, "kind": KINDS[device.kind].called})]
    if last:
        paragraphs.append(("It was the last one: signing in now takes nothing but your password.", {}))
    tell_owner(
        connection, services, device.user_id, "A way to sign in was removed from your account", *paragraphs
    )


def reset(connection: Connection, services: Services, user_id: int, names: Sequence[str]) -> None:
    """An administrator took every device of a user away."""
    listed = ", ".join(f"“{name}”" for name in names)
    tell_owner(
        connection,
        services,
        user_id,
        "All ways to sign in besides your password were removed",
        ("{names}: removed from your account by an administrator.", {"names": listed}),
        ("Signing in now takes nothing but your password. Set up a new one in your settings.", {}),
    )


def source_connected(connection: Connection, services: Services, user_id: int, source: str) -> None:
    """An account at another provider was connected."""
    title = "A new way to sign in was added to your account"
    text = "An account at “{source}” can now be used to sign in as you."
    tell_owner(connection, services, user_id, title, (text, {"source": source}))


def source_disconnected(connection: Connection, services: Services, user_id: int, source: str) -> None:
    """An account at another provider is connected no longer."""
    title = "A way to sign in was removed from your account"
    text = "The account at “{source}” was disconnected."
    tell_owner(connection, services, user_id, title, (text, {"source": source}))


def address_changed(connection: Connection, services: Services, user_id: int, before: str) -> None:
    """A user has another e-mail address than `before`, perhaps: if so, the old one is told, where the owner reads."""
    after = connection.execute(select(users.c.email).where(users.c.id == user_id)).scalar() or ""
    if before and before.strip().casefold() != after.strip().casefold():
        tell_owner(
            connection,
            services,
            user_id,
            "The e-mail address of your account was changed",
            ("Messages go to another address from now on, also those for choosing a new password.", {}),
            to=before,
        )


def tell_owner(
    connection: Connection,
    services: Services,
    user_id: int,
    title: str,
    *paragraphs: Paragraph,
    to: str | None = None,
) -> bool:
    """Write to a user, at the address they have (or `to`, one they had); False when that cannot be done."""
    row = connection.execute(select(users).where(users.c.id == user_id)).first()
    if row is None or not (to or row.email):
        return False
    with spoken(of_user(row)):
        values = {
            "user": row,
            "title": plain(title),
            "paragraphs": [_said(text, given) for text, given in (*paragraphs, (IF_NOT_YOU, {}))],
            "url": f"{services.settings.identity_base_url}/if/user/#/settings",
            "url_name": plain("Look at your account"),
        }
    try:
        mail = compose("email/notice.html", to=to or row.email, subject=title, values=values)
        services.mail.post_in(connection, mail, user_id=user_id)
    except (MailNotConfiguredError, BadAddressError):
        return False
    return True


def _said(text: str, values: Mapping[str, Any]) -> str:
    said = {name: plain(value) if name == "kind" else value for name, value in values.items()}
    return plain(text, **said)


def _record(
    connection: Connection,
    services: Services,
    device: Device,
    *,
    actor: str,
    address: str,
) -> None:
    app, model = KINDS[device.kind].model.split(".")
    services.ledger.append_in(
        connection,
        actor=actor,
        action="model_created",
        target=f"user:{device.user_id}",
        address=address,
        changes={
            "model": {"app": app, "model_name": model, "pk": device.id, "name": device.name},
        },
    )

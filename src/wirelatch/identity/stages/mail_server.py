"""The mail server that a stage may name for itself, in authentik's fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.mail import MailServer
from wirelatch.identity.web.fields import Field, boolean, integer, line

FIELDS = {
    "use_global_settings": Field(boolean, False),
    "host": Field(line(255), "localhost"),
    "port": Field(integer(0, 65_535), 25),
    "username": Field(line(255), ""),
    "password": Field(line(1024), "", write_only=True),
    "use_tls": Field(boolean, False),
    "use_ssl": Field(boolean, False),
    "timeout": Field(integer(1, 600), 10),
    "from_address": Field(line(254), "system@authentik.local"),
}
SECRETS = frozenset({"password"})


def server_of(settings: Mapping[str, Any], sealer: Sealer) -> MailServer | None:
    """The server that these fields name; None for that of the installation."""
    if settings["use_global_settings"]:
        return None
    return MailServer(
        host=settings["host"],
        sender=settings["from_address"],
        port=settings["port"],
        username=settings["username"],
        password=sealer.open(settings["password"]) if settings["password"] else "",
        tls="tls" if settings["use_ssl"] else "starttls" if settings["use_tls"] else "none",
        timeout=float(settings["timeout"]),
    )

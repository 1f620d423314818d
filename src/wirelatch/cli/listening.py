"""The rules about the address that is listened on, and what is said about it."""

from __future__ import annotations

import sys

from wirelatch.cli.errors import CommandError
from wirelatch.settings import Settings
from wirelatch.webkit.loopback import is_loopback

EVERY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104  (names it, does not listen on it)


def check(settings: Settings) -> None:
    """Refuse an open editor that others can reach; say what it means when others can reach the sign-in."""
    if is_loopback(settings.host):
        return
    if not settings.sign_in:
        raise CommandError(f"an editor without sign-in is served on loopback only, not on {settings.host}")
    if settings.origin("host") == "default":
        raise CommandError(f"listening on {settings.host} has to be asked for with --host")


def warning(settings: Settings) -> str | None:
    """What to tell whoever starts it on an address that others can reach."""
    if is_loopback(settings.host):
        return None
    text = (
        f"Listening on {settings.host}: every machine that reaches this one can open the sign-in page and the flows' "
        "HTTP endpoints. Passwords travel unencrypted unless a reverse proxy with TLS stands in front "
        "(settings flows_url, identity_url, trusted_proxies)."
    )
    if settings.host in EVERY_ADDRESS and not (settings.flows_url and settings.identity_url):
        text += (
            " Set flows_url and identity_url to the addresses that browsers use: without them, signing in works on this "
            "machine only."
        )
    return text


def warn(settings: Settings) -> None:
    """Print the warning, if there is one, to standard error."""
    text = warning(settings)
    if text:
        print(text, file=sys.stderr, flush=True)

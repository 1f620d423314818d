"""`wirelatch identity`: the identity half in this process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.cli import data_directory, listening, logs, supervised
from wirelatch.cli.errors import CommandError
from wirelatch.database import UnusableError
from wirelatch.settings import Settings
from wirelatch.webkit.collecting import collect_rarely
from wirelatch.webkit.serve import ListenError, serve
from wirelatch.webkit.serve import run as run_loop


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Serve until a signal comes."""
    logs.configure(settings, "identity")
    listening.check(settings)
    data_directory.prepare(settings.data)
    with data_directory.lock_identity(settings):
        if not settings.link_token:
            settings.link_token = data_directory.link_token(settings.data)
        try:
            return run_loop(_serve(settings))
        except ListenError as error:
            raise CommandError(f"{error} (--identity-port)") from None
        except UnusableError as error:
            raise CommandError(str(error)) from None


async def _serve(settings: Settings) -> int:
    from wirelatch.identity.app import create_app

    def ready(port: int) -> None:
        collect_rarely()
        supervised.announce(f"identity  {settings.identity_base_url}")

    stop = supervised.stop_event()
    app = create_app(settings)
    await serve(
        app, settings.host, settings.identity_port, ready, stop=stop, trusted_proxies=settings.trusted_proxies
    )
    return 0

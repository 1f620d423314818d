"""`wirelatch flows`: the flows half in this process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from wirelatch.cli import data_directory, listening, logs, supervised
from wirelatch.cli.errors import CommandError
from wirelatch.settings import Settings
from wirelatch.webkit.serve import ListenError, serve
from wirelatch.webkit.serve import run as run_loop

log = logging.getLogger(__name__)


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Serve until a signal comes."""
    logs.configure(settings, "flows")
    listening.check(settings)
    data_directory.prepare(settings.data)
    with data_directory.lock(settings.data, "flows"):
        if not settings.link_token and settings.sign_in:
            settings.link_token = data_directory.link_token(settings.data)
        try:
            return run_loop(_serve(settings))
        except ListenError as error:
            raise CommandError(f"{error} (--flows-port)") from None


async def _serve(settings: Settings) -> int:
    from wirelatch.cli.flows_app import FlowsApp
    from wirelatch.webkit.collecting import collect_rarely

    stop = supervised.stop_event()
    app = FlowsApp(settings)
    problems: list[str] = []
    starting: asyncio.Task[None] | None = None

    async def start() -> None:
        try:
            await app.start()
        except Exception:
            log.exception("the flows half cannot start")
            problems.append("the flows half cannot start; see above")
            stop.set()
            return
        supervised.announce(f"flows     {settings.editor_base_url}")
        await app.loaded.wait()
        collect_rarely()

    def ready(port: int) -> None:
        nonlocal starting
        starting = asyncio.create_task(start())

    try:
        await serve(
            app,
            settings.host,
            settings.flows_port,
            ready,
            stop=stop,
            trusted_proxies=settings.trusted_proxies,
        )
        if starting is not None:
            await starting
    finally:
        await app.stop()
    if problems:
        raise CommandError(problems[0])
    return 0

"""Sign-in through others, as the identification page offers it. `identity/sources` puts its finder in here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from wirelatch.identity.flows.run import Run

Finder = Callable[[Run, Sequence[str]], Awaitable[list[dict[str, Any]]]]

FINDERS: list[Finder] = []
"""Each gives, for the ids of sources, what the page offers: `{name, icon_url, promoted, challenge: {component, to}}`."""


async def login_sources(run: Run, source_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The sources with these ids that are enabled, in order."""
    found: list[dict[str, Any]] = []
    if source_ids:
        for finder in FINDERS:
            found += await finder(run, source_ids)
    return found

"""Sign-in through others, as flows know it. `identity/sources` puts what it does in here, so that flows need not know it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from wirelatch.identity.flows.run import Run

Finder = Callable[[Run, Sequence[str]], Awaitable[list[dict[str, Any]]]]
Joined = Callable[[Connection, Run, int], None]

FINDERS: list[Finder] = []
"""Each gives, for the ids of sources, what the page offers: `{name, icon_url, promoted, challenge: {component, to}}`."""
ENROLLED: list[Joined] = []
"""Called with the user that a run has created, in the same transaction; may raise NotPassedError."""
SIGNED_IN: list[Joined] = []
"""Called with the user for whom a session begins, in the same transaction; may raise NotPassedError."""


async def login_sources(run: Run, source_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The sources with these ids that are enabled, in order."""
    found: list[dict[str, Any]] = []
    if source_ids:
        for finder in FINDERS:
            found += await finder(run, source_ids)
    return found

"""What the ledger keeps of sign-ins through sources, and the page that says that one has failed."""

from __future__ import annotations

import logging
from typing import Any

from wirelatch.identity.pages.render import Page, refused
from wirelatch.identity.services import Services
from wirelatch.identity.sources.source import Source, UpstreamError
from wirelatch.identity.web.call import Call

log = logging.getLogger(__name__)
TITLE = "Sign-in failed"


async def failed(
    call: Call,
    services: Services,
    source: Source,
    error: UpstreamError,
    details: tuple[tuple[str, str], ...] = (),
) -> Page:
    """Keep why the provider could not be used, and tell the visitor that it could not."""
    log.warning("source %s: %s", source.slug, error)
    await note(call, services, source, "login_failed", reason=str(error)[:1000])
    return refused(TITLE, error.told, details)


async def denied(
    call: Call, services: Services, source: Source, message: str, *, reason: str, user: str = ""
) -> Page:
    """Keep why somebody may not come in, and tell the visitor what they may know."""
    await note(call, services, source, "login_failed", reason=reason, **({"username": user} if user else {}))
    return refused(TITLE, message, status=403)


async def note(call: Call, services: Services, source: Source, action: str, **changes: Any) -> None:
    """Note an act."""
    await services.ledger.append(
        actor="", action=action, target="", address=call.address, changes={"source": source.slug, **changes}
    )

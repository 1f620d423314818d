"""`prompt=select_account`: a page that asks whether to go on as who is signed in, or as somebody else.

Its first link carries a mark that only this session can have been given, for this request; the second leads to the
sign-in page. https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
"""

from __future__ import annotations

from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.authorization.require_login import (
    back_to,
    facts_of,
    has_signed_in_since,
    is_hinted_otherwise,
    sign_in_page,
)
from wirelatch.identity.pages.render import Page, page
from wirelatch.identity.services import Services


def choose_account(request: AuthorizationRequest, session: Session | None, services: Services) -> Page | None:
    """None where the client does not ask for it, the user has chosen, or there is nobody yet to choose."""
    if "select_account" not in request.prompt or session is None:
        return None
    if is_hinted_otherwise(request, session, services) or has_signed_in_since(request, session, services):
        return None
    key, facts = services.marker_key, (session.uuid, *facts_of(request))
    if marker.read(key, marker.CHOSEN, request.mark(marker.CHOSEN), *facts) is not None:
        return None
    values = {
        "person": session.person,
        "application": request.application,
        "stay_url": back_to(request, {marker.CHOSEN: marker.make(key, marker.CHOSEN, *facts)}),
        "switch_url": sign_in_page(request, session, services),
    }
    return page("select_account.html", values)

"""The user must be signed in, recently enough, and be the one the client means.

https://openid.net/specs/openid-connect-core-1_0.html#Authenticates
"""

from __future__ import annotations

from urllib.parse import urlencode

from wirelatch.database import now
from wirelatch.identity import flows
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.claims import subject_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.pages.render import Page, redirect
from wirelatch.identity.services import Services

AUTHORIZE = "/application/o/authorize/"


def require_login(request: AuthorizationRequest, session: Session | None, services: Services) -> Page | None:
    """None when the session will do; otherwise the way to the sign-in page."""
    if session is not None and not _must_sign_in_again(request, session, services):
        return None
    if "none" in request.prompt:
        raise OAuthError("login_required", "The user is not signed in, or has to sign in again")
    mark = marker.make(services.marker_key, marker.REAUTHENTICATE, *_facts(request))
    query = {"next": back_to(request, {marker.REAUTHENTICATE: mark})}
    if session is not None:
        query["again"] = "1"
    hint = request.parameters.get("login_hint")
    if hint is not None:
        query["login_hint"] = hint[:254]
    return redirect(f"/if/flow/{flows.AUTHENTICATION.slug}/?{urlencode(query)}")


def back_to(request: AuthorizationRequest, extra: dict[str, str]) -> str:
    """The authorize URL of this request, with marks added."""
    return f"{AUTHORIZE}?{urlencode({**request.parameters.values, **extra})}"


def _must_sign_in_again(request: AuthorizationRequest, session: Session, services: Services) -> bool:
    if request.hinted_subject is not None:
        subject = subject_of(request.provider, session.person, services.installation_id)
        if subject != request.hinted_subject:
            return True
    stale = (
        request.max_age is not None and (now() - session.authenticated_at).total_seconds() > request.max_age
    )
    if not stale and not request.prompt & {"login", "select_account"}:
        return False
    mark = request.parameters.get(marker.REAUTHENTICATE)
    sent = marker.read(services.marker_key, marker.REAUTHENTICATE, mark, *_facts(request))
    return sent is None or session.authenticated_at.timestamp() < sent


def _facts(request: AuthorizationRequest) -> tuple[str, ...]:
    """What makes this request this one: a mark kept from an earlier request must not answer for a later one."""
    names = ("client_id", "state", "nonce", "code_challenge")
    return tuple(request.parameters.get(name) or "" for name in names)

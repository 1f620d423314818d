"""The user must be signed in, recently enough, and be the one the client means.

https://openid.net/specs/openid-connect-core-1_0.html#Authenticates
"""

from __future__ import annotations

from urllib.parse import urlencode

from wirelatch.database import now
from wirelatch.identity import flows
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.authentication_context import SUPPORTED, first_fulfilled
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
    return redirect(sign_in_page(request, session, services))


def sign_in_page(request: AuthorizationRequest, session: Session | None, services: Services) -> str:
    """The address of the sign-in page that leads back to this request."""
    mark = marker.make(services.marker_key, marker.REAUTHENTICATE, *facts_of(request))
    query = {"next": back_to(request, {marker.REAUTHENTICATE: mark})}
    if session is not None:
        query["again"] = "1"
    hint = request.parameters.get("login_hint")
    if hint is not None:
        query["login_hint"] = hint[:254]
    return f"/if/flow/{flows.AUTHENTICATION.slug}/?{urlencode(query)}"


def back_to(request: AuthorizationRequest, extra: dict[str, str]) -> str:
    """The authorize URL of this request, with marks added."""
    return f"{AUTHORIZE}?{request.query.encoded(extra)}"


def _must_sign_in_again(request: AuthorizationRequest, session: Session, services: Services) -> bool:
    if is_hinted_otherwise(request, session, services):
        return True
    if _lacks_assurance(request, session, services):
        return True
    stale = (
        request.max_age is not None and (now() - session.authenticated_at).total_seconds() > request.max_age
    )
    if not stale and "login" not in request.prompt:
        return False
    return not has_signed_in_since(request, session, services)


def is_hinted_otherwise(request: AuthorizationRequest, session: Session, services: Services) -> bool:
    """Whether the client means another user than the one who is signed in."""
    if request.hinted_subject is None:
        return False
    return subject_of(request.provider, session.person, services.installation_id) != request.hinted_subject


def _lacks_assurance(request: AuthorizationRequest, session: Session, services: Services) -> bool:
    """Whether signing in again may help to reach the `acr` that the client cannot do without.

    https://openid.net/specs/openid-connect-unmet-authentication-requirements-1_0.html
    """
    if not request.essential_acr or first_fulfilled(request.acr_values, session.amr) is not None:
        return False
    if not set(request.acr_values) & set(SUPPORTED) or has_signed_in_since(request, session, services):
        raise OAuthError(
            "unmet_authentication_requirements", "The sign-in does not reach the acr that is essential"
        )
    return True


def has_signed_in_since(request: AuthorizationRequest, session: Session, services: Services) -> bool:
    """Whether the session was signed in after this request was sent to do so."""
    mark = request.mark(marker.REAUTHENTICATE)
    sent = marker.read(services.marker_key, marker.REAUTHENTICATE, mark, *facts_of(request))
    return sent is not None and session.authenticated_at.timestamp() >= sent


def facts_of(request: AuthorizationRequest) -> tuple[str, ...]:
    """What makes this request this one: a mark kept from an earlier request must not answer for a later one."""
    names = ("client_id", "state", "nonce", "code_challenge")
    return tuple(request.parameters.get(name) or "" for name in names)

"""The user must be among those who may use the application.

Who may not is told so on a page of ours, which leads back to the client with `access_denied` (RFC 6749 4.1.2.1). authentik
shows a page and never tells the client. A redirect at once would be as bad: clients start a sign-in again when one fails, so
that the person would see a loop, or an error of the client's, and never why. With `prompt=none` there is nobody to show a
page to, and the client is told at once.
"""

from __future__ import annotations

from wirelatch.identity.applications.access import decide_access
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.authorization.require_login import back_to
from wirelatch.identity.oidc.authorization.respond import answer_of, form_action_source, response_url
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.pages.render import Page, page
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call


async def require_access(
    call: Call, request: AuthorizationRequest, session: Session, services: Services
) -> Page | None:
    """None when the user may use the application; otherwise the page that says so."""
    from wirelatch.identity.login.sign_in import sign_in_url  # which shows what this package reads

    names = {
        "oauth_scopes": list(request.scopes),
        "oauth_response_type": request.parameters.get("response_type") or "",
        "oauth_redirect_uri": request.redirect_uri,
        "oauth_grant_type": "authorization_code",
        "oauth_max_age": request.max_age,
    }
    access = await decide_access(services.database, request.application, session.person, call, names=names)
    if access.passing:
        return None
    message = " ".join(access.messages) or "Permission denied"
    error = OAuthError("access_denied", message)
    if "none" in request.prompt:
        raise error
    values = answer_of(request, error.to_json())
    is_form = request.response_mode == "form_post"
    return page(
        "denied.html",
        {
            "message": message,
            "person": session.person,
            "switch_url": sign_in_url(back_to(request, {}), again=True),
            "application": request.application,
            "back": None if is_form else response_url(request, values),
            "form": {"action": request.redirect_uri, "values": values} if is_form else None,
        },
        status=403,
        form_action=(form_action_source(request.redirect_uri),),
    )

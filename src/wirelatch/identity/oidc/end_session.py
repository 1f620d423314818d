"""`/application/o/<slug>/end-session/`. https://openid.net/specs/openid-connect-rpinitiated-1_0.html

A valid `id_token_hint` for the user who is signed in ends the session at once. Without one the user is asked, since
any site could have sent the request. Only a registered `post_logout_redirect_uri` is ever gone to.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.login.current_session import clear_session, current_session
from wirelatch.identity.login.form import read_page_form
from wirelatch.identity.login.sign_out import confirmation_page, end_session, logged_out_page
from wirelatch.identity.oidc.authorization.check_redirect_uri import matches
from wirelatch.identity.oidc.claims import subject_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.parameters import Parameters, read_parameters, refuse_repeated
from wirelatch.identity.oidc.read_id_token import read_id_token
from wirelatch.identity.pages.render import Page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web import csrf
from wirelatch.identity.web.call import Call


async def relying_party_logout(call: Call, services: Services, slug: str) -> Page:
    """Answer a logout request of a client."""
    application = (await services.catalog.current()).by_slug.get(slug)
    if application is None or application.provider is None:
        return refused("Not found", "There is no such application.", status=404)
    form: dict[str, str] = {}
    if call.method == "POST":
        form = await read_page_form(call)
        if csrf.FIELD not in form:
            # From the client: a cross-site POST carries no session cookie (SameSite=Lax), a GET does.
            return redirect(f"{call.path}?{urlencode(parse_qsl(urlencode(form)))}", 303)
    try:
        parameters = read_parameters(call.query)
        refuse_repeated(parameters)
    except OAuthError as error:
        return refused("Request Error", error.description)
    provider = application.provider
    if parameters.get("client_id") not in (None, provider.client_id):
        return refused(
            "Client ID Error", "The client identifier (client_id) is not that of this application."
        )
    destination = parameters.get("post_logout_redirect_uri")
    if destination is not None and not any(matches(uri, destination) for uri in provider.uris("logout")):
        return refused(
            "Redirect URI Error", "The post_logout_redirect_uri is not registered for this application."
        )
    session = await current_session(call, services)
    if session is not None:
        agreed = csrf.FIELD in form and csrf.is_genuine(call, session, services, form[csrf.FIELD])
        if not agreed and not _is_hinted(call, parameters, provider, application, session, services):
            action = f"{call.path}?{call.query}"
            return confirmation_page(call, services, session, action, application, destination)
        await end_session(call, services, session)
    status = 303 if call.method == "POST" else 302
    answer = (
        logged_out_page(application)
        if destination is None
        else redirect(_with_state(destination, parameters.get("state")), status)
    )
    clear_session(answer, call)
    return answer


def _is_hinted(
    call: Call,
    parameters: Parameters,
    provider: Provider,
    application: Application,
    session: Session,
    services: Services,
) -> bool:
    hint = parameters.get("id_token_hint")
    if hint is None:
        return False
    claims = read_id_token(hint, provider, issuer_of(call.base_url, provider, application))
    return claims is not None and claims["sub"] == subject_of(
        provider, session.person, services.installation_id
    )


def _with_state(destination: str, state: str | None) -> str:
    if state is None:
        return destination
    parts = urlsplit(destination)
    query = "&".join(filter(None, [parts.query, urlencode({"state": state})]))
    return parts._replace(query=query).geturl()

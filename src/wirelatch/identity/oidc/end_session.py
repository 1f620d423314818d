"""`/application/o/<slug>/end-session/`. https://openid.net/specs/openid-connect-rpinitiated-1_0.html

A valid `id_token_hint` for the user who is signed in, which may have expired, ends the session at once. Without one the
user is asked, since any site could have sent the request. Only a registered `post_logout_redirect_uri` is ever gone to.

Whether the whole session ends is the provider's invalidation flow's to say: it does, unless that is a flow of one's own
without a stage that logs out. Then only what the client has is revoked, and the user stays signed in here.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import Connection, update

from wirelatch.database import now
from wirelatch.identity import flows
from wirelatch.identity.applications.catalog import Snapshot
from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.browser import csrf
from wirelatch.identity.browser.current_session import clear_session, current_session
from wirelatch.identity.directory import logout_notices
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.login.sign_out import confirmation_page, end_session, logged_out_page
from wirelatch.identity.oidc.authorization.check_redirect_uri import matches
from wirelatch.identity.oidc.claims import subject_of
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.front_channel_logout import LOGGED_OUT, is_awaited, page_url
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.parameters import Parameters, read_parameters, refuse_repeated
from wirelatch.identity.oidc.read_id_token import audience_of, read_id_token
from wirelatch.identity.oidc.tables import grants
from wirelatch.identity.pages.render import Page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import read_page_form


async def relying_party_logout(call: Call, services: Services, slug: str) -> Page:
    """Answer a logout request of a client."""
    application = (await services.catalog.current()).by_slug.get(slug)
    if application is None or application.provider is None:
        return refused("Not found", "There is no such application.", status=404)
    return await _logout(call, services, application)


async def shared_logout(call: Call, services: Services) -> Page:
    """`/application/o/end-session/`, for clients whose issuer is the installation: which it is, the request says."""
    return await _logout(call, services, None)


async def _logout(call: Call, services: Services, application: Application | None) -> Page:
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
    if application is None:
        application = _named(parameters, await services.catalog.current())
    provider = application.provider if application is not None else None
    client_id = parameters.get("client_id")
    if client_id is not None and (provider is None or client_id != provider.client_id):
        return refused(
            "Client ID Error", "The client identifier (client_id) is not that of this application."
        )
    destination = parameters.get("post_logout_redirect_uri")
    registered = provider.uris("logout") if provider is not None else ()
    if destination is not None and not any(matches(uri, destination) for uri in registered):
        return refused(
            "Redirect URI Error", "The post_logout_redirect_uri is not registered for this application."
        )
    leads_to = None if destination is None else _with_state(destination, parameters.get("state"))
    session = await current_session(call, services)
    if session is None:
        return _answer(call, application, leads_to)
    agreed = csrf.FIELD in form and csrf.is_genuine(call, session, services, form[csrf.FIELD])
    if not agreed and not _is_hinted(call, parameters, application, session, services):
        action = f"{call.path}?{call.query}"
        return confirmation_page(call, services, session, action, application, destination)
    if application is not None and provider is not None and not await _ends_session(provider, services):
        await _leave(call, services, session, application, provider)
        return _answer(call, application, leads_to)
    await end_session(call, services, session)
    if await is_awaited(services, session.uuid):
        goes_on = page_url(services, session.uuid, leads_to or LOGGED_OUT)
        answer = redirect(goes_on, 303 if call.method == "POST" else 302)
    else:
        answer = _answer(call, application, leads_to)
    clear_session(answer, call)
    return answer


def _answer(call: Call, application: Application | None, leads_to: str | None) -> Page:
    if leads_to is None:
        return logged_out_page(application)
    return redirect(leads_to, 303 if call.method == "POST" else 302)


def _named(parameters: Parameters, snapshot: Snapshot) -> Application | None:
    """The client that `client_id` names, or that the hint was issued to, which is checked when it is believed."""
    hint = parameters.get("id_token_hint")
    client_id = parameters.get("client_id") or (audience_of(hint) if hint is not None else None)
    provider = snapshot.by_client_id.get(client_id or "")
    if provider is None or provider.issuer_mode != "global":
        return None
    return snapshot.by_provider.get(provider.id)


def _is_hinted(
    call: Call,
    parameters: Parameters,
    application: Application | None,
    session: Session,
    services: Services,
) -> bool:
    hint = parameters.get("id_token_hint")
    if hint is None or application is None or application.provider is None:
        return False
    provider = application.provider
    claims = read_id_token(hint, provider, issuer_of(call.base_url, provider, application))
    return claims is not None and claims["sub"] == subject_of(
        provider, session.person, services.installation_id
    )


async def _ends_session(provider: Provider, services: Services) -> bool:
    """Whether the provider's invalidation flow logs out. The one that comes with every installation does."""
    if provider.invalidation_flow == flows.PROVIDER_INVALIDATION.pk:
        return True
    snapshot = await services.flows.current()
    flow = snapshot.flows.get(provider.invalidation_flow)
    if flow is None:
        return True
    stages = (snapshot.stages.get(binding.stage) for binding in snapshot.bindings_of(flow))
    return any(stage is not None and stage.kind == "userlogoutstage" for stage in stages)


async def _leave(
    call: Call, services: Services, session: Session, application: Application, provider: Provider
) -> None:
    """Revoke what this client has from this session, and have it told."""

    def work(connection: Connection) -> None:
        connection.execute(
            update(grants)
            .where(
                grants.c.session_uuid == session.uuid,
                grants.c.provider_id == provider.id,
                grants.c.revoked_at.is_(None),
            )
            .values(revoked_at=now())
        )
        logout_notices.session_ended(connection, session.person.id, session.uuid, provider_id=provider.id)
        services.ledger.append_in(
            connection,
            actor=session.person.username,
            action="logout",
            target=f"application:{application.slug}",
            address=call.address,
            changes={"message": "of the application only", "application": application.name},
        )

    await services.database.write(work)


def _with_state(destination: str, state: str | None) -> str:
    if state is None:
        return destination
    parts = urlsplit(destination)
    query = "&".join(filter(None, [parts.query, urlencode({"state": state})]))
    return parts._replace(query=query).geturl()

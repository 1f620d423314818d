"""`/if/flow/default-provider-authorization-explicit-consent/`: what an application will receive, and yes or no."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy import Connection

from wirelatch.identity import flows
from wirelatch.identity.login.current_session import current_session
from wirelatch.identity.login.form import query_of, read_page_form
from wirelatch.identity.login.pending_application import pending_request
from wirelatch.identity.login.sign_in import sign_in_url
from wirelatch.identity.oidc.authorization.parse import check
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.authorization.require_consent import consented_url, remember
from wirelatch.identity.oidc.authorization.respond import form_action_source, respond_error
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web import csrf
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.relative import relative

PATH = f"/if/flow/{flows.EXPLICIT_CONSENT.slug}/"


async def consent(call: Call, services: Services) -> Page:
    """Show what is asked for, or take the user's decision."""
    target = relative(query_of(call).get("next"))
    session = await current_session(call, services)
    if session is None:
        return redirect(sign_in_url(target), 303 if call.method == "POST" else 302)
    request = await pending_request(call, services, target)
    if request is None:
        return refused(
            "Request Error", "There is nothing to agree to: the sign-in has to start at the application."
        )
    try:
        check(request)
    except OAuthError as error:
        return respond_error(request, error)
    token = csrf.token_for(call, session, services)
    if call.method == "POST":
        form = await read_page_form(call)
        if csrf.is_genuine(call, session, services, form.get(csrf.FIELD)):
            if form.get("decision") != "allow":
                return respond_error(request, OAuthError("access_denied", "The user refused"))

            def work(connection: Connection) -> None:
                remember(connection, request, session)
                services.ledger.append_in(
                    connection,
                    actor=session.person.username,
                    action="consent_given",
                    target=f"application:{request.application.slug}",
                    address=call.address,
                    changes={"scopes": request.scope},
                )

            await services.database.write(work)
            return redirect(consented_url(request, session, services), 303)
    response = page(
        "consent.html",
        {
            "application": request.application,
            "person": session.person,
            "permissions": _permissions(request),
            "action": f"{PATH}?{urlencode({'next': target})}",
            "switch_url": sign_in_url(target, again=True),
            "csrf_token": token,
        },
        form_action=(form_action_source(request.redirect_uri),),
    )
    csrf.keep(response, call, token)
    return response


def _permissions(request: AuthorizationRequest) -> list[str]:
    """What the asked scopes mean, in the words of their mappings."""
    found = [
        mapping.description or mapping.scope_name
        for mapping in request.provider.mappings
        if mapping.scope_name in request.scopes and mapping.scope_name != "openid"
    ]
    found += [f"Your “{name}”" for name in request.asked_claims]
    found += [f"Access to {uri} on your behalf" for uri in request.resources]
    return list(dict.fromkeys(found))

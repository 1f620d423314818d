"""`/application/o/authorize/`: read from top to bottom."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.oidc.authorization.choose_account import choose_account
from wirelatch.identity.oidc.authorization.issue import issue
from wirelatch.identity.oidc.authorization.parse import check, identify
from wirelatch.identity.oidc.authorization.refuse import refuse
from wirelatch.identity.oidc.authorization.require_access import require_access
from wirelatch.identity.oidc.authorization.require_consent import require_consent
from wirelatch.identity.oidc.authorization.require_login import AUTHORIZE, require_login
from wirelatch.identity.oidc.authorization.respond import respond, respond_error
from wirelatch.identity.oidc.errors import OAuthError, RequestRefusedError
from wirelatch.identity.oidc.parameters import read_parameters
from wirelatch.identity.pages.render import Page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call


async def authorize(call: Call, services: Services) -> Page:
    """Answer an authorization request."""
    if call.method == "POST":
        # A cross-site POST carries no session cookie (SameSite=Lax); a GET of the same request does.
        form = parse_qsl((await call.body(limit=65_536)).decode("latin-1"), keep_blank_values=True)
        return redirect(f"{AUTHORIZE}?{urlencode(form)}", status=303)
    try:
        request = await identify(read_parameters(call.query), services, call.base_url, opening=True)
    except OAuthError as error:
        return refused("Request Error", error.description)
    except RequestRefusedError as refusal:
        return await refuse(call, services, refusal)
    try:
        check(request)
        session = await current_session(call, services)
        choosing = choose_account(request, session, services)
        if choosing is not None:
            return choosing
        login = require_login(request, session, services)
        if login is not None or session is None:
            assert login is not None
            return login
        denied = await require_access(call, request, session, services)
        if denied is not None:
            return denied
        consent = await require_consent(request, session, services)
        if consent is not None:
            return consent
        return respond(request, await issue(request, session, services, call.address))
    except OAuthError as error:
        return respond_error(request, error)

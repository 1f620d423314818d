"""`/if/flow/default-authentication-flow/`: identification and password on one page."""

from __future__ import annotations

from urllib.parse import urlencode

from wirelatch.identity import flows
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.login.authenticate import FAILED, authenticate
from wirelatch.identity.login.current_session import current_session, set_session
from wirelatch.identity.login.form import query_of, read_page_form
from wirelatch.identity.login.known_device import remember_device
from wirelatch.identity.login.pending_application import pending_request
from wirelatch.identity.oidc.authorization.respond import form_action_source
from wirelatch.identity.pages.render import Page, page, redirect
from wirelatch.identity.services import Services
from wirelatch.identity.web import csrf
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.relative import relative

PATH = f"/if/flow/{flows.AUTHENTICATION.slug}/"
EXPIRED = "The page had been open for too long. Please try again."


async def sign_in(call: Call, services: Services) -> Page:
    """Show the form, or sign in and go on to `next`."""
    query = query_of(call)
    target, again = relative(query.get("next")), query.get("again") == "1"
    session = await current_session(call, services)
    if call.method != "POST":
        if session is not None and not again:
            return redirect(target)
        return await _form(call, services, session, target, again, query.get("login_hint", "")[:254])
    form = await read_page_form(call)
    identifier, password = form.get("uid_field", "")[:254], form.get("password", "")
    if not csrf.is_genuine(call, session, services, form.get(csrf.FIELD)):
        return await _form(call, services, session, target, again, identifier, error=EXPIRED, status=403)
    if not identifier.strip() or not password:
        return await _form(call, services, session, target, again, identifier, error=FAILED, status=401)
    outcome = await authenticate(call, services, identifier=identifier, password=password, replacing=session)
    if outcome.secret is None:
        return await _form(
            call,
            services,
            session,
            target,
            again,
            identifier,
            error=outcome.error,
            status=429 if outcome.retry_after else 401,
            retry_after=outcome.retry_after,
        )
    answer = redirect(target, 303)
    set_session(answer, call, outcome.secret)
    remember_device(answer, call, services, outcome.user_uuid)
    return answer


def sign_in_url(target: str, *, again: bool = False) -> str:
    """The sign-in page, which will go on to `target`; `again`: even for someone who is signed in."""
    return f"{PATH}?{urlencode({'next': target} | ({'again': '1'} if again else {}))}"


async def _form(
    call: Call,
    services: Services,
    session: Session | None,
    target: str,
    again: bool,
    identifier: str,
    *,
    error: str = "",
    status: int = 200,
    retry_after: int = 0,
) -> Page:
    pending = await pending_request(call, services, target)
    token = csrf.token_for(call, session, services)
    response = page(
        "login.html",
        {
            "application": pending.application if pending else None,
            "action": sign_in_url(target, again=again),
            "again": again and session is not None,
            "identifier": identifier,
            "error": error,
            "csrf_token": token,
        },
        status=status,
        form_action=(form_action_source(pending.redirect_uri),) if pending else (),
        headers={"Retry-After": str(retry_after)} if retry_after else None,
    )
    csrf.keep(response, call, token)
    return response

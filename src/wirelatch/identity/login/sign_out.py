"""Signing out: always by a form of our own, so that no link on another site can do it."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy import Connection

from wirelatch.identity import flows
from wirelatch.identity.applications.models import Application
from wirelatch.identity.directory import sessions
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.login.current_session import clear_session, current_session
from wirelatch.identity.login.form import query_of, read_page_form
from wirelatch.identity.oidc.authorization.respond import form_action_source
from wirelatch.identity.pages.render import Page, page, redirect
from wirelatch.identity.services import Services
from wirelatch.identity.web import csrf
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.relative import relative

PATH = f"/if/flow/{flows.INVALIDATION.slug}/"


async def end_session(call: Call, services: Services, session: Session) -> None:
    """End the session, and write it down."""

    def work(connection: Connection) -> None:
        if sessions.end(connection, session.uuid):
            services.ledger.append_in(
                connection,
                actor=session.person.username,
                action="logout",
                target=f"user:{session.person.id}",
                address=call.address,
            )

    await services.database.write(work)


async def sign_out(call: Call, services: Services) -> Page:
    """`/if/flow/default-invalidation-flow/`: ask, then end the session."""
    session = await current_session(call, services)
    target = query_of(call).get("next")
    if session is None:
        return redirect(relative(target)) if target else logged_out_page()
    if call.method == "POST":
        form = await read_page_form(call)
        if csrf.is_genuine(call, session, services, form.get(csrf.FIELD)):
            await end_session(call, services, session)
            answer = redirect(relative(target, PATH), 303)
            clear_session(answer, call)
            return answer
    action = f"{PATH}?{urlencode({'next': target})}" if target else PATH
    return confirmation_page(call, services, session, action, None, None)


def confirmation_page(
    call: Call,
    services: Services,
    session: Session,
    action: str,
    application: Application | None,
    leads_to: str | None,
) -> Page:
    """ "Log out?", with a form that posts to `action` and may end at `leads_to`."""
    token = csrf.token_for(call, session, services)
    response = page(
        "logout.html",
        {"application": application, "person": session.person, "action": action, "csrf_token": token},
        form_action=(form_action_source(leads_to),) if leads_to else (),
    )
    csrf.keep(response, call, token)
    return response


def logged_out_page(application: Application | None = None) -> Page:
    """ "You're logged out"."""
    back = application.launch_url() if application else None
    return page("logged_out.html", {"application": application, "back": back})

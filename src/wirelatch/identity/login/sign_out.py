"""Signing out: always by a form of our own, so that no link on another site can do it."""

from __future__ import annotations

from sqlalchemy import Connection

from wirelatch.identity.applications.models import Application
from wirelatch.identity.browser import csrf
from wirelatch.identity.directory import sessions
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.oidc.authorization.respond import form_action_source
from wirelatch.identity.pages.render import Page, page
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call


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

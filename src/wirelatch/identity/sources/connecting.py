"""Connecting an account upstream with that of who is signed in, once they have said so.

Only a form of ours connects, which names both accounts: a link that somebody was made to follow, in a browser that was
made to sign in upstream as somebody else, connects nothing.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from wirelatch.identity.authenticators import notices
from wirelatch.identity.browser import csrf
from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.keys.sealing import SealError
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.token.use_once import use_once
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.sources import matching
from wirelatch.identity.sources.login import SETTINGS, may_connect
from wirelatch.identity.sources.matching import LinkError
from wirelatch.identity.sources.oauth_types import Account
from wirelatch.identity.sources.source import Source, by_slug, find
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import read_page_form

LIFETIME = 600
TITLE = "Not connected"
OVER = "This has expired, or you have signed in anew meanwhile. Please begin again in your settings."


async def ask_to_connect(
    call: Call, services: Services, source: Source, account: Account, link_session: str
) -> Page:
    """Show both accounts, and a button."""
    session = await current_session(call, services)
    if session is None or session.uuid != link_session:
        return refused(TITLE, OVER)
    stopped = may_connect(session, source)
    if stopped is not None:
        return stopped
    proof = {
        "id": new_uuid(),
        "source": source.id,
        "session": session.uuid,
        "user": session.person.id,
        "identifier": account.identifier,
        "until": int(time.time()) + LIFETIME,
    }
    token = csrf.token_for(call, session, services)
    values = {
        "source": source.name,
        "account": _called(account),
        "person": session.person,
        "action": f"/source/oauth/connect/{source.slug}/",
        "csrf_token": token,
        "proof": services.sealer.seal(orjson.dumps(proof).decode()),
        "back": SETTINGS,
    }
    response = page("source_connect.html", values)
    csrf.keep(response, call, token)
    return response


async def source_connect(call: Call, services: Services, slug: str) -> Page:
    """`/source/oauth/connect/<slug>/`: the button was pressed."""
    source = await by_slug(services, slug)
    if source is None:
        return refused("Not found", "There is no such way to sign in.", status=404)
    session = await current_session(call, services)
    form = await read_page_form(call)
    if session is None or not csrf.is_genuine(call, session, services, form.get(csrf.FIELD)):
        return refused(TITLE, OVER, status=403)
    stopped = may_connect(session, source)
    if stopped is not None:
        return stopped
    try:
        proof = orjson.loads(services.sealer.open(form.get("proof", "")))
    except (SealError, orjson.JSONDecodeError):
        return refused(TITLE, OVER)
    wanted = {"source": source.id, "session": session.uuid, "user": session.person.id}
    if (
        not isinstance(proof, dict)
        or any(proof.get(name) != value for name, value in wanted.items())
        or proof["until"] < time.time()
    ):
        return refused(TITLE, OVER)
    until = datetime.fromtimestamp(proof["until"], UTC)
    if not await use_once(services, "source_connect", source.id, proof["id"], until=until):
        return redirect(SETTINGS, 303)
    person = session.person

    def work(connection: Connection) -> None:
        if find(connection, services.sealer, source_id=source.id) is None:
            raise LinkError(OVER)
        if matching.connect(connection, source.id, person.id, proof["identifier"]):
            services.ledger.append_in(
                connection,
                actor=person.username,
                action="source_linked",
                target=f"user:{person.id}",
                address=call.address,
                changes={"source": source.slug},
            )
            notices.source_connected(connection, services, person.id, source.name)

    try:
        await services.database.write(work)
    except LinkError as error:
        return refused(TITLE, str(error), status=409)
    except IntegrityError:
        return refused(TITLE, "That account is connected with another user here.", status=409)
    return redirect(SETTINGS, 303)


def _called(account: Account) -> str:
    """What people know the account by."""
    names = [name for name in (account.username or account.name, account.email) if name]
    return " · ".join(dict.fromkeys(names)) or account.identifier

"""`/device`: the user types the code that the device shows, sees who asks for what, and agrees or not.

Somebody else may have sent the link or the code (RFC 8628 5.4). So nothing is ever agreed to by opening a link; the page
says which application asks, from where and since when, and that a code which came by message is to be refused.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from wirelatch.database import now
from wirelatch.identity.applications.access import decide_access
from wirelatch.identity.applications.models import Application
from wirelatch.identity.browser import csrf
from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.directory.tables import sessions
from wirelatch.identity.installation.brands import brand_of
from wirelatch.identity.login.sign_in import sign_in_url
from wirelatch.identity.metadata import new_uuid
from wirelatch.identity.oidc.device import brand_flow
from wirelatch.identity.oidc.device.authorization import PAGE
from wirelatch.identity.oidc.device.user_code import hash_of_user_code
from wirelatch.identity.oidc.tables import device_codes, grants
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import query_of, read_page_form

UNKNOWN = "This code is not known, or has expired. Check it, or start again on the device."
EXPIRED_FORM = "This page had expired. Please try again."
NOT_ALLOWED = "You may not use this application."
LONGEST_CODE = 40


async def device(call: Call, services: Services) -> Page:
    """Ask for the code, show what it is for, or take the decision."""
    typed = query_of(call).get("code", "")[:LONGEST_CODE]
    session = await current_session(call, services)
    if session is None:
        return redirect(
            sign_in_url(f"{PAGE}?{call.query}" if typed else PAGE), 303 if call.method == "POST" else 302
        )
    if session.original is not None:
        # The device would stay signed in as somebody else when the impersonation is over.
        return refused(
            "Permission denied", "No device can be signed in while impersonating somebody.", status=403
        )
    brand = brand_of(call, (await services.catalog.current()).brands)
    flow = brand_flow.flow_of(brand, await services.flows.current())
    if flow is not None and not brand_flow.is_passed(call, services, session, flow):
        return redirect(brand_flow.flow_url(flow, typed), 303 if call.method == "POST" else 302)
    if call.method != "POST":
        return _form(call, services, session, code=typed)
    form = await read_page_form(call)
    typed = form.get("code", "")[:LONGEST_CODE]
    if not csrf.is_genuine(call, session, services, form.get(csrf.FIELD)):
        return _form(call, services, session, code=typed, error=EXPIRED_FORM, status=403)
    wait = await services.attempts.admit(f"device code\n{session.person.uuid}", call.address)
    if wait:
        error = "Too many codes were tried. Please wait a while."
        return _form(call, services, session, error=error, status=429, retry_after=int(wait) + 1)
    row = await services.database.read(lambda connection: _find(connection, typed, services))
    application = (
        (await services.catalog.current()).by_provider.get(row.provider_id) if row is not None else None
    )
    if row is None or application is None or application.provider is None:
        return _form(call, services, session, code=typed, error=UNKNOWN, status=400)
    await services.attempts.succeeded(f"device code\n{session.person.uuid}", call.address)
    access = await decide_access(services.database, application, session.person, call)
    if not access.passing:  # CVE-2024-38371
        message = " ".join(access.messages) or NOT_ALLOWED
        values = {"message": message, "person": session.person, "switch_url": sign_in_url(PAGE, again=True)}
        return page("denied.html", values, status=403)
    decision = form.get("decision")
    if decision not in ("allow", "deny"):
        return _confirm(call, services, session, application, row, typed)
    decided = await services.database.write(
        lambda connection: _decide(connection, services, session, application, row, call, decision == "allow")
    )
    if not decided:
        return _form(call, services, session, error=UNKNOWN, status=400)
    return page("device_done.html", {"application": application, "allowed": decision == "allow"})


def _find(connection: Connection, typed: str, services: Services) -> Row[Any] | None:
    """The request that waits under a code."""
    return connection.execute(
        select(device_codes).where(
            device_codes.c.user_code_hash == hash_of_user_code(typed, services.marker_key),
            device_codes.c.expires > now(),
            device_codes.c.grant_id.is_(None),
            device_codes.c.denied_at.is_(None),
        )
    ).first()


def _decide(
    connection: Connection,
    services: Services,
    session: Session,
    application: Application,
    row: Row[Any],
    call: Call,
    allow: bool,
) -> bool:
    """Store the decision; False when there was one already, or the code or the session is over."""
    moment = now()
    alive = connection.execute(select(sessions.c.uuid).where(sessions.c.uuid == session.uuid)).first()
    if alive is None:
        return False
    grant_id = new_uuid()
    if allow:
        connection.execute(
            insert(grants).values(
                id=grant_id,
                kind="device_code",
                provider_id=row.provider_id,
                user_id=session.person.id,
                # Not this browser's session: the device stays signed in when the browser does not.
                session_uuid=None,
                auth_time=int(session.authenticated_at.timestamp()),
                amr=list(session.amr),
                resources=row.resource,
                created_at=moment,
            )
        )
    decision = {"grant_id": grant_id} if allow else {"denied_at": moment}
    decided = connection.execute(
        update(device_codes)
        .where(
            device_codes.c.device_code_hash == row.device_code_hash,
            device_codes.c.expires > moment,
            device_codes.c.grant_id.is_(None),
            device_codes.c.denied_at.is_(None),
        )
        .values(**decision)
    )
    if decided.rowcount == 1:
        services.ledger.append_in(
            connection,
            actor=session.person.username,
            action="authorize_application" if allow else "device_code_denied",
            target=f"application:{application.slug}",
            address=call.address,
            changes={"grant_type": "device_code", "scopes": row.scope, "device": row.requested_from},
        )
    return decided.rowcount == 1


def _form(
    call: Call,
    services: Services,
    session: Session,
    *,
    code: str = "",
    error: str = "",
    status: int = 200,
    retry_after: int = 0,
) -> Page:
    token = csrf.token_for(call, session, services)
    values = {
        "action": brand_flow.form_action(call),
        "code": code,
        "error": error,
        "csrf_token": token,
        "person": session.person,
    }
    headers = {"Retry-After": str(retry_after)} if retry_after else None
    response = page("device.html", values, status=status, headers=headers)
    csrf.keep(response, call, token)
    return response


def _confirm(
    call: Call, services: Services, session: Session, application: Application, row: Row[Any], code: str
) -> Page:
    token = csrf.token_for(call, session, services)
    scopes = row.scope.split()
    mappings = application.provider.mappings if application.provider else ()
    permissions = [
        mapping.description or mapping.scope_name
        for mapping in mappings
        if mapping.scope_name in scopes and mapping.scope_name != "openid"
    ]
    minutes = int((now() - row.created_at).total_seconds() // 60)
    values = {
        "action": brand_flow.form_action(call),
        "application": application,
        "person": session.person,
        "code": code.upper(),
        "permissions": list(dict.fromkeys(permissions)),
        "requested_from": row.requested_from,
        "requested_by": row.requested_by,
        "other_address": row.requested_from != call.address,
        "minutes": minutes,
        "csrf_token": token,
        "switch_url": sign_in_url(PAGE, again=True),
    }
    response = page("device_confirm.html", values)
    csrf.keep(response, call, token)
    return response

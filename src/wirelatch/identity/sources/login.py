"""`/source/oauth/login/<slug>/`: send the browser to the provider, to sign in or, for who is signed in, to connect.

https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest, https://www.rfc-editor.org/rfc/rfc7636
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection, select

from wirelatch.database import now
from wirelatch.identity.authenticators.devices import RECENT
from wirelatch.identity.browser.current_session import current_session
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.flows.run import Run
from wirelatch.identity.login.sign_in import sign_in_url
from wirelatch.identity.pages.render import Page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.sources import attempt as attempts
from wirelatch.identity.sources import record
from wirelatch.identity.sources.attempt import Attempt
from wirelatch.identity.sources.source import Endpoints, Source, UpstreamError, by_slug, endpoints_of
from wirelatch.identity.sources.tables import sources
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import query_of
from wirelatch.identity.web.relative import relative

SETTINGS = "/if/user/#/settings?tab=sources"


async def source_login(call: Call, services: Services, slug: str) -> Page:
    """Begin a sign-in, or the connecting of an account."""
    source = await by_slug(services, slug)
    if source is None:
        return refused("Not found", "There is no such way to sign in.", status=404)
    query = query_of(call)
    session = await current_session(call, services)
    again = query.get("again") == "1"
    links = session is not None and not again
    if links:
        stopped = may_connect(session, source)
        if stopped is not None:
            return stopped
    try:
        endpoints = await endpoints_of(source, services)
    except UpstreamError as error:
        return await record.failed(call, services, source, error)
    begun = attempts.begin(
        source.id,
        call.base_url + source.callback_path,
        SETTINGS if links else relative(query.get("next", ""), ""),
        again=again,
        link_session=session.uuid if links and session is not None else "",
    )
    response = redirect(authorization_url(source, endpoints, begun))
    attempts.keep(response, call, services, begun)
    return response


def may_connect(session: Session | None, source: Source) -> Page | None:
    """None for who is signed in, as themselves and a moment ago; otherwise where to go first."""
    if session is None:
        return redirect(sign_in_url(source.login_path))
    if session.original is not None:
        return refused(
            "Not possible", "Accounts cannot be connected while impersonating somebody.", status=403
        )
    if now() - session.authenticated_at > RECENT:
        return redirect(sign_in_url(source.login_path, again=True))
    return None


def authorization_url(source: Source, endpoints: Endpoints, begun: Attempt) -> str:
    """Where the browser goes. PKCE is S256 whatever is set, but for `none`: `plain` protects from nobody."""
    parameters = {
        "response_type": "code",
        "client_id": source.consumer_key,
        "redirect_uri": begun.redirect_uri,
        "state": begun.state,
    }
    if source.scopes:
        parameters["scope"] = source.scopes
    if source.kind.is_oidc:
        parameters["nonce"] = begun.nonce
    if source.pkce != "none":
        parameters |= {"code_challenge": begun.challenge, "code_challenge_method": "S256"}
    if begun.again:
        parameters |= source.kind.again
    separator = "&" if "?" in endpoints.authorization else "?"
    return f"{endpoints.authorization}{separator}{urlencode(parameters)}"


async def offered(run: Run, source_ids: Sequence[str]) -> list[dict[str, Any]]:
    """What the identification page offers (`flows/upstream.py`): those of these sources that are enabled, promoted first."""

    def read(connection: Connection) -> list[Any]:
        columns = (sources.c.id, sources.c.name, sources.c.slug, sources.c.icon, sources.c.promoted)
        chosen = select(*columns).where(sources.c.id.in_(list(source_ids)), sources.c.enabled)
        return list(connection.execute(chosen))

    rows = {row.id: row for row in await run.services.database.read(read)}
    following = {name: run.query[name] for name in ("next", "again") if run.query.get(name)}
    query = f"?{urlencode(following)}" if following else ""
    found = [
        {
            "name": row.name,
            "icon_url": row.icon or None,
            "promoted": row.promoted,
            "challenge": {
                "component": "xak-flow-redirect",
                "to": f"/source/oauth/login/{row.slug}/{query}",
            },
        }
        for row in (rows[pk] for pk in source_ids if pk in rows)
    ]
    return sorted(found, key=lambda entry: not entry["promoted"])

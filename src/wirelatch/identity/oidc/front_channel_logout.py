"""Telling clients in the browser that the session has ended. https://openid.net/specs/openid-connect-frontchannel-1_0.html

After a logout the browser passes a page of ours that loads each client's address in a frame, with `iss` and `sid`, and then
goes on by itself: when all have loaded, or after a few seconds, so that a client that is slow or dead holds up nobody.
The page may frame these clients' origins and nothing else. Only clients that were signed in to in this session are told.
Browsers that keep cookies apart by site keep them from such frames as well; the back channel does not depend on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Connection, select

from wirelatch.identity.applications.models import Application, Provider
from wirelatch.identity.oidc import marker
from wirelatch.identity.oidc.authorization.respond import form_action_source
from wirelatch.identity.oidc.issuer import issuer_of
from wirelatch.identity.oidc.tables import grants
from wirelatch.identity.pages.render import Page, page, redirect, refused
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call
from wirelatch.identity.web.form import query_of

PATH = "/flows/-/front-channel-logout/"
LOGGED_OUT = "/if/flow/default-provider-invalidation-flow/"
"""Where a logout ends that leads nowhere else."""
SECONDS = 4
"""After which the browser goes on, whatever has loaded."""
_MARK = "wirelatch_front_channel"


async def is_awaited(services: Services, session_uuid: str) -> bool:
    """Whether there are clients to tell of the end of this session."""
    return bool(await _waiting(services, session_uuid))


def page_url(services: Services, session_uuid: str, location: str) -> str:
    """The address of the page for an ended session, which goes on to `location`."""
    mark = marker.make(services.marker_key, _MARK, session_uuid, location)
    return f"{PATH}?{urlencode({'session': session_uuid, 'next': location, 'mark': mark})}"


async def front_channel_logout(call: Call, services: Services) -> Page:
    """The page with the frames. What it leads to was signed by us, so that it leads nowhere else."""
    query = query_of(call)
    session_uuid, location = query.get("session", ""), query.get("next", "")
    if marker.read(services.marker_key, _MARK, query.get("mark"), session_uuid, location) is None:
        return refused("Request Error", "This page had been open for too long.")
    clients = await _waiting(services, session_uuid)
    if not clients:
        return redirect(location)
    frames = [_frame(call.base_url, application, provider, session_uuid) for application, provider in clients]
    return page(
        "front_channel_logout.html",
        {"frames": frames, "location": location, "seconds": SECONDS},
        script=True,
        frames=tuple(form_action_source(frame) for frame in frames),
        headers={"Refresh": f"{SECONDS}; url={location}", "Referrer-Policy": "no-referrer"},
    )


async def _waiting(services: Services, session_uuid: str) -> list[tuple[Application, Provider]]:
    """The clients with a front channel that were signed in to in this session."""
    snapshot = await services.catalog.current()
    having = {
        provider.id
        for provider in snapshot.providers
        if provider.logout_method == "frontchannel" and _can_be_framed(provider.logout_uri)
    }
    if not having:
        return []

    def work(connection: Connection) -> Iterable[int]:
        query = select(grants.c.provider_id).where(grants.c.session_uuid == session_uuid).distinct()
        return set(connection.execute(query).scalars())

    used = await services.database.read(work)
    found = []
    for provider_id in sorted(having & set(used)):
        application = snapshot.by_provider.get(provider_id)
        if application is not None and application.provider is not None:
            found.append((application, application.provider))
    return found


def _can_be_framed(uri: str) -> bool:
    return urlsplit(uri).scheme in ("http", "https")


def _frame(base_url: str, application: Application, provider: Provider, session_uuid: str) -> str:
    told = urlencode({"iss": issuer_of(base_url, provider, application), "sid": session_uuid})
    uri = provider.logout_uri.partition("#")[0]
    return f"{uri}{'&' if urlsplit(uri).query else '?'}{told}"

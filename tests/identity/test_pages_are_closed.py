"""Every page route, from the table itself: what a stranger gets, and what another site can make a browser send."""

from __future__ import annotations

import re

from starlette.routing import Route
from tests.identity.conftest import BASE

OPEN = {
    "/": "leads on",
    "/-/health/live/": "for load balancers",
    "/-/health/ready/": "for load balancers",
    "/metrics": "has a token of its own where one is set",
    "/application/o/authorize/": "the protocol",
    "/application/o/end-session/": "the protocol",
    "/application/o/{slug}/end-session/": "the protocol",
    "/application/o/{slug}/": "leads to the metadata",
    "/flows/-/front-channel-logout/": "tells clients of a session that has ended",
    "/flows/-/cancel/": "leads on",
    "/flows/-/default/{purpose}/": "leads on",
    "/if/flow/{slug}/": "signing in",
    "/static/identity/{version}/{name}": "scripts of the pages",
    "/api/v3/{path:path}": "tested route by route",
}
"""Routes that a stranger may use, and why."""


def routes(app) -> list[Route]:
    pages = app.pages
    while not hasattr(pages, "routes"):
        pages = pages.app
    return [route for route in pages.routes if isinstance(route, Route)]


def filled(route: Route) -> str:
    return re.sub(r"\{\w+(:path)?\}", "app", route.path)


async def test_a_stranger_is_sent_to_sign_in_by_every_page_that_is_not_open(identity, rp) -> None:
    stranger = identity.browser()
    for route in routes(identity.app):
        if route.path in OPEN:
            continue
        method = "GET" if "GET" in route.methods else "POST"
        answer = await stranger.request(method, filled(route), headers={"Origin": BASE})
        if answer.is_redirect:
            assert answer.headers["location"].startswith("/if/flow/default-authentication-flow/"), route.path
        else:
            assert answer.status_code in (400, 403, 404), route.path


async def test_no_form_takes_what_another_site_has_a_browser_send(identity, rp, browser) -> None:
    before = len((await identity.api.get("events/events/")).json()["results"])
    for route in routes(identity.app):
        if "POST" not in route.methods or route.path.startswith("/api/"):
            continue
        answer = await browser.post(
            filled(route), data={"a": "b"}, headers={"Origin": "https://evil.example.com"}
        )
        if route.path.startswith("/application/o/") and answer.is_redirect:
            # Clients of the protocol post from elsewhere: it goes on as a GET, which changes nothing.
            assert answer.headers["location"].startswith("/application/o/"), route.path
        else:
            assert answer.status_code >= 400, (route.path, answer.status_code)
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 200
    assert len((await identity.api.get("events/events/")).json()["results"]) == before


async def test_the_console_is_for_those_who_may_enter_it(identity) -> None:
    await identity.user("ada")
    listed = await identity.api.get("core/groups/", params={"name": "Wirelatch Read-only"})
    await identity.user("auditor", groups=[listed.json()["results"][0]["pk"]])
    assert (await (await identity.signed_in("ada", "a password")).get("/if/admin/")).status_code != 200
    assert (await (await identity.signed_in("auditor", "a password")).get("/if/admin/")).status_code == 200

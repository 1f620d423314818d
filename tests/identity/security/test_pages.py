"""Every page there is: the headers that protect it, and forms that take nothing without their token."""

from __future__ import annotations

import re

import httpx
from tests.identity.conftest import BASE, Browser
from tests.identity.test_pages_are_closed import filled, routes

from wirelatch.identity.flows import defaults

FORM = re.compile(r'<form method="post" action="([^"]*)"')
OWN = {"/application/o/authorize/": "answers clients", "/metrics": "has no pages"}


async def seen(browser: Browser, app) -> dict[str, httpx.Response]:
    """What each page route, each default flow and some refusals answer with."""
    paths = [filled(route) for route in routes(app) if "GET" in route.methods and "/api/" not in route.path]
    paths += [f"/if/flow/{flow.slug}/" for flow in defaults.ALL]
    paths += [
        "/nothing/here", "/application/o/authorize/?client_id=x", "/if/flow/nothing/", "/device?code=AAAA-BBBB",
        "/if/flow/default-recovery-flow/?flow_token=x", "/if/flow/default-authentication-flow/?again=1",
        "/application/o/nothing/end-session/", "/flows/-/front-channel-logout/?session=x&next=//evil&mark=x",
    ]  # fmt: skip
    return {path: await browser.get(path) for path in paths if path not in OWN}


async def test_every_page_brings_the_headers_that_protect_it(identity, rp, browser) -> None:
    for visitor in (identity.browser(), browser):
        for path, answer in (await seen(visitor, identity.app)).items():
            headers = answer.headers
            assert answer.status_code < 500, path
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["x-frame-options"] == "DENY", path
            assert headers["referrer-policy"] in ("same-origin", "no-referrer"), path
            policy = headers["content-security-policy"]
            assert "frame-ancestors 'none'" in policy, path
            assert "base-uri 'none'" in policy, path
            assert "unsafe-inline" not in policy, path
            assert "unsafe-eval" not in policy, path
            if answer.headers.get("content-type", "").startswith("text/html"):
                assert not re.search(r"<[^>]+\son\w+=", answer.text), path
                assert "javascript:" not in answer.text, path
                for script in re.findall(r"<script([^>]*)>", answer.text):
                    assert "src=" in script, path
                    assert "//" not in script.partition("src=")[2].split()[0], path
                if not path.startswith("/static/"):
                    assert "no-store" in headers["cache-control"], path
            if answer.is_redirect and not path.startswith("/application/launch/"):
                assert headers["location"].startswith("/"), path
                assert not headers["location"].startswith("//"), path


async def test_every_form_carries_a_token_and_takes_nothing_without_it(identity, rp, browser) -> None:
    before = {
        event["pk"] for event in (await identity.api.get("events/events/?page_size=100")).json()["results"]
    }
    tried = set()
    for visitor in (identity.browser(), browser):
        for path, answer in (await seen(visitor, identity.app)).items():
            for action in FORM.findall(answer.text):
                assert 'name="csrf_token"' in answer.text, path
                target, tried = action.replace("&amp;", "&") or path, tried | {path}
                for headers, token in (
                    ({"Origin": BASE}, ""), ({"Origin": BASE}, "x" * 43), ({"Origin": "null"}, "right"),
                    ({"Origin": "http://127.0.0.1:1880"}, "right"), ({"Origin": "https://evil.example"}, "right"),
                    ({"Sec-Fetch-Site": "cross-site"}, "right"), ({"Sec-Fetch-Site": "same-site"}, "right"),
                ):  # fmt: skip
                    right = re.search(r'name="csrf_token" value="([^"]*)"', answer.text)[1]
                    form = {
                        "csrf_token": right if token == "right" else token,
                        "uid_field": "admin", "password": "correct horse battery staple", "code": "000000",
                        "confirm": "true", "decision": "allow", "username": "mallory", "name": "x",
                        "password_repeat": "correct horse battery staple", "saved": "true",
                    }  # fmt: skip
                    refused = await visitor.post(target, data=form, headers=headers)
                    signed_in = (await visitor.get("/api/v3/core/users/me/")).status_code == 200
                    assert signed_in is (visitor is browser), (path, headers)
                    assert not (refused.is_redirect and "code=" in refused.headers["location"]), path
    assert len(tried) >= 8
    after = (await identity.api.get("events/events/?page_size=100")).json()["results"]
    done = {event["action"] for event in after if event["pk"] not in before}
    assert not done & {
        "login",
        "logout",
        "user_write",
        "password_set",
        "model_created",
        "model_updated",
        "model_deleted",
    }


async def test_what_the_protocol_answers_is_stored_by_nobody_and_run_by_no_browser(rp, browser) -> None:
    for path in ("token", "par", "userinfo", "introspect", "revoke", "device", "register"):
        for answer in (
            await rp.http.post(f"/application/o/{path}/", data={"client_id": "<script>alert(1)</script>"}),
            await rp.http.get(f"/application/o/{path}/"),
        ):
            assert answer.headers["content-type"] == "application/json", path
            assert answer.headers["cache-control"] == "no-store", path

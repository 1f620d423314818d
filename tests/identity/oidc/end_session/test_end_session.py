"""Logout that a client asks for. OpenID Connect RP-Initiated Logout 1.0."""

from __future__ import annotations

import base64
import json
import time
from urllib.parse import urlsplit

import pytest
from sqlalchemy import insert, select

from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.flows.tables import flows
from wirelatch.identity.metadata import new_uuid

BYE = "https://app.example.com/bye"


@pytest.fixture
async def rp(identity):
    return await identity.relying_party("app", logout_uris=[BYE])


async def end(rp, browser, **parameters: str):
    return await browser.get(f"/application/o/{rp.slug}/end-session/", params=parameters)


async def is_signed_in(browser) -> bool:
    return (await browser.get("/api/v3/core/users/me/")).status_code == 200


async def test_with_a_hint_the_session_ends_and_the_browser_goes_back_with_state(rp, browser) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    answer = await end(rp, browser, id_token_hint=hint, post_logout_redirect_uri=BYE, state="s 1")
    assert answer.headers["location"] == f"{BYE}?state=s+1"
    assert "error=login_required" in (await rp.authorize(browser, prompt="none")).headers["location"]


async def test_without_state_none_comes_back(rp, browser) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    answer = await end(rp, browser, id_token_hint=hint, post_logout_redirect_uri=BYE)
    assert answer.headers["location"] == BYE


@pytest.mark.parametrize(
    "uri", ["https://evil.example.com/", f"{BYE}?x=1", f"{BYE}/", "https://app.example.com/callback"]
)
async def test_an_address_that_is_not_registered_for_logout_is_not_gone_to(rp, browser, uri) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    answer = await end(rp, browser, id_token_hint=hint, post_logout_redirect_uri=uri)
    assert answer.status_code == 400
    assert "location" not in answer.headers


async def test_without_a_hint_the_user_is_asked(rp, browser) -> None:
    page = await end(rp, browser, post_logout_redirect_uri=BYE, state="x")
    assert "Log out of App?" in page.text
    assert await is_signed_in(browser)
    answer = await browser.submit(page)
    assert answer.headers["location"] == f"{BYE}?state=x"
    assert not await is_signed_in(browser)


async def test_an_access_token_is_no_hint(rp, browser) -> None:
    """Other hands than the client's hold access tokens."""
    hint = (await rp.tokens(browser))["access_token"]
    assert "Log out of App?" in (await end(rp, browser, id_token_hint=hint)).text
    assert await is_signed_in(browser)


def unsigned(token: str) -> str:
    _head, body, _ = token.split(".")
    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    return f"{none}.{body}."


@pytest.mark.parametrize("forge", [unsigned, lambda token: token[:-8] + "AAAAAAAA", lambda token: "x.y.z"])
async def test_a_forged_hint_counts_as_none(rp, browser, forge) -> None:
    hint = forge((await rp.tokens(browser))["id_token"])
    page = await end(rp, browser, id_token_hint=hint, post_logout_redirect_uri=BYE)
    assert page.status_code == 200
    assert await is_signed_in(browser)


async def test_another_users_hint_does_not_end_the_session(identity, rp, browser) -> None:
    await identity.user("ada")
    hint = (await rp.tokens(await identity.signed_in("ada", "a password")))["id_token"]
    assert (await end(rp, browser, id_token_hint=hint)).status_code == 200
    assert await is_signed_in(browser)


async def test_without_an_address_a_page_says_so(rp, browser) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    assert "You’re logged out" in (await end(rp, browser, id_token_hint=hint)).text
    assert "You’re logged out" in (await end(rp, browser)).text


async def test_a_post_works_as_well(rp, browser) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    form = {"id_token_hint": hint, "post_logout_redirect_uri": BYE}
    answer = await browser.follow(await browser.post(f"/application/o/{rp.slug}/end-session/", data=form))
    assert answer.headers["location"] == BYE


async def test_a_post_with_a_forged_confirmation_does_not_end_the_session(rp, browser) -> None:
    await browser.post(f"/application/o/{rp.slug}/end-session/", data={"csrf_token": "x" * 64})
    assert await is_signed_in(browser)


async def test_logout_is_in_the_ledger(identity, rp, browser) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    await end(rp, browser, id_token_hint=hint)
    assert (await identity.events("logout"))[0]["user"]["username"] == "admin"


async def test_another_clients_id_is_refused(rp, browser) -> None:
    assert (await end(rp, browser, client_id="other")).status_code == 400


async def test_an_expired_hint_is_as_good(identity, rp, browser) -> None:
    await rp.change(access_token_validity="milliseconds=1")
    hint = (await rp.tokens(browser))["id_token"]
    assert (await rp.verified(hint))["exp"] <= time.time()
    answer = await end(rp, browser, id_token_hint=hint, post_logout_redirect_uri=BYE)
    assert answer.headers["location"] == BYE
    assert not await is_signed_in(browser)


async def test_a_logout_hint_and_locales_are_no_error(rp, browser) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    answer = await end(
        rp,
        browser,
        id_token_hint=hint,
        client_id=rp.client_id,
        logout_hint="admin",
        ui_locales="de",
        post_logout_redirect_uri=BYE,
    )
    assert answer.headers["location"] == BYE


@pytest.fixture
async def leaving(identity):
    """A client whose invalidation flow does not log out."""
    services, pk = identity.app.services, new_uuid()

    def work(connection) -> None:
        known = connection.execute(
            select(flows).where(flows.c.slug == "default-provider-invalidation-flow")
        ).one()
        connection.execute(insert(flows).values(**{**known._mapping, "id": pk, "slug": "leave"}))
        count_up(connection)

    await services.database.write(work)
    services.catalog.changed()
    return await identity.relying_party("leaving", logout_uris=[BYE], invalidation_flow=pk)


async def test_where_the_provider_says_so_the_user_stays_signed_in_and_the_client_loses_its_tokens(
    identity, leaving, rp, browser
) -> None:
    other = (await rp.tokens(browser))["access_token"]
    tokens = await leaving.tokens(browser)
    answer = await end(
        leaving, browser, id_token_hint=tokens["id_token"], post_logout_redirect_uri=BYE, state="s"
    )
    assert answer.headers["location"] == f"{BYE}?state=s"
    assert await is_signed_in(browser)
    assert (await leaving.userinfo(tokens["access_token"])).status_code == 401
    assert (await rp.userinfo(other)).status_code == 200


async def test_clients_of_the_shared_issuer_share_an_address(identity, browser) -> None:
    rp = await identity.relying_party("shared", logout_uris=[BYE], issuer_mode="global")
    hint = (await rp.tokens(browser))["id_token"]
    path = (await rp.http.get("/.well-known/openid-configuration")).json()["end_session_endpoint"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": BYE}
    answer = await browser.get(urlsplit(path).path, params=query)
    assert answer.headers["location"] == BYE
    assert not await is_signed_in(browser)


async def test_the_shared_address_does_not_serve_clients_of_other_issuers(rp, browser) -> None:
    hint = (await rp.tokens(browser))["id_token"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": BYE}
    answer = await browser.get("/application/o/end-session/", params=query)
    assert (answer.status_code, await is_signed_in(browser)) == (400, True)

"""Clients hear of ended sessions and changed rights. OpenID Connect Back-Channel Logout 1.0."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest
from joserfc import jws
from sqlalchemy import func, insert, select, update
from starlette.requests import Request
from starlette.responses import Response
from tests.identity.conftest import Identity, RelyingParty
from tests.webkit.serving import serving

from wirelatch.database import now
from wirelatch.identity.oidc import back_channel_logout
from wirelatch.identity.oidc.tables import client_registrations, logout_notices

EVENT = "http://schemas.openid.net/event/backchannel-logout"
PASSWORD = "a password"


class Client:
    """A relying party's back channel on a port of its own; answers with `status`."""

    def __init__(self) -> None:
        self.tokens: asyncio.Queue[str] = asyncio.Queue()
        self.status = 200
        self.url = ""

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        assert (request.method, request.headers["content-type"]) == (
            "POST",
            "application/x-www-form-urlencoded",
        )
        self.tokens.put_nowait(parse_qs((await request.body()).decode())["logout_token"][0])
        await Response(status_code=self.status)(scope, receive, send)

    async def heard(self) -> str:
        return await asyncio.wait_for(self.tokens.get(), 10)

    async def heard_nothing(self, identity: Identity) -> None:
        """Nothing came, and nothing is on its way."""
        count = select(func.count()).select_from(logout_notices)
        async with asyncio.timeout(10):
            while await identity.app.services.database.read(lambda c: c.execute(count).scalar()):
                await asyncio.sleep(0.01)
        assert self.tokens.empty()


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_channel_logout, "LOOK_EVERY", 0.05)


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    made = Client()
    async with serving(made) as base:
        made.url = f"{base}/backchannel"
        yield made


@pytest.fixture
async def rp(identity: Identity, client: Client) -> RelyingParty:
    return await identity.relying_party(logout_uri=client.url)


async def test_signing_out_tells_the_client_which_session_ended(identity, rp, client, browser) -> None:
    signed_in = await rp.verified((await rp.tokens(browser))["id_token"])
    await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
    token = await client.heard()
    claims = await rp.verified(token)
    assert jws.extract_compact(token.encode()).headers()["typ"] == "logout+jwt"
    assert {name: claims[name] for name in ("iss", "aud", "sub", "sid", "events")} == {
        **{name: signed_in[name] for name in ("iss", "aud", "sub", "sid")},
        "events": {EVENT: {}},
    }
    assert claims["iat"] <= time.time() < claims["exp"]
    assert claims["jti"]
    assert "nonce" not in claims
    await client.heard_nothing(identity)


async def test_that_it_has_to_be_told_is_stored_before_the_browser_is_sent_on(
    identity, client, browser, monkeypatch
) -> None:
    """A process that ends right after the redirect forgets nobody: the next one finds the note."""

    async def nothing(self) -> int:
        return 0

    monkeypatch.setattr(back_channel_logout.BackChannelLogout, "deliver", nothing)
    rp = await identity.relying_party(logout_uri=client.url, logout_uris=["https://app.example.com/bye"])
    hint = (await rp.tokens(browser))["id_token"]
    query = {"id_token_hint": hint, "post_logout_redirect_uri": "https://app.example.com/bye"}
    answer = await browser.get(f"/application/o/{rp.slug}/end-session/", params=query)
    assert answer.headers["location"] == "https://app.example.com/bye"
    noted = await identity.app.services.database.read(lambda c: c.execute(select(logout_notices)).all())
    assert [note.provider_id for note in noted] == [rp.provider_id]
    monkeypatch.undo()
    await client.heard()


async def test_a_session_that_is_ended_in_the_api_counts_too(identity, rp, client, browser) -> None:
    signed_in = await rp.verified((await rp.tokens(browser))["id_token"])
    await identity.api.delete(f"core/authenticated_sessions/{signed_in['sid']}/")
    assert (await rp.verified(await client.heard()))["sid"] == signed_in["sid"]


@pytest.mark.parametrize(
    "what",
    [
        "deactivated",
        "deleted",
        "new password",
        "in a group",
        "out of a group",
        "group renamed",
        "group deleted",
    ],
)
async def test_what_an_administrator_changes_of_a_user_ends_all_sessions_at_the_client(
    identity, rp, client, what
) -> None:
    group = (await identity.api.post("core/groups/", json={"name": "makers"})).json()["pk"]
    member = [] if what == "in a group" else [group]
    user = await identity.user("ada", PASSWORD, groups=member)
    browser = await identity.signed_in("ada", PASSWORD)
    subject = (await rp.verified((await rp.tokens(browser))["id_token"]))["sub"]
    match what:
        case "deactivated":
            await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
        case "deleted":
            await identity.api.delete(f"core/users/{user['pk']}/")
        case "new password":
            await identity.api.post(
                f"core/users/{user['pk']}/set_password/", json={"password": "another one"}
            )
        case "in a group":
            await identity.api.post(f"core/groups/{group}/add_user/", json={"pk": user["pk"]})
        case "out of a group":
            await identity.api.patch(f"core/groups/{group}/", json={"users": []})
        case "group renamed":
            await identity.api.patch(f"core/groups/{group}/", json={"name": "others"})
        case "group deleted":
            await identity.api.delete(f"core/groups/{group}/")
    heard = [await rp.verified(await client.heard())]
    with contextlib.suppress(TimeoutError):
        while all("sid" in claims for claims in heard):  # which would leave sessions that outlived ours
            heard.append(await rp.verified(await client.heard()))
    assert {claims["sub"] for claims in heard} == {subject}
    assert any("sid" not in claims for claims in heard)


async def test_a_change_that_changes_nothing_ends_nothing(identity, rp, client) -> None:
    user = await identity.user("ada", PASSWORD)
    browser = await identity.signed_in("ada", PASSWORD)
    await rp.tokens(browser)
    await identity.api.patch(f"core/users/{user['pk']}/", json={"name": "Ada", "groups": []})
    group = (await identity.api.post("core/groups/", json={"name": "makers"})).json()["pk"]
    await identity.api.delete(f"core/groups/{group}/")
    await client.heard_nothing(identity)


async def test_who_never_signed_in_is_nobody_to_tell_of(identity, rp, client) -> None:
    user = await identity.user("ada", PASSWORD)
    await identity.api.patch(f"core/users/{user['pk']}/", json={"is_active": False})
    await client.heard_nothing(identity)


async def test_a_client_that_fails_is_told_again(identity, rp, client, browser) -> None:
    await rp.tokens(browser)
    client.status = 503
    await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
    await client.heard()
    client.status = 200
    await client.heard()
    await client.heard_nothing(identity)


async def test_what_was_noted_is_told_after_a_restart(identity, rp, client, browser) -> None:
    await rp.tokens(browser)
    client.status = 503
    await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
    await client.heard()
    await identity.app.stop()
    client.status = 200
    await identity.app.start()
    await client.heard()


async def test_discovery_says_so(rp) -> None:
    metadata = (await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")).json()
    assert (
        metadata["backchannel_logout_supported"] is metadata["backchannel_logout_session_supported"] is True
    )


async def test_a_client_that_registered_itself_cannot_have_us_call_inwards(
    identity, rp, client, browser
) -> None:
    services = identity.app.services

    def work(connection) -> None:
        connection.execute(
            insert(client_registrations).values(
                provider_id=rp.provider_id, token_hash="x", metadata={}, created_at=now()
            )
        )

    await services.database.write(work)
    await rp.tokens(browser)
    await browser.submit(await browser.get("/if/flow/default-invalidation-flow/"))
    tried = select(logout_notices.c.attempts)
    async with asyncio.timeout(10):
        while not await services.database.read(lambda c: c.execute(tried).scalar()):
            await asyncio.sleep(0.01)
    assert client.tokens.empty()
    services.settings.fetch_networks = "127.0.0.0/8"
    await services.database.write(lambda c: c.execute(update(logout_notices).values(due=now())))
    await client.heard()

"""Clients that register themselves. RFC 7591, OpenID Connect Dynamic Client Registration 1.0; managing it: RFC 7592."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import html
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from starlette.responses import Response
from tests.identity.conftest import BASE, RelyingParty, answered
from tests.support.jose import assertion, key_pair, key_set, signed_by
from tests.webkit.serving import serving

REGISTER = "/application/o/register/"
CALLBACK = "https://client.example.com/callback"
KEY = key_pair()


@pytest.fixture
async def http(identity):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=identity.app), base_url=BASE)


async def initial_token(identity, **values) -> str:
    answer = await identity.api.post("oauth2/initial_access_tokens/", json={"name": "installer"} | values)
    assert answer.status_code == 201, answer.text
    return answer.json()["token"]


async def register(http, token: str | None, path: str = REGISTER, **metadata: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return await http.post(path, json={"redirect_uris": [CALLBACK]} | metadata, headers=headers)


def failure(answer) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


async def client_of(identity, made: dict[str, Any]) -> RelyingParty:
    """A relying party with what it was told at registration."""
    listed = (await identity.api.get("providers/oauth2/", params={"client_id": made["client_id"]})).json()
    provider = listed["results"][0]
    return RelyingParty(
        identity,
        provider["assigned_application_slug"],
        provider["pk"],
        made["client_id"],
        made.get("client_secret", ""),
        made["redirect_uris"][0],
    )


async def test_a_registered_client_can_sign_users_in(identity, http, browser) -> None:
    token = await initial_token(identity)
    answer = await register(
        http,
        token,
        client_name="My Client",
        client_uri="https://client.example.com/",
        contacts=["me@example.com"],
        unheard_of="left out",
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    assert made["client_name"] == "My Client"
    assert made["redirect_uris"] == [CALLBACK]
    assert made["grant_types"] == ["authorization_code"]
    assert made["response_types"] == ["code"]
    assert made["token_endpoint_auth_method"] == "client_secret_basic"
    assert made["client_secret_expires_at"] == 0
    assert made["contacts"] == ["me@example.com"]
    assert "unheard_of" not in made
    rp = await client_of(identity, made)
    assert rp.slug == "my-client"
    page = await browser.follow(await rp.authorize(browser))
    assert "Sign in to My Client?" in page.text  # who has registered itself is never trusted without asking
    answer = await browser.submit(page, decision="allow")
    while answer.headers["location"].startswith("/"):
        answer = await browser.get(answer.headers["location"])
    code = httpx.URL(answer.headers["location"]).params["code"]
    redeemed = await rp.http.post(
        "/application/o/token/",
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK},
        auth=(rp.client_id, rp.client_secret),
    )
    assert redeemed.status_code == 200, redeemed.text


async def subject_at(rp: RelyingParty, browser) -> str:
    """The subject that a client is told, in ID token and userinfo."""
    page = await browser.follow(await rp.authorize(browser))
    code = answered(await browser.follow(await browser.submit(page, decision="allow")))["code"]
    tokens = (await rp.http.post(
        "/application/o/token/",
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": rp.redirect_uri},
        auth=(rp.client_id, rp.client_secret),
    )).json()  # fmt: skip
    told = (await rp.userinfo(tokens["access_token"])).json()["sub"]
    assert (await rp.verified(tokens["id_token"]))["sub"] == told
    return told


async def test_pairwise_subjects_are_the_same_within_a_sector_and_nowhere_else(
    identity, http, browser
) -> None:
    """OpenID Connect Core 8.1."""
    token = await initial_token(identity)
    found = []
    for host, kind in (("one", "pairwise"), ("one", "pairwise"), ("two", "pairwise"), ("two", "public")):
        uri = f"https://{host}.example.com/callback"
        answer = await register(http, token, redirect_uris=[uri], subject_type=kind)
        assert answer.json()["subject_type"] == kind
        rp = await client_of(identity, answer.json())
        metadata = (await http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")).json()
        assert metadata["subject_types_supported"] == [kind]
        found.append(await subject_at(rp, browser))
    assert found[0] == found[1]
    assert len(set(found)) == 3


PNG = b"\x89PNG\r\n\x1a\n" + b"a picture"


@contextlib.asynccontextmanager
async def pictures(identity, body: bytes) -> AsyncIterator[str]:
    """Where a client keeps its logo."""

    async def serve(scope, receive, send) -> None:
        await Response(body, media_type="image/png")(scope, receive, send)

    identity.app.settings.fetch_networks = "127.0.0.0/8"
    async with serving(serve) as base:
        yield f"{base}/logo.png"


async def test_logo_policy_and_terms_are_on_the_consent_page(identity, http, browser) -> None:
    about = {
        "client_uri": "https://client.example.com/",
        "policy_uri": "https://client.example.com/privacy",
        "tos_uri": "https://client.example.com/terms?a=1&b=2",
    }
    async with pictures(identity, PNG) as logo:
        made = (await register(http, await initial_token(identity), logo_uri=logo, **about)).json()
    assert made["logo_uri"] == logo
    rp = await client_of(identity, made)
    page = await browser.follow(await rp.authorize(browser))
    assert f'src="data:image/png;base64,{base64.b64encode(PNG).decode()}"' in page.text
    assert logo not in page.text  # what is shown is the picture that was looked at, and nobody hears of it
    for address in about.values():
        assert (
            f'href="{html.escape(address)}" target="_blank" rel="noopener noreferrer nofollow"' in page.text
        )


@pytest.mark.parametrize(
    "body", [b"<svg onload='alert(1)'></svg>", b"<html>", b"\x89PNG\r\n\x1a\n" + b"." * 70_000]
)
async def test_a_logo_that_is_no_picture_is_left_out(identity, http, browser, body) -> None:
    async with pictures(identity, body) as logo:
        answer = await register(http, await initial_token(identity), logo_uri=logo)
    assert answer.status_code == 201
    rp = await client_of(identity, answer.json())
    page = await browser.follow(await rp.authorize(browser))
    assert 'class="client"' not in page.text


async def test_no_logo_is_fetched_from_inner_networks(identity, http) -> None:
    async with pictures(identity, PNG) as logo:
        identity.app.settings.fetch_networks = ""
        made = (await register(http, await initial_token(identity), logo_uri=logo)).json()
    rp = await client_of(identity, made)
    assert (await identity.api.get(f"core/applications/{rp.slug}/")).json()["meta_icon"] == ""


async def test_nobody_registers_without_a_token(identity, http) -> None:
    for token in (None, "made up"):
        answer = await register(http, token)
        assert failure(answer) == (401, "invalid_token")
        assert answer.headers["www-authenticate"].startswith("Bearer ")
    await identity.relying_party("app")
    assert (await register(http, "x", "/application/o/app/register/")).status_code == 404
    assert (await register(http, "x", "/application/o/nobody/register/")).status_code == 404


async def test_a_token_serves_as_often_as_it_may(identity, http) -> None:
    token = await initial_token(identity, uses_left=2)
    answers = await asyncio.gather(*(register(http, token) for _ in range(8)))
    assert sorted(answer.status_code for answer in answers) == [201, 201] + [401] * 6


async def test_a_token_is_told_once_and_stored_as_a_hash(identity, http) -> None:
    token = await initial_token(identity)
    assert token not in (await identity.api.get("oauth2/initial_access_tokens/")).text
    made = (await register(http, token)).json()
    rows = await identity.app.services.database.read(
        lambda c: [
            c.execute(text(f"SELECT * FROM {name}")).all()
            for name in ("initial_access_tokens", "client_registrations")
        ]
    )
    assert token not in repr(rows)
    assert made["registration_access_token"] not in repr(rows)


async def test_redirect_uris_are_strict_and_safe(identity, http) -> None:
    token = await initial_token(identity)
    for uris in (
        ["https://client.example.com/cb#fragment"],
        ["https://*.example.com/cb"],
        ["https://user@client.example.com/cb"],
        ["http://client.example.com/cb"],
        ["javascript:alert(1)"],
        ["data:text/html,x"],
        ["myapp:/callback"],
        ["com.example.app:/callback"],  # for native applications only
        ["/callback"],
        ["https://client.example.com/cb", 7],
        "https://client.example.com/cb",
        [],
    ):
        answer = await register(http, token, redirect_uris=uris)
        assert failure(answer) == (400, "invalid_redirect_uri"), uris
    for kind, uri in (
        ("web", "http://127.0.0.1:7000/cb"),
        ("web", "http://localhost/cb"),
        ("native", "com.example.app:/callback"),
        ("web", "https://client.example.com/.+"),
    ):
        made = await register(http, token, redirect_uris=[uri], application_type=kind)
        assert made.status_code == 201, made.text
        provider = (await identity.api.get(f"providers/oauth2/?client_id={made.json()['client_id']}")).json()
        assert provider["results"][0]["redirect_uris"][0]["matching_mode"] == "strict"


async def test_metadata_that_makes_no_sense_is_refused(identity, http) -> None:
    token = await initial_token(identity)
    for metadata in (
        {"token_endpoint_auth_method": "private_key_jwt"},
        {"token_endpoint_auth_method": "tls_client_auth"},
        {"token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [KEY.as_dict(private=True)]}},
        {"jwks": key_set(KEY), "jwks_uri": "https://client.example.com/jwks"},
        {"jwks_uri": "http://client.example.com/jwks"},
        {"response_types": ["id_token"]},
        {"grant_types": ["implicit"]},
        {"grant_types": ["client_credentials"]},
        {"grant_types": ["password"]},
        {"grant_types": "authorization_code"},
        {"subject_type": "ephemeral"},
        {"subject_type": "pairwise", "redirect_uris": [CALLBACK, "https://other.example.com/callback"]},
        {"id_token_signed_response_alg": "none"},
        {"id_token_signed_response_alg": "ES512"},
        {"logo_uri": "javascript:alert(1)"},
        {"client_name": ["a"]},
        {"client_name": "a" * 300},
        {"sector_identifier_uri": "https://127.0.0.1/uris"},
        {"post_logout_redirect_uris": ["http://client.example.com/"]},
        {"initiate_login_uri": "http://client.example.com/login"},
    ):
        answer = await register(http, token, **metadata)
        assert failure(answer) == (400, "invalid_client_metadata"), metadata
    answer = await register(http, token, software_statement="a.b.c")
    assert failure(answer) == (400, "invalid_software_statement")
    answer = await http.post(REGISTER, content=b"[]", headers={"Authorization": f"Bearer {token}"})
    assert failure(answer) == (400, "invalid_client_metadata")


async def test_the_administrator_says_which_grants_may_be_registered(identity, http) -> None:
    token = await initial_token(
        identity, allowed_grant_types=["client_credentials"], application_group="Robots"
    )
    answer = await register(
        http,
        token,
        redirect_uris=[],
        grant_types=["client_credentials", "authorization_code"],
        token_endpoint_auth_method="private_key_jwt",
        jwks=key_set(KEY),
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["grant_types"] == ["client_credentials"]
    assert "client_secret" not in made
    signed = signed_by(assertion(KEY, made["client_id"], f"{BASE}/application/o/token/"))
    granted = await http.post("/application/o/token/", data={"grant_type": "client_credentials", **signed})
    assert granted.status_code == 200, granted.text
    listed = (await identity.api.get("core/applications/?superuser_full_list=true")).json()["results"]
    assert [app["group"] for app in listed if app["slug"].startswith("client-")] == ["Robots"]


async def test_a_client_that_asked_for_no_method_may_send_its_secret_either_way(identity, http) -> None:
    """openid-client 6 sends it in the body unless told otherwise; who registered a method is held to it."""
    for asked, by_post in (
        ({}, "invalid_grant"),
        ({"token_endpoint_auth_method": "client_secret_basic"}, "invalid_client"),
    ):
        made = (await register(http, await initial_token(identity, name=by_post), **asked)).json()
        assert made["token_endpoint_auth_method"] == "client_secret_basic"
        rp = await client_of(identity, made)
        form = {"grant_type": "authorization_code", "code": "none", "redirect_uri": CALLBACK}
        by_basic = await rp.http.post(
            "/application/o/token/", data=form, auth=(rp.client_id, rp.client_secret)
        )
        assert by_basic.json()["error"] == "invalid_grant"
        assert (await rp.token(**form)).json()["error"] == by_post


async def test_public_clients_have_no_secret_and_need_pkce(identity, http) -> None:
    made = (await register(http, await initial_token(identity), token_endpoint_auth_method="none")).json()
    assert "client_secret" not in made
    rp = await client_of(identity, made)
    provider = (await identity.api.get(f"providers/oauth2/{rp.provider_id}/")).json()
    assert (provider["client_type"], provider["pkce"]) == ("public", "required")


class TestAtAnApplication:
    @pytest.fixture
    async def rp(self, identity):
        rp = await identity.relying_party(
            "pattern",
            access_token_validity="minutes=7",
            property_mappings=await identity.scopes("openid", "goauthentik.io/oidc/dcr"),
        )
        made = await identity.api.post(
            "providers/oauth2-dcr/",
            json={"provider": rp.provider_id, "default_application_group": "Registered"},
        )
        assert made.status_code == 201, made.text
        return rp

    async def token(self, rp, browser, scope: str = "openid goauthentik.io/oidc/dcr") -> str:
        return (await rp.tokens(browser, scope=scope))["access_token"]

    async def test_a_user_registers_with_an_access_token_for_it(self, identity, http, rp, browser) -> None:
        path = "/application/o/pattern/register/"
        answer = await register(http, await self.token(rp, browser), path, client_name="Second")
        assert answer.status_code == 201, answer.text
        metadata = await http.get("/application/o/pattern/.well-known/openid-configuration")
        assert metadata.json()["registration_endpoint"] == BASE + path
        second = await client_of(identity, answer.json())
        assert second.slug == "second"
        provider = (await identity.api.get(f"providers/oauth2/{second.provider_id}/")).json()
        assert provider["access_token_validity"] == "seconds=420"
        assert failure(await register(http, await self.token(rp, browser, "openid"), path)) == (
            401,
            "invalid_token",
        )

    async def test_bindings_hold_for_who_registers_and_are_taken_over(
        self, identity, http, rp, browser
    ) -> None:
        token = await self.token(rp, browser)
        group = (await identity.api.post("core/groups/", json={"name": "developers"})).json()
        pattern = (await identity.api.get("core/applications/pattern/")).json()
        me = (await identity.api.get("core/users/me/")).json()["user"]["pk"]
        binding = {"target": pattern["pk"], "group": group["pk"], "order": 3}
        assert (await identity.api.post("policies/bindings/", json=binding)).status_code == 201
        path = "/application/o/pattern/register/"
        assert (await register(http, token, path)).status_code == 401
        await identity.api.post(f"core/groups/{group['pk']}/add_user/", json={"pk": me})
        answer = await register(http, await self.token(rp, browser), path, client_name="Third")
        assert answer.status_code == 201, answer.text
        third = (await identity.api.get("core/applications/third/")).json()
        copied = (await identity.api.get("policies/bindings/", params={"target": third["pk"]})).json()[
            "results"
        ]
        assert [(binding["group"], binding["order"]) for binding in copied] == [(group["pk"], 3)]


class TestManagement:
    @pytest.fixture
    async def made(self, identity, http) -> dict[str, Any]:
        return (await register(http, await initial_token(identity), client_name="Managed")).json()

    async def call(
        self, http, made, method: str, token: str | None = None, **metadata: Any
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token or made['registration_access_token']}"}
        body = {"json": metadata} if metadata else {}
        return await http.request(method, made["registration_client_uri"], headers=headers, **body)

    async def test_a_client_reads_changes_and_ends_its_registration(self, identity, http, made) -> None:
        read = await self.call(http, made, "GET")
        assert read.json() == {k: v for k, v in made.items() if k != "registration_access_token"}
        changed = await self.call(
            http,
            made,
            "PUT",
            client_id=made["client_id"],
            redirect_uris=["https://client.example.com/other"],
            client_name="Renamed",
        )
        assert changed.status_code == 200, changed.text
        assert changed.json()["redirect_uris"] == ["https://client.example.com/other"]
        rp = await client_of(identity, changed.json())
        assert (await rp.token(grant_type="refresh_token")).json()["error"] == "unauthorized_client"
        assert (await self.call(http, made, "DELETE")).status_code == 204
        assert failure(await self.call(http, made, "GET")) == (401, "invalid_token")
        assert (await rp.token(grant_type="authorization_code")).status_code == 401

    async def test_another_token_or_client_is_refused_alike(self, identity, http, made) -> None:
        other = (await register(http, await initial_token(identity, name="second"))).json()
        wrong = await self.call(http, made, "GET", other["registration_access_token"])
        unknown = await http.get(
            f"{REGISTER}nobody", headers={"Authorization": f"Bearer {made['registration_access_token']}"}
        )
        assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
        assert wrong.status_code == 401

    async def test_a_client_cannot_give_itself_more(self, http, made) -> None:
        for metadata in (
            {"client_id": "another"},
            {"client_id": made["client_id"], "client_secret": "chosen"},
        ):
            answer = await self.call(http, made, "PUT", redirect_uris=[CALLBACK], **metadata)
            assert failure(answer) == (400, "invalid_request")
        answer = await self.call(
            http,
            made,
            "PUT",
            client_id=made["client_id"],
            redirect_uris=[CALLBACK],
            grant_types=["client_credentials"],
        )
        assert failure(answer) == (400, "invalid_client_metadata")

    async def test_a_client_that_an_administrator_made_has_no_such_address(self, http, rp, made) -> None:
        answer = await http.get(
            f"{REGISTER}{rp.client_id}",
            headers={"Authorization": f"Bearer {made['registration_access_token']}"},
        )
        assert failure(answer) == (401, "invalid_token")


async def test_the_ledger_has_no_secret_of_a_registration(identity, http) -> None:
    token = await initial_token(identity)
    made = (await register(http, token)).json()
    events = json.dumps(await identity.events("model_created"))
    for secret in (token, made["client_secret"], made["registration_access_token"]):
        assert secret not in events

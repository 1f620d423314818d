"""Metadata, keys and cross-origin requests. OpenID Connect Discovery 1.0, RFC 8414, RFC 7517."""

from __future__ import annotations

import pytest

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "k"}


async def metadata(rp) -> dict:
    return (await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")).json()


async def test_the_issuer_is_exactly_the_prefix_of_its_address_with_a_slash(rp) -> None:
    answer = await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["issuer"] == "http://127.0.0.1:9000/application/o/app/"


async def test_the_metadata_of_rfc_8414_is_the_same(rp) -> None:
    answer = await rp.http.get(f"/.well-known/oauth-authorization-server/application/o/{rp.slug}/")
    assert answer.json() == await metadata(rp)


async def test_what_it_says_is_what_there_is(rp) -> None:
    found = await metadata(rp)
    assert found["response_types_supported"] == ["code"]
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["id_token_signing_alg_values_supported"] == ["RS256"]
    assert found["authorization_response_iss_parameter_supported"] is True
    assert found["request_uri_parameter_supported"] is False
    assert found["scopes_supported"] == ["openid", "email", "profile"]
    assert {"sub", "groups", "email_verified", "preferred_username"} <= set(found["claims_supported"])
    for name in (
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
    ):
        answer = await rp.http.get(found[name])
        assert answer.status_code != 404, name


async def test_keys_are_public_and_have_ids(rp) -> None:
    keys = (await rp.http.get((await metadata(rp))["jwks_uri"])).json()["keys"]
    assert [key["alg"] for key in keys] == ["RS256"]
    for key in keys:
        assert key["kid"]
        assert key["use"] == "sig"
        assert not PRIVATE & set(key)


async def test_with_hs256_the_secret_is_not_among_the_keys(identity) -> None:
    rp = await identity.relying_party("hs", signing_key=None)
    keys = (await rp.http.get((await metadata(rp))["jwks_uri"])).json()["keys"]
    assert [key["alg"] for key in keys] == ["ES256"]


async def test_the_issuer_mode_can_be_global(rp) -> None:
    await rp.change(issuer_mode="global")
    assert (await metadata(rp))["issuer"] == "http://127.0.0.1:9000/"


async def test_the_issuer_root_leads_to_the_metadata(rp) -> None:
    answer = await rp.http.get(f"/application/o/{rp.slug}/")
    assert answer.headers["location"].endswith("/.well-known/openid-configuration")


async def test_a_change_shows_at_once(rp) -> None:
    await metadata(rp)
    await rp.change(pkce_plain=True)
    assert (await metadata(rp))["code_challenge_methods_supported"] == ["S256", "plain"]


@pytest.mark.parametrize("kind", [".well-known/openid-configuration", "jwks/"])
async def test_an_unknown_application_is_404(rp, kind) -> None:
    assert (await rp.http.get(f"/application/o/unknown/{kind}")).status_code == 404


async def test_metadata_and_keys_are_open_to_every_origin(rp) -> None:
    for kind in (".well-known/openid-configuration", "jwks/"):
        answer = await rp.http.get(
            f"/application/o/{rp.slug}/{kind}", headers={"Origin": "https://x.example"}
        )
        assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["token", "userinfo"])
async def test_token_and_userinfo_are_open_to_the_origins_of_redirect_uris_only(rp, path) -> None:
    for method in ("OPTIONS", "POST"):
        own = await rp.http.request(
            method, f"/application/o/{path}/", headers={"Origin": "https://app.example.com"}
        )
        assert own.headers["access-control-allow-origin"] == "https://app.example.com"
        assert own.headers["vary"] == "Origin"
        other = await rp.http.request(
            method, f"/application/o/{path}/", headers={"Origin": "https://evil.example.com"}
        )
        assert "access-control-allow-origin" not in other.headers


async def test_the_authorization_endpoint_is_not_open_to_other_origins(rp, browser) -> None:
    answer = await browser.get("/application/o/authorize/", headers={"Origin": "https://app.example.com"})
    assert "access-control-allow-origin" not in answer.headers

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


KINDS = [".well-known/openid-configuration", "jwks/"]


@pytest.mark.parametrize("kind", KINDS)
async def test_caches_may_keep_documents_for_a_while_and_ask_whether_they_changed(rp, kind) -> None:
    path = f"/application/o/{rp.slug}/{kind}"
    first = await rp.http.get(path)
    assert first.headers["cache-control"].startswith("public, max-age=")
    for known in (first.headers["etag"], f'W/{first.headers["etag"]}, "x"', "*"):
        again = await rp.http.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
    assert (await rp.http.get(path, headers={"If-None-Match": '"other"'})).status_code == 200
    await rp.change(pkce_plain=True, signing_key=None)
    changed = await rp.http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (changed.status_code, changed.headers["etag"] != first.headers["etag"]) == (200, True)


async def test_every_member_has_the_type_that_the_specification_gives_it(rp) -> None:
    for name, value in (await metadata(rp)).items():
        if name.endswith("_supported"):
            assert isinstance(value, list | bool), name
        elif name.startswith("require_"):
            assert isinstance(value, bool), name
        else:
            assert value.startswith("http://127.0.0.1:9000/"), name


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"grant_types": ["authorization_code"]}, "grant_types_supported", ["authorization_code"]),
        ({"grant_types": ["client_credentials"]}, "response_types_supported", []),
        ({"pkce": "off"}, "code_challenge_methods_supported", []),
        ({"signing_key": None}, "id_token_signing_alg_values_supported", ["HS256"]),
        ({"client_type": "public"}, "token_endpoint_auth_methods_supported", ["none"]),
        (
            {"request_object_signing_alg": "none"},
            "request_object_signing_alg_values_supported",
            ["none"],
        ),
    ],
)
async def test_it_says_of_each_provider_what_that_can_do(rp, changes, name, value) -> None:
    await rp.change(**changes)
    assert (await metadata(rp))[name] == value


async def test_the_shared_issuer_has_metadata_and_keys_of_its_own(identity, rp) -> None:
    path = "/.well-known/openid-configuration"
    assert (await rp.http.get(path)).status_code == 404
    await rp.change(issuer_mode="global")
    other = await identity.relying_party(
        "other", issuer_mode="global", signing_key=None, grant_types=["authorization_code", "implicit"]
    )
    found = (await rp.http.get(path)).json()
    assert found["issuer"] == "http://127.0.0.1:9000/"
    assert found == (await rp.http.get("/.well-known/oauth-authorization-server")).json()
    assert set(found["id_token_signing_alg_values_supported"]) == {"RS256", "HS256"}
    assert "id_token" in found["response_types_supported"]
    keys = (await rp.http.get(found["jwks_uri"])).json()["keys"]
    assert {key["alg"] for key in keys} == {"RS256", "ES256"}
    assert (await metadata(other))["issuer"] == found["issuer"]


async def test_web_finger_names_the_only_issuer_whoever_is_asked_about(identity, rp) -> None:
    async def finger(**query: str):
        return await rp.http.get("/.well-known/webfinger", params=query)

    answer = await finger(resource="acct:nobody@example.com")
    rel = "http://openid.net/specs/connect/1.0/issuer"
    assert answer.headers["content-type"] == "application/jrd+json"
    assert answer.json() == {
        "subject": "acct:nobody@example.com",
        "links": [{"rel": rel, "href": rp.issuer}],
    }
    assert (await finger(resource="acct:a@b", rel="other")).json()["links"] == []
    assert (await finger()).status_code == 400
    await identity.relying_party("second")
    assert (await finger(resource="acct:a@b")).status_code == 404
    await rp.change(issuer_mode="global")
    assert (await finger(resource="acct:a@b")).json()["links"][0]["href"] == "http://127.0.0.1:9000/"


async def test_web_finger_names_the_default_application_of_the_brand_that_was_asked(identity, rp) -> None:
    second = await identity.relying_party("second")
    application = (await identity.api.get("core/applications/second/")).json()
    brand = {"domain": "127.0.0.1", "default_application": application["pk"]}
    assert (await identity.api.post("core/brands/", json=brand)).status_code == 201
    found = await rp.http.get("/.well-known/webfinger", params={"resource": "acct:a@b"})
    assert found.json()["links"][0]["href"] == second.issuer

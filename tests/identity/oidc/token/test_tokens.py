"""What is in the tokens. OpenID Connect Core 2, RFC 9068."""

from __future__ import annotations

import base64
import hashlib
import json
import time

import pytest


def header(token: str) -> dict:
    part = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


async def test_the_id_token_is_complete(identity, rp, browser) -> None:
    tokens = await rp.tokens(browser, nonce="n-0S6_WzA2Mj")
    claims = await rp.verified(tokens["id_token"])
    assert header(tokens["id_token"])["alg"] == "RS256"
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (rp.issuer, rp.client_id, "n-0S6_WzA2Mj")
    assert abs(claims["iat"] - time.time()) < 5
    assert claims["exp"] == claims["iat"] + 3600
    assert claims["auth_time"] <= claims["iat"]
    assert claims["amr"] == ["pwd"]
    assert claims["sid"]
    half = hashlib.sha256(tokens["access_token"].encode()).digest()[:16]
    assert claims["at_hash"] == base64.urlsafe_b64encode(half).rstrip(b"=").decode()


async def test_the_recipe_of_the_guide_finds_its_user_in_the_id_token(rp, browser) -> None:
    claims = await rp.verified((await rp.tokens(browser, scope="openid email profile openid"))["id_token"])
    assert claims["preferred_username"] == "admin"
    assert claims["name"] == "Administrator"
    assert claims["email"] == "admin@example.com"
    assert claims["groups"] == ["Wirelatch Admins"]
    assert "nonce" not in claims


async def test_email_verified_is_real(identity, rp) -> None:
    user = await identity.user("ada", email="ada@example.com")
    browser = await identity.signed_in("ada", "a password")
    assert (await rp.verified((await rp.tokens(browser))["id_token"]))["email_verified"] is False
    await identity.api.patch(f"core/users/{user['pk']}/", json={"email_verified": True})
    assert (await rp.verified((await rp.tokens(browser))["id_token"]))["email_verified"] is True
    await identity.api.patch(f"core/users/{user['pk']}/", json={"email": "other@example.com"})
    assert (await rp.verified((await rp.tokens(browser))["id_token"]))["email_verified"] is False


async def test_claims_can_be_kept_out_of_the_id_token(rp, browser) -> None:
    await rp.change(include_claims_in_id_token=False)
    tokens = await rp.tokens(browser)
    assert "preferred_username" not in await rp.verified(tokens["id_token"])
    assert (await rp.userinfo(tokens["access_token"])).json()["preferred_username"] == "admin"


async def test_claims_follow_the_scopes(rp, browser) -> None:
    claims = await rp.verified((await rp.tokens(browser, scope="openid"))["id_token"])
    assert not {"email", "name", "groups", "preferred_username"} & set(claims)


async def test_without_openid_there_is_no_id_token(rp, browser) -> None:
    assert "id_token" not in await rp.tokens(browser, scope="email")


async def test_groups_have_a_scope_of_their_own(identity, browser) -> None:
    rp = await identity.relying_party("grouped", property_mappings=await identity.scopes("openid", "groups"))
    claims = await rp.verified((await rp.tokens(browser, scope="openid groups"))["id_token"])
    assert claims["groups"] == ["Wirelatch Admins"]


async def test_the_access_token_is_a_jwt_of_rfc_9068(rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    claims = await rp.verified(token)
    assert header(token)["typ"] == "at+jwt"
    assert (claims["iss"], claims["client_id"], claims["scope"]) == (
        rp.issuer,
        rp.client_id,
        "openid profile email",
    )
    assert {"sub", "exp", "iat", "jti", "aud"} <= set(claims)


async def test_hs256_with_the_client_secret_when_there_is_no_key(identity, browser) -> None:
    rp = await identity.relying_party("plain", signing_key=None)
    tokens = await rp.tokens(browser)
    assert header(tokens["id_token"]) == {"alg": "HS256", "typ": "JWT"}
    assert rp.verified_hs256(tokens["id_token"])["preferred_username"] == "admin"
    assert header(tokens["access_token"])["alg"] == "ES256"
    await rp.verified(tokens["access_token"])


@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
@pytest.mark.parametrize(("kind", "algorithm"), [("ecdsa", "ES256"), ("ed25519", "EdDSA")])
async def test_other_keys_can_be_chosen(identity, browser, kind, algorithm) -> None:
    body = {"common_name": kind, "validity_days": 30, "alg": kind}
    pair = (await identity.api.post("crypto/certificatekeypairs/generate/", json=body)).json()
    rp = await identity.relying_party(kind, signing_key=pair["pk"])
    tokens = await rp.tokens(browser)
    assert header(tokens["id_token"])["alg"] == algorithm
    assert (await rp.verified(tokens["id_token"]))["sub"]
    metadata = (await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")).json()
    assert metadata["id_token_signing_alg_values_supported"] == [algorithm]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("user_id", "pk"),
        ("user_uuid", "uuid"),
        ("user_username", "username"),
        ("user_email", "email"),
        ("hashed_user_id", "uid"),
    ],
)
async def test_the_subject_follows_the_mode(identity, rp, browser, mode, expected) -> None:
    await rp.change(sub_mode=mode)
    user = (await identity.api.get("core/users/1/")).json()
    claims = await rp.verified((await rp.tokens(browser))["id_token"])
    assert claims["sub"] == str(user[expected])


async def test_a_mapping_cannot_change_what_the_protocol_says(identity, browser) -> None:
    body = {
        "name": "evil",
        "scope_name": "evil",
        "expression": 'return {"iss": "x", "aud": "y", "exp": 1, "nonce": "z", "extra": user.attributes.get("a", "b")}',
    }
    mapping = (await identity.api.post("propertymappings/provider/scope/", json=body)).json()
    scopes = [*await identity.scopes("openid"), mapping["pk"]]
    rp = await identity.relying_party("mapped", property_mappings=scopes)
    claims = await rp.verified((await rp.tokens(browser, scope="openid evil", nonce="n"))["id_token"])
    assert (claims["iss"], claims["aud"], claims["nonce"]) == (rp.issuer, rp.client_id, "n")
    assert claims["extra"] == "b"


async def test_the_issuer_has_the_host_name_the_client_uses(identity, rp) -> None:
    answer = await rp.http.get(
        f"/application/o/{rp.slug}/.well-known/openid-configuration",
        headers={
            "Host": "id.example.com:8443",
            "X-Forwarded-Host": "evil.example.com",
            "X-Forwarded-Proto": "https",
        },
    )
    assert answer.json()["issuer"] == f"http://id.example.com:8443/application/o/{rp.slug}/"

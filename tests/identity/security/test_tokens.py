"""Tokens in places that they were not made for, and identities that they must not be turned into."""

from __future__ import annotations

import base64
import json

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
TYPE = "urn:ietf:params:oauth:token-type:"
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def decoded(token: str, part: int) -> dict:
    text = token.split(".")[part]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@pytest.fixture
async def gateway(identity):
    """A client that may exchange its own tokens."""
    return await identity.relying_party(
        "gateway",
        grant_types=["authorization_code", "refresh_token", EXCHANGE, JWT_BEARER],
        property_mappings=await identity.scopes("openid", "profile", "email", "offline_access"),
    )


async def exchange(client, token: str, kind: str = "id_token"):
    return await client.token(
        grant_type=EXCHANGE, subject_token=token, subject_token_type=TYPE + kind, scope="openid profile"
    )


async def impersonate(browser, user: dict) -> None:
    await browser.get("/if/user/")
    answer = await browser.post(
        f"/api/v3/core/users/{user['pk']}/impersonate/",
        json={"reason": "test"},
        headers={"X-authentik-CSRF": browser.cookies["authentik_csrf"]},
    )
    assert answer.status_code == 204, answer.text


async def test_an_id_token_of_somebody_impersonated_is_not_exchanged_into_one_of_who_impersonated(
    identity, browser, gateway
) -> None:
    ada = await identity.user("ada")
    own = await exchange(gateway, (await gateway.tokens(browser))["id_token"])
    assert own.status_code == 200, own.text
    await impersonate(browser, ada)
    tokens = await gateway.tokens(browser)
    answer = await exchange(gateway, tokens["id_token"])
    assert answer.status_code == 400, answer.text
    ended = await browser.post(
        "/api/v3/core/users/impersonate_end/",
        headers={"X-authentik-CSRF": browser.cookies["authentik_csrf"]},
    )
    assert ended.status_code == 204
    answer = await exchange(gateway, tokens["id_token"])
    assert answer.status_code == 400, answer.text


async def test_an_id_token_whose_sub_a_mapping_sets_can_be_exchanged(identity, browser) -> None:
    mapping = await identity.api.post(
        "propertymappings/provider/scope/",
        json={
            "name": "own sub",
            "scope_name": "profile",
            "expression": 'return {"sub": request.user.username}',
        },
    )
    assert mapping.status_code == 201, mapping.text
    gateway = await identity.relying_party(
        "own-sub",
        grant_types=["authorization_code", EXCHANGE],
        property_mappings=[*await identity.scopes("openid"), mapping.json()["pk"]],
    )
    tokens = await gateway.tokens(browser)
    assert decoded(tokens["id_token"], 1)["sub"] == "admin"
    answer = await exchange(gateway, tokens["id_token"])
    assert answer.status_code == 200, answer.text


async def test_every_kind_of_token_is_refused_where_another_belongs(identity, browser, gateway) -> None:
    tokens = await gateway.tokens(browser, scope="openid profile offline_access")
    access, id_token, refresh = tokens["access_token"], tokens["id_token"], tokens["refresh_token"]
    introspected = await gateway.http.post(
        "/application/o/introspect/",
        data={"client_id": gateway.client_id, "client_secret": gateway.client_secret, "token": access},
        headers={"Accept": "application/token-introspection+jwt"},
    )
    signed = introspected.text
    for wrong in (id_token, refresh, signed):
        assert (await gateway.userinfo(wrong)).status_code == 401
        api = identity.api_client(wrong)
        assert (await api.get("core/users/me/")).status_code == 403
        assert (await exchange(gateway, wrong, "access_token")).status_code == 400
        bearer = await gateway.token(grant_type=JWT_BEARER, assertion=wrong)
        assert bearer.status_code == 400
    for wrong in (access, refresh, signed):
        assert (await exchange(gateway, wrong, "id_token")).status_code == 400
        hinted = await gateway.authorize(browser, id_token_hint=wrong, prompt="none")
        assert "error=" in hinted.headers["location"]
    for wrong in (access, id_token, refresh, signed):
        answer = await gateway.token(
            grant_type="authorization_code", code=wrong, redirect_uri=gateway.redirect_uri
        )
        assert answer.status_code == 400
        answer = await gateway.token(grant_type="refresh_token", refresh_token=wrong + "x")
        assert answer.status_code == 400
        answer = await gateway.token(
            client_secret=None, client_assertion=wrong, client_assertion_type=ASSERTION,
            grant_type="authorization_code", code="x", redirect_uri=gateway.redirect_uri,
        )  # fmt: skip
        assert answer.status_code == 401
        answer = await gateway.authorize(browser, request=wrong)
        assert "code=" not in answer.headers.get("location", "")
    for wrong in (access, id_token):
        assert (await gateway.token(grant_type="refresh_token", refresh_token=wrong)).status_code == 400


async def test_a_token_signed_with_what_everybody_knows_is_no_token(identity, browser, gateway) -> None:
    tokens = await gateway.tokens(browser)
    published = (await gateway.http.get(f"/application/o/{gateway.slug}/jwks/")).json()["keys"]
    everything = (await gateway.http.get("/application/o/jwks/")).json().get("keys", [])
    own = RSAKey.generate_key(2048)
    for name in ("access_token", "id_token"):
        header, claims = decoded(tokens[name], 0), decoded(tokens[name], 1)
        forged = []
        for key in [*published, *everything]:
            public = json.dumps(key).encode()
            for secret in (public, key.get("n", "x").encode(), key.get("x5c", ["x"])[0].encode()):
                forged.append(
                    jwt.encode(
                        {**header, "alg": "HS256", "kid": key["kid"]}, claims, OctKey.import_key(secret), algorithms=["HS256"]
                    )
                )  # fmt: skip
        for extra in (
            {"jwk": own.as_dict(private=False)}, {"jku": "https://evil.example/jwks"}, {"x5u": "https://evil.example/x"},
            {"kid": "../../dev/null"}, {"kid": "' OR 1=1 --"},
        ):  # fmt: skip
            changed = {**header, "alg": "RS256", **extra}
            forged.append(jwt.encode(changed, claims, own, algorithms=["RS256"]))
        unsigned = [{**header, "alg": name} for name in ("none", "None", "NONE", "")]
        payload = tokens[name].split(".")[1]
        for changed in unsigned:
            head = base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b"=").decode()
            forged += [f"{head}.{payload}.", f"{head}.{payload}.{tokens[name].split('.')[2]}"]
        for token in forged:
            assert (await gateway.userinfo(token)).status_code == 401, decoded(token, 0)
            assert (await exchange(gateway, token, name)).status_code == 400, decoded(token, 0)


async def test_who_may_no_longer_use_an_application_gets_nothing_by_any_grant(identity) -> None:
    ada = await identity.user("ada")
    members = (await identity.api.post("core/groups/", json={"name": "members", "users": [ada["pk"]]})).json()
    app = await identity.relying_party(
        "closed",
        bindings=[{"group": members["pk"], "order": 0}],
        grant_types=[
            "authorization_code", "implicit", "hybrid", "refresh_token", "client_credentials", "password", DEVICE, EXCHANGE,
            JWT_BEARER,
        ],
        property_mappings=await identity.scopes("openid", "profile", "email", "offline_access"),
    )  # fmt: skip
    await app.change(jwt_federation_providers=[app.provider_id])
    browser = await identity.signed_in("ada", "a password")
    tokens = await app.tokens(browser, scope="openid profile offline_access")
    code = await app.code(browser)
    password = await identity.user_token(ada, "app_password")
    device = (
        await app.http.post(
            "/application/o/device/", data={"client_id": app.client_id, "client_secret": app.client_secret}
        )
    ).json()
    page = await browser.submit(await browser.get("/device"), code=device["user_code"])
    assert (await browser.submit(page, decision="allow")).status_code == 200
    left = await identity.api.post(f"core/groups/{members['pk']}/remove_user/", json={"pk": ada["pk"]})
    assert left.status_code == 204

    assert (await app.redeem(code)).status_code == 400
    refreshed = await app.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert refreshed.status_code == 400
    assert (await app.token(grant_type=DEVICE, device_code=device["device_code"])).status_code == 400
    for grant in ("client_credentials", "password"):
        answer = await app.token(grant_type=grant, username="ada", password=password)
        assert answer.status_code == 400, grant
    assert (await app.token(grant_type="client_credentials")).status_code == 400
    for kind in ("access_token", "id_token"):
        assert (await exchange(app, tokens[kind], kind)).status_code == 400
    assert (await app.token(grant_type=JWT_BEARER, assertion=tokens["access_token"])).status_code == 400
    assert (await app.userinfo(tokens["access_token"])).status_code == 401
    for response_type in ("code", "id_token", "id_token token", "code id_token token"):
        answer = await app.authorize(browser, response_type=response_type, nonce="n")
        assert answer.status_code == 403, response_type
    assert (await browser.get("/application/launch/closed/")).status_code == 404
    listed = (await browser.get("/api/v3/core/applications/")).json()["results"]
    assert [each["slug"] for each in listed] == []
    again = (
        await app.http.post(
            "/application/o/device/", data={"client_id": app.client_id, "client_secret": app.client_secret}
        )
    ).json()
    page = await browser.submit(await browser.get("/device"), code=again["user_code"])
    assert page.status_code == 403

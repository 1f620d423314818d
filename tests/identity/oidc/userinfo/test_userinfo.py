"""The userinfo endpoint. OpenID Connect Core 5.3, RFC 6750."""

from __future__ import annotations

from dataclasses import replace

import pytest
from joserfc import jws, jwt
from joserfc.jwk import OctKey, RSAKey

from wirelatch.identity.oidc.access_token import verified_claims


async def test_get_and_post_with_a_bearer_header_and_post_with_the_token_in_the_body(rp, browser) -> None:
    tokens = await rp.tokens(browser)
    bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
    path = "/application/o/userinfo/"
    answers = [
        await rp.http.get(path, headers=bearer),
        await rp.http.post(path, headers=bearer),
        await rp.http.post(path, data={"access_token": tokens["access_token"]}),
    ]
    subject = (await rp.verified(tokens["id_token"]))["sub"]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.json()["sub"] == subject
        assert answer.json()["email_verified"] is True


async def test_a_token_in_the_url_is_not_accepted(rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    answer = await rp.http.get("/application/o/userinfo/", params={"access_token": token})
    assert answer.status_code == 401


async def test_without_a_token_the_challenge_names_the_scheme_and_no_error(rp) -> None:
    answer = await rp.http.get("/application/o/userinfo/")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="wirelatch"')


@pytest.mark.parametrize("token", ["nonsense", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
async def test_an_invalid_token_is_401_with_the_bearer_scheme(rp, token) -> None:
    answer = await rp.userinfo(token)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith('Bearer realm="wirelatch", error="invalid_token"')


async def test_an_id_token_is_no_access_token(rp, browser) -> None:
    assert (await rp.userinfo((await rp.tokens(browser))["id_token"])).status_code == 401


async def test_a_token_without_openid_lacks_scope(rp, browser) -> None:
    answer = await rp.userinfo((await rp.tokens(browser, scope="email"))["access_token"])
    assert answer.status_code == 403
    assert 'error="insufficient_scope"' in answer.headers["www-authenticate"]


async def test_a_changed_token_is_refused(rp, browser) -> None:
    head, body, signature = (await rp.tokens(browser))["access_token"].split(".")
    changed = signature[:-10] + ("A" if signature[-10] != "A" else "B") + signature[-9:]
    assert (await rp.userinfo(f"{head}.{body}.{changed}")).status_code == 401


async def test_deleting_the_session_ends_the_token__cve_2025_29928(identity, rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    session = (await browser.get("/api/v3/core/authenticated_sessions/")).json()["results"][0]
    answer = await identity.api.delete(f"core/authenticated_sessions/{session['uuid']}/")
    assert answer.status_code == 204
    assert (await rp.userinfo(token)).status_code == 401
    assert (await browser.get("/api/v3/core/users/me/")).status_code == 403


async def test_deleting_the_user_ends_the_token(identity, rp) -> None:
    user = await identity.user("ada")
    token = (await rp.tokens(await identity.signed_in("ada", "a password")))["access_token"]
    await identity.api.delete(f"core/users/{user['pk']}/")
    assert (await rp.userinfo(token)).status_code == 401


async def test_losing_access_to_the_application_ends_the_token(identity) -> None:
    team = (await identity.api.post("core/groups/", json={"name": "Team"})).json()
    user = await identity.user("ada", groups=[team["pk"]])
    rp = await identity.relying_party("team", bindings=[{"group": team["pk"], "order": 0}])
    token = (await rp.tokens(await identity.signed_in("ada", "a password")))["access_token"]
    assert (await rp.userinfo(token)).status_code == 200
    await identity.api.post(f"core/groups/{team['pk']}/remove_user/", json={"pk": user["pk"]})
    assert (await rp.userinfo(token)).status_code == 401


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "HS256"])
async def test_it_is_signed_where_the_provider_says_so(rp, browser, algorithm) -> None:
    await rp.change(userinfo_signed_response_alg=algorithm)
    tokens = await rp.tokens(browser)
    answer = await rp.userinfo(tokens["access_token"])
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "application/jwt",
        "no-store",
    )
    assert jws.extract_compact(answer.content).headers()["alg"] == algorithm
    published = (await rp.http.get(f"/application/o/{rp.slug}/jwks/")).json()["keys"][0]
    key = RSAKey.import_key({name: published[name] for name in ("kty", "n", "e")})
    if algorithm == "HS256":
        key = OctKey.import_key(rp.client_secret)
    claims = jwt.decode(answer.text, key, algorithms=[algorithm]).claims
    id_token = await rp.verified(tokens["id_token"])
    assert (claims["iss"], claims["aud"], claims["sub"]) == (rp.issuer, rp.client_id, id_token["sub"])
    assert claims["email"] == "admin@example.com"


async def test_the_metadata_says_what_it_can_be_signed_with(rp) -> None:
    found = (await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")).json()
    assert {"RS256", "PS256", "HS256"} <= set(found["userinfo_signing_alg_values_supported"])


async def test_a_token_that_was_shown_before_expires_and_does_not_outlive_its_key(
    identity, rp, browser, monkeypatch
) -> None:
    token = (await rp.tokens(browser))["access_token"]
    snapshot = await identity.app.services.catalog.current()
    claims = verified_claims(token, snapshot)
    assert claims is not None
    assert verified_claims(token, snapshot) == claims
    assert verified_claims(token, replace(snapshot, pairs=(), cache={})) is None
    monkeypatch.setattr("time.time", lambda: claims["exp"])
    assert verified_claims(token, snapshot) is None

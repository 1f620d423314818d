"""Clients give tokens back. RFC 7009."""

from __future__ import annotations


async def ask(rp, token: str, **form: str):
    body = {"client_id": rp.client_id, "client_secret": rp.client_secret, "token": token, **form}
    return await rp.http.post("/application/o/revoke/", data=body)


async def test_a_revoked_access_token_is_dead_at_once(rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    answer = await ask(rp, token)
    assert (answer.status_code, answer.json()) == (200, {})
    assert (await rp.userinfo(token)).status_code == 401


async def test_a_revoked_refresh_token_takes_its_family_with_it(identity, browser) -> None:
    rp = await identity.relying_party(
        "r", property_mappings=await identity.scopes("openid", "offline_access")
    )
    tokens = await rp.tokens(browser, scope="openid offline_access")
    assert (await ask(rp, tokens["refresh_token"])).status_code == 200
    assert (await rp.userinfo(tokens["access_token"])).status_code == 401
    answer = await rp.token(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert answer.json()["error"] == "invalid_grant"


async def test_an_unknown_token_is_no_error(rp) -> None:
    assert (await ask(rp, "unknown")).status_code == 200


async def test_another_clients_token_stays(identity, rp, browser) -> None:
    other = await identity.relying_party("other")
    token = (await rp.tokens(browser))["access_token"]
    assert (await ask(other, token)).status_code == 200
    assert (await rp.userinfo(token)).status_code == 200


async def test_a_wrong_secret_is_401(rp) -> None:
    assert (await ask(rp, "x", client_secret="wrong")).status_code == 401


async def test_a_public_client_needs_no_secret(identity, browser) -> None:
    public = await identity.relying_party("public", client_type="public")
    verifier = "v" * 43
    import base64
    from hashlib import sha256

    challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    code = await public.code(browser, code_challenge=challenge, code_challenge_method="S256")
    token = (await public.redeem(code, client_secret=None, code_verifier=verifier)).json()["access_token"]
    body = {"client_id": public.client_id, "token": token}
    assert (await public.http.post("/application/o/revoke/", data=body)).status_code == 200
    assert (await public.userinfo(token)).status_code == 401

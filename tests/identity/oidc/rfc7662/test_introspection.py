"""Who is told about a token: RFC 7662 4, CVE-2024-47077; as a signed answer: RFC 9701; revocation: RFC 7009."""

from __future__ import annotations

from joserfc import jws
from tests.identity.conftest import BASE


async def introspect(client, token: str, accept: str = "application/json"):
    form = {"client_id": client.client_id, "client_secret": client.client_secret, "token": token}
    return await client.http.post("/application/o/introspect/", data=form, headers={"Accept": accept})


async def test_cve_2024_47077_only_own_tokens_and_those_of_trusted_providers(identity, rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    api = await identity.relying_party("api")
    assert (await introspect(api, token)).json() == {"active": False}
    await api.change(jwt_federation_providers=[rp.provider_id])
    told = (await introspect(api, token)).json()
    assert (told["active"], told["client_id"], told["username"]) == (True, rp.client_id, "admin")


async def test_the_answer_can_be_signed(rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    kind = "application/token-introspection+jwt"
    answer = await introspect(rp, token, kind)
    assert answer.headers["content-type"] == kind
    assert jws.extract_compact(answer.content).headers()["typ"] == "token-introspection+jwt"
    claims = await rp.verified(answer.text)
    assert (claims["iss"], claims["aud"]) == (rp.issuer, rp.client_id)
    assert claims["token_introspection"]["active"] is True
    assert "active" not in claims


async def test_hints_are_only_hints_when_revoking(rp, browser) -> None:
    for hint in ("access_token", "refresh_token", "something else", None):
        token = (await rp.tokens(browser))["access_token"]
        form = {"client_id": rp.client_id, "client_secret": rp.client_secret, "token": token}
        answer = await rp.http.post(
            "/application/o/revoke/", data=form | ({"token_type_hint": hint} if hint else {})
        )
        assert answer.status_code == 200
        assert (await rp.userinfo(token)).status_code == 401


async def test_tokens_of_others_cannot_be_revoked(identity, rp, browser) -> None:
    token = (await rp.tokens(browser))["access_token"]
    other = await identity.relying_party("other", jwt_federation_providers=[rp.provider_id])
    form = {"client_id": other.client_id, "client_secret": other.client_secret, "token": token}
    assert (await other.http.post(f"{BASE}/application/o/revoke/", data=form)).status_code == 200
    assert (await rp.userinfo(token)).status_code == 200

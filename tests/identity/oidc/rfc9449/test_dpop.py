"""Tokens that only the holder of a key can use. RFC 9449."""

from __future__ import annotations

import asyncio
import secrets
import time

import httpx
import pytest
from joserfc.jwk import OctKey
from tests.identity.conftest import BASE, challenge_of
from tests.support.jose import key_pair, proof

TOKEN = f"{BASE}/application/o/token/"
USERINFO = f"{BASE}/application/o/userinfo/"
ME = f"{BASE}/api/v3/core/users/me/"
KEY = key_pair()
OTHER = key_pair()


def failure(answer) -> tuple[int, str, str]:
    body = answer.json()
    return answer.status_code, body["error"], body["error_description"]


async def ask(rp, dpop: str | None, **form):
    values = {
        "client_id": rp.client_id,
        "client_secret": rp.client_secret,
        "grant_type": "client_credentials",
    }
    headers = {"DPoP": dpop} if dpop else {}
    return await rp.http.post(TOKEN, data=values | form, headers=headers)


async def use(rp, token: str, dpop: str | None, scheme: str = "DPoP", url: str = USERINFO):
    headers = {"Authorization": f"{scheme} {token}", **({"DPoP": dpop} if dpop else {})}
    return await rp.http.get(url, headers=headers)


async def test_a_proof_binds_the_token_to_its_key(rp) -> None:
    answer = await ask(rp, proof(KEY, "POST", TOKEN))
    assert answer.status_code == 200, answer.text
    assert answer.json()["token_type"] == "DPoP"
    token = answer.json()["access_token"]
    assert (await rp.verified(token))["cnf"] == {"jkt": KEY.thumbprint()}
    told = await rp.http.post(
        "/application/o/introspect/",
        data={"client_id": rp.client_id, "client_secret": rp.client_secret, "token": token},
    )
    assert (told.json()["cnf"], told.json()["token_type"]) == ({"jkt": KEY.thumbprint()}, "DPoP")


BAD = "The DPoP proof must have typ dpop+jwt and be signed with a supported algorithm"


HTM = "The htm of the DPoP proof is not the method of the request"
HTU = "The htu of the DPoP proof is not the address of the request"
TIME = "The DPoP proof is too old, or not valid yet"
PRIVATE = "A private key must not leave the client: send the public key."
WRONG = (
    (("GET", TOKEN), {}, HTM),
    (("POST", USERINFO), {}, HTU),
    (("POST", "https://evil.example/application/o/token/"), {}, HTU),
    (("POST", TOKEN), {"iat": int(time.time()) - 600}, TIME),
    (("POST", TOKEN), {"iat": int(time.time()) + 86_400}, TIME),
    (("POST", TOKEN), {"iat": None}, "The DPoP proof has no iat"),
    (("POST", TOKEN), {"jti": None}, "The DPoP proof has no jti"),
    (("POST", TOKEN), {"header": {"typ": "JWT"}}, BAD),
    (("POST", TOKEN), {"header": {"alg": "none"}}, BAD),
    (
        ("POST", TOKEN),
        {"header": {"jwk": OTHER.as_dict(private=False)}},
        "The DPoP proof is not signed by its key",
    ),
    (
        ("POST", TOKEN),
        {"header": {"jwk": KEY.as_dict(private=True)}},
        f"The jwk of the DPoP proof cannot be used: {PRIVATE}",
    ),
)


async def test_a_proof_that_is_not_for_this_request_is_refused(rp) -> None:
    for arguments, changes, description in WRONG:
        answer = await ask(rp, proof(KEY, *arguments, **changes))
        assert failure(answer) == (400, "invalid_dpop_proof", description)


async def test_a_symmetric_key_proves_nothing(rp) -> None:
    secret = OctKey.import_key("a secret of the client, long enough for it")
    header = {"alg": "HS256", "jwk": {"kty": "oct", "k": secret.as_dict()["k"]}}
    answer = await ask(rp, proof(secret, "POST", TOKEN, header=header))
    assert failure(answer) == (400, "invalid_dpop_proof", BAD)


async def test_query_and_spelling_of_the_address_do_not_matter(rp) -> None:
    url = TOKEN.replace("http://", "HTTP://") + "?a=1#b"
    assert (await ask(rp, proof(KEY, "POST", url))).status_code == 200


class TestOnEachDatabase:
    @pytest.fixture
    def identity_database_url(self, each_database: str) -> str:
        return each_database

    async def test_a_proof_is_taken_once(self, rp) -> None:
        one = proof(KEY, "POST", TOKEN)
        answers = await asyncio.gather(*(ask(rp, one) for _ in range(16)))
        assert sorted(answer.status_code for answer in answers) == [200] + [400] * 15
        refused = next(answer for answer in answers if answer.status_code == 400)
        assert failure(refused) == (400, "invalid_dpop_proof", "The DPoP proof was used before")


async def test_two_proofs_at_once_are_refused(rp) -> None:
    form = {"client_id": rp.client_id, "client_secret": rp.client_secret, "grant_type": "client_credentials"}
    headers = [("DPoP", proof(KEY, "POST", TOKEN)), ("DPoP", proof(KEY, "POST", TOKEN))]
    answer = await rp.http.post(TOKEN, data=form, headers=headers)
    assert failure(answer) == (400, "invalid_dpop_proof", "There is more than one DPoP header")


async def test_a_client_can_be_bound_to_prove_its_key(rp) -> None:
    await rp.change(dpop_bound_access_tokens=True)
    description = "The client's tokens are bound to a key: a DPoP proof is needed"
    assert failure(await ask(rp, None)) == (400, "invalid_dpop_proof", description)
    assert (await ask(rp, proof(KEY, "POST", TOKEN))).status_code == 200


class TestAtResources:
    @pytest.fixture
    async def token(self, rp, browser) -> str:
        code = await rp.code(browser)
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": rp.redirect_uri}
        answer = await ask(rp, proof(KEY, "POST", TOKEN), **form)
        assert answer.status_code == 200, answer.text
        return answer.json()["access_token"]

    async def test_userinfo_takes_it_with_a_proof_for_this_token(self, rp, token) -> None:
        answer = await use(rp, token, proof(KEY, "GET", USERINFO, token=token))
        assert answer.json()["preferred_username"] == "admin"

    async def test_the_same_proof_does_not_serve_twice(self, rp, token) -> None:
        one = proof(KEY, "GET", USERINFO, token=token)
        assert (await use(rp, token, one)).status_code == 200
        assert (await use(rp, token, one)).status_code == 401

    async def test_without_the_right_proof_it_is_worthless(self, rp, token) -> None:
        other_hash = "The ath of the DPoP proof is not the hash of the access token"
        for dpop, error, description in (
            (None, "invalid_dpop_proof", "The DPoP header is missing"),
            (proof(KEY, "GET", USERINFO), "invalid_dpop_proof", other_hash),
            (proof(KEY, "GET", USERINFO, token="another"), "invalid_dpop_proof", other_hash),
            (
                proof(OTHER, "GET", USERINFO, token=token),
                "invalid_token",
                "The access token is bound to another key",
            ),
        ):
            answer = await use(rp, token, dpop)
            assert failure(answer) == (401, error, description)
            challenge = answer.headers["www-authenticate"]
            assert challenge.startswith(f'DPoP error="{error}"')
            assert "ES256" in challenge

    async def test_a_bound_token_is_no_bearer_token(self, rp, token) -> None:
        description = "The access token is bound to a key: use the DPoP scheme"
        answer = await use(rp, token, None, "Bearer")
        assert failure(answer) == (401, "invalid_token", description)
        answer = await rp.http.post(USERINFO, data={"access_token": token})
        assert failure(answer) == (401, "invalid_token", description)

    async def test_a_bearer_token_is_not_bound(self, rp, browser) -> None:
        token = (await rp.tokens(browser))["access_token"]
        answer = await use(rp, token, proof(KEY, "GET", USERINFO, token=token))
        description = "The access token is not bound to a key: use it as a bearer token"
        assert failure(answer) == (401, "invalid_token", description)

    async def test_our_own_api_asks_for_the_proof_too(self, identity, rp, browser) -> None:
        await rp.change(property_mappings=await identity.scopes("openid", "goauthentik.io/api"))
        code = await rp.code(browser, scope="openid goauthentik.io/api")
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": rp.redirect_uri}
        token = (await ask(rp, proof(KEY, "POST", TOKEN), **form)).json()["access_token"]
        answer = await use(rp, token, proof(KEY, "GET", ME, token=token), url=ME)
        assert answer.status_code == 200, answer.text
        for dpop, scheme in (
            (None, "Bearer"),
            (None, "DPoP"),
            (proof(OTHER, "GET", ME, token=token), "DPoP"),
        ):
            assert (await use(rp, token, dpop, scheme, ME)).status_code == 403


class TestPublicClients:
    @pytest.fixture
    async def spa(self, identity):
        return await identity.relying_party(
            "spa",
            client_type="public",
            property_mappings=await identity.scopes("openid", "offline_access"),
        )

    async def sign_in(self, spa, browser, dpop: str | None, **changes) -> httpx.Response:
        verifier = secrets.token_urlsafe(32)
        code = await spa.code(
            browser,
            scope="openid offline_access",
            code_challenge=challenge_of(verifier),
            code_challenge_method="S256",
            **changes,
        )
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": spa.redirect_uri,
            "code_verifier": verifier,
        }
        return await ask(spa, dpop, **form)

    async def test_their_refresh_tokens_are_bound(self, spa, browser) -> None:
        tokens = (await self.sign_in(spa, browser, proof(KEY, "POST", TOKEN))).json()
        form = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
        description = "The DPoP proof is not by the key that this was issued for"
        for dpop in (None, proof(OTHER, "POST", TOKEN)):
            assert failure(await ask(spa, dpop, **form)) == (400, "invalid_grant", description)
        refreshed = (await ask(spa, proof(KEY, "POST", TOKEN), **form)).json()
        form["refresh_token"] = refreshed["refresh_token"]
        assert (await ask(spa, None, **form)).status_code == 400
        assert (await ask(spa, proof(KEY, "POST", TOKEN), **form)).status_code == 200

    async def test_a_code_can_be_bound_by_dpop_jkt(self, spa, browser) -> None:
        description = "The DPoP proof is not by the key that this was issued for"
        jkt = KEY.thumbprint()
        for dpop in (None, proof(OTHER, "POST", TOKEN)):
            answer = await self.sign_in(spa, browser, dpop, dpop_jkt=jkt)
            assert failure(answer) == (400, "invalid_grant", description)
        assert (await self.sign_in(spa, browser, proof(KEY, "POST", TOKEN), dpop_jkt=jkt)).status_code == 200


async def test_the_metadata_tells_the_algorithms(rp) -> None:
    metadata = (await rp.http.get("/application/o/app/.well-known/openid-configuration")).json()
    assert "ES256" in metadata["dpop_signing_alg_values_supported"]
    assert not {"none", "HS256"} & set(metadata["dpop_signing_alg_values_supported"])

"""ID tokens that only the client can read. RFC 7516, OpenID Connect Core 16.14; algorithms as authentik's."""

from __future__ import annotations

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import OctKey, RSAKey
from tests.identity.conftest import answered

from wirelatch.identity.keys.generating import generate

ALGORITHMS = ["RSA-OAEP-256", "A256CBC-HS512"]


@pytest.fixture
async def pair(identity) -> dict[str, str]:
    made = generate("client")
    body = {"name": "client", "certificate_data": made.certificate, "key_data": made.key}
    answer = await identity.api.post("crypto/certificatekeypairs/", json=body)
    assert answer.status_code == 201, answer.text
    return {"pk": answer.json()["pk"], "key": made.key}


async def test_the_signed_token_is_inside_the_encrypted_one(identity, browser, pair) -> None:
    rp = await identity.relying_party("sealed", encryption_key=pair["pk"])
    tokens = await rp.tokens(browser, nonce="n")
    key = RSAKey.import_key(pair["key"])
    opened = jwe.decrypt_compact(tokens["id_token"], key, algorithms=ALGORITHMS)
    assert opened.headers()["cty"] == "JWT"
    claims = await rp.verified(opened.plaintext.decode())
    assert (claims["nonce"], claims["aud"]) == ("n", rp.client_id)
    assert (await rp.verified(tokens["access_token"]))["client_id"] == rp.client_id
    assert (await rp.userinfo(tokens["access_token"])).status_code == 200


async def test_the_metadata_says_so(identity, pair) -> None:
    rp = await identity.relying_party("sealed", encryption_key=pair["pk"])
    found = (await rp.http.get(f"/application/o/{rp.slug}/.well-known/openid-configuration")).json()
    assert found["id_token_encryption_alg_values_supported"] == ALGORITHMS[:1]
    assert found["id_token_encryption_enc_values_supported"] == ALGORITHMS[1:]


async def test_only_rsa_keys_can_be_encrypted_for(identity, rp) -> None:
    made = generate("ec", algorithm="ecdsa")
    body = {"name": "ec", "certificate_data": made.certificate, "key_data": made.key}
    pair = (await identity.api.post("crypto/certificatekeypairs/", json=body)).json()
    answer = await identity.api.patch(
        f"providers/oauth2/{rp.provider_id}/", json={"encryption_key": pair["pk"]}
    )
    assert (answer.status_code, answer.json()) == (
        400,
        {"encryption_key": ["Only RSA keys can be encrypted for."]},
    )


async def test_it_is_understood_as_a_hint_encrypted_or_not(identity, browser, pair) -> None:
    rp = await identity.relying_party("sealed", encryption_key=pair["pk"])
    sealed = (await rp.tokens(browser))["id_token"]
    key = RSAKey.import_key(pair["key"])
    opened = jwe.decrypt_compact(sealed, key, algorithms=ALGORITHMS).plaintext.decode()
    for hint in (sealed, opened):
        assert "code" in answered(await rp.authorize(browser, prompt="none", id_token_hint=hint))
    head, _, rest = sealed.partition(".")
    for broken in (f"{head}.{rest[:-4]}AAAA", sealed[:-10], "a.b.c.d.e"):
        refused = answered(await rp.authorize(browser, prompt="none", id_token_hint=broken))
        assert refused["error"] == "invalid_request"


async def test_what_somebody_else_encrypted_for_us_is_no_hint(identity, browser, pair) -> None:
    rp = await identity.relying_party("sealed", encryption_key=pair["pk"])
    key = RSAKey.import_key(pair["key"])
    forged = jwt.encode(
        {"alg": "HS256", "typ": "JWT"}, {"sub": "1", "iss": rp.issuer}, OctKey.generate_key(256)
    )
    header = {"alg": ALGORITHMS[0], "enc": ALGORITHMS[1], "cty": "JWT"}
    hint = jwe.encrypt_compact(header, forged.encode(), key, algorithms=ALGORITHMS)
    assert (
        answered(await rp.authorize(browser, prompt="none", id_token_hint=hint))["error"] == "invalid_request"
    )

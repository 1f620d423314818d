"""ID tokens that only the client can read. RFC 7516, OpenID Connect Core 16.14; algorithms as authentik's."""

from __future__ import annotations

import pytest
from joserfc import jwe
from joserfc.jwk import RSAKey

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

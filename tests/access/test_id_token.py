"""Which ID tokens are believed: by key, algorithm, claims and header."""

from __future__ import annotations

import base64
import hmac
import json
import time
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from tests.access.flows_half import FlowsHalf, acceptance, flows_half, refusal, sign_in
from tests.access.provider import CLIENT_ID, FakeProvider


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "EdDSA", "PS256"])
async def test_asymmetric_signatures_are_believed(
    half: FlowsHalf, provider: FakeProvider, algorithm: str
) -> None:
    provider.algorithm = algorithm
    await acceptance(half)


async def test_hs256_is_believed_only_when_the_metadata_names_it(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    provider.algorithm = "HS256"
    assert "signature algorithm is &#x27;HS256&#x27;" in await refusal(half)


async def test_hs256_with_the_client_secret_is_believed_when_announced(
    tmp_path: Path, provider: FakeProvider
) -> None:
    provider.algorithm = "HS256"
    provider.metadata = {"id_token_signing_alg_values_supported": ["HS256"]}
    async with flows_half(tmp_path, provider) as half:
        await acceptance(half)


def unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def tampered(token: str) -> str:
    head, payload, signature = token.split(".")
    return f"{head}.{payload}.{signature[:-8]}AAAAAAAA"


BAD_CLAIMS: dict[str, tuple[Any, str]] = {
    "issuer": ({"iss": "https://evil.example"}, "its issuer is"),
    "no issuer": ({"iss": None}, "its issuer is"),
    "issuer with a slash more": ("slash", "its issuer is"),
    "audience": ({"aud": "another client"}, "meant for another client"),
    "audience of a strange type": ({"aud": {"x": 1}}, "meant for another client"),
    "several audiences without azp": ({"aud": [CLIENT_ID, "other"]}, "does not say which one"),
    "azp": ({"aud": [CLIENT_ID, "other"], "azp": "other"}, "asked for by another client"),
    "expired": ({"exp": time.time() - 3600}, "it has expired"),
    "no exp": ({"exp": None}, "exp is missing"),
    "exp as text": ({"exp": "9999999999"}, "exp is missing or not a number"),
    "no iat": ({"iat": None}, "iat is missing"),
    "iat in the future": ({"iat": time.time() + 3600, "exp": time.time() + 7200}, "issued in the future"),
    "iat long ago": ({"iat": 1_000_000}, "issued long ago"),
    "nbf": ({"nbf": time.time() + 3600}, "not valid yet"),
    "nonce": ({"nonce": "another"}, "belongs to another login"),
    "no nonce": ({"nonce": None}, "belongs to another login"),
    "at_hash": ({"at_hash": "AAAA"}, "does not fit the access token"),
    "no subject": ({"sub": None}, "no usable subject"),
    "subject as number": ({"sub": 17}, "no usable subject"),
}


@pytest.mark.parametrize("name", BAD_CLAIMS)
async def test_id_tokens_with_wrong_claims_are_refused(
    half: FlowsHalf, provider: FakeProvider, name: str
) -> None:
    changes, reason = BAD_CLAIMS[name]

    def alter(claims: dict[str, Any]) -> dict[str, Any]:
        altered = {**claims, **(changes if isinstance(changes, dict) else {"iss": claims["iss"] + "/"})}
        return {key: value for key, value in altered.items() if value is not None}

    provider.alter_claims = alter
    assert reason in await refusal(half)
    assert ("", "auth.login.fail") in await half.audit()


async def test_small_differences_of_the_clocks_are_tolerated(half: FlowsHalf, provider: FakeProvider) -> None:
    now = time.time()
    provider.alter_claims = lambda claims: {**claims, "iat": now + 30, "nbf": now + 30, "exp": now - 30}
    await acceptance(half)


async def test_unsigned_tokens_are_refused(half: FlowsHalf, provider: FakeProvider) -> None:
    provider.alter_token = unsigned
    assert "signature algorithm is &#x27;none&#x27;" in await refusal(half)


async def test_tampered_tokens_are_refused(half: FlowsHalf, provider: FakeProvider) -> None:
    provider.alter_token = tampered
    assert "its signature is wrong" in await refusal(half)


async def test_tokens_that_are_no_tokens_are_refused(half: FlowsHalf, provider: FakeProvider) -> None:
    provider.alter_token = lambda token: "x" * 20
    assert "not a signed token" in await refusal(half)


async def test_a_key_of_the_same_name_from_somebody_else_is_refused(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    published = provider.keys["RS256"]
    provider.keys["RS256"] = RSAKey.generate_key(2048, {"kid": "rsa"})
    forged = provider.keys["RS256"]
    signing, provider.keys = provider.keys, {**provider.keys, "RS256": published}
    provider.alter_token = lambda token: _resigned(token, signing["RS256"])
    assert forged is not published
    assert "its signature is wrong" in await refusal(half)


def _resigned(token: str, key: RSAKey) -> str:
    from joserfc import jws

    payload = jws.extract_compact(token.encode()).payload
    return jws.serialize_compact({"alg": "RS256", "kid": "rsa"}, payload, key)


async def test_a_key_confusion_with_the_public_key_as_secret_is_refused(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    public = provider.keys["RS256"].as_pem(private=False)

    def confuse(token: str) -> str:
        head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"rsa"}').rstrip(b"=").decode()
        signed = f"{head}.{token.split('.')[1]}"
        mac = hmac.digest(public, signed.encode(), "sha256")
        return f"{signed}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"

    provider.alter_token = confuse
    assert "signature algorithm is &#x27;HS256&#x27;" in await refusal(half)


async def test_critical_header_parameters_are_refused(half: FlowsHalf, provider: FakeProvider) -> None:
    def alter(token: str) -> str:
        head, rest = token.split(".", 1)
        header = json.loads(base64.urlsafe_b64decode(head + "=="))
        new = base64.urlsafe_b64encode(json.dumps({**header, "crit": ["exp"]}).encode()).rstrip(b"=").decode()
        return f"{new}.{rest}"

    provider.alter_token = alter
    assert "critical header parameters" in await refusal(half)


async def test_new_keys_are_fetched_when_a_token_names_an_unknown_one(
    half: FlowsHalf, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wirelatch.access.provider.REFETCH_PAUSE", 0)
    browser, _ = await sign_in(half)
    await browser.aclose()
    fetched = provider.keys_fetched
    provider.keys["RS256"] = RSAKey.generate_key(2048, {"kid": "new"})
    await acceptance(half)
    assert provider.keys_fetched == fetched + 1


async def test_a_token_without_key_name_is_believed_only_if_one_key_fits(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    provider.alter_header = lambda header: {"alg": header["alg"]}
    await acceptance(half)


async def test_a_token_without_key_name_is_refused_if_several_keys_fit(
    half: FlowsHalf, provider: FakeProvider
) -> None:
    provider.keys["second"] = RSAKey.generate_key(2048, {"kid": "second"})
    provider.published.append("second")
    provider.alter_header = lambda header: {"alg": header["alg"]}
    assert "does not say which of the provider" in await refusal(half)

"""Proof Key for Code Exchange. RFC 7636, RFC 9700 2.1.1 and 4.8.2."""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import parse_qsl, urlsplit

import pytest

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
S256 = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def answered(response) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(response.headers["location"]).query))


def failure(response) -> tuple[int, str, str]:
    return response.status_code, response.json()["error"], response.json()["error_description"]


def test_the_example_of_the_rfc_is_what_we_compute() -> None:
    digest = hashlib.sha256(VERIFIER.encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == CHALLENGE


async def test_the_right_verifier_redeems_the_code(rp, browser) -> None:
    answer = await rp.redeem(await rp.code(browser, **S256), code_verifier=VERIFIER)
    assert answer.status_code == 200


async def test_a_wrong_verifier_is_refused(rp, browser) -> None:
    answer = await rp.redeem(await rp.code(browser, **S256), code_verifier=VERIFIER[:-1] + "x")
    assert failure(answer) == (400, "invalid_grant", "The code_verifier does not fit the code_challenge")


async def test_a_missing_verifier_is_refused__cve_2023_48228(rp, browser) -> None:
    answer = await rp.redeem(await rp.code(browser, **S256))
    assert failure(answer) == (400, "invalid_grant", "The code_verifier is missing")


async def test_a_verifier_without_challenge_is_refused__cve_2024_23647(rp, browser) -> None:
    answer = await rp.redeem(await rp.code(browser), code_verifier=VERIFIER)
    assert failure(answer) == (
        400,
        "invalid_grant",
        "A code_verifier is given, but the request had no code_challenge",
    )


async def test_a_malformed_verifier_is_refused(rp, browser) -> None:
    answer = await rp.redeem(await rp.code(browser, **S256), code_verifier="short")
    assert failure(answer) == (400, "invalid_grant", "The code_verifier is malformed")


@pytest.mark.parametrize("method", ["plain", None, "s256", "S512"])
async def test_only_s256_is_accepted_by_default(rp, browser, method) -> None:
    values = answered(await rp.authorize(browser, code_challenge=CHALLENGE, code_challenge_method=method))
    assert values["error"] == "invalid_request"
    assert values["error_description"] == "The code_challenge_method is not supported: use S256"


async def test_plain_can_be_switched_on(identity, rp, browser) -> None:
    await rp.change(pkce_plain=True)
    code = await rp.code(browser, code_challenge=VERIFIER, code_challenge_method="plain")
    assert (await rp.redeem(code, code_verifier=VERIFIER)).status_code == 200


@pytest.mark.parametrize("challenge", ["short", "a" * 44, "a" * 42 + "=", "a" * 42 + "ä"])
async def test_a_malformed_challenge_is_refused(rp, browser, challenge) -> None:
    values = answered(await rp.authorize(browser, code_challenge=challenge, code_challenge_method="S256"))
    assert (values["error"], values["error_description"]) == (
        "invalid_request",
        "The code_challenge is malformed",
    )


async def test_a_method_without_challenge_is_refused(rp, browser) -> None:
    values = answered(await rp.authorize(browser, code_challenge_method="S256"))
    assert values["error_description"] == "code_challenge_method is given without code_challenge"


async def test_a_public_client_must_use_it(identity, browser) -> None:
    public = await identity.relying_party("spa", client_type="public", pkce="off")
    values = answered(await public.authorize(browser))
    assert (values["error"], values["error_description"]) == (
        "invalid_request",
        "PKCE is required: code_challenge is missing",
    )
    code = await public.code(browser, **S256)
    assert (await public.redeem(code, client_secret=None, code_verifier=VERIFIER)).status_code == 200


async def test_it_can_be_required_of_a_confidential_client(rp, browser) -> None:
    await rp.change(pkce="required")
    assert answered(await rp.authorize(browser))["error"] == "invalid_request"
    assert "code" in answered(await rp.authorize(browser, **S256))


async def test_switched_off_it_is_ignored_at_both_endpoints(rp, browser) -> None:
    await rp.change(pkce="off")
    assert (await rp.redeem(await rp.code(browser, **S256))).status_code == 200
    assert (await rp.redeem(await rp.code(browser), code_verifier=VERIFIER)).status_code == 200


async def test_failing_does_not_use_up_the_code(rp, browser) -> None:
    code = await rp.code(browser, **S256)
    await rp.redeem(code, code_verifier="x" * 43)
    assert (await rp.redeem(code, code_verifier=VERIFIER)).status_code == 200

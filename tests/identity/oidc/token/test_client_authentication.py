"""How a client proves itself. RFC 6749 2.3.1 and 5.2."""

from __future__ import annotations

import base64

import pytest

FORM = {"grant_type": "client_credentials"}


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()}


async def post(rp, form, headers=None):
    return await rp.http.post("/application/o/token/", data=form, headers=headers)


async def test_client_secret_post_and_client_secret_basic_both_work(rp) -> None:
    assert (await rp.token(**FORM)).status_code == 200
    assert (await post(rp, FORM, basic(rp.client_id, rp.client_secret))).status_code == 200


@pytest.mark.parametrize("secret", ["p%20q+r:s", "a b&c", "100%"])
async def test_percent_encoding_within_basic_is_undone_and_a_plus_stays(rp, secret) -> None:
    from urllib.parse import quote

    await rp.change(client_secret=secret)
    assert (await post(rp, FORM, basic(rp.client_id, quote(secret, safe="+")))).status_code == 200
    assert (await post(rp, FORM, basic(rp.client_id, secret))).status_code == 200


async def test_a_wrong_secret_by_post_is_401_without_challenge(rp) -> None:
    answer = await rp.token(**FORM, client_secret="wrong")
    assert answer.status_code == 401
    assert answer.json() == {"error": "invalid_client", "error_description": "Client authentication failed"}
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "header", ["Basic !!!", "Basic " + base64.b64encode(b"nocolon").decode(), "Basic /w=="]
)
async def test_a_failed_basic_authentication_is_401_with_challenge(rp, header) -> None:
    answer = await post(rp, FORM, {"Authorization": header})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    answer = await post(rp, FORM, basic(rp.client_id, "wrong"))
    assert answer.headers["www-authenticate"].startswith("Basic realm=")


async def test_an_unknown_client_is_told_the_same_as_a_wrong_secret(rp) -> None:
    unknown = await rp.token(**FORM, client_id="unknown")
    wrong = await rp.token(**FORM, client_secret="wrong")
    assert (unknown.status_code, unknown.json()) == (wrong.status_code, wrong.json())


async def test_a_confidential_client_without_secret_is_refused(rp, browser) -> None:
    answer = await rp.redeem(await rp.code(browser), client_secret=None)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_an_empty_secret_is_no_secret(rp, browser) -> None:
    answer = await rp.redeem(await rp.code(browser), client_secret="")
    assert answer.status_code == 401


async def test_two_ways_at_once_are_refused(rp) -> None:
    form = {**FORM, "client_id": rp.client_id, "client_secret": rp.client_secret}
    answer = await post(rp, form, basic(rp.client_id, rp.client_secret))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("form", "error", "description"),
    [
        ({}, "invalid_request", "The grant_type is missing"),
        ({"grant_type": "magic"}, "unsupported_grant_type", "The grant_type is not supported"),
        (
            {"grant_type": "password", "username": "a", "password": "b"},
            "unauthorized_client",
            "The client is not allowed to use this grant_type",
        ),
    ],
)
async def test_a_grant_we_do_not_know_is_refused(rp, form, error, description) -> None:
    answer = await rp.token(**form)
    assert (answer.status_code, answer.json()) == (400, {"error": error, "error_description": description})


async def test_a_grant_the_client_may_not_use_is_refused(identity) -> None:
    rp = await identity.relying_party("limited", grant_types=["authorization_code"])
    assert (await rp.token(**FORM)).json()["error"] == "unauthorized_client"


async def test_get_is_not_allowed(rp) -> None:
    answer = await rp.http.get("/application/o/token/")
    assert (answer.status_code, answer.json()["error"]) == (405, "invalid_request")


async def test_json_is_not_a_form(rp) -> None:
    answer = await rp.http.post("/application/o/token/", json=FORM)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_repeated_parameter_is_refused(rp) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    body = f"grant_type=client_credentials&client_id={rp.client_id}&client_secret=a&client_secret={rp.client_secret}"
    answer = await rp.http.post("/application/o/token/", content=body, headers=kind)
    assert answer.json()["error_description"] == "Parameters given more than once: client_secret"


async def test_a_body_that_is_too_large_is_refused(rp) -> None:
    answer = await rp.token(grant_type="x" * 1_100_000)
    assert answer.status_code == 413

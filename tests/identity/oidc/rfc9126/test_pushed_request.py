"""Pushed authorization requests. RFC 9126, and the tests of FAPI 2 for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.identity.conftest import answered, challenge_of

from wirelatch.database import now
from wirelatch.identity import flows
from wirelatch.identity.oidc.tables import pushed_requests

PAR = "/application/o/par/"
VERIFIER = "v" * 43


def pushed(rp, **changes: str | None) -> dict[str, str]:
    values = {
        "client_id": rp.client_id,
        "client_secret": rp.client_secret,
        "response_type": "code",
        "redirect_uri": rp.redirect_uri,
        "scope": "openid email",
        "state": "of the push",
    }
    return {name: value for name, value in (values | changes).items() if value is not None}


async def push(rp, **changes: str | None):
    return await rp.http.post(PAR, data=pushed(rp, **changes))


async def uri_of(rp, **changes: str | None) -> str:
    answer = await push(rp, **changes)
    assert answer.status_code == 201, answer.text
    return answer.json()["request_uri"]


async def come(rp, browser, uri: str, **more: str):
    return await browser.get(
        "/application/o/authorize/", params={"client_id": rp.client_id, "request_uri": uri, **more}
    )


async def test_the_answer_is_201_with_a_request_uri_for_a_minute_that_no_cache_keeps(rp) -> None:
    answer = await push(rp)
    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["request_uri"].startswith("urn:ietf:params:oauth:request_uri:")
    assert answer.json()["expires_in"] == 60


async def test_client_id_and_request_uri_are_enough_and_what_the_address_says_besides_is_ignored(
    rp, browser
) -> None:
    uri = await uri_of(rp, code_challenge=challenge_of(VERIFIER), code_challenge_method="S256")
    values = answered(await come(rp, browser, uri, state="forged", scope="openid profile", prompt="none"))
    assert values["state"] == "of the push"
    tokens = (await rp.redeem(values["code"], code_verifier=VERIFIER)).json()
    assert set(tokens["scope"].split()) == {"openid", "email"}


async def test_a_request_uri_serves_once(rp, browser) -> None:
    uri = await uri_of(rp)
    assert "code" in answered(await come(rp, browser, uri))
    again = await come(rp, browser, uri)
    assert again.status_code == 400
    assert "The request_uri is unknown, has expired, or was used already." in again.text


async def test_a_request_uri_expires(identity, rp, browser) -> None:
    uri = await uri_of(rp)

    def work(connection) -> None:
        connection.execute(update(pushed_requests).values(expires=now() - timedelta(seconds=1)))

    await identity.app.services.database.write(work)
    assert (await come(rp, browser, uri)).status_code == 400


async def test_a_request_uri_is_no_other_clients(identity, rp, browser) -> None:
    other = await identity.relying_party("other")
    assert (await come(other, browser, await uri_of(rp))).status_code == 400
    assert (await come(rp, browser, "urn:ietf:params:oauth:request_uri:made-up")).status_code == 400


async def test_signing_in_and_agreeing_on_the_way_do_not_use_it_up(identity) -> None:
    rp = await identity.relying_party("asking", authorization_flow=flows.EXPLICIT_CONSENT.pk)
    browser = identity.browser()
    page = await browser.follow(await come(rp, browser, await uri_of(rp)))
    assert "Sign in to Asking" in page.text
    page = await browser.follow(
        await browser.submit(page, uid_field="admin", password="correct horse battery staple")
    )
    assert "Email address" in page.text
    answer = await browser.follow(await browser.submit(page, decision="allow"))
    assert answered(answer)["state"] == "of the push"
    assert "code" in answered(answer)


async def test_another_browser_cannot_come_with_a_request_uri_that_was_opened(identity, rp, browser) -> None:
    uri = await uri_of(rp)
    assert (await come(rp, identity.browser(), uri)).is_redirect
    assert (await come(rp, browser, uri)).status_code == 400


@pytest.mark.parametrize(
    ("changes", "status", "error", "description"),
    [
        ({"client_secret": "wrong"}, 401, "invalid_client", "Client authentication failed"),
        ({"client_secret": None}, 401, "invalid_client", "Client authentication failed"),
        (
            {"request_uri": "urn:ietf:params:oauth:request_uri:x"},
            400,
            "invalid_request",
            "A request_uri cannot be pushed",
        ),
        (
            {"redirect_uri": "https://evil.example.com/"},
            400,
            "invalid_request",
            "The request fails due to a missing, invalid, or mismatching redirection URI (redirect_uri).",
        ),
        (
            {"response_type": "token"},
            400,
            "unsupported_response_type",
            "The authorization server does not support this response_type",
        ),
        ({"response_type": None}, 400, "invalid_request", "The response_type is missing"),
        (
            {"code_challenge": "x" * 43, "code_challenge_method": "plain"},
            400,
            "invalid_request",
            "The code_challenge_method is not supported: use S256",
        ),
        (
            {"request": "e30.e30.e30"},
            400,
            "invalid_request_object",
            "The request object is signed with an algorithm that is not registered for the client",
        ),
        ({"state": "x" * 40_000}, 413, "invalid_request", "The request is too large"),
    ],
)
async def test_what_is_wrong_with_a_request_is_told_to_the_client_and_not_in_the_browser(
    rp, changes, status, error, description
) -> None:
    answer = await push(rp, **changes)
    assert (answer.status_code, answer.json()) == (status, {"error": error, "error_description": description})


async def test_it_takes_post_only(rp) -> None:
    answer = await rp.http.get(PAR, params=pushed(rp))
    assert (answer.status_code, answer.json()["error"]) == (405, "invalid_request")


async def test_a_client_that_has_to_push_cannot_do_without(rp, browser) -> None:
    await rp.change(require_pushed_authorization_requests=True)
    values = answered(await rp.authorize(browser))
    assert (values["error"], values["error_description"]) == (
        "invalid_request",
        "This client has to push its authorization requests (RFC 9126)",
    )
    assert "code" in answered(await come(rp, browser, await uri_of(rp)))


async def test_a_public_client_pushes_with_its_id_alone(identity, browser) -> None:
    rp = await identity.relying_party("public", client_type="public")
    challenge = {"code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256"}
    uri = await uri_of(rp, client_secret=None, **challenge)
    code = answered(await come(rp, browser, uri))["code"]
    answer = await rp.redeem(code, client_secret=None, code_verifier=VERIFIER)
    assert answer.status_code == 200


async def test_the_secret_that_was_pushed_along_is_not_kept(identity, rp) -> None:
    await push(rp)
    rows = await identity.app.services.database.read(
        lambda connection: connection.execute(pushed_requests.select()).all()
    )
    assert rp.client_secret not in str(rows)


async def test_the_metadata_says_so(rp) -> None:
    path = f"/application/o/{rp.slug}/.well-known/openid-configuration"
    found = (await rp.http.get(path)).json()
    assert found["pushed_authorization_request_endpoint"] == f"http://127.0.0.1:9000{PAR}"
    assert found["require_pushed_authorization_requests"] is False
    await rp.change(require_pushed_authorization_requests=True)
    assert (await rp.http.get(path)).json()["require_pushed_authorization_requests"] is True

"""Of any number of browsers at once one gets in with a request_uri, on each database. RFC 9126 4, 7.3."""

from __future__ import annotations

import asyncio

import pytest


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


async def test_one_of_many_openings_at_once_succeeds_and_so_does_one_of_many_answers(rp, browser) -> None:
    pushed = await rp.http.post(
        "/application/o/par/",
        data={
            "client_id": rp.client_id,
            "client_secret": rp.client_secret,
            "response_type": "code",
            "redirect_uri": rp.redirect_uri,
            "scope": "openid",
            "claims": '{"userinfo": {"email": null}}',
        },
    )
    query = {"client_id": rp.client_id, "request_uri": pushed.json()["request_uri"]}
    answers = await asyncio.gather(
        *(browser.get("/application/o/authorize/", params=query) for _ in range(64))
    )
    codes = [answer for answer in answers if "code=" in answer.headers.get("location", "")]
    assert len(codes) == 1
    assert [answer.status_code for answer in answers if answer not in codes] == [400] * 63


async def test_a_trial_and_a_hybrid_answer_work_on_each_database(identity, browser) -> None:
    rp = await identity.relying_party("both", grant_types=["authorization_code", "hybrid"])
    answer = await browser.get(f"/application/o/{rp.slug}/try/", headers={"Accept": "application/json"})
    while answer.is_redirect:
        answer = await browser.get(answer.headers["location"], headers={"Accept": "application/json"})
    assert answer.json()["error"] is None
    hybrid = await rp.authorize(
        browser, response_type="code id_token token", nonce="n", claims='{"id_token": {"name": null}}'
    )
    assert "id_token=" in hybrid.headers["location"]

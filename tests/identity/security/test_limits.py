"""What strangers may make the installation keep, and how much of it."""

from __future__ import annotations

import pytest
from tests.identity.flows.conftest import Builder, JsonBrowser

from wirelatch.identity.flows import begun, defaults
from wirelatch.identity.oidc import push_request


async def test_one_address_cannot_fill_the_database_with_runs_of_flows(identity, monkeypatch) -> None:
    await Builder(identity).two_pages()
    monkeypatch.setattr(begun, "PER_ADDRESS", 5)
    told = []
    for number in range(8):
        over_json = JsonBrowser(identity.browser("203.0.113.7"), defaults.AUTHENTICATION.slug)
        await over_json.get()
        told.append(await over_json.post(uid_field=f"somebody-{number}"))
    assert [answer.status_code for answer in told[:5]] == [302] * 5
    for answer in told[5:]:
        assert answer.json()["response_errors"]["non_field_errors"][0]["code"] == "throttled"
        assert int(answer.headers["retry-after"]) > 0
    kept = (await identity.api.get("flows/instances/cache_info/")).json()["count"]
    assert kept == 5
    elsewhere = JsonBrowser(identity.browser("198.51.100.1"), defaults.AUTHENTICATION.slug)
    await elsewhere.get()
    assert (await elsewhere.post(uid_field="admin")).status_code == 302


@pytest.mark.parametrize("kind", ["public", "confidential"])
async def test_strangers_cannot_fill_the_database_with_pushed_requests(identity, monkeypatch, kind) -> None:
    monkeypatch.setattr(push_request, "PER_ADDRESS", 3)
    rp = await identity.relying_party("app", client_type=kind)
    form = {
        "client_id": rp.client_id,
        **({"client_secret": rp.client_secret} if kind == "confidential" else {}),
        "response_type": "code",
        "redirect_uri": rp.redirect_uri,
        "code_challenge": "a" * 43,
        "code_challenge_method": "S256",
    }
    told = [(await rp.http.post("/application/o/par/", data=form)).status_code for _ in range(5)]
    assert told == ([201] * 3 + [429] * 2 if kind == "public" else [201] * 5)

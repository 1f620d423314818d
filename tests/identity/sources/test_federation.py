"""Tokens of trusted sources as credentials of machines at the token endpoint."""

from __future__ import annotations

import time
from typing import Any

import pytest
from tests.identity.conftest import Identity, RelyingParty
from tests.identity.sources.conftest import Through
from tests.identity.sources.upstream import Upstream

JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@pytest.fixture
async def rp(identity: Identity, through: Through) -> RelyingParty:
    return await identity.relying_party("machines", jwt_federation_sources=[through.pk])


async def ask(rp: RelyingParty, upstream: Upstream, **claims: Any) -> tuple[int, dict[str, Any]]:
    moment = int(time.time())
    usual = {
        "iss": upstream.base,
        "sub": "repo:org/app",
        "aud": rp.client_id,
        "iat": moment,
        "exp": moment + 300,
    }
    given = {name: value for name, value in {**usual, **claims}.items() if value is not None}
    answer = await rp.token(
        grant_type="client_credentials",
        client_secret=None,
        client_assertion_type=JWT_BEARER,
        client_assertion=upstream.sign(given),
    )
    return answer.status_code, answer.json()


async def test_a_workload_gets_a_token_as_a_service_account_of_its_own(
    identity: Identity, rp: RelyingParty, upstream: Upstream
) -> None:
    for _ in range(2):
        status, body = await ask(rp, upstream)
        assert status == 200, body
    assert "refresh_token" not in body
    listed = (await identity.api.get("core/users/", params={"type": "service_account"})).json()["results"]
    assert [user["username"] for user in listed if "repo:" in user["username"]] == [
        "Provider for machines-repo:org/app"
    ]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "somebody-else"},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
    ],
)
async def test_a_token_that_is_not_meant_for_us_or_not_valid_is_refused(
    rp: RelyingParty, upstream: Upstream, claims: dict[str, Any]
) -> None:
    status, body = await ask(rp, upstream, **claims)
    assert (status, body["error"]) == (400, "invalid_grant")


async def test_a_source_that_is_not_trusted_or_disabled_vouches_for_nobody(
    identity: Identity, through: Through, rp: RelyingParty, upstream: Upstream
) -> None:
    await through.change(enabled=False)
    assert (await ask(rp, upstream))[0] == 400
    await through.change(enabled=True)
    await rp.change(jwt_federation_sources=[])
    assert (await ask(rp, upstream))[0] == 400


async def test_bindings_of_the_application_hold_for_workloads(
    identity: Identity, rp: RelyingParty, upstream: Upstream
) -> None:
    application = (await identity.api.get("core/applications/machines/")).json()["pk"]
    policy = await identity.api.post(
        "policies/expression/",
        json={"name": "main", "expression": 'return oauth_jwt["sub"] == "repo:org/app"'},
    )
    await identity.api.post(
        "policies/bindings/", json={"policy": policy.json()["pk"], "target": application, "order": 0}
    )
    assert (await ask(rp, upstream))[0] == 200
    assert (await ask(rp, upstream, sub="repo:evil/app"))[0] == 400

"""Scores count up and down within limits, for a day, however many count at once, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.identity.policies.people import ADA, browser, policy

from wirelatch.database import now
from wirelatch.identity.policies import reputation
from wirelatch.identity.policies.tables import reputation as table


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


async def test_a_score_keeps_within_limits_and_is_forgotten_after_a_day(identity) -> None:
    database = identity.app.services.database

    async def score(**asked) -> int:
        return await database.read(lambda connection: reputation.score(connection, **asked))

    def count(amount: int, address: str = "10.0.0.1"):
        return database.write(lambda connection: reputation.record(connection, "ada", address, amount))

    await asyncio.gather(*(count(-1) for _ in range(8)))
    assert await score(identifier="ada") == -5
    await count(1)
    await count(-1, "10.0.0.2")
    assert await score(identifier="ada") == -5
    assert await score(address="10.0.0.2") == -1
    assert await score(identifier="ada", address="10.0.0.2") == -5
    assert await score(identifier="somebody else") == 0
    past = now() - timedelta(seconds=1)
    await database.write(lambda connection: connection.execute(update(table).values(expires=past)))
    assert await score(identifier="ada") == 0
    await count(-1)
    assert await score(identifier="ada") == -1


@pytest.mark.parametrize(
    ("settings", "failures", "passing"),
    [
        ({}, 5, True),
        ({}, 4, False),
        ({"threshold": -3}, 3, True),
        ({"check_ip": False, "threshold": -1}, 0, False),
    ],
)
async def test_the_reputation_policy_passes_at_or_below_its_threshold(
    identity, settings, failures, passing
) -> None:
    database = identity.app.services.database
    for _ in range(failures):
        await database.write(lambda connection: reputation.record(connection, "ada", "10.0.0.1", -1))
    made = policy("reputationpolicy", **settings)
    asked = browser("10.0.0.1", person=ADA)
    verdict = await database.read(lambda connection: made.check(replace(asked, connection=connection)))
    assert verdict.passing is passing


async def test_a_score_keeps_within_the_limits_that_the_settings_give(identity) -> None:
    limits = {"reputation_lower_limit": -2, "reputation_upper_limit": 1}
    assert (await identity.api.patch("admin/settings/", json=limits)).status_code == 200
    database = identity.app.services.database
    for amount, reached in ((-1, -2), (1, 1)):
        for _ in range(4):
            await database.write(
                lambda connection, amount=amount: reputation.record(connection, "ada", "10.0.0.1", amount)
            )
        assert (
            await database.read(lambda connection: reputation.score(connection, identifier="ada")) == reached
        )

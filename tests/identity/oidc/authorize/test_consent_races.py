"""Agreeing in several tabs at the same moment, on both databases."""

from __future__ import annotations

import asyncio

import pytest

from wirelatch.identity import flows


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


async def test_agreeing_in_several_tabs_at_once_is_one_consent(identity, browser) -> None:
    asking = await identity.relying_party("asking", authorization_flow=flows.EXPLICIT_CONSENT.pk)
    pages = [
        await browser.follow(await asking.authorize(browser, state=f"tab-{number}")) for number in range(4)
    ]
    answers = await asyncio.gather(*(browser.submit(page, decision="allow") for page in pages))
    assert all(answer.status_code < 400 for answer in answers)
    again = await asking.authorize(browser)
    assert "code=" in again.headers["location"]

"""Codes by e-mail: few guesses, also when they come at the same time; few messages, and never somebody else's."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.identity.authenticators.conftest import Store

from wirelatch.database import now
from wirelatch.identity.authenticators import email_code
from wirelatch.identity.authenticators.email_code import (
    PER_ORIGIN,
    PER_USER,
    TRIES,
    SentCode,
    TooManyCodesError,
)
from wirelatch.identity.authenticators.tables import email_codes


async def begin(store: Store, origin: str = "192.0.2.1", **options: bool) -> SentCode:
    return await store.write(
        email_code.begin, store.sealer, user_id=1, email="a@example.com", origin=origin, **options
    )


async def guess(store: Store, sent: SentCode, code: str, user_id: int = 1) -> bool:
    return await store.write(email_code.guess, store.sealer, sent.id, user_id=user_id, code=code)


async def age(store: Store, by: timedelta) -> None:
    """Let time go by."""
    columns = ("created_at", "expires", "kept_until")
    for row in await store.read(lambda c: c.execute(email_codes.select()).all()):
        values = {name: getattr(row, name) - by for name in columns}
        await store.write(
            lambda c, row=row, values=values: c.execute(
                update(email_codes).where(email_codes.c.id == row.id).values(**values)
            )
        )


def wrong(sent: SentCode) -> str:
    return f"{(int(sent.code) + 1) % 10**6:06}"


async def test_the_right_code_is_good_once(store: Store) -> None:
    sent = await begin(store)
    assert len(sent.code) == 6
    assert await guess(store, sent, f"{sent.code[:3]} {sent.code[3:]}")
    used = await asyncio.gather(*(store.write(email_code.use, sent.id) for _ in range(8)))
    assert sorted(used) == [False] * 7 + [True]
    assert not await guess(store, sent, sent.code)


async def test_include_sec_2025_parallel_guesses_are_all_counted(store: Store) -> None:
    sent = await begin(store)
    await asyncio.gather(*(guess(store, sent, wrong(sent)) for _ in range(TRIES * 4)))
    assert not await guess(store, sent, sent.code)


async def test_the_last_guess_still_counts_when_it_is_right(store: Store) -> None:
    sent = await begin(store)
    for _ in range(TRIES - 1):
        assert not await guess(store, sent, wrong(sent))
    assert await guess(store, sent, sent.code)
    assert await store.write(email_code.use, sent.id)


async def test_a_code_is_worth_nothing_for_another_user_or_when_its_time_is_over(store: Store) -> None:
    sent = await begin(store)
    assert not await guess(store, sent, sent.code, user_id=2)
    await age(store, timedelta(minutes=31))
    assert not await guess(store, sent, sent.code)
    assert not await store.write(email_code.use, sent.id)


async def test_messages_are_bounded_per_asker_and_per_user(store: Store) -> None:
    await begin(store)
    with pytest.raises(TooManyCodesError) as pause:
        await begin(store)
    assert 0 < pause.value.wait <= 31
    for _ in range(PER_ORIGIN - 1):
        await age(store, timedelta(seconds=31))
        await begin(store)
    await age(store, timedelta(seconds=31))
    with pytest.raises(TooManyCodesError):
        await begin(store)
    await age(store, timedelta(hours=1))
    await begin(store)


async def test_strangers_who_ask_for_codes_do_not_keep_the_owner_from_one(store: Store) -> None:
    for number in range(PER_USER):
        await begin(store, f"192.0.2.{number}")
    with pytest.raises(TooManyCodesError):
        await begin(store, "198.51.100.1")
    assert (await begin(store, "device x", known=True)).expires > now()


async def test_the_code_cannot_be_read_from_the_database(store: Store) -> None:
    sent = await begin(store)
    rows = await store.read(lambda c: c.execute(email_codes.select()).all())
    assert sent.code not in repr([tuple(row)[:5] for row in rows])


@pytest.mark.parametrize(
    ("address", "shown"), [("alice@example.com", "a***e@example.com"), ("al@x.org", "a***@x.org")]
)
def test_an_address_is_shown_only_in_part(address: str, shown: str) -> None:
    assert email_code.masked(address) == shown

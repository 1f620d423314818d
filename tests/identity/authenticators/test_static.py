"""Recovery codes: each good once, stored so that nobody can read them."""

from __future__ import annotations

import asyncio

from tests.identity.authenticators.conftest import Store

from wirelatch.identity.authenticators import devices, static
from wirelatch.identity.authenticators.tables import static_tokens


async def enroll(store: Store) -> tuple[int, list[str]]:
    codes = static.new_codes()
    return await store.write(static.enroll, store.sealer, user_id=1, name="", codes=codes), codes


async def attempt(store: Store, device: int, code: str) -> bool:
    token = await store.read(lambda connection: static.check(connection, store.sealer, device, code))
    return token is not None and await store.write(static.use, device, token)


async def test_each_code_is_good_once(store: Store) -> None:
    device, codes = await enroll(store)
    assert len(set(codes)) == 6
    assert [await attempt(store, device, code) for code in codes] == [True] * 6
    assert not await attempt(store, device, codes[0])
    assert await store.read(lambda connection: static.left(connection, device)) == 0


async def test_of_many_requests_with_one_code_one_passes(store: Store) -> None:
    device, codes = await enroll(store)
    results = await asyncio.gather(*(attempt(store, device, codes[0]) for _ in range(16)))
    assert sorted(results) == [False] * 15 + [True]


async def test_codes_may_be_typed_as_they_are_printed_or_in_capitals(store: Store) -> None:
    device, codes = await enroll(store)
    assert await attempt(store, device, static.grouped(codes[0]))
    assert await attempt(store, device, f" {codes[1].upper()} ")
    assert not await attempt(store, device, "")
    assert not await attempt(store, device, codes[2][:-1])


async def test_new_codes_take_the_place_of_the_old_ones(store: Store) -> None:
    old, codes = await enroll(store)
    new, _ = await enroll(store)
    assert not await attempt(store, old, codes[0])
    assert not await attempt(store, new, codes[0])
    assert [d.id for d in await store.read(lambda c: devices.of_user(c, 1))] == [new]


async def test_codes_cannot_be_read_from_the_database(store: Store) -> None:
    _, codes = await enroll(store)
    rows = await store.read(lambda connection: connection.execute(static_tokens.select()).all())
    assert all(code not in repr(rows) for code in codes)
    assert len({row.token for row in rows}) == 6

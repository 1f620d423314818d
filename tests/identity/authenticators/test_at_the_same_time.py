"""What is good once is good once on each kind of database, however many processes are asked at the same time."""

from __future__ import annotations

import asyncio

import pyotp
import pytest
from tests.identity.authenticators.conftest import Store

from wirelatch.identity.authenticators import email_code, guesses, static, totp, webauthn
from wirelatch.identity.authenticators.email_code import TRIES
from wirelatch.identity.authenticators.webauthn import Assertion, NewCredential

AT_ONCE = 64


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    """On both kinds of database."""
    return each_database


async def count(*attempts: object) -> int:
    return sum(1 for passed in await asyncio.gather(*attempts) if passed is True)


async def test_everything_that_is_good_once(store: Store) -> None:
    secret = totp.new_secret()
    step = totp.step_of(secret, 6, pyotp.TOTP(secret).now())
    app = await store.write(totp.enroll, store.sealer, user_id=1, name="", secret=secret, digits=6, step=0)
    assert await count(*(store.write(totp.use, app, step) for _ in range(AT_ONCE))) == 1

    codes = static.new_codes()
    paper = await store.write(static.enroll, store.sealer, user_id=1, name="", codes=codes)
    token = await store.read(lambda c: static.check(c, store.sealer, paper, codes[0]))
    assert await count(*(store.write(static.use, paper, token) for _ in range(AT_ONCE))) == 1

    credential = NewCredential("id", "key", 1, "id.example.com", "", [], True, False, False)
    key = await store.write(webauthn.enroll, user_id=1, name="", credential=credential)
    assertion = Assertion(key, 1, 2, True, False, False)
    assert await count(*(store.write(webauthn.use, assertion) for _ in range(AT_ONCE))) == 1

    sent = await store.write(
        email_code.begin, store.sealer, user_id=1, email="a@example.com", origin="192.0.2.1"
    )
    guessed = (
        store.write(email_code.guess, store.sealer, sent.id, user_id=1, code=sent.code)
        for _ in range(AT_ONCE)
    )
    assert await count(*guessed) == TRIES
    assert await count(*(store.write(email_code.use, sent.id) for _ in range(AT_ONCE))) == 1

    asked = (
        store.write(email_code.begin, store.sealer, user_id=1, email="a@example.com", origin="198.51.100.1")
        for _ in range(AT_ONCE)
    )
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(not isinstance(result, BaseException) for result in results) == 1


async def test_guesses_are_counted_however_many_come_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guesses, "PER_DAY", 4)
    waits = await asyncio.gather(*(guesses.admit(store.services, 1) for _ in range(AT_ONCE)))
    assert sum(wait == 0 for wait in waits) <= 4

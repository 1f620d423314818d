"""One-time passwords, with the figures of RFC 6238 and against those who guess or listen."""

from __future__ import annotations

import asyncio
import base64
import time

import pyotp
import pytest
from tests.identity.authenticators.conftest import Store

from wirelatch.identity.authenticators import totp
from wirelatch.identity.authenticators.tables import totp_devices

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
    ],
)
def test_the_codes_are_those_of_rfc_6238_appendix_b(moment: int, code: str) -> None:
    assert totp.step_of(SECRET, 8, code, at=moment) == moment // 30


def test_a_clock_may_be_off_by_one_step_and_no_more() -> None:
    code = pyotp.TOTP(SECRET).at(900)
    assert [totp.step_of(SECRET, 6, code, at=900 + 30 * off) for off in (-2, -1, 0, 1, 2)] == [
        None,
        30,
        30,
        30,
        None,
    ]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "٠١٢٣٤٥", "abcdef", "123456\x00", "1" * 5000])
def test_what_is_no_code_of_that_length_is_wrong(code: str) -> None:
    assert totp.step_of(SECRET, 6, code) is None


def test_a_code_may_be_typed_with_a_gap() -> None:
    code = pyotp.TOTP(SECRET).at(900)
    assert totp.step_of(SECRET, 6, f" {code[:3]} {code[3:]} ", at=900) == 30


def test_the_address_in_the_qr_code_names_issuer_account_and_digits() -> None:
    url = totp.config_url(SECRET, 8, issuer="Wirelatch", account="alice@example.com")
    parsed = pyotp.parse_uri(url)
    assert (parsed.issuer, parsed.name, parsed.digits, parsed.secret) == (
        "Wirelatch",
        "alice@example.com",
        8,
        SECRET,
    )


async def enroll(store: Store, step: int = 0) -> int:
    return await store.write(
        totp.enroll, store.sealer, user_id=1, name="Phone", secret=SECRET, digits=6, step=step
    )


async def test_a_code_is_good_once_whoever_sends_it_at_the_same_time(store: Store) -> None:
    device = await enroll(store)
    code = pyotp.TOTP(SECRET).now()

    async def attempt() -> bool:
        step = await store.read(lambda connection: totp.check(connection, store.sealer, device, code))
        return step is not None and await store.write(totp.use, device, step)

    assert sorted(await asyncio.gather(*(attempt() for _ in range(16)))) == [False] * 15 + [True]
    assert not await attempt()


async def test_a_code_older_than_the_one_used_last_is_refused(store: Store) -> None:
    device = await enroll(store)
    present = int(time.time()) // 30
    assert await store.write(totp.use, device, present)
    assert not await store.write(totp.use, device, present - 1)


async def test_the_code_that_enrolled_a_device_does_not_sign_in_with_it(store: Store) -> None:
    code = pyotp.TOTP(SECRET).now()
    step = totp.step_of(SECRET, 6, code)
    device = await enroll(store, step)
    assert await store.read(lambda connection: totp.check(connection, store.sealer, device, code)) is None


async def test_the_secret_is_sealed_at_rest(store: Store) -> None:
    await enroll(store)
    row = await store.read(lambda connection: connection.execute(totp_devices.select()).one())
    assert SECRET not in repr(row)

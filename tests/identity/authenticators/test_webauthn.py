"""Passkeys: what a response proves, and everything that is wrong with the others."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import Row
from sqlalchemy.exc import IntegrityError
from tests.identity.authenticators.conftest import Store
from tests.support.soft_authenticator import SoftAuthenticator

from wirelatch.identity.authenticators import webauthn
from wirelatch.identity.authenticators.relying_party import RelyingParty
from wirelatch.identity.authenticators.webauthn import Assertion, CounterError, RefusedError
from wirelatch.identity.directory.tables import users

ORIGIN = "https://id.example.com"
RP = RelyingParty("id.example.com", (ORIGIN,))
KEY = b"k" * 32


class Ceremony:
    """A user with an authenticator at a provider."""

    def __init__(self, store: Store, user: Row[Any]) -> None:
        self.store = store
        self.user = user
        self.device = SoftAuthenticator(ORIGIN)

    async def register(self, rp: RelyingParty = RP, *, verification: bool = False, **client_data: Any) -> int:
        challenge = webauthn.new_challenge()
        options = webauthn.registration_options(rp, challenge, user=self.user, existing=[])
        response = self.device.create(options, **client_data)
        credential = webauthn.verify_registration(
            rp, challenge, response, require_user_verification=verification
        )
        return await self.store.write(
            webauthn.enroll, user_id=self.user.id, name="Key", credential=credential
        )

    async def credential(self) -> Row[Any]:
        return (await self.store.read(lambda connection: webauthn.of_user(connection, self.user.id)))[0]

    async def authenticate(
        self, rp: RelyingParty = RP, *, verification: bool = False, **client_data: Any
    ) -> Assertion:
        challenge = webauthn.new_challenge()
        credential = await self.credential()
        options = webauthn.authentication_options(rp, challenge, allowed=[credential])
        return webauthn.verify_authentication(
            rp,
            challenge,
            self.device.get(options, **client_data),
            credential,
            require_user_verification=verification,
        )


@pytest.fixture
async def ceremony(store: Store) -> Ceremony:
    return Ceremony(store, await store.read(lambda c: c.execute(users.select().where(users.c.id == 1)).one()))


async def test_a_registered_key_proves_its_owner(ceremony: Ceremony) -> None:
    device = await ceremony.register()
    assertion = await ceremony.authenticate()
    assert (assertion.device_id, assertion.user_id, assertion.amr) == (device, 1, ("hwk", "user"))
    assert await ceremony.store.write(webauthn.use, assertion)


async def test_amr_says_what_kind_of_key_it_was_and_whether_the_user_was_verified(ceremony: Ceremony) -> None:
    ceremony.device.synced, ceremony.device.verifies_user = True, False
    await ceremony.register()
    assert (await ceremony.authenticate()).amr == ("swk",)


@pytest.mark.parametrize(
    "client_data",
    [
        {"origin": "https://id.example.com.evil.org"},
        {"origin": "https://evil.org"},
        {"origin": "http://id.example.com"},
        {"challenge": "c29tZXRoaW5nIGVsc2U"},
        {"type": "webauthn.create"},
        {"crossOrigin": True},
        {"topOrigin": "https://evil.org"},
    ],
)
async def test_an_assertion_for_another_page_or_challenge_is_refused(
    ceremony: Ceremony, client_data: dict[str, Any]
) -> None:
    await ceremony.register()
    with pytest.raises(RefusedError):
        await ceremony.authenticate(**client_data)


@pytest.mark.parametrize(
    "client_data",
    [{"origin": "https://evil.org"}, {"challenge": "eA"}, {"type": "webauthn.get"}, {"crossOrigin": True}],
)
async def test_a_registration_for_another_page_or_challenge_is_refused(
    ceremony: Ceremony, client_data: dict[str, Any]
) -> None:
    with pytest.raises(RefusedError):
        await ceremony.register(**client_data)


async def test_a_credential_for_another_host_is_refused(ceremony: Ceremony) -> None:
    await ceremony.register()
    with pytest.raises(RefusedError):
        await ceremony.authenticate(RelyingParty("example.com", (ORIGIN,)))


async def test_cure53_2023_a_credential_of_another_user_is_refused(ceremony: Ceremony) -> None:
    await ceremony.register()
    ceremony.device.user_handle = b"somebody else"
    with pytest.raises(RefusedError, match="another user"):
        await ceremony.authenticate()


async def test_a_signature_by_another_key_is_refused(ceremony: Ceremony) -> None:
    await ceremony.register()
    ceremony.device.key = SoftAuthenticator(ORIGIN).key
    with pytest.raises(RefusedError):
        await ceremony.authenticate()


async def test_user_verification_is_insisted_on_where_it_is_required(ceremony: Ceremony) -> None:
    ceremony.device.verifies_user = False
    with pytest.raises(RefusedError):
        await ceremony.register(verification=True)
    await ceremony.register()
    with pytest.raises(RefusedError):
        await ceremony.authenticate(verification=True)


async def test_a_counter_that_goes_back_is_refused(ceremony: Ceremony) -> None:
    await ceremony.register()
    assert await ceremony.store.write(webauthn.use, await ceremony.authenticate())
    ceremony.device.counter = 0
    with pytest.raises(CounterError):
        await ceremony.authenticate()


async def test_of_two_uses_of_one_counter_in_two_processes_one_passes(ceremony: Ceremony) -> None:
    await ceremony.register()
    assertion = await ceremony.authenticate()
    used = await asyncio.gather(*(ceremony.store.write(webauthn.use, assertion) for _ in range(8)))
    assert sorted(used) == [False] * 7 + [True]


async def test_a_passkey_that_counts_nothing_can_be_used_again_and_again(ceremony: Ceremony) -> None:
    ceremony.device.counter = None
    await ceremony.register()
    for _ in range(2):
        assert await ceremony.store.write(webauthn.use, await ceremony.authenticate())


async def test_a_credential_is_registered_once(ceremony: Ceremony) -> None:
    await ceremony.register()
    challenge = webauthn.new_challenge()
    options = webauthn.registration_options(
        RP, challenge, user=ceremony.user, existing=[await ceremony.credential()]
    )
    assert options["excludeCredentials"][0]["id"] == (await ceremony.credential()).credential_id
    known = ceremony.device.create(options)
    credential = webauthn.verify_registration(RP, challenge, known, require_user_verification=False)
    again = credential._replace(credential_id=(await ceremony.credential()).credential_id)
    with pytest.raises(RefusedError, match="already"):
        await ceremony.store.write(webauthn.enroll, user_id=1, name="", credential=again)


@pytest.mark.parametrize(
    "response",
    [
        None,
        "",
        [],
        {},
        {"response": {}},
        {"id": "x", "response": {"clientDataJSON": "!"}},
        {"response": {"clientDataJSON": "W10"}},
    ],
)
def test_what_is_no_response_is_refused(response: object) -> None:
    with pytest.raises(RefusedError):
        webauthn.verify_registration(RP, "c", response, require_user_verification=False)
    assert webauthn.challenge_in(response) == ""


async def spend(store: Store, challenge: str, binding: str) -> bool:
    try:
        return await store.write(webauthn.spend_challenge, KEY, challenge, binding)
    except IntegrityError:
        return False


async def test_a_challenge_that_nothing_is_kept_for_is_good_once(store: Store) -> None:
    challenge = webauthn.signed_challenge(KEY, "browser flow")
    spent = await asyncio.gather(*(spend(store, challenge, "browser flow") for _ in range(8)))
    assert sorted(spent) == [False] * 7 + [True]


async def test_cure53_2023_a_challenge_of_another_flow_or_browser_is_refused(store: Store) -> None:
    challenge = webauthn.signed_challenge(KEY, "browser flow")
    assert not await spend(store, challenge, "browser another-flow")
    assert not await spend(store, webauthn.new_challenge(), "browser flow")
    assert not await spend(store, "ä", "browser flow")
    assert not await spend(store, "", "browser flow")
    assert await spend(store, challenge, "browser flow")


async def test_a_challenge_is_good_for_minutes_only(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    present = webauthn.time.time()
    monkeypatch.setattr(webauthn.time, "time", lambda: present - 601)
    challenge = webauthn.signed_challenge(KEY, "b")
    monkeypatch.undo()
    assert not await spend(store, challenge, "b")

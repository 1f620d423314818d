"""Logins under way need no place of ours. The subject: `access/logins.py`."""

from __future__ import annotations

import pytest

from tests.access.flows_half import FlowsHalf
from wirelatch.access import logins
from wirelatch.access.logins import Logins, UnknownLoginError

HERE = "https://flows.example.com/auth/strategy/callback"


def test_what_a_login_began_with_is_known_at_its_end() -> None:
    running = Logins()
    state, begun = running.begin(HERE, "browser", "/after", exchange=True)
    ended = running.finish(state, "browser")
    assert ended == begun
    assert (ended.redirect_uri, ended.target, ended.exchange) == (HERE, "/after", True)
    assert len({state, begun.nonce, begun.verifier}) == 3
    assert len(begun.verifier) == 43  # RFC 7636, 4.1


def test_no_two_logins_are_alike() -> None:
    running = Logins()
    begun = [running.begin(HERE, "browser", "/", exchange=False) for _ in range(3)]
    assert len({state for state, _ in begun}) == 3
    assert len({each.nonce for _, each in begun} | {each.verifier for _, each in begun}) == 6


@pytest.mark.parametrize("changed", ["", "x", "x.", ".x", "é.é", "\ud800", "{}.{}", "a" * 10_000])
def test_a_state_that_is_not_ours_is_refused(changed: str) -> None:
    with pytest.raises(UnknownLoginError):
        Logins().finish(changed, "browser")


def test_a_changed_state_is_refused() -> None:
    running = Logins()
    state, _ = running.begin(HERE, "browser", "/", exchange=False)
    for place in range(0, len(state), 7):
        other = "A" if state[place] != "A" else "B"
        with pytest.raises(UnknownLoginError):
            running.finish(state[:place] + other + state[place + 1 :], "browser")


def test_who_takes_too_long_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    running = Logins()
    state, _ = running.begin(HERE, "browser", "/", exchange=False)
    monkeypatch.setattr(logins, "LOGIN_SECONDS", -1.0)
    with pytest.raises(UnknownLoginError, match="too long"):
        running.finish(state, "browser")


async def test_a_stranger_who_begins_very_many_sign_ins_blocks_nobody(half: FlowsHalf) -> None:
    async with half.browser(follow_redirects=False) as browser:
        begun = (await browser.get("/auth/strategy")).headers["location"]
        party = half.app.gate.relying_party
        for _ in range(10_001):
            await party.begin(HERE, "stranger")
        callback = (await browser.get(begun)).headers["location"]
        assert (await browser.get(callback)).headers["location"] == "/"

"""Logins under way, each kept in its own `state`: nothing here grows, so nobody crowds out the logins of others.

The state says when, where and in which browser a login began, and is authenticated with a key of this process; nonce and
PKCE verifier are derived from it with that key. What is remembered is only which states have been used.
https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass

LOGIN_SECONDS = 1800.0
"""How long a user may take to sign in."""
REMEMBERED = 10_000
"""States that have been used. The provider redeems a code once only, however many there were since."""
LONGEST = 4096


class LoginError(Exception):
    """The login failed; the text says why, without secrets."""


class UnknownLoginError(LoginError):
    """The answer belongs to no login that this browser began: anybody can send such answers."""


@dataclass(frozen=True)
class Pending:
    """A login under way."""

    nonce: str
    verifier: str
    redirect_uri: str
    target: str
    exchange: bool


class Logins:
    """Makes states, and knows its own again."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._used: OrderedDict[str, None] = OrderedDict()

    def begin(self, redirect_uri: str, browser: str, target: str, *, exchange: bool) -> tuple[str, Pending]:
        """A new state, and what belongs to it. `browser` is a value that only this browser can show again."""
        told = [
            secrets.token_urlsafe(16),
            time.monotonic(),
            self._mac("browser", browser),
            redirect_uri,
            target,
            exchange,
        ]
        payload = base64.urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()
        state = f"{payload}.{self._mac('state', payload)}"
        return state, self._pending(payload, redirect_uri, target, exchange)

    def finish(self, state: str, browser: str) -> Pending:
        """The login that an answer belongs to; each is used once, by the browser that began it."""
        payload, _, mac = state.partition(".")
        if len(state) > LONGEST or not _equal(mac, self._mac("state", payload)) or payload in self._used:
            raise UnknownLoginError("This sign-in is unknown or has taken too long.")
        _, started, known, redirect_uri, target, exchange = json.loads(
            base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        )
        if time.monotonic() - started > LOGIN_SECONDS:
            raise UnknownLoginError("This sign-in is unknown or has taken too long.")
        if not browser or not _equal(known, self._mac("browser", browser)):
            raise UnknownLoginError("This sign-in was begun in another browser.")
        self._used[payload] = None
        while len(self._used) > REMEMBERED:
            self._used.popitem(last=False)
        return self._pending(payload, redirect_uri, target, exchange)

    def _pending(self, payload: str, redirect_uri: str, target: str, exchange: bool) -> Pending:
        return Pending(
            self._mac("nonce", payload), self._mac("verifier", payload), redirect_uri, target, exchange
        )

    def _mac(self, purpose: str, text: str) -> str:
        made = hmac.digest(self._key, f"{purpose} {text}".encode("utf-8", "surrogatepass"), hashlib.sha256)
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))

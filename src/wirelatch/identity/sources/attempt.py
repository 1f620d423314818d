"""A sign-in on its way: what has to be known when the browser comes back, sealed in a cookie of that browser.

Each attempt has a cookie of its own, named after its `state`: several can be under way at once, any process can go on
with one, and opening the page of a stranger stores nothing here. It is good once, for a quarter of an hour.
https://www.rfc-editor.org/rfc/rfc9700#section-4.7
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import time
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime

import orjson
from starlette.responses import Response

from wirelatch.identity.keys.sealing import SealError
from wirelatch.identity.oidc.token.use_once import use_once
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

LIFETIME = 900
PATH = "/source/oauth/"
MOST_AT_ONCE = 6
_PREFIX = "wirelatch_source_"
_STATE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Attempt:
    """`link_session`: the session of who is signed in and connects an account; empty for signing in."""

    source_id: str
    state: str
    nonce: str
    verifier: str
    redirect_uri: str
    target: str
    again: bool
    link_session: str
    begun: int

    @property
    def challenge(self) -> str:
        """The PKCE challenge, S256."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


def begin(source_id: str, redirect_uri: str, target: str, *, again: bool, link_session: str) -> Attempt:
    """A new attempt."""
    return Attempt(
        source_id=source_id,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        redirect_uri=redirect_uri,
        target=target,
        again=again,
        link_session=link_session,
        begun=int(time.time()),
    )


def keep(response: Response, call: Call, services: Services, attempt: Attempt) -> None:
    """Give the browser the attempt; of many that were never finished the oldest go, so that headers stay small."""
    others = sorted(name for name in call.cookies if name.startswith(_PREFIX))
    for name in others[: max(0, len(others) - MOST_AT_ONCE + 1)]:
        response.delete_cookie(name, **_options(call))  # type: ignore[arg-type]
    sealed = services.sealer.seal(orjson.dumps(asdict(attempt)).decode())
    response.set_cookie(_name(attempt.state), sealed, max_age=LIFETIME, **_options(call))  # type: ignore[arg-type]


def read(call: Call, services: Services, state: str) -> Attempt | None:
    """The attempt that this browser began under this state; None when it did not, or too long ago."""
    sealed = call.cookies.get(_name(state), "") if _STATE.fullmatch(state) else ""
    try:
        values = orjson.loads(services.sealer.open(sealed)) if 0 < len(sealed) < 8000 else None
    except (SealError, orjson.JSONDecodeError):
        return None
    if not isinstance(values, dict) or set(values) != {each.name for each in fields(Attempt)}:
        return None
    attempt = Attempt(**values)
    fresh = 0 <= time.time() - attempt.begun < LIFETIME
    return attempt if fresh and secrets.compare_digest(attempt.state, state) else None


async def use_up(services: Services, attempt: Attempt) -> bool:
    """Take the attempt; False when it was taken before."""
    until = datetime.fromtimestamp(attempt.begun + LIFETIME, UTC)
    return await use_once(services, "source_state", attempt.source_id, attempt.state, until=until)


def forget(response: Response, call: Call, state: str) -> None:
    """Take an attempt back from the browser."""
    if _STATE.fullmatch(state) and _name(state) in call.cookies:
        response.delete_cookie(_name(state), **_options(call))  # type: ignore[arg-type]


def _name(state: str) -> str:
    return _PREFIX + hashlib.sha256(state.encode()).hexdigest()[:16]


def _options(call: Call) -> dict[str, object]:
    return {"path": PATH, "secure": call.is_secure, "httponly": True, "samesite": "lax"}

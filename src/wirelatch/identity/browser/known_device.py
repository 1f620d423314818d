"""Browsers in which a user has signed in before: their guesses are counted apart from everybody else's.

Strangers at the same address (behind one proxy, or on this machine) can use up the address's guesses, but so cannot
lock the owner of the account out. https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from starlette.responses import Response

from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

COOKIE = "wirelatch_device"
LIFETIME_SECONDS = 180 * 86_400


def known_device(call: Call, services: Services, user_uuid: str) -> str | None:
    """What to count this browser's guesses by; None when the user has not signed in with it."""
    name, _, signature = call.cookies.get(COOKIE, "").partition(".")
    expected = _signature(services, name, user_uuid)
    return f"device {name}" if hmac.compare_digest(signature.encode(), expected.encode()) else None


def remember_device(
    response: Response, call: Call, services: Services, user_uuid: str, max_age: int = LIFETIME_SECONDS
) -> None:
    """Let this browser be known as the user's for `max_age` seconds."""
    name = secrets.token_urlsafe(16)
    value = f"{name}.{_signature(services, name, user_uuid)}"
    response.set_cookie(
        COOKIE,
        value,
        max_age=max_age,
        path="/if/flow/",
        secure=call.is_secure,
        httponly=True,
        samesite="lax",
    )


def _signature(services: Services, name: str, user_uuid: str) -> str:
    message = f"device\n{name}\n{user_uuid}".encode()
    return hmac.new(services.marker_key, message, hashlib.sha256).hexdigest()

"""The session a request belongs to."""

from __future__ import annotations

from starlette.responses import Response

from wirelatch.database import now
from wirelatch.identity.directory import sessions
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import Call

COOKIE = "wirelatch_identity"


async def current_session(call: Call, services: Services) -> Session | None:
    """The live session of the request's cookie. It is looked up each time: ending one holds at once."""
    secret = call.cookies.get(COOKIE)
    if not secret or len(secret) > 200:
        return None
    session = await services.database.read(lambda connection: sessions.find(connection, secret, call.address))
    if session is not None and now() - session.last_used > sessions.TOUCH:
        await services.database.write(
            lambda connection: sessions.touch(
                connection, session.uuid, address=call.address, user_agent=call.user_agent
            )
        )
    return session


def set_session(response: Response, call: Call, secret: str, max_age: int | None = None) -> None:
    """Give the browser its session; without `max_age` (seconds) it lasts until the browser closes."""
    response.set_cookie(
        COOKIE, secret, max_age=max_age, path="/", secure=call.is_secure, httponly=True, samesite="lax"
    )


def clear_session(response: Response, call: Call) -> None:
    """Take the session back from the browser."""
    response.delete_cookie(COOKIE, path="/", secure=call.is_secure, httponly=True, samesite="lax")

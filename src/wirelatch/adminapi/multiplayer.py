"""Who else has the editor open, and where they are: the topics `multiplayer/…` of `/comms`.

An editor names its session; others know it by another id, since whoever knows the first can take it up again.
Node-RED does the same (`@node-red/runtime/lib/multiplayer`).
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from wirelatch.access.users import User

IDLE_SECONDS = 30.0
"""How long a session whose connection is gone may be taken up again."""
MOST_SESSIONS = 1_000
MOST_SELECTED = 50
"""Ids of a selection that the others are told."""
_SESSION = re.compile(r"[a-zA-Z0-9]{1,64}")
_PLACE = re.compile(r"[a-zA-Z0-9.]{1,64}")


class Listener(Protocol):
    """A connection of `/comms`."""

    user: User | None

    def queue(self, topic: str, data: Any) -> None:
        """Send a message with the next batch."""


@dataclass(eq=False)
class _Session:
    public_id: str
    user: dict[str, Any]
    active: bool = True
    location: dict[str, Any] = field(default_factory=dict)
    end: asyncio.TimerHandle | None = None

    def to_json(self) -> dict[str, Any]:
        shown = {"session": self.public_id, "user": self.user, "active": self.active}
        return {**shown, "location": self.location} if self.location else shown


class Multiplayer:
    """The sessions of all editors; `listeners` are the connections to tell of changes."""

    def __init__(self, listeners: Iterable[Listener]) -> None:
        self._listeners = listeners
        self._sessions: dict[str, _Session] = {}
        self._of: dict[Listener, str] = {}

    def receive(self, listener: Listener, topic: str, data: Any) -> None:
        """Take a message of an editor; what makes no sense is dropped."""
        if not isinstance(data, dict):
            data = {}
        if topic == "multiplayer/connect":
            self._connect(listener, data.get("session"))
        elif topic == "multiplayer/disconnect":
            self._forget(self._of.pop(listener, ""), disconnected=True)
        elif topic == "multiplayer/location":
            self._locate(listener, data)

    def gone(self, listener: Listener) -> None:
        """A connection has ended; its session may come back for a while."""
        session_id = self._of.pop(listener, "")
        session = self._sessions.get(session_id)
        if session is None or session_id in self._of.values():
            return
        session.active = False
        session.end = asyncio.get_running_loop().call_later(
            IDLE_SECONDS, self._sessions.pop, session_id, None
        )
        self._tell("connection-removed", {"session": session.public_id})

    def close(self) -> None:
        """Forget everybody."""
        for session in self._sessions.values():
            if session.end is not None:
                session.end.cancel()
        self._sessions.clear()

    def _connect(self, listener: Listener, session_id: Any) -> None:
        if not isinstance(session_id, str) or _SESSION.fullmatch(session_id) is None or listener.user is None:
            return
        if self._of.get(listener, session_id) != session_id:
            self.gone(listener)
        session = self._sessions.get(session_id)
        if session is None:
            if len(self._sessions) >= MOST_SESSIONS:
                return
            session = self._sessions[session_id] = _Session(_public_id(), _shown(listener.user))
        session.active = True
        if session.end is not None:
            session.end.cancel()
            session.end = None
        self._of[listener] = session_id
        self._tell("connection-added", session.to_json(), listener)
        active = [other.to_json() for other in self._sessions.values() if other.active]
        listener.queue("multiplayer/init", {"session": session.public_id, "sessions": active})

    def _locate(self, listener: Listener, data: dict[str, Any]) -> None:
        session = self._sessions.get(self._of.get(listener, ""))
        if session is None:
            return
        cursor = data.get("cursor")
        places = [data.get(name) for name in ("workspace", "node")]
        if any(place and not _is_place(place) for place in places):
            return
        if cursor is not None and not _is_point(cursor):
            return
        known = {name: data[name] for name in ("workspace", "node") if data.get(name)}
        if cursor is not None:
            known["cursor"] = {"x": cursor["x"], "y": cursor["y"]}
        selection = data.get("selection")
        if isinstance(selection, list) and selection and all(map(_is_place, selection[:MOST_SELECTED])):
            known["selection"] = selection[:MOST_SELECTED]  # of our own editor; others pass over it
        session.location = known
        self._tell("location", {"session": session.public_id, **known}, listener)

    def _forget(self, session_id: str, *, disconnected: bool) -> None:
        session = self._sessions.pop(session_id, None)
        if session is not None:
            self._tell("connection-removed", {"session": session.public_id, "disconnected": disconnected})

    def _tell(self, event: str, data: Any, but: Listener | None = None) -> None:
        for listener in self._listeners:
            if listener is not but:
                listener.queue(f"multiplayer/{event}", data)


def _public_id() -> str:
    return f"PUB{secrets.token_hex(8)}PUB"


def _shown(user: User) -> dict[str, Any]:
    """What other editors see of a user: no permissions."""
    if user.anonymous:
        return {"anonymous": True, "username": f"Anon {secrets.randbelow(100)}"}
    return {"username": user.username, **({"image": user.image} if user.image else {})}


def _is_place(place: Any) -> bool:
    return isinstance(place, str) and _PLACE.fullmatch(place) is not None


def _is_point(cursor: Any) -> bool:
    return isinstance(cursor, dict) and all(
        isinstance(cursor.get(axis), int | float) and not isinstance(cursor[axis], bool)
        for axis in ("x", "y")
    )

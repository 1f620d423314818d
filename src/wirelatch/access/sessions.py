"""Sessions at the flows half: kept on the server, found by the hash of an id that only the client has."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from wirelatch.access.session_ids import hash_of
from wirelatch.access.tables import sessions
from wirelatch.access.users import User
from wirelatch.database import Database, now

NOTE_SEEN_EVERY = timedelta(minutes=1)
"""How exact `last_seen` is kept: a database write per request would be too many."""
CACHED = 5000


@dataclass(frozen=True)
class Session:
    """One signed-in browser or tool."""

    id_hash: str
    kind: str
    user: User
    issuer: str
    subject: str
    provider_session: str
    id_token: str
    created: datetime
    last_seen: datetime
    expires: datetime


class Sessions:
    """All sessions. `on_end` listeners hear of each session that is ended here, by its hash."""

    def __init__(self, database: Database, idle: int, lifetime: int) -> None:
        self._database = database
        self._idle = timedelta(seconds=idle)
        self.lifetime = timedelta(seconds=lifetime)
        self._cache: dict[str, Session] = {}
        self._listeners: list[Callable[[str], None]] = []

    def on_end(self, listener: Callable[[str], None]) -> None:
        """Call `listener(id_hash)` whenever a session ends before its time."""
        self._listeners.append(listener)

    async def create(
        self,
        user: User,
        *,
        kind: str = "browser",
        issuer: str = "",
        subject: str = "",
        provider_session: str = "",
        id_token: str = "",
    ) -> str:
        """Make a session; returns its id, which is never stored."""
        session_id = secrets.token_urlsafe(48)
        at = now()
        session = Session(
            hash_of(session_id),
            kind,
            user,
            issuer,
            subject,
            provider_session,
            id_token,
            at,
            at,
            at + self.lifetime,
        )
        kept = {column.name: getattr(session, column.name, None) for column in sessions.c}
        row = {**kept, "username": user.username[:255], "user": json.dumps(asdict(user))}

        def work(connection: Connection) -> None:
            connection.execute(delete(sessions).where(_over(at, self._idle)))
            connection.execute(insert(sessions).values(row))

        await self._database.write(work)
        self._remember(session)
        return session_id

    async def find(self, session_id: str) -> Session | None:
        """The session of an id, if it is neither over nor unknown; counts as use of it."""
        id_hash = hash_of(session_id)
        session = await self._alive(id_hash)
        if session is None:
            return None
        at = now()
        if at - session.last_seen > NOTE_SEEN_EVERY:
            session = replace(session, last_seen=at)
            seen = update(sessions).where(sessions.c.id_hash == id_hash).values(last_seen=at)
            await self._database.write(lambda connection: connection.execute(seen).rowcount)
        self._remember(session)
        return session

    async def is_alive(self, id_hash: str) -> bool:
        """Whether the session of a hash goes on; does not count as use of it."""
        return await self._alive(id_hash) is not None

    async def _alive(self, id_hash: str) -> Session | None:
        session = self._cache.get(id_hash)
        if session is None:
            query = select(sessions).where(sessions.c.id_hash == id_hash)
            row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
            if row is None:
                return None
            fields = {name: value for name, value in row._asdict().items() if name != "username"}
            session = Session(**{**fields, "user": User(**json.loads(row.user))})
        at = now()
        if at >= session.expires or at - session.last_seen > self._idle:
            await self._end(sessions.c.id_hash == id_hash)
            return None
        return session

    async def end(self, session_id: str) -> bool:
        """End one session; False when there was none."""
        return await self._end(sessions.c.id_hash == hash_of(session_id)) > 0

    async def end_at_provider(self, issuer: str, subject: str | None, provider_session: str | None) -> int:
        """End the sessions the provider has ended: those of its `sid`, or all of a `sub`."""
        wanted = [sessions.c.issuer == issuer]
        if subject:
            wanted.append(sessions.c.subject == subject)
        if provider_session:
            wanted.append(sessions.c.provider_session == provider_session)
        return await self._end(and_(*wanted))

    async def _end(self, which: ColumnElement[bool]) -> int:
        def work(connection: Connection) -> list[str]:
            hashes = list(connection.execute(select(sessions.c.id_hash).where(which)).scalars())
            connection.execute(delete(sessions).where(sessions.c.id_hash.in_(hashes)))
            return hashes

        ended = await self._database.write(work)
        for id_hash in ended:
            self._cache.pop(id_hash, None)
            for listener in self._listeners:
                listener(id_hash)
        return len(ended)

    def _remember(self, session: Session) -> None:
        if len(self._cache) >= CACHED:
            self._cache.clear()
        self._cache[session.id_hash] = session


def _over(at: datetime, idle: timedelta) -> ColumnElement[bool]:
    return or_(sessions.c.expires <= at, sessions.c.last_seen < at - idle)

"""The drafts of one flows half: the shared one, and a private one for each user who has left it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from pathlib import Path

from wirelatch.access.users import User
from wirelatch.document.errors import StorageError
from wirelatch.engine.runtime import Runtime
from wirelatch.workbench.drafts.draft import Draft
from wirelatch.workbench.drafts.journal import Journal, Stored
from wirelatch.workbench.drafts.patches import PatchError
from wirelatch.workbench.drafts.records import Records
from wirelatch.workbench.drafts.room import Room

log = logging.getLogger(__name__)

SHARED = "shared"
CATCH_UP_SECONDS = 0.02
"""How long after a deploy the drafts follow, if nobody asks for one before."""


class Drafts:
    """Finds the draft that a user works on, and keeps all of them on top of what is deployed."""

    def __init__(self, runtime: Runtime, folder: Path) -> None:
        self._runtime = runtime
        self._folder = folder
        self._rooms: dict[str, Room] = {}
        self._lock = asyncio.Lock()
        self._catching_up: asyncio.TimerHandle | None = None

    async def open(self) -> None:
        """Read what is on file, once the flows are loaded."""
        await self._room(SHARED)
        # Not when it runs: that may take long, and who opens the editor meanwhile gets the new flows.
        self._runtime.operation.after_store.append(self._deployed)

    async def close(self) -> None:
        """Write what is not yet on file."""
        self._catch_up()
        for room in self._rooms.values():
            await room.close()
        self._rooms.clear()

    async def room_of(self, user: User) -> Room:
        """The draft that a user works on."""
        self._catch_up()
        own = _own(user)
        async with self._lock:  # not while one begins or ends
            if own in self._rooms or await asyncio.to_thread(self._path(own).exists):
                return await self._found(own)
            return await self._found(SHARED)

    async def leave(self, user: User) -> None:
        """Begin a private draft with what is in the shared one. Raises StorageError."""
        room = await self.room_of(user)
        if room.name != SHARED:
            return
        async with self._lock:
            name = _own(user)
            if name not in self._rooms:
                records = room.draft.records
                draft = Draft.of(room.draft.deployed, room.draft.revision, Stored())
                draft.records, draft.fork = records.copy(), records.copy()
                draft.authors = dict(room.draft.authors)
                journal = Journal(self._path(name))
                try:
                    await asyncio.to_thread(journal.start, draft.head())
                except OSError as error:
                    raise StorageError(f"A private draft cannot be stored: {error}") from None
                self._rooms[name] = Room(name, draft, journal, is_new=False)
        self._lead_on(room, user)

    async def come_back(self, user: User, *, merging: bool) -> bool:
        """End the private draft, with what was done in it put into the shared one or lost. False: there is none.

        Raises StorageError; it goes on then.
        """
        private = await self.room_of(user)
        if private.name == SHARED or private.is_ending:
            return False
        private.is_ending = True
        try:
            if merging:
                shared = await self._room(SHARED)
                shared.change(lambda draft: draft.absorb(private.draft, user.username))
                await shared.stored()
            async with self._lock:
                self._rooms.pop(private.name, None)
                await private.remove()
        finally:
            private.is_ending = private.name not in self._rooms
        return True

    def _lead_on(self, room: Room, user: User) -> None:
        for listener in tuple(room.listeners):
            if getattr(listener, "username", None) == user.username:
                listener.leave()

    async def _room(self, name: str) -> Room:
        async with self._lock:
            return await self._found(name)

    async def _found(self, name: str) -> Room:
        if name not in self._rooms:
            journal = Journal(self._path(name))
            stored = await asyncio.to_thread(journal.load)
            deployed, revision = Records(self._runtime.flows), self._runtime.revision
            try:
                draft = Draft.of(deployed, revision, stored)
            except (PatchError, KeyError, TypeError, ValueError) as error:
                log.error("the draft on file cannot be read and is left out: %s", error)
                draft, stored = Draft.of(deployed, revision, Stored()), Stored()
            is_new = not stored.is_whole or stored.head.get("revision") != revision
            self._rooms[name] = Room(name, draft, journal, is_new=is_new)
        return self._rooms[name]

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.jsonl"

    async def discard_all(self, username: str) -> None:
        """Take everything back that anybody has not deployed: another document takes the place of this one."""
        self._catch_up()
        async with self._lock:
            names = {path.stem for path in self._folder.glob("*.jsonl")} | set(self._rooms)
            rooms = [await self._found(name) for name in names]
        for room in rooms:
            room.change(lambda draft: draft.discard(username))
            await room.stored()

    def _deployed(self, _: object) -> None:
        """A deploy was made, here or with a tool. Whoever made it does not wait for the drafts."""
        if self._catching_up is None:
            self._catching_up = asyncio.get_running_loop().call_later(CATCH_UP_SECONDS, self._catch_up)

    def _catch_up(self) -> None:
        if self._catching_up is None:
            return
        self._catching_up.cancel()
        self._catching_up = None
        known = self._rooms[SHARED].draft.deployed
        records, revision = Records.like(self._runtime.flows, known), self._runtime.revision
        for room in self._rooms.values():
            try:
                room.deployed(records, revision)
            except Exception:  # one draft that cannot keeps no other from following
                log.exception("the draft %s cannot be put on top of what is deployed", room.name)


def _own(user: User) -> str:
    """The name of a user's private draft; names of users may hold anything."""
    return f"private-{hashlib.sha256(user.username.encode()).hexdigest()[:32]}"

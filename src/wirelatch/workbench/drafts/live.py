"""The WebSocket over which editors change a draft and hear of each other's changes. docs/co-editing.md says how.

An editor says `hello` with the last batch that it has, gets what it lacks, sends `edit`s, and gets every batch that was
stored: its own as an `ack`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections import deque
from typing import Any, Literal, cast

from starlette.types import Receive, Scope, Send

from wirelatch.access.gate import Gate
from wirelatch.access.session_ids import hash_of
from wirelatch.access.users import User
from wirelatch.adminapi.service import parse
from wirelatch.webkit.encoding import json_octets
from wirelatch.webkit.errors import HttpError
from wirelatch.webkit.pacing import messages_of
from wirelatch.workbench.drafts.drafts import SHARED, Drafts
from wirelatch.workbench.drafts.json_types import DraftMessageJson, DraftSummaryJson, DraftWelcomeJson
from wirelatch.workbench.drafts.patches import PatchError
from wirelatch.workbench.drafts.room import Room

log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 15.0
CHECK_SECONDS = 60.0
HELLO_SECONDS = 30.0
MESSAGES_PER_SECOND = 50.0
BURST = 200
"""Messages that a client may send at once; after that they are read more slowly."""
MOST_WAITING = 16_000_000
"""Octets that may wait for a slow client, which is then told to connect again."""
POLICY, TRY_AGAIN = 1008, 1013
_CLIENT = re.compile(r"[A-Za-z0-9_-]{8,64}")


class LiveDrafts:
    """All connections; an ASGI application for WebSockets."""

    def __init__(self, gate: Gate, drafts: Drafts, largest_message: int) -> None:
        self._gate = gate
        self._drafts = drafts
        self._largest = largest_message
        self._connections: set[_Connection] = set()
        gate.on_session_end(self._session_ended)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until it ends."""
        await receive()  # websocket.connect
        user, session_hash = None, ""
        with contextlib.suppress(HttpError):
            user = await self._gate.identify(scope)
            session = await self._gate.session(scope) if user is not None and not user.anonymous else None
            session_hash = session.id_hash if session is not None else ""
        if user is None or not user.may("flows.read"):
            await send({"type": "websocket.close", "code": POLICY})
            return
        await send({"type": "websocket.accept"})
        connection = _Connection(send, user, session_hash, _bearer(scope))
        self._connections.add(connection)
        sender = asyncio.create_task(connection.run())
        checker = asyncio.create_task(self._check(connection))
        reader = asyncio.create_task(self._read(connection, receive))
        try:
            await asyncio.wait({sender, reader}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._connections.discard(connection)
            if connection.room is not None:
                connection.room.listeners.discard(connection)
            for task in (checker, reader, sender):
                task.cancel()
            await asyncio.gather(checker, reader, sender, return_exceptions=True)

    async def close(self) -> None:
        """End all connections."""
        for connection in tuple(self._connections):
            connection.leave()

    def _session_ended(self, session_hash: str) -> None:
        for connection in tuple(self._connections):
            if connection.session_hash == session_hash:
                connection.end(POLICY)

    async def _check(self, connection: _Connection) -> None:
        """End the connection when its session or token has ended, or when it never says what it wants."""
        await asyncio.sleep(HELLO_SECONDS)
        if connection.room is None:
            connection.end(POLICY)
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                if connection.token:
                    user = await self._gate.user_of_token(connection.token)
                    alive = user is not None and user.may("flows.read")
                    connection.user = user or connection.user
                elif connection.session_hash:
                    alive = await (await self._gate.store()).sessions.is_alive(connection.session_hash)
                else:
                    alive = True
            except HttpError:  # nobody can tell now
                continue
            except Exception:
                log.exception("an editor cannot be checked")
                continue
            if not alive:
                connection.end(POLICY)

    async def _read(self, connection: _Connection, receive: Receive) -> None:
        async for data in messages_of(receive, MESSAGES_PER_SECOND, BURST):
            if connection.is_ended:  # and does not read that it is
                continue
            octets = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
            await self._take(connection, octets)

    async def _take(self, connection: _Connection, octets: bytes) -> None:
        number = 0
        try:
            if len(octets) > self._largest:
                raise PatchError(f"a message is larger than {self._largest} octets (api_max_length)")
            message = parse(octets)
            if not isinstance(message, dict):
                raise PatchError("a message has to be an object")
            if isinstance(hello := message.get("hello"), dict):
                await self._welcome(connection, hello)
            elif isinstance(edit := message.get("edit"), dict):
                number = edit.get("n") if isinstance(edit.get("n"), int) else 0  # type: ignore[assignment]
                self._edit(connection, number, edit)
            else:
                raise PatchError("a message is a `hello` or an `edit`")
        except RecursionError:
            connection.tell(_refusal(number, "invalid", "The message is nested too deeply"))
        except (PatchError, ValueError) as error:
            connection.tell(_refusal(number, "invalid", str(error)))

    def _edit(self, connection: _Connection, number: int, edit: dict[str, Any]) -> None:
        room = connection.room
        if room is None:
            raise PatchError("say `hello` first")
        if room.is_ending:
            connection.leave()  # it has not been taken: the editor sends it again, to the draft that it gets next
            return
        if not connection.user.may("flows.write"):
            connection.tell(_refusal(number, "forbidden", "Changing flows needs the permission flows.write"))
            return
        if number < 1:
            raise PatchError("`n` has to be a number from 1")
        if not room.edit(connection.client, number, connection.user.username, edit.get("ops")):
            connection.tell({"ack": {"seq": 0, "n": number}})

    async def _welcome(self, connection: _Connection, hello: dict[str, Any]) -> None:
        client = hello.get("client")
        if not isinstance(client, str) or _CLIENT.fullmatch(client) is None:
            raise PatchError("`client` has to be 8 to 64 letters and digits")
        # Numbers are counted per user and client: nobody can use up those of somebody else's.
        connection.client = hash_of(f"{connection.username} {client}")[:24]
        room = await self._drafts.room_of(connection.user)
        draft = room.draft
        seq = hello.get("seq") if isinstance(hello.get("seq"), int) else -1
        is_known = hello.get("revision") == draft.revision
        missed = draft.since(str(hello.get("epoch")), seq) if is_known else None  # type: ignore[arg-type]
        if connection.room is not None:
            connection.room.listeners.discard(connection)
        connection.room = room
        welcome = cast(
            DraftWelcomeJson,
            {
                **summary(room),
                "client": connection.client,
                "n": draft.clients.get(connection.client, 0),
                "can_write": connection.user.may("flows.write"),
            },
        )
        if missed is None:
            welcome["ops"] = draft.difference()
        else:
            welcome["batches"] = missed
        connection.tell({"welcome": welcome})
        room.listeners.add(connection)


def summary(room: Room) -> DraftSummaryJson:
    """What an editor is told of a draft beside its changes."""
    draft = room.draft
    return {
        "draft": "shared" if room.name == SHARED else "private",
        "epoch": draft.epoch,
        "seq": draft.seq,
        "revision": draft.revision,
        "authors": draft.authors,
    }


def _refusal(number: int, code: Literal["invalid", "forbidden"], message: str) -> DraftMessageJson:
    return {"refused": {"n": number, "code": code, "message": message}}


def _bearer(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return str(value[7:].strip().decode("latin-1"))
    return ""


class _Connection:
    """One editor: what waits to be sent to it, and the task that sends it."""

    def __init__(self, send: Send, user: User, session_hash: str, token: str) -> None:
        self.user = user
        self.session_hash = session_hash
        self.token = token
        self.client = ""
        self.room: Room | None = None
        self._send = send
        self._queue: deque[str] = deque()
        self._waiting = 0
        self._code = 0
        self._wake = asyncio.Event()

    @property
    def username(self) -> str:
        """Who it is."""
        return self.user.username

    @property
    def is_ended(self) -> bool:
        """Whether nothing more is taken of it."""
        return self._code != 0

    def tell(self, message: DraftMessageJson) -> None:
        """Send a message."""
        if self._code:
            return
        text = json_octets(message).decode()
        self._waiting += len(text)
        if self._waiting > MOST_WAITING and self._queue:
            self.end(TRY_AGAIN)
            return
        self._queue.append(text)
        self._wake.set()

    def leave(self) -> None:
        """Close, so that the editor connects again."""
        self.end(TRY_AGAIN)

    def end(self, code: int) -> None:
        """Close."""
        self._code = self._code or code
        self._wake.set()

    async def run(self) -> None:
        """Send what comes, until the connection ends."""
        with contextlib.suppress(OSError, RuntimeError):
            while not self._code:
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        await self._wake.wait()
                except TimeoutError:
                    await self._send({"type": "websocket.send", "text": '{"hb":1}'})
                self._wake.clear()
                while self._queue and not self._code:
                    text = self._queue.popleft()
                    self._waiting -= len(text)
                    await self._send({"type": "websocket.send", "text": text})
            await self._send({"type": "websocket.close", "code": self._code})

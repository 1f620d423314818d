"""The gate: who makes a request, and may they.

A request is made by the owner of its bearer token, or of its session cookie (then, if it changes anything, only from a
page of ours), or with `--no-sign-in` by anybody on this machine.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

from wirelatch.access.bearer import BearerTokens
from wirelatch.access.fetching import ProviderError
from wirelatch.access.origins import SAFE_METHODS, is_same_origin, names_this_machine
from wirelatch.access.relying_party import RelyingParty
from wirelatch.access.users import ANONYMOUS, User
from wirelatch.settings import Settings
from wirelatch.webkit.errors import HttpError

if TYPE_CHECKING:
    from wirelatch.access.sessions import Session
    from wirelatch.access.store import Store

log = logging.getLogger(__name__)

COOKIE = "wirelatch_flows"
JOINED = "~"
TOOL = "token"
"""The kind of a session that a tool began with an API token. Its bearer token is the session's id and that API token,
joined: it ends when either of them does, and neither is kept here in clear."""
NOTE_REFUSALS_EVERY = 60.0


class Gate:
    """Decides on every request to the editor and the Admin API."""

    def __init__(self, settings: Settings, bearer: BearerTokens) -> None:
        self.settings = settings
        self.bearer = bearer
        self._refusals: dict[tuple[str, str], float] = {}
        self._opening: asyncio.Task[Store] | None = None
        self._on_session_end: list[Callable[[str], None]] = []

    @property
    def relying_party(self) -> RelyingParty | None:
        """None until the link to the provider is made."""
        return self.bearer.relying_party

    @relying_party.setter
    def relying_party(self, party: RelyingParty) -> None:
        self.bearer.relying_party = party

    @property
    def public_urls(self) -> tuple[str, ...]:
        """The addresses at which browsers may use the editor; the first one is the preferred one."""
        port, root = self.settings.flows_port, self.settings.admin_root
        local = (f"http://{host}:{port}{root}" for host in ("127.0.0.1", "localhost"))
        return (self.settings.editor_base_url, *local)

    async def store(self) -> Store:
        """Sessions and ledger; opened at the first call. Raises HttpError while the database cannot be opened."""
        if self._opening is None or _failed(self._opening):
            self._opening = asyncio.create_task(self._open())
        try:
            return await asyncio.shield(self._opening)
        except Exception as error:
            reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
            log.error("the database of the flows half cannot be opened: %s", reason)
            message = "The database cannot be opened; the log says why"
            raise HttpError(503, "database_unavailable", message) from None

    async def _open(self) -> Store:
        def work() -> Store:
            from wirelatch.access.store import Store

            return Store(self.settings)

        opened = await asyncio.to_thread(work)
        for listener in self._on_session_end:
            opened.sessions.on_end(listener)
        return opened

    def on_session_end(self, listener: Callable[[str], None]) -> None:
        """Call `listener(hash of the id)` whenever a session ends before its time. Before the first request only."""
        self._on_session_end.append(listener)

    async def close(self) -> None:
        """Let go of the database."""
        if self._opening is None:
            return
        await asyncio.wait({self._opening})
        if not _failed(self._opening):
            await self._opening.result().database.close()

    async def identify(self, scope: Scope) -> User | None:
        """Who makes this request; None: nobody we know. Raises HttpError for requests that must not be answered."""
        if not self.settings.sign_in:
            # Whatever token it brings: a page whose name was pointed here can send any header.
            self._check_is_local(scope)
            return ANONYMOUS
        authorization = Headers(scope=scope).get("authorization", "")
        if authorization[:7].lower() == "bearer ":
            return await self.user_of_token(authorization[7:].strip())
        session = await self.session(scope)
        if session is None:
            return None
        if scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS:
            self._check_origin(scope)
        return session.user

    async def session(self, scope: Scope) -> Session | None:
        """The session of the request's cookie."""
        session_id = HTTPConnection(scope).cookies.get(COOKIE)
        if not session_id:
            return None
        session = await (await self.store()).sessions.find(session_id)
        return session if session is None or session.kind != TOOL else None

    async def user_of_token(self, token: str) -> User | None:
        """The owner of a token: a session of ours, what the provider knows, or both joined by `JOINED`."""
        if not self.settings.sign_in:
            return ANONYMOUS
        session_id, joined, api_token = token.partition(JOINED)
        session = await (await self.store()).sessions.find(session_id)
        if joined and session is None:
            return None
        if session is not None and session.kind != TOOL:
            return session.user
        try:
            return await self.bearer.user(api_token if joined else token)
        except ProviderError as error:
            raise HttpError(
                503, "provider_unavailable", f"The token cannot be checked now: {error}"
            ) from None

    async def note_refusal(self, user: User, permission: str, address: str, path: str) -> None:
        """Write to the ledger that a signed-in user lacked a permission; the same once a minute at most."""
        key, now = (user.username, permission), time.monotonic()
        if now - self._refusals.get(key, -NOTE_REFUSALS_EVERY) < NOTE_REFUSALS_EVERY:
            return
        if len(self._refusals) > 1000:
            self._refusals.clear()
        self._refusals[key] = now
        changes = {"permission": permission}
        await (await self.store()).ledger.append(
            actor=user.username, action="permission.fail", target=path, address=address, changes=changes
        )

    def _check_origin(self, scope: Scope) -> None:
        if not is_same_origin(scope, self.public_urls):
            raise HttpError(
                403, "cross_origin", "Requests with a session cookie are taken from our own pages only"
            )

    def _check_is_local(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        foreign = ("origin" in headers or "sec-fetch-site" in headers) and not is_same_origin(
            scope, self.public_urls
        )
        changing = scope["type"] == "websocket" or scope["method"] not in SAFE_METHODS
        if not names_this_machine(scope) or (foreign and changing):
            raise HttpError(403, "cross_origin", "Without sign-in, only pages of this machine are answered")


def _failed(task: asyncio.Task[Store]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


def address_of(scope: Scope) -> str:
    """The address of the client, for the ledger."""
    client = scope.get("client")
    return str(client[0]) if client else ""

"""Endpoints of the API: method, path, permission, handler. Without a permission there is no endpoint.

Paths are relative to `/api/v3/`; `{name}` stands for one segment, `{name:int}` for a number.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from sqlalchemy import Connection

from wirelatch.identity.api.errors import ApiError
from wirelatch.identity.api.principal import Principal
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply

T = TypeVar("T")
SHOWN_WITHIN = 20
"""Levels that answers may put around what a body held."""


class Permission(enum.Enum):
    """Who may call an endpoint."""

    ANYONE = "anyone"
    """Also without credentials."""
    SIGNED_IN = "signed in"
    """Any user; the handler shows and changes only what is theirs."""
    SUPERUSER = "superuser"
    """Administrators."""
    SUPERUSER_OR_LINK = "superuser or link"
    """Administrators, and the flows half with the link token, for its own application."""
    SIGNED_IN_OR_LINK = "signed in or link"


class ApiRequest:
    """A request that may call its endpoint."""

    def __init__(
        self,
        call: Call,
        services: Services,
        principal: Principal,
        arguments: Mapping[str, str],
        query: dict[str, str],
    ) -> None:
        self.call = call
        self.services = services
        self.principal = principal
        self.arguments = arguments
        self.query = query

    @property
    def is_partial(self) -> bool:
        """Whether only the fields that are given change (PATCH) rather than all of them (PUT)."""
        return self.call.method == "PATCH"

    async def json(self) -> dict[str, Any]:
        """The body, an object."""
        raw = await self.call.body()
        try:
            body = orjson.loads(raw) if raw.strip() else {}
        except orjson.JSONDecodeError as error:
            raise ApiError(400, {"detail": f"JSON parse error - {error}", "code": "parse_error"}) from None
        if not isinstance(body, dict):
            raise ApiError(400, {"non_field_errors": ["Invalid data. Expected a dictionary."]})
        if not _can_be_shown(body):
            raise ApiError(400, {"non_field_errors": ["The data is nested too deeply."]})
        return body

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self.services.database.read(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await self.services.database.write(work)

    async def change_catalog(self, work: Callable[[Connection], T]) -> T:
        """Write, and have the catalogue read anew; `work` itself calls `count_up`."""
        try:
            return await self.services.database.write(work)
        finally:
            self.services.catalog.changed()

    def record(
        self, connection: Connection, action: str, target: str, changes: Mapping[str, Any] | None = None
    ) -> None:
        """Write the act into the ledger, in the transaction that does it."""
        self.services.ledger.append_in(
            connection,
            actor=self.principal.actor,
            action=action,
            target=target,
            address=self.call.address,
            changes=changes,
        )


Handler = Callable[[ApiRequest], Awaitable[Reply]]


@dataclass(frozen=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    permission: Permission
    handler: Handler
    pattern: re.Pattern[str]


class Endpoints:
    """A collection of endpoints, filled by decorators."""

    def __init__(self) -> None:
        self.all: list[Endpoint] = []

    def on(self, method: str, path: str, permission: Permission) -> Callable[[Handler], Handler]:
        """Register a handler."""

        def register(handler: Handler) -> Handler:
            self.all.append(Endpoint(method, path, permission, handler, _pattern(path)))
            return handler

        return register


def _can_be_shown(body: dict[str, Any]) -> bool:
    """Whether what is stored can be written again, also within a list or another object: 254 levels are the most."""
    answered: Any = body
    for _ in range(SHOWN_WITHIN):
        answered = [answered]
    try:
        orjson.dumps(answered)
    except TypeError:
        return False
    return True


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)(:int)?\}", path)
    pattern = re.escape(parts[0])
    for name, kind, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        pattern += rf"(?P<{name}>{'[0-9]{1,9}' if kind else '[^/]+'})" + re.escape(rest)
    return re.compile(pattern, re.ASCII)


def answer(value: Any, status: int = 200) -> Reply:
    """A JSON answer, which no cache keeps."""
    return json_reply(value, status, NO_STORE)


def nothing() -> Reply:
    """204."""
    return Reply(204, b"", list(NO_STORE.items()))

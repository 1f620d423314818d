"""Endpoints of the API: method, path, permission, what goes in and out, handler. Without a permission there is none.

Paths are relative to `/api/v3/`; `{name}` stands for one segment, `{name:int}` for a number
that a database's integer holds, `{name:long}` for one of up to 15 digits.
How to write one is told in the package's docstring.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import parse_qsl

import orjson
from sqlalchemy import ColumnElement, Connection, Select

from wirelatch.identity.api.models import Model
from wirelatch.identity.api.permissions import Admission, Permission
from wirelatch.identity.api.principal import Principal
from wirelatch.identity.directory.rights import Rights
from wirelatch.identity.installation.system_settings import DEFAULTS as SETTINGS
from wirelatch.identity.installation.system_settings import SystemSettings
from wirelatch.identity.services import Services
from wirelatch.identity.web.call import NO_STORE, Call, Reply, json_reply
from wirelatch.identity.web.errors import ApiError
from wirelatch.identity.web.fields import Field
from wirelatch.identity.web.shapes import JsonType, Parameter

__all__ = ["ApiRequest", "Endpoint", "Endpoints", "Permission", "answer", "nothing"]

T = TypeVar("T")
SHOWN_WITHIN = 20
"""Levels that answers may put around what a body held."""


class ApiRequest:
    """A request that may call its endpoint."""

    def __init__(
        self,
        call: Call,
        services: Services,
        principal: Principal,
        arguments: Mapping[str, str],
        query: dict[str, str],
        system: SystemSettings = SETTINGS,
    ) -> None:
        """`system`: the system settings at the time of the request."""
        self.system = system
        self.call = call
        self.services = services
        self.principal = principal
        self.arguments = arguments
        self.query = query

    @property
    def is_partial(self) -> bool:
        """Whether only the fields that are given change (PATCH) rather than all of them (PUT)."""
        return self.call.method == "PATCH"

    @property
    def rights(self) -> Rights:
        """What the caller may do."""
        return self.principal.rights

    @property
    def own_id(self) -> int:
        """The caller's user id; 0, which nobody has, for the link token."""
        return self.principal.person.id if self.principal.person is not None else 0

    def all_of(self, parameter: str) -> list[str]:
        """A parameter that may be repeated, or hold several values with commas between; none with a NUL in it."""
        try:
            pairs = parse_qsl(self.call.query, max_num_fields=2000)
        except ValueError:
            return []
        asked = [value for name, value in pairs if name == parameter and "\x00" not in value]
        return [part for value in asked for part in value.split(",") if part]

    def may(self, verb: str, model: Model, pk: Any = None) -> bool:
        """Whether the caller holds a permission on everything of a kind, or on one object."""
        return self.rights.holds(model.permission(verb), None if pk is None else str(pk))

    def visible(self, query: Select[Any], model: Model, *, owner: bool = False) -> Select[Any]:
        """A query on the model's table, narrowed to what the caller may see; with `owner` to what is theirs, too."""
        if self.may("view", model):
            return query
        table = model.table
        assert table is not None
        column = table.c[model.key]
        pks: list[Any] = sorted(self.rights.objects(model.permission("view")))
        if column.type.python_type is int:
            pks = [int(pk) for pk in pks if pk.isdecimal()]
        seen: ColumnElement[bool] = column.in_(pks)
        return query.where(seen | (table.c[model.owner] == self.own_id) if owner else seen)

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
            changes={**(changes or {}), **self.principal.acting},
        )


Handler = Callable[[ApiRequest], Awaitable[Reply]]


@dataclass(frozen=True)
class Endpoint:
    """One method of one path, and all that the OpenAPI document says of it."""

    method: str
    path: str
    permission: Admission
    handler: Handler
    pattern: re.Pattern[str]
    body: Mapping[str, Field] | None = None
    body_name: str = ""
    answers: JsonType | None = None
    status: int = 200
    is_list: bool = False
    query: Mapping[str, Parameter] = field(default_factory=dict)
    summary: str = ""
    operation: str = ""
    content_type: str = "application/json"
    """Of the answer."""
    takes: str = "application/json"
    is_described: bool = False
    """Whether what goes in and out was declared."""

    @property
    def operation_id(self) -> str:
        """As authentik's schema names operations: `core_users_list`, `core_users_set_password_create`."""
        if self.operation:
            return self.operation
        parts = [part for part in self.path.strip("/").split("/") if not part.startswith("{")]
        verb = {
            "GET": "list" if self.is_list else "retrieve",
            "POST": "create",
            "PUT": "update",
            "PATCH": "partial_update",
            "DELETE": "destroy",
        }[self.method]
        return re.sub(r"[^A-Za-z0-9]+", "_", "_".join([*parts, verb]))

    @property
    def specificity(self) -> tuple[bool, ...]:
        """Sorts literal segments before placeholders."""
        return tuple(part.startswith("{") for part in self.path.strip("/").split("/"))


class Endpoints:
    """A collection of endpoints, filled by decorators."""

    def __init__(self) -> None:
        self.all: list[Endpoint] = []

    def on(
        self,
        method: str,
        path: str,
        permission: Admission,
        *,
        body: Mapping[str, Field] | None = None,
        body_name: str = "",
        answers: JsonType | None = None,
        status: int = 0,
        is_list: bool = False,
        query: Mapping[str, Parameter] | None = None,
        summary: str = "",
        operation: str = "",
        content_type: str = "application/json",
        takes: str = "application/json",
    ) -> Callable[[Handler], Handler]:
        """Register a handler, whose docstring becomes the description.

        `body`: the fields it takes. `answers`: the JSON type of the answer, or nothing for 204; with `is_list` it is
        an array or a page (`shapes.page_of_shape`). `query`: parameters. `status` of success: 200, or 204 without an answer.
        """

        def register(handler: Handler) -> Handler:
            endpoint = Endpoint(
                method=method,
                path=path,
                permission=permission,
                handler=handler,
                pattern=_pattern(path),
                body=body,
                body_name=body_name,
                answers=answers,
                status=status or (200 if answers is not None else 204),
                is_list=is_list,
                query=query or {},
                summary=summary,
                operation=operation,
                content_type=content_type,
                takes=takes,
                is_described=bool(body is not None or answers is not None or status or query),
            )
            self.all.append(endpoint)
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


_PLACES = {"": "[^/]+", None: "[^/]+", ":int": "[0-9]{1,9}", ":long": "[0-9]{1,15}"}


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)(:int|:long)?\}", path)
    pattern = re.escape(parts[0])
    for name, kind, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        pattern += rf"(?P<{name}>{_PLACES[kind]})" + re.escape(rest)
    return re.compile(pattern, re.ASCII)


def answer(value: Any, status: int = 200) -> Reply:
    """A JSON answer, which no cache keeps."""
    return json_reply(value, status, NO_STORE)


def nothing() -> Reply:
    """204."""
    return Reply(204, b"", list(NO_STORE.items()))

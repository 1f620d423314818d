"""What the handlers of the Admin API work on."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request

from wirelatch.access.gate import Gate, address_of
from wirelatch.access.guarded_routes import user_of
from wirelatch.access.sign_in import SignIn
from wirelatch.adminapi.node_sets import NodeSets
from wirelatch.adminapi.user_settings import UserSettings
from wirelatch.engine.runtime import Runtime
from wirelatch.settings import Settings
from wirelatch.webkit.errors import HttpError


@dataclass(frozen=True)
class Service:
    """The parts of the flows half, handed to every group of routes."""

    settings: Settings
    runtime: Runtime
    gate: Gate
    sign_in: SignIn
    node_sets: NodeSets
    user_settings: UserSettings
    told_to_editors: list[Callable[[], Mapping[str, Any]]] = field(default_factory=list)
    """What other parts add to `/settings`; members of the same name are merged."""

    async def audit(
        self, request: Request, action: str, target: str = "", changes: Mapping[str, Any] | None = None
    ) -> None:
        """Write to the ledger what the request's user did."""
        await (await self.gate.store()).ledger.append(
            actor=user_of(request).username,
            action=action,
            target=target,
            address=address_of(request.scope),
            changes=changes,
        )

    async def body(self, request: Request) -> bytes:
        """The request's body; HttpError 413 when it is larger than allowed."""
        limit = self.settings.api_max_length
        announced = request.headers.get("content-length", "")
        too_large = HttpError(
            413, "entity.too.large", f"The request is larger than {limit} bytes (api_max_length)"
        )
        if announced.isdigit() and int(announced) > limit:
            raise too_large
        chunks, size = [], 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit:
                raise too_large
            chunks.append(chunk)
        return b"".join(chunks)

    async def json(self, request: Request) -> Any:
        """The request's JSON body; an empty object when there is none. HttpError 400 when it is not JSON."""
        body = await self.body(request)
        if not body.strip():
            return {}
        try:
            return parse(body)
        except ValueError as error:
            raise HttpError(400, "unexpected_error", f"The body is not JSON: {error}") from None
        except RecursionError:
            raise HttpError(400, "invalid_request", "The body is nested too deeply") from None

    async def json_object(self, request: Request) -> dict[str, Any]:
        """The request's JSON body, which has to be an object."""
        value = await self.json(request)
        if not isinstance(value, dict):
            raise HttpError(400, "invalid_request", "The body has to be a JSON object")
        return value


def parse(text: bytes) -> Any:
    """JSON as JavaScript programs write it, lone surrogates too; numbers are finite, as JavaScript reads them.

    Raises ValueError for what is no such JSON, RecursionError for what is nested too deeply to be given back.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = json.loads(
            text.decode(), parse_int=_number, parse_float=_number, parse_constant=_refuse_constant
        )
        level = [value]
        for _ in range(_MAX_DEPTH):
            level = [
                inner
                for item in level
                if isinstance(item, (dict, list))
                for inner in (item.values() if isinstance(item, dict) else item)
            ]
        if level:
            raise RecursionError from None
        return value
    try:
        orjson.dumps(value)
    except TypeError:
        raise RecursionError from None
    return value


_MAX_DEPTH = 254
"""As deep as orjson writes."""
_LARGE = 2**53


def _number(text: str) -> float:
    if len(text) < 16 and text.lstrip("-").isdigit():
        return int(text)
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"the number {text[:20]} is too large")
    return int(number) if number.is_integer() and abs(number) < _LARGE and "." not in text else number


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")

"""What the handlers of the Admin API work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
            value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise HttpError(400, "unexpected_error", f"The body is not JSON: {error}") from None
        try:
            orjson.dumps(value)
        except TypeError:  # deeper than 254 levels: what is taken must be possible to give back
            raise HttpError(400, "invalid_request", "The body is nested too deeply") from None
        return value

    async def json_object(self, request: Request) -> dict[str, Any]:
        """The request's JSON body, which has to be an object."""
        value = await self.json(request)
        if not isinstance(value, dict):
            raise HttpError(400, "invalid_request", "The body has to be a JSON object")
        return value

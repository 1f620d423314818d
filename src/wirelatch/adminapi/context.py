"""`/context`: what nodes, flows and the runtime remember. https://nodered.org/docs/user-guide/context"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.context.scopes import ContextScope
from wirelatch.engine.debug_encoding import encode_value
from wirelatch.webkit.errors import HttpError, json_response


class Context:
    """Reading and deleting context values."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._runtime = service.runtime

    def routes(self) -> list[Route]:
        """The routes with Node-RED's permissions."""
        places = ("/context/global", "/context/flow/{flow}", "/context/node/{node}")
        return [
            *(Route("GET", place, "context.read", self.read) for place in places),
            *(Route("GET", place + "/{key:path}", "context.read", self.read) for place in places),
            *(Route("DELETE", place + "/{key:path}", "context.write", self.delete) for place in places),
        ]

    async def read(self, request: Request) -> Response:
        """All values, or that of a key; `store` limits them to one store, `keysOnly` leaves the values out."""
        scope, store = self._scope(request), self._store(request)
        if scope is None:
            return json_response({})
        key = request.path_params.get("key")
        keys_only = "keysOnly" in request.query_params
        default = self._runtime.contexts.default
        if key:
            value = self._value(scope, key, store or default)
            if keys_only:
                return json_response({store or default: _inner_keys(value)})
            answer = _encoded(value)
            if (store or default) != default:
                answer["store"] = store
            return json_response(answer)
        answer = {}
        for name in [store] if store else list(self._runtime.contexts.stores):
            values = self._values(scope, name)
            if keys_only:
                answer[name] = {"keys": [{"key": item} for item in values]}
            else:
                answer[name] = {item: _encoded(value) for item, value in values.items()}
        return json_response(answer)

    async def delete(self, request: Request) -> Response:
        """Remove the value of a key."""
        scope, store, key = self._scope(request), self._store(request), request.path_params["key"]
        if not key:
            raise HttpError(404, "not_found", "Name the key to delete")
        if scope is not None:
            try:
                scope.delete(key, store or self._runtime.contexts.default)
            except ValueError as error:
                raise HttpError(400, "invalid_key", str(error)) from None
            except OSError as error:
                raise HttpError(500, "unexpected_error", f"The store cannot be written: {error}") from None
            await self._service.audit(request, "context.delete", scope.id, {"key": key[:200]})
        return Response(status_code=204)

    def _scope(self, request: Request) -> ContextScope | None:
        """The scope of the path; None when there is no such node. A flow that is not there has no values."""
        contexts = self._runtime.contexts
        if "node" in request.path_params:
            node_id = request.path_params["node"]
            node = self._runtime.node(node_id)
            if node is None:
                return None
            # An instance of a subflow: what its nodes know as the flow's context.
            return contexts.scope_of_flow(node_id) if node.type.startswith("subflow:") else node.context()
        if "flow" in request.path_params:
            return contexts.scope_of_flow(request.path_params["flow"])
        return self._runtime.global_context()

    def _store(self, request: Request) -> str | None:
        store = request.query_params.get("store")
        if store and store not in self._runtime.contexts.stores:
            raise HttpError(404, "not_found", f"There is no context store {store!r}")
        return store or None

    @staticmethod
    def _value(scope: ContextScope, key: str, store: str) -> Any:
        try:
            return scope.get(key, store)
        except ValueError as error:
            raise HttpError(400, "invalid_key", str(error)) from None
        except OSError as error:
            raise HttpError(500, "unexpected_error", f"The store cannot be read: {error}") from None

    @staticmethod
    def _values(scope: ContextScope, store: str) -> dict[str, Any]:
        try:
            return scope.values(store)
        except (OSError, ValueError) as error:
            raise HttpError(400, "unexpected_error", f"The store cannot be read: {error}") from None


def _encoded(value: Any) -> dict[str, Any]:
    msg, shape = encode_value(value)
    return {"msg": msg, "format": shape}


def _inner_keys(value: Any) -> dict[str, Any]:
    """What is inside a value, without the values."""
    if isinstance(value, list):
        return {"format": f"array[{len(value)}]"}
    if not isinstance(value, dict):
        return {"keys": []}
    keys: list[dict[str, Any]] = []
    for key, item in value.items():
        entry: dict[str, Any] = {"key": key}
        if isinstance(item, list):
            entry |= {"format": f"array[{len(item)}]", "length": len(item)}
        elif isinstance(item, dict) or item is None:
            entry["format"] = "object"
        keys.append(entry)
    return {"keys": keys, "format": "object"}

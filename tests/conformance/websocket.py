"""The sockets behind Node-RED's WebSocket config nodes, which its specs listen to and send through (`js/websocket.cjs`)."""

from __future__ import annotations

import functools
from contextvars import ContextVar
from typing import Any

from tests.conformance import taps
from wirelatch.nodes.network.websocket.endpoint import WebSocketEndpoint
from wirelatch.nodes.network.websocket.serving import Serving

_offered: ContextVar[str] = ContextVar("offered", default="")


def watch() -> None:
    """Tell the spec of connections and of what they bring; once per process."""
    serve, received = Serving.__call__, WebSocketEndpoint.received

    async def called(self: Serving, scope: Any, receive: Any, send: Any) -> None:
        _offered.set(next(iter(scope.get("subprotocols") or []), ""))
        await serve(self, scope, receive, send)

    @functools.wraps(received)
    def told(self: WebSocketEndpoint, session: str, data: Any) -> None:
        taps.tell("socket", self.id, ["received", session, data])
        received(self, session, data)

    Serving.__call__ = called  # type: ignore[method-assign]
    WebSocketEndpoint.received = told  # type: ignore[method-assign]
    for event in ("opened", "closed"):
        setattr(WebSocketEndpoint, event, _told(event, getattr(WebSocketEndpoint, event)))


def _told(event: str, method: Any) -> Any:
    @functools.wraps(method)
    def told(self: WebSocketEndpoint, session: str, count: int) -> None:
        taps.tell("socket", self.id, [event, session, _offered.get()])
        method(self, session, count)

    return told

"""What `websocket in` and `websocket out` have in common: the endpoint that they use."""

from __future__ import annotations

from typing import Any, ClassVar

from wirelatch.engine.node import Node
from wirelatch.engine.properties import config_node, text, which
from wirelatch.nodes.network.websocket.endpoint import WebSocketEndpoint

LABEL = ("{name}", "[ws] {client>path}", "[ws] {server>path}", "websocket")


class WebSocketUser(Node):
    """A node that names an endpoint; `receives` tells whether it wants the messages that come there."""

    receives: ClassVar[bool] = False

    name: str = text(label="Name")
    kind: Any = which({"server": "Listen on", "client": "Connect to"}, label="Type")
    server: str | None = config_node(
        "websocket-listener", label="Path", required=True, when={"kind": ["server"]}
    )
    client: str | None = config_node(
        "websocket-client", label="URL", required=True, when={"kind": ["client"]}
    )

    def start(self) -> None:
        """Join the endpoint."""
        self._endpoint: WebSocketEndpoint | None = None
        self._endpoint = endpoint_of(self, self.client, self.server)
        self._endpoint.register(self, receives=self.receives)

    def close(self, removed: bool) -> None:
        endpoint = getattr(self, "_endpoint", None)
        if endpoint is not None:
            endpoint.deregister(self)
        self.status()


def endpoint_of(node: Node, client: str | None, server: str | None) -> WebSocketEndpoint:
    """The endpoint that a node names. Raises ValueError when there is none."""
    found = node.config_node(client or server or "")
    if not isinstance(found, WebSocketEndpoint):
        raise ValueError("Missing server configuration")
    return found

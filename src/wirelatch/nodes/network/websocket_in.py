"""The `websocket in` node: messages that come over WebSockets."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Node
from wirelatch.engine.properties import config_node, text, which
from wirelatch.nodes.network.websocket.endpoint import WebSocketEndpoint, endpoint_of


class WebSocketIn(
    Node,
    type="websocket in",
    category="network",
    color="rgb(215, 215, 160)",
    icon="white-globe",
    inputs=0,
    label=("{name}", "websocket"),
):
    """
    Receives messages over WebSockets: from everybody who connects to a path of ours, or from a server.

    ### Output

    - `payload`: what was sent, a text or (for binary messages) a Buffer; or, if the endpoint is set to *entire message*,
      the object in the JSON that was sent is the message;
    - `_session`: the connection. **websocket out** answers through it.

    The status tells the number of connections; Status nodes also get `event` (`connect`, `disconnect`, `error`) and
    `_session`.
    """

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
        self._endpoint.register(self, receives=True)

    def close(self, removed: bool) -> None:
        endpoint = getattr(self, "_endpoint", None)
        if endpoint is not None:
            endpoint.deregister(self)
        self.status()

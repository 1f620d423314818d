"""The `websocket-listener` node: a path at which others connect."""

from __future__ import annotations

from wirelatch.engine.properties import select, text
from wirelatch.nodes.network.websocket.endpoint import WebSocketEndpoint

CONTENT = {"false": "payload", "true": "entire message"}


class WebSocketListener(
    WebSocketEndpoint, type="websocket-listener", category="config", inputs=0, outputs=0, label=("{path}",)
):
    """
    A WebSocket endpoint at a path of the flows' own web server; nothing else has to be opened.

    The path is relative to the address of the flows (setting `http_node_root`), and two listeners cannot share one.
    Whoever can reach the server can connect, as with **http in**: check in the flow what must not be open to all.

    *Send/Receive* says whether the payload alone is the content of the WebSocket messages, or the whole message as JSON.
    Messages may have up to 100 MiB. A client that does not answer to pings is disconnected after 40 seconds; to one that
    reads too slowly, messages are dropped when 64 MiB wait.
    """

    address: str | None = text(name="path", label="Path", required=True, placeholder="/ws/example")
    wholemsg: str | None = select("false", CONTENT, label="Send/Receive")

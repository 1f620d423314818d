"""The `websocket-client` node: a connection to a WebSocket server."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.properties import config_node, number, rows, select, text, typed
from wirelatch.nodes.network.websocket.endpoint import WebSocketEndpoint
from wirelatch.nodes.network.websocket_listener import CONTENT


class WebSocketClient(
    WebSocketEndpoint, type="websocket-client", category="config", inputs=0, outputs=0, label=("{path}",)
):
    """
    A connection to a WebSocket server, made as soon as a node uses it, and made again 3 seconds after it was lost.

    *URL* begins with `ws://` or `wss://`. *Send/Receive* says whether the payload alone is the content of the WebSocket
    messages, or the whole message as JSON. *Subprotocol* may list several, separated by commas. With a *heartbeat*, a
    ping is sent at that interval, and the connection is given up if none of them is answered by the next.

    Headers are sent with the request that opens the connection; *User-Agent* and others have to be named with *other*
    to be given a value. A proxy is used if the environment names one for the URL (`ws_proxy`, `wss_proxy`, `all_proxy`,
    `no_proxy`).
    """

    address: str | None = text(name="path", label="URL", required=True, placeholder="ws://example.com/ws")
    tls: str | None = config_node("tls-config", label="TLS configuration")
    subprotocol: str | None = text(label="Subprotocol")
    wholemsg: str | None = select("false", CONTENT, label="Send/Receive")
    hb: Any = number("", label="Send heartbeat (s)", minimum=0, absent="", help="empty or 0: none")
    headers: list[dict[str, Any]] | None = rows(
        [],
        label="Headers",
        fields={
            "keyValue": typed("", ("other", "Authorization", "User-Agent"), "keyType", "other", label="Name"),
            "valueValue": typed("", ("other", "env"), "valueType", "other", label="Value"),
        },
    )

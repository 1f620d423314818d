"""The `websocket out` node: send messages over WebSockets."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import config_node, text, which
from wirelatch.nodes.network.websocket.endpoint import WebSocketEndpoint, endpoint_of
from wirelatch.scripting.values import UNDEFINED, json_stringify, to_string, type_of


class WebSocketOut(
    Node,
    type="websocket out",
    category="network",
    color="rgb(215, 215, 160)",
    icon="white-globe",
    outputs=0,
    align="right",
    label=("{name}", "websocket"),
):
    """
    Sends `msg.payload` over WebSockets: a Buffer as a binary message, a text as it is, an object as JSON. If the endpoint
    is set to *entire message*, the whole message is sent as JSON.

    A message that came in through **websocket in** goes back to the client it came from, by `msg._session`. Delete that
    to send to everybody who is connected, or over a connection of ours to the server.
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
        self._endpoint.register(self, receives=False)

    def close(self, removed: bool) -> None:
        endpoint = getattr(self, "_endpoint", None)
        if endpoint is not None:
            endpoint.deregister(self)
        self.status()

    def on_message(self, msg: Message) -> Output:
        endpoint = self._endpoint
        if endpoint is None:
            return None
        if endpoint.whole:
            content = {key: value for key, value in msg.items() if key != "_session"}
            data: str | bytes = json_stringify(content)
        else:
            data = _content(msg.get("payload", UNDEFINED))
            if data == "":
                return None
        session = msg.get("_session")
        if isinstance(session, dict) and session.get("type") == "websocket":
            endpoint.reply(to_string(session.get("id")), data)
        else:
            endpoint.broadcast(data)
        return None


def _content(payload: Any) -> str | bytes:
    """What is sent of a payload; the empty text for nothing."""
    if isinstance(payload, (bytes, bytearray)):
        return bytes(payload)
    if payload is UNDEFINED:
        return ""
    if isinstance(payload, str):
        return payload
    return json_stringify(payload) if type_of(payload) == "object" else to_string(payload)

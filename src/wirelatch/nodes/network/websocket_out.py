"""The `websocket out` node: send messages over WebSockets."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Output
from wirelatch.nodes.network.websocket.user import LABEL, WebSocketUser
from wirelatch.scripting.values import UNDEFINED, json_stringify, to_string, type_of


class WebSocketOut(
    WebSocketUser,
    type="websocket out",
    category="network",
    color="rgb(215, 215, 160)",
    icon="white-globe",
    outputs=0,
    align="right",
    label=LABEL,
):
    """
    Sends `msg.payload` over WebSockets: a Buffer as a binary message, a text as it is, an object as JSON. If the endpoint
    is set to *entire message*, the whole message is sent as JSON.

    A message that came in through **websocket in** goes back to the client it came from, by `msg._session`. Delete that
    to send to everybody who is connected, or over a connection of ours to the server.
    """

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

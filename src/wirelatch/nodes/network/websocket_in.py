"""The `websocket in` node: messages that come over WebSockets."""

from __future__ import annotations

from wirelatch.nodes.network.websocket.user import LABEL, WebSocketUser


class WebSocketIn(
    WebSocketUser,
    type="websocket in",
    category="network",
    color="rgb(215, 215, 160)",
    icon="white-globe",
    inputs=0,
    label=LABEL,
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

    receives = True

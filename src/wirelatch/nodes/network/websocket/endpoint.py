"""What `websocket-listener` and `websocket-client` have in common: the nodes that use them, and the messages.

As in Node-RED the path decides what an endpoint does, whatever its type: with `ws://` or `wss://` it calls a server,
otherwise it listens below the address of the flows.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

import orjson

from wirelatch.engine.node import Message, Node
from wirelatch.nodes.network.websocket.outbox import Data
from wirelatch.scripting.values import clone

LARGEST_MESSAGE = 104_857_600
"""Bytes of a message that is received; a larger one ends the connection."""

_ABSOLUTE = re.compile(r"wss?://", re.IGNORECASE)
ERROR = {"fill": "red", "shape": "ring", "text": "common.status.error"}
DISCONNECTED = {"fill": "red", "shape": "ring", "text": "common.status.disconnected"}


class Link(Protocol):
    """One way to be connected: as a server or as a client."""

    def start(self) -> None:
        """The endpoint starts. Raises ValueError when it cannot."""

    def used(self) -> None:
        """A node uses the endpoint."""

    def count(self) -> int | None:
        """How many are connected; None for a client that is not."""

    def broadcast(self, data: Data) -> None:
        """Send to everybody."""

    def reply(self, session: str, data: Data) -> None:
        """Send to one."""

    async def close(self) -> None:
        """End all connections."""


class WebSocketEndpoint(Node):
    """The running config node."""

    address: str | None
    wholemsg: str | None

    def start(self) -> None:
        """Begin to listen; calling begins when a node uses it."""
        from wirelatch.nodes.network.websocket.calling import Calling
        from wirelatch.nodes.network.websocket.serving import Serving

        self.whole = self.wholemsg == "true"
        self.is_server = not _ABSOLUTE.match(self.address or "")
        offered = self.config.get("subprotocol")
        self.subprotocols = [name.strip() for name in offered.split(",")] if isinstance(offered, str) else []
        self._users: list[Node] = []
        self._receivers: list[Node] = []
        self._link: Link | None = None
        if not self.address:
            raise ValueError("the path is missing")
        link: Link = Serving(self, self.address) if self.is_server else Calling(self, self.address)
        link.start()
        self._link = link

    async def close(self, removed: bool) -> None:
        link = getattr(self, "_link", None)
        if link is not None:
            await link.close()

    # Nodes that use it -----------------------------------------------------------------------------------------

    def register(self, user: Node, *, receives: bool) -> None:
        """A node uses this endpoint: it is shown the connections, and gets the messages if it receives."""
        if self._link is None:
            return
        self._users.append(user)
        if receives:
            self._receivers.append(user)
        if count := self._link.count():
            user.status(self._connected(count))
        self._link.used()

    def deregister(self, user: Node) -> None:
        """A node uses it no longer."""
        if getattr(self, "_link", None) is None:
            return
        self._users = [other for other in self._users if other is not user]
        self._receivers = [other for other in self._receivers if other is not user]

    def broadcast(self, data: Data) -> None:
        """Send to everybody who is connected."""
        if self._link is not None:
            self._link.broadcast(data)

    def reply(self, session: str, data: Data) -> None:
        """Send to one of those who are connected to us; nobody, if that one is gone."""
        if self._link is not None:
            self._link.reply(session, data)

    # What happens on connections -------------------------------------------------------------------------------

    def opened(self, session: str, count: int) -> None:
        """Somebody has connected; `count` is how many there are now."""
        self._show(self._connected(count), "connect", session)

    def closed(self, session: str, count: int) -> None:
        """A connection has ended."""
        self._show(
            self._connected(count) if self.is_server and count else DISCONNECTED, "disconnect", session
        )

    def failed(self, session: str, reason: str) -> None:
        """Something went wrong with a connection."""
        self.log(f"{self.address}: {reason}")
        self._show(ERROR, "error", session)

    def received(self, session: str, data: Data) -> None:
        """Data has come: send it on through the nodes that receive."""
        msg = self._message(data)
        if isinstance(msg, dict):
            msg["_session"] = {"type": "websocket", "id": session}
        for number, receiver in enumerate(self._receivers):
            receiver.send(clone(msg) if number else msg)

    def _message(self, data: Data) -> Any:
        if not self.whole:
            return {"payload": data}
        try:
            msg = orjson.loads(data if isinstance(data, str) else data.decode("utf-8", "replace"))
        except ValueError:
            return {"payload": data}
        # A list counts as the messages for the outputs, as it does when a function returns it.
        return msg if isinstance(msg, (dict, list)) else {"payload": msg}

    def _connected(self, count: int) -> Message:
        shown = str(count) if self.is_server else ""
        return {"fill": "green", "shape": "dot", "text": f"connected {shown}"}

    def _show(self, status: Message, event: str, session: str) -> None:
        for user in self._users:
            user.status({**status, "event": event, "_session": {"type": "websocket", "id": session}})

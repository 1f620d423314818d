"""The `tcp request` node: send something to a server and give back what it answers."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, config_node, number, select, text
from wirelatch.nodes.network.sockets.configured import plain_host, port_of, seconds_of
from wirelatch.nodes.network.sockets.failures import reason_of
from wirelatch.nodes.network.sockets.payload import as_bytes
from wirelatch.nodes.network.tcp.answer import Answer, answer_of
from wirelatch.nodes.network.tcp.caller import connect, tls_options
from wirelatch.nodes.network.tcp.connection import Connection
from wirelatch.nodes.network.tcp.framing import TooMuchError, unescaped
from wirelatch.nodes.network.tcp.statuses import connections
from wirelatch.nodes.network.tls_config import TlsConfig, tls_of
from wirelatch.scripting.values import UNDEFINED, clone, is_truthy, to_number, to_string

ERROR = {"fill": "red", "shape": "ring", "text": "common.status.error"}
DISCONNECTED = {"fill": "grey", "shape": "ring", "text": "common.status.disconnected"}
TIMED_OUT = {"fill": "grey", "shape": "dot", "text": "tcpin.errors.connect-timeout"}

_STAYS = {"out": ["sit"], "ret": ["string"]}
Waiting = tuple[Message, "asyncio.Future[None]"]


class TcpRequest(
    Node,
    type="tcp request",
    category="network",
    color="Silver",
    icon="bridge-dash",
    label=("{name}", "tcp:{server}:{port}", "tcp:{port}", "tcp request"),
):
    """
    Connects to a server, sends `msg.payload`, and sends on the answer as a copy of the latest message to that server.

    ### Input

    - `payload`: a Buffer or a text; other values are sent as text;
    - `host`, `port`: the server, if none is set in the node;
    - `reset`: in *never* mode, `true` closes all connections, `"host:port"` that one. Without a payload, nothing is sent.

    ### Output

    `payload`: the answer, as a Buffer or a text. The connection is closed and the answer complete

    - *after a fixed timeout* in milliseconds from the first byte of the answer;
    - *when character received*: a character, `\\n`, `\\r`, `\\t`, `\\e`, `\\f`, `\\0`, or a number such as `0x0A`;
    - *after a fixed number of characters* (bytes);
    - *never*: the connection is kept, and everything that comes is sent on. A text can be cut at a delimiter;
    - *immediately*: no answer is waited for, and none is sent on.

    There is one connection for each server and port. Messages that come while it is being made wait for it, 1,000 at
    most (setting `tcp_msg_queue_size`): the oldest are then dropped. If a connection fails, it is an error of the node.

    With a TLS configuration, the server's certificate is checked as that says.
    """

    name: str = text(label="Name")
    server: str | None = text(label="Server", placeholder="ip.address")
    port: Any = number("", label="Port", minimum=1, maximum=65535, absent="")
    tls: str | None = config_node("tls-config", label="TLS configuration")
    ret: str | None = select("buffer", {"buffer": "Buffer", "string": "String"}, label="Return")
    out: str | None = select(
        "time",
        {
            "time": "after a fixed timeout of (ms)", "char": "when character received is",
            "count": "after a fixed number of characters", "sit": "never - keep connection open",
            "immed": "immediately - don't wait for reply",
        },
        label="Close", required=True,
    )  # fmt: skip
    splitc: Any = text("0", required=True, when={"out": ["time", "char", "count"]}, absent=UNDEFINED)
    newline: str | None = text(label="delimited by", placeholder="(optional)", when=_STAYS)
    trim: bool | None = checkbox(False, label="re-attach delimiter", when=_STAYS)

    needs_start = True

    def start(self) -> None:
        """Read what is the same for every message."""
        self._talks: dict[str, _Talk] = {}
        self._last = ""
        self._port = to_number(self.port)
        self._port = self._port if self._port == self._port else 0
        self._most_waiting = int(self.runtime.settings.get("tcpMsgQueueSize") or 1000)
        self._idle = seconds_of(self, "socketTimeout")
        self.delimiter = unescaped(self.newline, once=True)
        answer_of(self)
        self._tls = tls_of(self, self.tls)

    async def close(self, removed: bool) -> None:
        talks, self._talks = list(getattr(self, "_talks", {}).values()), {}
        for talk in talks:
            talk.drop()
        self.status()

    @classmethod
    def differences(cls, config: Mapping[str, Any]) -> Iterable[str]:
        if config.get("tls"):
            yield "checks the server's certificate as the TLS configuration says; Node-RED never does"

    def on_message(self, msg: Message) -> Output | asyncio.Future[None]:
        if "payload" in msg and not isinstance(msg["payload"], (bytes, bytearray, str)):
            if msg["payload"] is None:
                raise ValueError("the payload is null: there is nothing to send")
            msg["payload"] = to_string(msg["payload"])
        host, port = self.server or msg.get("host"), self._port or msg.get("port")
        if self.out == "sit" and is_truthy(msg.get("reset")):
            self._reset(msg["reset"])
            if "payload" not in msg:
                return None
        if not (host and port):
            self.warn("Host and/or port not set")
            return None
        port_number = port_of(port)
        name = f"{to_string(host)}:{to_string(port)}"
        if name != self._last:
            self.status()
            self._last = name
        talk = self._talks.get(name)
        if talk is None:
            talk = self._talks[name] = _Talk(self, name, plain_host(host), port_number, self._tls, self._idle)
        return talk.take(msg, self._most_waiting)

    def done_with(self, talk: _Talk) -> None:
        """A connection has served its purpose, or is lost."""
        if self._talks.get(talk.name) is talk:
            del self._talks[talk.name]

    def show_connections(self) -> None:
        """Tell the number of connections."""
        self.status(fill="green", shape="dot", text=connections(len(self._talks)))

    def _reset(self, which: Any) -> None:
        if which is True:
            dropped = list(self._talks)
        else:
            dropped = [which] if isinstance(which, str) and ":" in which and which in self._talks else []
        for name in dropped:
            self._talks.pop(name).drop()
        count = len(self._talks)
        self.status(fill="green", shape="dot" if count else "ring", text=connections(count))


class _Talk:
    """The connection to one server: what waits to be sent, and the answer that is being read."""

    def __init__(
        self, node: TcpRequest, name: str, host: str, port: int, tls: TlsConfig | None, idle: float
    ) -> None:
        self.name = name
        self._node = node
        self._where = host, port
        self._tls = tls_options(tls, host)
        self._idle = idle
        self._waiting: deque[Waiting] = deque()
        self._latest: Message = {}
        self._answer: Answer | None = None
        self._connection: Connection | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._over = False

    def take(self, msg: Message, most: int) -> asyncio.Future[None] | None:
        """Send a message's payload, now or as soon as there is a connection; the future tells when."""
        self._latest = msg
        connection = self._connection
        if connection is not None and connection.is_open:
            self._send(connection, msg)
            return None
        if len(self._waiting) >= most:
            self._waiting.popleft()[1].cancel()
        sent = asyncio.get_running_loop().create_future()
        self._waiting.append((msg, sent))
        if self._task is None:
            self._task = self._node.spawn(self._connect())
        return sent

    def drop(self) -> None:
        """Close the connection without waiting for an answer."""
        self._over = True
        self._stop_timer()
        for _, sent in self._waiting:
            sent.cancel()
        self._waiting.clear()
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        if self._connection is not None:
            self._connection.destroy()

    async def _connect(self) -> None:
        node = self._node
        self._answer = answer_of(node)
        connection = Connection(self, node.runtime.machine, self._idle)
        try:
            async with asyncio.timeout(self._idle or None):
                await connect(connection, *self._where, self._tls)
        except TimeoutError:
            self._failed(TimeoutError("no answer to the call"), TIMED_OUT)
        except OSError as error:
            self._failed(error, ERROR)

    def _failed(self, error: BaseException, status: Mapping[str, str]) -> None:
        node = self._node
        node.done_with(self)
        node.status(status)
        waiting, self._waiting = self._waiting, deque()
        first = waiting[0][0] if waiting else self._latest
        for _, sent in waiting:
            sent.cancel()
        self._over = True
        self._stop_timer()
        node.error(ConnectionFailedError(f"connect failed {self.name}: {reason_of(error)}"), first)

    def _send(self, connection: Connection, msg: Message) -> None:
        payload = msg.get("payload", UNDEFINED)
        if payload is not UNDEFINED and not connection.write(as_bytes(payload)):
            self._node.warn(f"{self.name} does not read what it is sent: messages to it are dropped")

    # What happens on the connection ----------------------------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        """Send what waits."""
        if self._over:
            connection.destroy()
            return
        self._connection = connection
        self._node.show_connections()
        payloads = (msg.get("payload", UNDEFINED) for msg, _ in self._waiting)
        connection.write(b"".join(as_bytes(payload) for payload in payloads if payload is not UNDEFINED))
        for _, sent in self._waiting:
            if not sent.done():
                sent.set_result(None)
        self._waiting.clear()
        if self._node.out == "immed":
            self._finish()
            connection.end()

    def received(self, connection: Connection, data: bytes) -> None:
        """Add to the answer; send it on when it is complete."""
        answer = self._answer
        if self._over or answer is None:
            return
        try:
            payloads = answer.feed(data)
        except TooMuchError as error:
            self._node.error(error, self._latest)
            self._finish()
            connection.destroy()
            return
        for payload in payloads:
            self._node.send({**clone(self._latest), "payload": payload})
        if answer.complete:
            self._finish()
            connection.destroy()
        elif answer.seconds is not None and self._timer is None:
            self._timer = self._node.call_later(answer.seconds, self._time_is_up)

    def ended(self, connection: Connection) -> None:
        """The server has closed the connection."""
        if not self._over:
            self._node.status(DISCONNECTED)

    def closed(self, connection: Connection, error: BaseException | None) -> None:
        """The connection is gone; an answer that waits only for its time is still sent on."""
        if self._over:
            return
        if error is not None:
            self._failed(error, ERROR)
        elif self._timer is None:
            self._finish(show=False)
        else:
            self._node.done_with(self)

    def timed_out(self, connection: Connection) -> None:
        """Nothing has come for the time set."""
        self._node.status(TIMED_OUT)
        self._over = True
        self._node.done_with(self)
        connection.destroy()

    def _time_is_up(self) -> None:
        self._timer = None
        if self._over or self._answer is None:
            return
        payload = self._answer.end()
        self._node.send({**clone(self._latest), "payload": payload})
        self._finish()
        if self._connection is not None:
            self._connection.destroy()

    def _finish(self, *, show: bool = True) -> None:
        self._over = True
        self._stop_timer()
        self._node.done_with(self)
        if show:
            self._node.status()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


class ConnectionFailedError(OSError):
    """A server cannot be reached, or the connection to it broke."""

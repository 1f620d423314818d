"""An MQTT client on asyncio: opens the connection, watches over it, and says why it ended.

It does not connect again by itself: the broker node decides when. Unconfirmed messages are kept for the next
connection (`session`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from wirelatch.nodes.network.mqtt import packets
from wirelatch.nodes.network.mqtt.packet_properties import MalformedPacketError
from wirelatch.nodes.network.mqtt.packets import Publication
from wirelatch.nodes.network.mqtt.session import OnMessage, Session
from wirelatch.nodes.network.mqtt.transport import OPEN_SECONDS, Address, Link, open_link

_FAREWELL_SECONDS = 0.5
"""How long the other side may take to end a connection after our good-bye."""


@dataclass(frozen=True)
class Identity:
    """Who we are, and what we want of the connection."""

    client_id: str
    version: int = 4
    """3 is MQTT 3.1, 4 is 3.1.1, 5 is 5."""
    user: str = ""
    password: str = ""
    keepalive: int = 60
    """Seconds; 0 for none."""
    clean: bool = True
    will: Publication | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    """Properties of the CONNECT packet, MQTT 5 only."""


class MqttClient:
    """A client for one broker; may be opened again after the connection was lost."""

    def __init__(
        self,
        identity: Identity,
        on_message: OnMessage,
        on_subscription_refused: Callable[[str, str], None] = lambda *_: None,
    ) -> None:
        self.identity = identity
        self.lost = asyncio.Event()
        """Set when the connection has ended."""
        self.why_lost = ""
        """Why, in words; empty for no reason that anybody gave."""
        self.session = Session(identity.version, on_message, on_subscription_refused=on_subscription_refused)
        self.session.on_accept = self._accept
        self.session.on_refuse = self._refuse
        self.session.on_disconnect = self._told_to_go
        self._connection: _Connection | None = None
        self._link: Link | None = None
        self._accepted: asyncio.Future[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._wrote = False
        self._silent = 0

    async def open(self, address: Address) -> None:
        """Connect and wait until the broker accepts. Raises OSError or TimeoutError that says why it did not."""
        self.lost = asyncio.Event()
        self.why_lost = ""
        identity = self.identity
        packet = packets.connect(
            identity.client_id,
            identity.version,
            keepalive=identity.keepalive,
            clean=identity.clean,
            user=identity.user,
            password=identity.password,
            will=identity.will,
            properties=identity.properties,
        )
        accepted = self._accepted = asyncio.get_running_loop().create_future()
        # Nobody waits for it when the connection ends before it is open: that is told by `open_link` then.
        accepted.add_done_callback(lambda told: told.cancelled() or told.exception())
        connection = self._connection = _Connection(self)
        link = self._link = await open_link(address, connection)
        self._silent = 0
        try:
            self.session.begin(self._writer(link), packet)
            async with asyncio.timeout(OPEN_SECONDS):
                await accepted
        except BaseException:
            self._drop()
            raise

    async def shut(self) -> None:
        """Disconnect in good order: wait for confirmations, say good-bye, and until the connection is gone."""
        link = self._link
        if link is None or self.lost.is_set():
            return
        try:
            await self.session.settled()
            link.write(packets.disconnect(self.identity.version))
            link.close()
            with contextlib.suppress(TimeoutError):  # some brokers take their time, with WebSocket above all
                async with asyncio.timeout(_FAREWELL_SECONDS):
                    await self.lost.wait()
        finally:
            self._drop()

    def abort(self) -> None:
        """End the connection without a word, as a broken cable does: the broker then publishes the will."""
        self._drop()

    # What the connection tells ---------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Take what came over the connection."""
        if self.lost.is_set():
            return
        try:
            self.session.receive(data)
        except MalformedPacketError as error:
            self._end(f"what comes from there is no MQTT: {error}", packets.MALFORMED)

    def ended(self, error: BaseException | None) -> None:
        """The connection is gone."""
        self._stop_timer()
        self._connection = self._link = None
        self.why_lost = self.why_lost or (str(error) or type(error).__name__ if error is not None else "")
        self.lost.set()
        if self._accepted is not None and not self._accepted.done():
            why = self.why_lost or "the connection was closed before it was accepted"
            self._accepted.set_exception(ConnectionResetError(why))

    # What the session calls ------------------------------------------------------------------------------------

    def _accept(self, remembered: bool) -> None:
        if self._accepted is not None and not self._accepted.done():
            self._accepted.set_result(None)
        given = self.session.server.get("serverKeepAlive")
        keepalive = self.identity.keepalive if given is None else given
        if keepalive:
            self._wrote = False
            self._watch(keepalive / 2)

    def _refuse(self, why: str) -> None:
        self._end(f"refused: {why}")

    def _told_to_go(self, why: str) -> None:
        self._end(why)

    # Watching over the connection ------------------------------------------------------------------------------

    def _watch(self, half: float) -> None:
        """Twice per keep-alive time: ask for a sign of life in a silence; three halves without one are the end."""
        self._timer = asyncio.get_running_loop().call_later(half, self._look, half)

    def _look(self, half: float) -> None:
        self._silent = 0 if self.session.alive else self._silent + 1
        if self._silent >= 3:
            self.why_lost = "the broker does not answer any more"
            self._drop()
            return
        if not self.session.alive or not self._wrote:
            self.session.ping()
        self.session.alive = self._wrote = False
        self._watch(half)

    def _writer(self, link: Link) -> Callable[[bytes], None]:
        write = link.write

        def mark_and_write(data: bytes) -> None:
            self._wrote = True
            write(data)

        return mark_and_write

    def _end(self, why: str, code: int = 0) -> None:
        self.why_lost = self.why_lost or why
        if self._link is not None:
            if code and self.identity.version == 5:
                with contextlib.suppress(OSError):
                    self._link.write(packets.disconnect(5, code))
            self._link.close()
        self.ended(None)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _drop(self) -> None:
        if self._link is not None:
            self._link.abort()
        self.ended(None)


class _Connection:
    """Stands between the client and one connection: what a former one tells late is not for the present one."""

    def __init__(self, client: MqttClient) -> None:
        self._client = client

    def receive(self, data: bytes) -> None:
        if self._client._connection is self:
            self._client.receive(data)

    def ended(self, error: BaseException | None) -> None:
        if self._client._connection is self:
            self._client.ended(error)

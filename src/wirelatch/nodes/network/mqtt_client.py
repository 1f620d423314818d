"""gmqtt's client as the broker node needs it: MQTT 3.1 too, acknowledged publishing, and no reconnecting of its own.

gmqtt (https://github.com/wialon/gmqtt) waits for ever when a connection ends before it is accepted, reconnects by
rules of its own and tells nobody when a message was acknowledged. This class overrides the few methods concerned; the
broker node decides when to connect again.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import gmqtt
from gmqtt.mqtt.connection import MQTTConnection
from gmqtt.mqtt.protocol import MQTTProtocol

_log = logging.getLogger("wirelatch.nodes.mqtt")
_log.setLevel(logging.CRITICAL)
"""gmqtt logs every failed attempt with a traceback; the broker node reports them in words."""
_ACCEPT_SECONDS = 30.0


class _Protocol31(MQTTProtocol):  # type: ignore[misc]
    """MQTT 3.1, which has another name on the wire."""

    proto_name = b"MQIsdp"


@dataclass
class Address:
    """Where the broker is, and how to speak to it."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None
    server_name: str | None = None
    keepalive: int = 60
    version: int = 4
    """3 is MQTT 3.1, 4 is 3.1.1, 5 is 5.0."""


@dataclass
class Credentials:
    """Who we are."""

    client_id: str
    user: str = ""
    password: str = ""
    clean_session: bool = True
    will: gmqtt.Message | None = None
    properties: dict[str, Any] = field(default_factory=dict)
    """Properties of the CONNECT packet, MQTT 5 only."""


class MqttClient(gmqtt.Client):  # type: ignore[misc]
    """A client for one broker; may be opened again after the connection was lost."""

    def __init__(self, credentials: Credentials) -> None:
        super().__init__(
            credentials.client_id,
            clean_session=credentials.clean_session,
            will_message=credentials.will,
            logger=_log,
            **credentials.properties,
        )
        if credentials.user:
            self.set_auth_credentials(credentials.user, credentials.password or None)
        self._unacknowledged: dict[int, tuple[gmqtt.Message, asyncio.Future[None]]] = {}
        self._address: Address | None = None
        self._received: set[int] = set()
        """Packet ids of QoS 2 messages that were delivered and not yet released by the broker."""
        handler = self._package_handler
        self._deliver, self._release = handler._handle_qos_2_publish_packet, handler._handle_pubrel_packet
        handler._handle_qos_2_publish_packet = self._deliver_once
        handler._handle_pubrel_packet = self._released

    @property
    def lost(self) -> asyncio.Event:
        """Set when the connection has ended."""
        event: asyncio.Event = self._connection_lost
        return event

    @property
    def server_properties(self) -> dict[str, Any]:
        """Properties of the broker's CONNACK, MQTT 5 only."""
        properties: dict[str, Any] = self._package_handler._connack_properties
        return properties

    async def open(self, address: Address) -> None:
        """Connect and wait until the broker accepts. Raises OSError, gmqtt's MQTTConnectError or TimeoutError."""
        self._address = address
        self._is_active = True
        self._package_handler.reset_error_state()
        self._connection_state.protocol_version = address.version
        self._connection = await self._create_connection(
            address.host, address.port, address.tls, self._clean_session, address.keepalive
        )
        await self._connection.auth(
            self._client_id,
            self._username,
            self._password,
            will_message=self._will_message,
            **self._connect_properties,
        )
        accepted = asyncio.ensure_future(self._connack_received.wait())
        lost = asyncio.ensure_future(self._connection_lost.wait())
        try:
            async with asyncio.timeout(_ACCEPT_SECONDS):
                await asyncio.wait({accepted, lost}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            accepted.cancel()
            lost.cancel()
        if self._package_handler.has_error:
            self._package_handler.propagate_error()
        if not self._connack_received.is_set():
            raise ConnectionResetError("the broker closed the connection before accepting it")

    async def shut(self) -> None:
        """Disconnect in good order."""
        self._is_active = False
        if self._connection is not None and not self._connection.is_closing():
            await self._disconnect()

    def publish_acknowledged(self, message: gmqtt.Message) -> asyncio.Future[None] | None:
        """Publish; for QoS 1 and 2 the future tells when the broker has taken the message over."""
        mid, package = self._connection.publish(message)
        if message.qos == 0:
            return None
        self._persistent_storage.push_message(mid, package)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._unacknowledged[mid] = message, future
        return future

    # What gmqtt calls ------------------------------------------------------------------------------------------

    async def reconnect(self, delay: bool = False) -> None:
        """Nothing: the broker node connects again."""

    async def _create_connection(
        self, host: str, port: int, ssl: ssl.SSLContext | None, clean_session: bool, keepalive: int
    ) -> MQTTConnection:
        self._exit_reconnecting_state()
        self._package_handler.clear_topics_aliases()
        self._connack_received.clear()
        self._connection_lost.clear()
        address = self._address
        assert address is not None
        protocol_class = _Protocol31 if address.version == 3 else MQTTProtocol
        factory = partial(
            protocol_class,
            connection_state=self._connection_state,
            id_generator=self._package_handler.id_generator,
        )
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.create_connection(
            factory, host, port, ssl=ssl, server_hostname=address.server_name if ssl else None
        )
        return MQTTConnection(
            transport, protocol, clean_session, keepalive, package_handler=self._package_handler, logger=_log
        )

    def _deliver_once(self, mid: int, packet: bytes, topic: str, properties: dict[str, Any]) -> None:
        """QoS 2 means exactly once: what the broker sends again, because our answer was lost, is only answered again.

        https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901237
        """
        if mid in self._received:
            self._package_handler._send_pubrec(mid)
            return
        self._received.add(mid)
        self._deliver(mid, packet, topic, properties)

    def _released(self, cmd: int, packet: bytes) -> None:
        self._release(cmd, packet)
        self._received.discard(int.from_bytes(packet[:2], "big"))

    def _remove_message_from_queue(self, mid: int) -> None:
        super()._remove_message_from_queue(mid)
        waiting = self._unacknowledged.pop(mid, None)
        if waiting is not None and not waiting[1].done():
            waiting[1].set_result(None)

    def _clear_resend_qos_queue(self) -> None:
        """The broker forgot our session: what it has not acknowledged is published afresh."""
        super()._clear_resend_qos_queue()
        self._received.clear()
        waiting, self._unacknowledged = self._unacknowledged, {}
        for mid in waiting:
            self._package_handler.id_generator.free_id(mid)
        for message, future in waiting.values():
            mid, package = self._connection.publish(message)
            self._persistent_storage.push_message(mid, package)
            self._unacknowledged[mid] = message, future

    def forget_unacknowledged(self) -> None:
        """Give up on messages that were not acknowledged; whoever waits for them is released."""
        waiting, self._unacknowledged = self._unacknowledged, {}
        for _, future in waiting.values():
            future.cancel()

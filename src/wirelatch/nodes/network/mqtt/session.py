"""What an MQTT client remembers and answers, without any network: packets in, packets out, for 3.1, 3.1.1 and 5.

A session outlives its connections: messages of QoS 1 and 2 that the broker has not confirmed are published again on
the next one (https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901230).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from wirelatch.nodes.network.mqtt import packet_properties, packets
from wirelatch.nodes.network.mqtt.packet_properties import MalformedPacketError
from wirelatch.nodes.network.mqtt.packets import Publication, packet_identifier, reason

OnMessage = Callable[[str, bytes, int, bool, Mapping[str, Any]], None]
"""Takes topic, payload, QoS, retain and the MQTT 5 properties of a received message."""

_WINDOW = 65000
"""Messages under way at a time: identifiers have 16 bits, and subscribing needs some too."""
_KNOWN_TOPICS = 4096
_NONE: Mapping[str, Any] = {}


class PublishError(ValueError):
    """A message that the broker does not take."""


@dataclass(eq=False)
class _Outgoing:
    """A message of QoS 1 or 2 that is not confirmed yet."""

    message: Publication
    done: asyncio.Future[None]
    packet: bytes = b""
    """The packet as it may be repeated on another connection."""
    released: bool = False
    """Whether the broker has the message, and only the end of the exchange is missing (QoS 2)."""


def _ignore(*_: Any) -> None:
    """Nobody has asked to be told."""


@dataclass(eq=False)
class Session:
    """One client's side; `begin` it with every new connection and feed it with `receive`."""

    version: int
    on_message: OnMessage
    on_accept: Callable[[bool], None] = _ignore
    """Takes whether the broker remembers us."""
    on_refuse: Callable[[str], None] = _ignore
    """Takes why the broker does not want us."""
    on_disconnect: Callable[[str], None] = _ignore
    """Takes why the broker, in good order, ends the connection (MQTT 5)."""
    on_subscription_refused: Callable[[str, str], None] = _ignore
    """Takes the topic filter and why it is refused."""
    server: Mapping[str, Any] = field(default_factory=dict)
    """The properties of CONNACK, MQTT 5 only."""
    alive: bool = False
    """Set with everything received; whoever watches over the connection clears it."""

    def __post_init__(self) -> None:
        self._write: Callable[[bytes], None] = _ignore
        self._accepted = False
        self._rest = bytearray()
        self._needed = 0
        self._topics: dict[bytes, str] = {}
        self._aliases: dict[int, str] = {}
        self._their_aliases: dict[int, str] = {}
        self._window = _WINDOW
        self._last_identifier = 0
        self._outgoing: dict[int, _Outgoing] = {}
        self._waiting: deque[_Outgoing] = deque()
        self._asked: dict[int, str] = {}
        self._received: set[int] = set()
        """Identifiers of QoS 2 messages that were delivered and not yet released by the broker."""
        self._settled: list[asyncio.Future[None]] = []

    def begin(self, write: Callable[[bytes], None], packet: bytes) -> None:
        """There is a new connection: `write` sends on it, beginning with the CONNECT packet."""
        self._write = write
        self._accepted = False
        self._rest.clear()
        self._needed = 0
        self._aliases.clear()
        self._their_aliases.clear()
        self._asked.clear()
        write(packet)

    # Sending ---------------------------------------------------------------------------------------------------

    def publish(self, message: Publication) -> asyncio.Future[None] | None:
        """Publish; for QoS 1 and 2 the future tells when the broker has confirmed, or why it refused.

        Raises ValueError for what the broker has said it does not take, or what fits into no packet.
        """
        if message.qos == 0:
            self._write(self._checked(self._encoded(message, 0)))
            return None
        if message.qos > self.server.get("maximumQoS", 2):
            raise PublishError(f"the broker takes no messages of QoS {message.qos}")
        item = _Outgoing(message, asyncio.get_running_loop().create_future())
        if self._waiting or len(self._outgoing) >= self._window:
            self._waiting.append(item)
        else:
            self._dispatch(item)
        return item.done

    def subscribe(
        self,
        topic_filter: str,
        qos: int,
        *,
        no_local: bool = False,
        retain_as_published: bool = False,
        retain_handling: int = 0,
        identifier: int | None = None,
    ) -> None:
        """Ask for the messages of a filter; all but the QoS is for MQTT 5 only."""
        options, properties = qos, b""
        if self.version == 5:
            options |= no_local << 2 | retain_as_published << 3 | retain_handling << 4
            named = {} if identifier is None else {"subscriptionIdentifier": identifier}
            properties = packet_properties.encode(named)
        packet_id = self._identifier()
        self._asked[packet_id] = topic_filter
        self._write(packets.subscribe(packet_id, topic_filter, options, properties))

    def unsubscribe(self, topic_filter: str) -> None:
        """Have no more messages of a filter."""
        packet_id = self._identifier()
        self._asked[packet_id] = topic_filter
        self._write(packets.unsubscribe(packet_id, topic_filter, self.version))

    def ping(self) -> None:
        """Ask for a sign of life."""
        self._write(packets.PING)

    def settled(self) -> asyncio.Future[None]:
        """A future that tells when everything published is confirmed."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._settled.append(future)
        self._tell_settled()
        return future

    def forget(self) -> None:
        """Give up on what is not confirmed; whoever waits for it is released."""
        for item in chain(self._outgoing.values(), self._waiting):
            item.done.cancel()
        self._outgoing.clear()
        self._waiting.clear()
        self._tell_settled()

    def _identifier(self) -> int:
        identifier = self._last_identifier
        while True:
            identifier = identifier % 0xFFFF + 1
            if identifier not in self._outgoing and identifier not in self._asked:
                self._last_identifier = identifier
                return identifier

    def _encoded(self, message: Publication, packet_id: int, *, alone: bool = False) -> bytes:
        """The PUBLISH packet; `alone` when it must not lean on what was agreed on this connection."""
        topic, properties, block = message.topic, message.properties, b""
        if self.version == 5:
            alias = properties.get("topicAlias")
            if alias is not None:
                if alone:
                    properties = {name: value for name, value in properties.items() if name != "topicAlias"}
                elif self._aliases.get(alias) == topic:
                    topic = ""
                else:
                    self._aliases[alias] = topic
            block = packet_properties.encode(properties)
        return packets.publish(
            topic.encode("utf-8", "replace"),
            message.payload,
            qos=message.qos,
            retain=message.retain,
            packet_id=packet_id,
            properties=block,
        )

    def _checked(self, packet: bytes) -> bytes:
        limit = self.server.get("maximumPacketSize")
        if limit is not None and len(packet) > limit:
            raise PublishError(f"the message is larger than the broker takes: {len(packet)} bytes of {limit}")
        return packet

    def _dispatch(self, item: _Outgoing) -> None:
        packet_id = self._identifier()
        packet = self._checked(self._encoded(item.message, packet_id))
        aliased = "topicAlias" in item.message.properties
        item.packet = self._encoded(item.message, packet_id, alone=True) if aliased else packet
        item.released = False
        self._outgoing[packet_id] = item
        self._write(packet)

    def _dispatch_waiting(self) -> None:
        while self._waiting and len(self._outgoing) < self._window:
            item = self._waiting.popleft()
            if item.done.done():
                continue
            try:
                self._dispatch(item)
            except ValueError as error:
                item.done.set_exception(error)

    def _confirmed(self, packet_id: int, refusal: str = "") -> None:
        item = self._outgoing.pop(packet_id, None)
        if item is None:
            return
        if not item.done.done():
            if refusal:
                item.done.set_exception(PublishError(f"the broker refused the message: {refusal}"))
            else:
                item.done.set_result(None)
        if self._waiting:
            self._dispatch_waiting()
        if self._settled:
            self._tell_settled()

    def _tell_settled(self) -> None:
        if not self._outgoing and not self._waiting:
            waiters, self._settled = self._settled, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)

    # Receiving -------------------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Take what came over the connection; raises MalformedPacketError when it is no MQTT."""
        self.alive = True
        rest = self._rest
        if rest:
            rest += data
            if len(rest) < self._needed:
                return
            data = bytes(rest)
            rest.clear()
        start, end, needed = 0, len(data), 2
        while end - start >= 2:
            first, length, body = data[start], data[start + 1], start + 2
            if first & 0x0F and first & 0xF0 != packets.PUBLISH and first != 0x62:
                raise MalformedPacketError(f"no packet begins with 0x{first:02x}")
            if length & 0x80:
                if end - start < 5 and all(byte & 0x80 for byte in data[start + 1 : end]):
                    break
                length, body = packet_properties.read_variable_integer(data, start + 1, end)
            stop = body + length
            if stop > end:
                needed = stop - start
                break
            if first & 0xF0 == packets.PUBLISH and self._accepted:
                self._publication(first, data, body, stop)
            else:
                self._other(first, data, body, stop)
            start = stop
        if start < end:
            if not self._accepted and data[start] != packets.CONNACK:
                raise MalformedPacketError("the first packet is no answer to CONNECT")
            self._needed = max(needed, end - start + 1)
            rest += data[start:]

    def _publication(self, first: int, data: bytes, start: int, end: int) -> None:
        topic_end = start + 2 + packet_identifier(data, start, end)
        qos = first >> 1 & 3
        position = topic_end + 2 if qos else topic_end
        if position > end or qos == 3:
            raise MalformedPacketError("a message is malformed")
        properties = _NONE
        if self.version == 5:
            properties, position = packet_properties.decode(data, position, end)
        raw = data[start + 2 : topic_end]
        topic = self._topics.get(raw)
        if topic is None:
            topic = self._new_topic(raw)
        if properties and "topicAlias" in properties:
            alias = properties["topicAlias"]
            topic = topic or self._their_aliases.get(alias, "")
            self._their_aliases[alias] = topic
        if not topic:
            raise MalformedPacketError("a message has no topic")
        payload = data[position:end]
        if not qos:
            self.on_message(topic, payload, 0, bool(first & 1), properties)
            return
        answered = data[topic_end : topic_end + 2]
        if qos == 1:
            self._write(b"\x40\x02" + answered)
        else:
            self._write(b"\x50\x02" + answered)
            packet_id = packet_identifier(answered, 0, 2)
            if packet_id in self._received:  # our answer was lost; exactly once means not again
                return
            self._received.add(packet_id)
        self.on_message(topic, payload, qos, bool(first & 1), properties)

    def _new_topic(self, raw: bytes) -> str:
        if len(self._topics) >= _KNOWN_TOPICS:
            self._topics.clear()
        topic = self._topics[raw] = raw.decode("utf-8", "replace")
        return topic

    def _other(self, first: int, data: bytes, start: int, end: int) -> None:
        kind = first & 0xF0
        if not self._accepted:
            if kind != packets.CONNACK:
                raise MalformedPacketError("the first packet is no answer to CONNECT")
            self._connack(data, start, end)
        elif kind in (packets.PUBACK, packets.PUBREC, packets.PUBCOMP, packets.PUBREL):
            self._exchange(kind, data, start, end)
        elif kind in (packets.SUBACK, packets.UNSUBACK):
            self._answer(kind, data, start, end)
        elif kind == packets.DISCONNECT and self.version == 5:
            code, properties = self._reason(data, start, end)
            self.on_disconnect(reason(code, properties) if code else "the broker has ended the connection")
        elif kind != packets.PINGRESP:
            raise MalformedPacketError(f"a broker does not send packets of type {kind >> 4}")

    def _reason(self, data: bytes, start: int, end: int) -> tuple[int, Mapping[str, Any]]:
        """The reason code and the properties at the end of a packet, both of which may be left out."""
        if self.version != 5 or start >= end:
            return 0, _NONE
        if start + 1 >= end:
            return data[start], _NONE
        return data[start], packet_properties.decode(data, start + 1, end)[0]

    def _connack(self, data: bytes, start: int, end: int) -> None:
        if end - start < 2:
            raise MalformedPacketError("the answer to CONNECT is too short")
        remembered, code = bool(data[start] & 1), data[start + 1]
        properties: Mapping[str, Any] = {}
        if self.version == 5 and end - start > 2:
            properties = packet_properties.decode(data, start + 2, end)[0]
        if code:
            self.on_refuse(reason(code, properties, version=self.version))
            return
        self._accepted = True
        self.server = properties
        self._window = min(properties.get("receiveMaximum", _WINDOW) or 1, _WINDOW)
        self.on_accept(remembered)
        self._continue(remembered)

    def _continue(self, remembered: bool) -> None:
        """Publish again what was not confirmed on the connection before."""
        if remembered:
            for packet_id, item in self._outgoing.items():
                number = packet_id.to_bytes(2, "big")
                self._write(b"\x62\x02" + number if item.released else packets.repeated(item.packet))
        else:
            self._received.clear()
            self._waiting.extendleft(reversed(self._outgoing.values()))
            self._outgoing = {}
        self._dispatch_waiting()

    def _exchange(self, kind: int, data: bytes, start: int, end: int) -> None:
        packet_id = packet_identifier(data, start, end)
        if kind == packets.PUBREL:
            self._write(b"\x70\x02" + data[start : start + 2])
            self._received.discard(packet_id)
            return
        code, properties = self._reason(data, start + 2, end) if end - start > 2 else (0, _NONE)
        if kind == packets.PUBREC and code < 0x80:
            item = self._outgoing.get(packet_id)
            if item is not None:
                item.released = True
            self._write(b"\x62\x02" + data[start : start + 2])
            return
        refused = code >= 0x80 and kind != packets.PUBCOMP
        self._confirmed(packet_id, reason(code, properties) if refused else "")

    def _answer(self, kind: int, data: bytes, start: int, end: int) -> None:
        packet_id = packet_identifier(data, start, end)
        topic_filter = self._asked.pop(packet_id, None)
        if kind != packets.SUBACK or topic_filter is None:
            return
        position, properties = start + 2, _NONE
        if self.version == 5:
            properties, position = packet_properties.decode(data, position, end)
        if position < end and data[position] >= 0x80:
            self.on_subscription_refused(topic_filter, reason(data[position], properties))

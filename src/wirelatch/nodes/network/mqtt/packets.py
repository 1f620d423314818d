"""MQTT packets as bytes, for the versions 3.1, 3.1.1 and 5: what a client sends, and the parts it reads.

Specs: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html,
https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html,
https://public.dhe.ibm.com/software/dw/webservices/ws-mqtt/mqtt-v3r1.html. Versions go by the number on the wire: 3 is
MQTT 3.1, 4 is 3.1.1, 5 is 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wirelatch.nodes.network.mqtt.packet_properties import (
    MalformedPacketError,
    binary,
    encode,
    text,
    variable_integer,
)

CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP = 0x20, 0x30, 0x40, 0x50, 0x60, 0x70
SUBACK, UNSUBACK, PINGRESP, DISCONNECT = 0x90, 0xB0, 0xD0, 0xE0
PING = b"\xc0\0"
MALFORMED = 0x81
"""Reason with which MQTT 5 leaves somebody who sends what is no MQTT."""

_REFUSALS = {
    1: "unacceptable protocol version", 2: "client identifier rejected", 3: "server unavailable",
    4: "bad user name or password", 5: "not authorized",
}  # fmt: skip
_REASONS = {
    0x04: "disconnected with will message", 0x80: "unspecified error", 0x81: "malformed packet", 0x82: "protocol error",
    0x83: "implementation specific error", 0x84: "unsupported protocol version", 0x85: "client identifier not valid",
    0x86: "bad user name or password", 0x87: "not authorized", 0x88: "server unavailable", 0x89: "server busy",
    0x8A: "banned", 0x8B: "server shutting down", 0x8C: "bad authentication method", 0x8D: "keep alive timeout",
    0x8E: "session taken over", 0x8F: "topic filter invalid", 0x90: "topic name invalid",
    0x91: "packet identifier in use", 0x92: "packet identifier not found", 0x93: "receive maximum exceeded",
    0x94: "topic alias invalid", 0x95: "packet too large", 0x96: "message rate too high", 0x97: "quota exceeded",
    0x98: "administrative action", 0x99: "payload format invalid", 0x9A: "retain not supported",
    0x9B: "QoS not supported", 0x9C: "use another server", 0x9D: "server moved",
    0x9E: "shared subscriptions not supported", 0x9F: "connection rate exceeded", 0xA0: "maximum connect time",
    0xA1: "subscription identifiers not supported", 0xA2: "wildcard subscriptions not supported",
}  # fmt: skip


def reason(code: int, properties: Mapping[str, Any] | None = None, *, version: int = 5) -> str:
    """A reason code in words, with the broker's own words where it has sent some."""
    words = (_REASONS if version == 5 or code >= 0x80 else _REFUSALS).get(code, f"reason {code}")
    said = (properties or {}).get("reasonString")
    return f"{words}: {said}" if said else words


@dataclass(frozen=True)
class Publication:
    """A message to be published."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False
    properties: Mapping[str, Any] = field(default_factory=dict)
    """MQTT 5 only."""


def _packet(first: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return bytes((first,)) + variable_integer(len(body)) + body


def connect(
    client_id: str,
    version: int,
    *,
    keepalive: int,
    clean: bool,
    user: str = "",
    password: str = "",
    will: Publication | None = None,
    properties: Mapping[str, Any] | None = None,
) -> bytes:
    """CONNECT. A password without a user name is left out, except with MQTT 5, which allows it."""
    flags = 0x02 if clean else 0
    tail = [text(client_id)]
    if will is not None:
        flags |= 0x04 | will.qos << 3 | will.retain << 5
        if version == 5:
            tail.append(encode(will.properties))
        tail += [text(will.topic), binary(will.payload)]
    if user:
        flags |= 0x80
        tail.append(text(user))
    if password and (user or version == 5):
        flags |= 0x40
        tail.append(text(password))
    name = b"\0\x06MQIsdp" if version == 3 else b"\0\x04MQTT"
    head = name + bytes((version, flags)) + keepalive.to_bytes(2, "big")
    return _packet(0x10, head, encode(properties or {}) if version == 5 else b"", *tail)


def publish(
    topic: bytes, payload: bytes, *, qos: int, retain: bool, packet_id: int, properties: bytes
) -> bytes:
    """PUBLISH; `properties` is their encoded block, empty before MQTT 5."""
    size = len(topic)
    if size > 0xFFFF:
        raise ValueError("the topic is longer than 65535 bytes")
    head = size.to_bytes(2, "big") + topic
    if qos:
        head += packet_id.to_bytes(2, "big")
    head += properties
    length = len(head) + len(payload)
    first = PUBLISH | qos << 1 | retain
    if length < 0x80:
        return bytes((first, length)) + head + payload
    return bytes((first,)) + variable_integer(length) + head + payload


def repeated(packet: bytes) -> bytes:
    """A PUBLISH packet as it is sent for the second time."""
    return bytes((packet[0] | 0x08,)) + packet[1:]


def subscribe(packet_id: int, topic_filter: str, options: int, properties: bytes) -> bytes:
    """SUBSCRIBE to one filter; `properties` is their encoded block, empty before MQTT 5."""
    return _packet(
        0x82, packet_id.to_bytes(2, "big"), properties, text(topic_filter) + bytes((options & 0xFF,))
    )


def unsubscribe(packet_id: int, topic_filter: str, version: int) -> bytes:
    """UNSUBSCRIBE from one filter."""
    return _packet(0xA2, packet_id.to_bytes(2, "big"), b"\0" if version == 5 else b"", text(topic_filter))


def disconnect(version: int, code: int = 0) -> bytes:
    """DISCONNECT."""
    return bytes((DISCONNECT, 1, code)) if version == 5 and code else b"\xe0\0"


def packet_identifier(data: bytes, start: int, end: int) -> int:
    """The packet identifier that stands at `start`."""
    if start + 2 > end:
        raise MalformedPacketError("a packet is too short")
    return data[start] << 8 | data[start + 1]

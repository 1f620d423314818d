"""The properties block of MQTT 5 packets: names as in messages (those of MQTT.js) to bytes, and back.

Spec: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901027.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class MalformedPacketError(ValueError):
    """Bytes that are no MQTT packet, or one that must not come."""


_BYTE, _BOOLEAN, _SHORT, _LONG, _VARIABLE, _TEXT, _BINARY, _PAIRS = range(8)

_KINDS: dict[int, tuple[str, int]] = {
    0x01: ("payloadFormatIndicator", _BOOLEAN),
    0x02: ("messageExpiryInterval", _LONG),
    0x03: ("contentType", _TEXT),
    0x08: ("responseTopic", _TEXT),
    0x09: ("correlationData", _BINARY),
    0x0B: ("subscriptionIdentifier", _VARIABLE),
    0x11: ("sessionExpiryInterval", _LONG),
    0x12: ("assignedClientIdentifier", _TEXT),
    0x13: ("serverKeepAlive", _SHORT),
    0x15: ("authenticationMethod", _TEXT),
    0x16: ("authenticationData", _BINARY),
    0x17: ("requestProblemInformation", _BOOLEAN),
    0x18: ("willDelayInterval", _LONG),
    0x19: ("requestResponseInformation", _BOOLEAN),
    0x1A: ("responseInformation", _TEXT),
    0x1C: ("serverReference", _TEXT),
    0x1F: ("reasonString", _TEXT),
    0x21: ("receiveMaximum", _SHORT),
    0x22: ("topicAliasMaximum", _SHORT),
    0x23: ("topicAlias", _SHORT),
    0x24: ("maximumQoS", _BYTE),
    0x25: ("retainAvailable", _BOOLEAN),
    0x26: ("userProperties", _PAIRS),
    0x27: ("maximumPacketSize", _LONG),
    0x28: ("wildcardSubscriptionAvailable", _BOOLEAN),
    0x29: ("subscriptionIdentifiersAvailable", _BOOLEAN),
    0x2A: ("sharedSubscriptionAvailable", _BOOLEAN),
}
_IDENTIFIERS = {name: (identifier, kind) for identifier, (name, kind) in _KINDS.items()}
_WIDTHS = {_BYTE: 1, _BOOLEAN: 1, _SHORT: 2, _LONG: 4}


def variable_integer(value: int) -> bytes:
    """A number of up to 28 bits in the 1 to 4 bytes that the specification calls a variable byte integer."""
    if value < 0x80:
        return bytes((value,))
    if value > 0x0FFFFFFF:
        raise ValueError(f"{value} bytes are more than fit into an MQTT packet")
    out = bytearray()
    while True:
        value, low = divmod(value, 0x80)
        if not value:
            out.append(low)
            return bytes(out)
        out.append(low | 0x80)


def read_variable_integer(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The number that begins at `start`, and where it ends."""
    value = 0
    for place in range(4):
        if start >= end:
            raise MalformedPacketError("a number is cut off")
        byte = data[start]
        start += 1
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, start
    raise MalformedPacketError("a number has more than four bytes")


def binary(value: bytes) -> bytes:
    """Bytes with their length before them."""
    if len(value) > 0xFFFF:
        raise ValueError("a text of more than 65535 bytes does not fit into an MQTT packet")
    return len(value).to_bytes(2, "big") + value


def text(value: str) -> bytes:
    """A text with its length before it; what is no Unicode (a lone surrogate) becomes a question mark."""
    return binary(value.encode("utf-8", "replace"))


def read_binary(data: bytes, start: int, end: int) -> tuple[bytes, int]:
    """The bytes whose length stands at `start`, and where they end."""
    stop = start + 2 + int.from_bytes(data[start : start + 2], "big")
    if start + 2 > end or stop > end:
        raise MalformedPacketError("a text is cut off")
    return data[start + 2 : stop], stop


def read_text(data: bytes, start: int, end: int) -> tuple[str, int]:
    """The text whose length stands at `start`, and where it ends."""
    value, stop = read_binary(data, start, end)
    return value.decode("utf-8", "replace"), stop


def encode(properties: Mapping[str, Any]) -> bytes:
    """The block, with its length before it. Values must fit their property; names unknown to MQTT are a KeyError."""
    if not properties:
        return b"\0"
    out = bytearray()
    for name, value in properties.items():
        identifier, kind = _IDENTIFIERS[name]
        if kind == _PAIRS:
            for key, item in value.items():
                out.append(identifier)
                out += text(key) + text(item)
            continue
        out.append(identifier)
        if kind == _TEXT:
            out += text(value)
        elif kind == _BINARY:
            out += binary(value)
        elif kind == _VARIABLE:
            out += variable_integer(value)
        else:
            out += int(value).to_bytes(_WIDTHS[kind], "big")
    return variable_integer(len(out)) + out


def decode(data: bytes, start: int, end: int) -> tuple[dict[str, Any], int]:
    """The block that begins at `start`, and where it ends.

    Repeated user properties and subscription identifiers become lists; any other repetition is malformed.
    """
    if start < end and data[start] == 0:
        return {}, start + 1
    length, start = read_variable_integer(data, start, end)
    stop = start + length
    if stop > end:
        raise MalformedPacketError("the properties are cut off")
    out: dict[str, Any] = {}
    while start < stop:
        known = _KINDS.get(data[start])
        if known is None:
            raise MalformedPacketError(f"there is no property 0x{data[start]:02x}")
        name, kind = known
        start += 1
        value: Any
        if kind == _PAIRS:
            key, start = read_text(data, start, stop)
            value, start = read_text(data, start, stop)
            _add(out.setdefault(name, {}), key, value)
            continue
        if kind == _TEXT:
            value, start = read_text(data, start, stop)
        elif kind == _BINARY:
            value, start = read_binary(data, start, stop)
        elif kind == _VARIABLE:
            value, start = read_variable_integer(data, start, stop)
            _add(out, name, value)
            continue
        else:
            width = _WIDTHS[kind]
            if start + width > stop:
                raise MalformedPacketError(f"the property {name} is cut off")
            value = int.from_bytes(data[start : start + width], "big")
            value = bool(value) if kind == _BOOLEAN else value
            start += width
        if name in out:
            raise MalformedPacketError(f"the property {name} comes twice")
        out[name] = value
    return out, stop


def _add(values: dict[str, Any], name: str, value: Any) -> None:
    if name not in values:
        values[name] = value
    elif isinstance(values[name], list):
        values[name].append(value)
    else:
        values[name] = [values[name], value]

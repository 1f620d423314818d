"""MQTT 5 properties in messages and in the nodes' configuration: what of them goes into a packet, and back.

Values that do not fit are left out, as Node-RED leaves them out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from wirelatch.scripting.values import UNDEFINED, json_stringify, parse_float, to_number, to_string

_TEXTS = ("responseTopic", "contentType")
_LONG = 0xFFFFFFFF


def integer(value: Any, low: int = 0, high: int = _LONG) -> int | None:
    """A whole number within bounds, given as number or text; None when it is none."""
    if value is None or value is UNDEFINED or value == "":
        return None
    number = parse_float(to_string(value))
    return int(number) if number == number and low <= number <= high else None


def boolean(value: Any) -> bool | None:
    """A boolean, given as such or as text; None when it is none."""
    if value is None or value is UNDEFINED:
        return None
    return {"true": True, "false": False}.get(to_string(value))


def user_properties(given: Any) -> dict[str, str]:
    """User properties from an object or its JSON text; values that are not text become JSON."""
    if isinstance(given, str):
        if not given.lstrip(" ").startswith("{"):
            return {}
        try:
            given = orjson.loads(given)
        except orjson.JSONDecodeError:
            return {}
    if not isinstance(given, Mapping):
        return {}
    return {
        str(name): value if isinstance(value, str) else json_stringify(value)
        for name, value in given.items()
        if value is not None and value is not UNDEFINED
    }


def _bytes(value: Any) -> bytes:
    """Correlation data from a text, a Buffer (also in its JSON form) or a list of numbers; raises ValueError for
    anything else."""
    if isinstance(value, Mapping) and value.get("type") == "Buffer":
        value = value.get("data")
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    if isinstance(value, list):
        return bytes((integer(item, -_LONG) or 0) & 0xFF for item in value)
    raise ValueError("correlationData must be a text or a Buffer")


def tidy(msg: dict[str, Any]) -> None:
    """Take from a message what can be no property, as flows see it afterwards."""
    if msg.get("userProperties") and not isinstance(msg["userProperties"], (Mapping, list)):
        del msg["userProperties"]
    if "topicAlias" in msg:
        number = to_number(msg["topicAlias"])
        alias = parse_float(to_string(msg["topicAlias"]))
        if number != number:
            del msg["topicAlias"]
        elif alias == alias:
            msg["topicAlias"] = int(alias)


def for_publishing(source: Mapping[str, Any], alias_maximum: int = 0) -> dict[str, Any]:
    """The properties of the PUBLISH packet for a message."""
    out: dict[str, Any] = {}
    for name in _TEXTS:
        value = source.get(name)
        if isinstance(value, str) and value:
            out[name] = value
    correlation = source.get("correlationData")
    if correlation:
        out["correlationData"] = _bytes(correlation)
    expiry = integer(source.get("messageExpiryInterval"))
    if expiry is not None:
        out["messageExpiryInterval"] = expiry
    pairs = user_properties(source.get("userProperties"))
    if pairs:
        out["userProperties"] = pairs
    alias = integer(source.get("topicAlias"), 1, alias_maximum)
    if alias is not None:
        out["topicAlias"] = alias
    utf8 = boolean(source.get("payloadFormatIndicator"))
    if utf8 is not None:
        out["payloadFormatIndicator"] = utf8
    return out


def for_note(source: Mapping[str, Any], *, will: bool = False) -> dict[str, Any]:
    """The properties of a birth, close or will message, from their form in the broker node."""
    renamed = {
        "userProperties": source.get("userProps", source.get("userProperties")),
        "responseTopic": source.get("respTopic", source.get("responseTopic")),
        "correlationData": source.get("correl", source.get("correlationData")),
        "messageExpiryInterval": source.get("expiry", source.get("messageExpiryInterval")),
        "contentType": source.get("contentType"),
    }
    out = for_publishing(renamed)
    delay = integer(source.get("delay", source.get("willDelayInterval")))
    if will and delay is not None:
        out["willDelayInterval"] = delay
    return out


def of_message(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What a received message carries, as flows see it; a repeated user property is the JSON text of its values."""
    out: dict[str, Any] = {}
    for name in ("responseTopic", "correlationData", "contentType"):
        if properties.get(name):
            out[name] = properties[name]
    for name in ("messageExpiryInterval", "payloadFormatIndicator"):
        if name in properties:
            out[name] = properties[name]
    if properties.get("userProperties"):
        out["userProperties"] = user_properties(properties["userProperties"])
    return out

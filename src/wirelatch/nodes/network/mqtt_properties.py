"""Properties of MQTT 5 packets: between their names in messages (those of MQTT.js) and gmqtt's.

Spec: https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html#_Toc3901027.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from wirelatch.scripting.values import UNDEFINED, json_stringify, parse_float, to_string

_TEXTS = {"responseTopic": "response_topic", "contentType": "content_type"}


def integer(value: Any, low: int = 0, high: int = 0xFFFFFFFF) -> int | None:
    """A whole number within bounds, given as number or text; None when it is none."""
    if value is None or value is UNDEFINED or value == "":
        return None
    number = parse_float(to_string(value))
    return int(number) if number == number and low <= number <= high else None


def boolean(value: Any) -> bool | None:
    """A boolean, given as such or as text; None when it is none."""
    return {"true": True, "false": False}.get(to_string(value)) if value is not None else None


def user_properties(given: Any) -> dict[str, str]:
    """User properties from an object or its JSON text; values that are not text become JSON."""
    if isinstance(given, str):
        if not given.lstrip().startswith("{"):
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
        if value is not None
    }


def for_publishing(source: Mapping[str, Any], alias_maximum: int = 0) -> dict[str, Any]:
    """gmqtt's properties for a message to be published."""
    out: dict[str, Any] = {}
    for name, theirs in _TEXTS.items():
        value = source.get(name)
        if isinstance(value, str) and value:
            out[theirs] = value
    correlation = source.get("correlationData")
    if correlation:
        out["correlation_data"] = (
            correlation if isinstance(correlation, bytes) else to_string(correlation).encode()
        )
    expiry = integer(source.get("messageExpiryInterval"))
    if expiry is not None:
        out["message_expiry_interval"] = expiry
    pairs = list(user_properties(source.get("userProperties")).items())
    if pairs:
        out["user_property"] = pairs
    alias = integer(source.get("topicAlias"), 1, alias_maximum)
    if alias is not None:
        out["topic_alias"] = alias
    utf8 = boolean(source.get("payloadFormatIndicator"))
    if utf8 is not None:
        out["payload_format_id"] = int(utf8)
    return out


def for_will(source: Mapping[str, Any]) -> dict[str, Any]:
    """gmqtt's properties for a birth, close or will message, from their form in the broker node."""
    renamed = {
        "userProperties": source.get("userProps", source.get("userProperties")),
        "responseTopic": source.get("respTopic", source.get("responseTopic")),
        "correlationData": source.get("correl", source.get("correlationData")),
        "messageExpiryInterval": source.get("expiry", source.get("messageExpiryInterval")),
        "contentType": source.get("contentType"),
    }
    out = for_publishing(renamed)
    delay = integer(source.get("delay", source.get("willDelayInterval")))
    if delay is not None:
        out["will_delay_interval"] = delay
    return out


def of_message(properties: Mapping[str, Any]) -> dict[str, Any]:
    """What a received message carries, under the names that messages use."""
    out: dict[str, Any] = {}
    for ours, theirs in (*_TEXTS.items(), ("reasonString", "reason_string")):
        if properties.get(theirs):
            out[ours] = properties[theirs][0]
    if properties.get("correlation_data"):
        out["correlationData"] = bytes(properties["correlation_data"][0])
    if "message_expiry_interval" in properties:
        out["messageExpiryInterval"] = properties["message_expiry_interval"][0]
    if "payload_format_id" in properties:
        out["payloadFormatIndicator"] = bool(properties["payload_format_id"][0])
    pairs: dict[str, Any] = {}
    for name, value in properties.get("user_property", ()):
        if name not in pairs:
            pairs[name] = value
        else:
            earlier = pairs[name]
            pairs[name] = [*earlier, value] if isinstance(earlier, list) else [earlier, value]
    if pairs:
        out["userProperties"] = pairs
    return out

"""How values travel to the debug sidebar: Node-RED's encoding of a message for the `debug` topic of `/comms`.

`format` names the type (`Object`, `array[3]`, `string[5]`, `buffer[2]`, `number`, `null` …) and `msg` is text: the
value itself, or JSON in which what JSON cannot say is `{"__enc__": true, "type": …}`. Long text, arrays and buffers
are cut to the setting `debugMaxLength`. The editor's end: https://nodered.org/docs/user-guide/editor/sidebar/debug.
"""

from __future__ import annotations

import math
import traceback
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from wirelatch.scripting.values import (
    UNDEFINED,
    BigInt,
    ErrorValue,
    JsMap,
    JsSet,
    iso_string,
    json_stringify,
    number_to_string,
    to_string,
)

if TYPE_CHECKING:
    from wirelatch.engine.node import Node

DEFAULT_LENGTH = 1000
"""`debugMaxLength` where the settings have none."""


def encode_event(event: dict[str, Any], limit: int = DEFAULT_LENGTH) -> dict[str, Any]:
    """The event with its `msg` as text and its `format` beside it; keys that are undefined are left out."""
    encoded = {key: value for key, value in event.items() if value is not UNDEFINED and key != "msg"}
    try:
        encoded["msg"], encoded["format"] = encode_value(event.get("msg", UNDEFINED), limit)
    except RecursionError:
        encoded["msg"] = json_stringify(
            _error_data("RangeError", "the value is nested too deeply to be shown", "")
        )
        encoded["format"] = "error"
    if isinstance(encoded.get("topic"), (dict, list, bytes)):
        encoded["topic"] = to_string(encoded["topic"])
    return encoded


def node_event(node: Node, **more: Any) -> dict[str, Any]:
    """Who sends an event, as every event on the debug topic says it."""
    return {
        "id": node.id,
        "z": node.z or UNDEFINED,
        "_alias": UNDEFINED if node.alias is None else node.alias,
        "path": node.flow.path,
        "name": node.name or UNDEFINED,
        **more,
    }


def encode_value(value: Any, limit: int = DEFAULT_LENGTH) -> tuple[Any, str]:
    """The value as text for the sidebar, and its format."""
    if isinstance(value, str):
        return _cut(value, limit), f"string[{_length(value)}]"
    if isinstance(value, bool):
        return ("true" if value else "false"), "boolean"
    if isinstance(value, BigInt):
        return {"__enc__": True, "type": "bigint", "data": str(int(value))}, "bigint"
    if isinstance(value, (int, float)):
        return number_to_string(value), "number"
    if value is None:
        return "(undefined)", "null"
    if value is UNDEFINED:
        return "(undefined)", "undefined"
    if isinstance(value, (bytes, bytearray)):
        return value.hex()[:limit], f"buffer[{len(value)}]"
    if isinstance(value, (BaseException, ErrorValue)):
        return json_stringify(_encode(value, limit, ())), "error"
    if isinstance(value, datetime):
        return to_string(value), "Date"
    if isinstance(value, (list, tuple)):
        return json_stringify(_encode(value, limit, ())), f"array[{len(value)}]"
    if isinstance(value, JsSet):
        return json_stringify(_encode(value, limit, ())), f"set[{len(value.values)}]"
    if isinstance(value, JsMap):
        return json_stringify(_encode(value, limit, ())), "map"
    if callable(value) and not isinstance(value, Mapping):
        return "[function]", "function"
    return json_stringify(_encode(value, limit, ())), "Object"


def _length(text: str) -> int:
    """Length in UTF-16 code units, as JavaScript counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[:limit] + "..."


Above = tuple[tuple[Any, str], ...]
"""The containers around a value from the outside: who they are, and under which key the next one is in them."""


def _encode(value: Any, limit: int, above: Above, key: str = "") -> Any:
    """The value with everything JSON cannot say wrapped; `above` serves to find cycles."""
    if isinstance(value, str):
        return _cut(value, limit)
    if isinstance(value, BigInt):
        return {"__enc__": True, "type": "bigint", "data": str(int(value))}
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float):
        return (
            value
            if math.isfinite(value)
            else {"__enc__": True, "type": "number", "data": number_to_string(value)}
        )
    if value is UNDEFINED:
        return {"__enc__": True, "type": "undefined"}
    if isinstance(value, (bytes, bytearray)):
        return {"type": "Buffer", "data": list(value[:limit]), "__enc__": True, "length": len(value)}
    if isinstance(value, datetime):
        return iso_string(value)
    if any(around is value for around, _ in above):
        return _circle(value, above)
    if isinstance(value, ErrorValue):
        data = {name: value[name] for name in ("name", "message", "code", "cause", "stack") if name in value}
        if "cause" in data:
            data["cause"] = to_string(data["cause"])
        return {"__enc__": True, "type": "error", "data": data}
    above = (*above, (value, key))
    if isinstance(value, Mapping):
        return {str(name): _member(name, item, limit, above) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        items = [_encode(item, limit, above, str(place)) for place, item in enumerate(value[:limit])]
        return (
            items
            if len(value) <= limit
            else {"__enc__": True, "type": "array", "data": items, "length": len(value)}
        )
    if isinstance(value, JsSet):
        items = [_encode(item, limit, above) for item in value.values[:limit]]
        return {"__enc__": True, "type": "set", "data": items, "length": len(value.values)}
    if isinstance(value, JsMap):
        data = {to_string(key): _encode(item, limit, above) for key, item in value.entries[:limit]}
        return {"__enc__": True, "type": "map", "data": data, "length": len(value.entries)}
    if isinstance(value, BaseException):
        return _error_data(type(value).__name__, str(value), "".join(traceback.format_exception(value)))
    if hasattr(value, "to_json"):
        return _encode(value.to_json(), limit, above)
    return {"__enc__": True, "type": "function"} if callable(value) else "[internal]"


def _circle(value: Any, above: Above) -> str:
    """Where the container is that a value stands for again, in the form of `json-stringify-safe`."""
    keys: list[str] = []
    for around, key in above:
        keys.append(key)
        if around is value:
            break
    return f"[Circular ~{'.'.join(['', *keys[1:]])}]"


def _member(key: Any, value: Any, limit: int, above: Above) -> Any:
    if key in ("_req", "_res"):
        return {"__enc__": True, "type": "internal"}
    return _encode(value, limit, above, str(key))


def _error_data(name: str, message: str, stack: str) -> dict[str, Any]:
    return {"__enc__": True, "type": "error", "data": {"name": name, "message": message, "stack": stack}}

"""Values on the pipe to the JavaScript process: JSON, with `{"$wl": kind, …}` for what JSON lacks.

`js/codec.ts` is the other end and lists the kinds. The common case is one call of orjson; only a batch that holds
something orjson cannot write faithfully (NaN, a key `$wl`, a cycle, an integer beyond 64 bits, a lone surrogate) is
packed by hand.
"""

from __future__ import annotations

import json
import math
from binascii import a2b_base64, b2a_base64
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from weakref import WeakValueDictionary

import orjson

from wirelatch.scripting.values import UNDEFINED, BigInt, ErrorValue, JsMap, JsSet, epoch_ms, from_epoch_ms

TAG = "$wl"
_TAG_BYTES = b'"$wl":'
_OPTIONS = (
    orjson.OPT_PASSTHROUGH_SUBCLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
)
_READABLE = (
    "method", "path", "url", "originalUrl", "baseUrl", "hostname", "protocol", "secure", "ip", "xhr", "headers", "query",
    "params", "cookies", "body", "files", "user", "ips", "subdomains", "connection", "socket",
)  # fmt: skip
"""What JavaScript may read of a Python object such as `msg.req`."""
_STRONG_HANDLES = 10_000
_JSON_TYPES = (dict, list, tuple, str, int, float, bytes, datetime)


class Handles:
    """Numbers for the Python objects that JavaScript has handles on.

    Objects are held weakly: the message that a function has keeps its `req` and `res` alive. Those that a function may
    send after its call are kept (`keep`) until JavaScript has let go of them. Those that cannot be held weakly are
    kept until `_STRONG_HANDLES` younger ones have come.
    """

    def __init__(self) -> None:
        self._weak: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._strong: OrderedDict[int, Any] = OrderedDict()
        self._numbers: dict[int, int] = {}
        self._kept: dict[int, list[Any]] = {}
        self._last = 0

    def number(self, item: Any) -> int:
        """The number of an object, given at first sight."""
        number = self._numbers.get(id(item))
        if number is not None and self.get(number) is item:
            return number
        self._last = number = self._last + 1
        try:
            self._weak[number] = item
        except TypeError:
            self._strong[number] = item
            if len(self._strong) > _STRONG_HANDLES:
                self._strong.popitem(last=False)
        if len(self._numbers) > 2 * _STRONG_HANDLES:
            self._numbers.clear()
        self._numbers[id(item)] = number
        return number

    def keep(self, msg: Mapping[str, Any]) -> None:
        """Hold `req` and `res` of a message until `free` was called as often."""
        for name in ("req", "res"):
            item = msg.get(name)
            if item is not None and not isinstance(item, _JSON_TYPES):
                self._kept.setdefault(self.number(item), []).append(item)

    def free(self, number: int) -> None:
        """JavaScript does not hold the handle any more."""
        kept = self._kept.get(number)
        if kept is not None:
            kept.pop()
            if not kept:
                del self._kept[number]

    def free_all(self) -> None:
        """There is no JavaScript any more that holds a handle."""
        self._kept = {}

    def get(self, number: int) -> Any:
        """The object of a number, or None when it is gone."""
        found = self._weak.get(number)
        return self._strong.get(number) if found is None else found


def snapshot(item: Any, names: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The readable properties of an object; only `names` when they are given."""
    out = {}
    for name in _READABLE:
        if names is None or name in names:
            value = getattr(item, name, None)
            if value is not None and not callable(value):
                out[name] = dict(value) if isinstance(value, Mapping) and type(value) is not dict else value
    return out


class Encoder:
    """Writes batches of commands for the JavaScript process."""

    def __init__(self, handles: Handles) -> None:
        self._handles = handles
        self._tags = 0
        self._labels = 0

    def encode(self, items: list[Any]) -> bytes:
        """The items as JSON."""
        self._tags = 0
        try:
            text = orjson.dumps(items, default=self._default, option=_OPTIONS)
        except (TypeError, ValueError, RecursionError):
            return self._encode_slowly(items)
        if text.count(_TAG_BYTES) != self._tags or (b"null" in text and _has_special_number(items)):
            return self._encode_slowly(items)
        return text

    def _default(self, value: Any) -> Any:
        if isinstance(value, ErrorValue):
            self._tags += 1
            return {TAG: "E", "v": dict(value)}
        if isinstance(value, dict):
            return dict(value)
        if isinstance(value, (list, tuple, set, frozenset)):
            return list(value)
        if isinstance(value, str):
            return str(value)
        if isinstance(value, (int, float)) and not isinstance(value, BigInt):
            return float(value) if isinstance(value, float) else int(value)
        self._tags += 1
        return self._tagged(value, lambda item: item)

    def _tagged(self, value: Any, pack: Callable[[Any], Any]) -> dict[str, Any]:
        if isinstance(value, (bytes, bytearray, memoryview)):
            return {TAG: "b", "v": b2a_base64(value, newline=False).decode()}
        if isinstance(value, datetime):
            return {TAG: "d", "v": epoch_ms(value)}
        if value is UNDEFINED:
            return {TAG: "u"}
        if isinstance(value, BigInt):
            return {TAG: "i", "v": str(int(value))}
        if isinstance(value, JsMap):
            return {TAG: "M", "v": pack(value.entries)}
        if isinstance(value, JsSet):
            return {TAG: "S", "v": pack(value.values)}
        names = None
        if isinstance(value, PartOf):
            value, names = value.item, value.names
        packed = {TAG: "h", "v": self._handles.number(value), "s": pack(snapshot(value, names))}
        if hasattr(value, "js_respond"):
            packed["k"] = "res"
        return packed

    def _encode_slowly(self, items: list[Any]) -> bytes:
        return json.dumps([self._pack(item, {}) for item in items], separators=(",", ":")).encode()

    def _pack(self, value: Any, around: dict[int, int]) -> Any:
        """`around` holds the containers that this value is inside of, with a number once something refers to them."""
        if value is None or isinstance(value, (str, bool)):
            return value
        if isinstance(value, float):
            if math.isfinite(value):
                return {TAG: "n", "v": "-0"} if value == 0 and math.copysign(1, value) < 0 else float(value)
            return {TAG: "n", "v": "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}
        if isinstance(value, int) and not isinstance(value, BigInt):
            return int(value)
        if not isinstance(value, (dict, list, tuple, set, frozenset)):
            return self._tagged(value, lambda item: self._pack(item, around))
        label = around.get(id(value))
        if label is not None:
            if not label:
                self._labels = label = self._labels + 1
                around[id(value)] = label
            return {TAG: "r", "i": label}
        around[id(value)] = 0
        # Loops, since a comprehension has a frame of its own, and the stack bounds how deep a value may be.
        packed: Any
        if isinstance(value, dict):
            packed = {}
            for key, item in value.items():
                if item is not UNDEFINED:
                    packed[str(key)] = self._pack(item, around)
            if isinstance(value, ErrorValue):
                packed = {TAG: "E", "v": packed}
            elif TAG in packed:
                packed = {TAG: "o", "v": packed}
        else:
            packed = []
            for item in value:
                packed.append(None if item is UNDEFINED else self._pack(item, around))
        label = around.pop(id(value))
        return {TAG: "l", "i": label, "v": packed} if label else packed


class PartOf:
    """A Python object of which only some properties are to be sent along."""

    __slots__ = ("item", "names")

    def __init__(self, item: Any, names: Mapping[str, Any]) -> None:
        self.item = item
        self.names = names


def _has_special_number(value: Any) -> bool:
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, dict):
        return any(_has_special_number(item) for item in value.values())
    if isinstance(value, (list, tuple)):
        return any(_has_special_number(item) for item in value)
    return False


class Decoder:
    """Reads batches of answers from the JavaScript process."""

    def __init__(self, handles: Handles) -> None:
        self._handles = handles

    def decode(self, text: bytes) -> list[Any]:
        """The items of a batch."""
        try:
            items = orjson.loads(text)
        except orjson.JSONDecodeError:
            items = json.loads(text)
        if b'"$wl"' in text:
            items = [self._unpack(item, {}) for item in items]
        assert isinstance(items, list)
        return items

    def _unpack(self, value: Any, labels: dict[int, Any]) -> Any:
        if isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, (dict, list)):
                    value[index] = self._unpack(item, labels)
            return value
        if not isinstance(value, dict):
            return value
        kind = value.get(TAG)
        if kind is None:
            for key, item in value.items():
                if isinstance(item, (dict, list)):
                    value[key] = self._unpack(item, labels)
            return value
        return self._special(kind, value, labels)

    def _special(self, kind: str, value: dict[str, Any], labels: dict[int, Any]) -> Any:
        content = value.get("v")
        match kind:
            case "u":
                return UNDEFINED
            case "n":
                return float(content.lower()) if content != "-0" else -0.0  # type: ignore[union-attr]
            case "b":
                return a2b_base64(content)  # type: ignore[arg-type]
            case "d":
                try:
                    return from_epoch_ms(content)  # type: ignore[arg-type]
                except OverflowError:
                    return None
            case "i":
                return BigInt(content)  # type: ignore[arg-type]
            case "M":
                return JsMap(self._unpack(content, labels))
            case "S":
                return JsSet(self._unpack(content, labels))
            case "h":
                return self._handles.get(content)  # type: ignore[arg-type]
            case "E":
                assert isinstance(content, dict)
                return ErrorValue({key: self._unpack(item, labels) for key, item in content.items()})
            case "o":
                assert isinstance(content, dict)
                return {key: self._unpack(item, labels) for key, item in content.items()}
            case "l":
                assert isinstance(content, (dict, list))
                if isinstance(content, dict) and content.get(TAG) in ("o", "E"):
                    inner = content["v"]
                    assert isinstance(inner, dict)
                    content = ErrorValue(inner) if content[TAG] == "E" else inner
                labels[value["i"]] = content
                if isinstance(content, list):
                    return self._unpack(content, labels)
                for key, item in content.items():
                    content[key] = self._unpack(item, labels)
                return content
            case "r":
                return labels.get(value["i"])
        return value

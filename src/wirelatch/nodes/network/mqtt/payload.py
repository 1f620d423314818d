"""Payloads of MQTT messages: bytes on the wire, values in flows; and what a topic or a filter may look like."""

from __future__ import annotations

import re
from base64 import b64encode
from functools import lru_cache
from typing import Any

import orjson

from wirelatch.scripting.values import UNDEFINED, json_stringify, to_string, type_of

_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FILTER = re.compile(r"#\Z|(?:\+|[^+#]*)(?:/(?:\+|[^+#]*))*(?:/(?:\+|#|[^+#]*))?\Z")
_NOT_IN_TOPICS = re.compile("[+#\b\f\n\r\t\v\0]")
_MEDIA_TYPES = {
    "text/css": "text", "text/html": "text", "text/plain": "text", "application/json": "json",
    "application/xml": "text", "application/octet-stream": "buffer", "application/pdf": "buffer",
    "application/x-gtar": "buffer", "application/x-gzip": "buffer", "application/x-tar": "buffer",
    "application/zip": "buffer", "audio/aac": "buffer", "audio/ac3": "buffer", "audio/basic": "buffer",
    "audio/mp4": "buffer", "audio/ogg": "buffer", "image/bmp": "buffer", "image/gif": "buffer",
    "image/jpeg": "buffer", "image/tiff": "buffer", "image/png": "buffer",
}  # fmt: skip


class PayloadError(ValueError):
    """A payload that is not what it should be; `payload` is how flows get to see it."""

    def __init__(self, text: str, payload: bytes | str) -> None:
        super().__init__(text)
        self.payload = payload


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are text: valid UTF-8 without control characters other than tab and line ends."""
    if _CONTROL.search(data):
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def decode(data: bytes, datatype: str, *, utf8: bool = False, content_type: str = "") -> Any:
    """A received payload as what the node asks for; with `auto-detect`, MQTT 5's content type counts."""
    if datatype == "buffer":
        return data
    if datatype == "base64":
        return b64encode(data).decode()
    if datatype == "utf8":
        return data.decode("utf-8", "replace")
    if datatype == "json":
        if not utf8 and not is_utf8(data):
            raise PayloadError("the payload is not JSON: it is not text", data)
        return _json(data, data)
    kind = _MEDIA_TYPES.get(content_type.lower()) if content_type else None
    if kind == "text":
        return data.decode("utf-8", "replace")
    if kind == "buffer":
        return data
    if kind == "json":
        text = data.decode("utf-8", "replace")
        value = _json(data, text)
        return value if datatype == "auto-detect" else text
    if not utf8 and not is_utf8(data):
        return data
    if datatype == "auto-detect":
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError:
            pass
    return data.decode("utf-8", "replace")


def _json(data: bytes, shown: bytes | str) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise PayloadError(f"the payload is not JSON: {error}", shown) from None


def encode(payload: Any) -> bytes:
    """A payload to be published: Buffers as they are, objects as JSON, everything else as text."""
    if isinstance(payload, (bytes, bytearray)):
        return bytes(payload)
    if payload is None or payload is UNDEFINED:
        return b""
    text = json_stringify(payload) if type_of(payload) == "object" else to_string(payload)
    return text.encode("utf-8", "replace")


def is_filter(topic: Any) -> bool:
    """Whether one can subscribe to it."""
    return isinstance(topic, str) and bool(topic) and _FILTER.match(topic) is not None


def is_topic(topic: Any) -> bool:
    """Whether one can publish to it."""
    return isinstance(topic, str) and bool(topic) and _NOT_IN_TOPICS.search(topic) is None


@lru_cache(maxsize=4096)
def _pattern(topic_filter: str) -> re.Pattern[str]:
    if topic_filter.startswith("$share/"):
        topic_filter = topic_filter.split("/", 2)[-1]
    if topic_filter == "#":
        return re.compile(r".*\Z", re.DOTALL)
    source = re.escape(topic_filter).replace(r"\+", "[^/]*").replace("+", "[^/]*")
    if source.endswith((r"/\#", "/#")):
        source = source.removesuffix(r"/\#").removesuffix("/#") + "(?:/.*)?"
    return re.compile(source + r"\Z", re.DOTALL)


def matches(topic_filter: str, topic: str) -> bool:
    """Whether a message on `topic` is for who subscribed to `topic_filter`; shared subscriptions too."""
    return _pattern(topic_filter).match(topic) is not None

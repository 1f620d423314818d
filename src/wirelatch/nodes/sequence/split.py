"""The `split` node: make a sequence of messages from one message."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from wirelatch.engine.identifiers import generate_id
from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, number, text, typed
from wirelatch.engine.routes import HELD, Held
from wirelatch.nodes.function.property_access import compile_read
from wirelatch.nodes.sequence import message_groups
from wirelatch.nodes.sequence.separators import as_bytes, octet_list, unescaped
from wirelatch.scripting import paths
from wirelatch.scripting.serialization import ordered_keys
from wirelatch.scripting.values import UNDEFINED, clone, parse_float, to_string


class Split(
    Node,
    type="split",
    category="sequence",
    color="#E2D96E",
    icon="split",
    label=("{name}", "split"),
):
    """
    Splits a message into a sequence of messages.

    What becomes of the property, its type decides:

    - **String** and **Buffer** are split at a text, at a sequence of octets, or into pieces of a fixed length;
    - **Array**: each element becomes a message, or each group of so many elements;
    - **Object**: each key and its value become a message; the key may be copied to a property of it;
    - anything else is not sent on.

    ### Output

    `msg.parts` tells how to put the sequence together again, which a *join* node does:

    - `id`: the sequence; `index`: the place in it; `count`: how many there are, if that is known;
    - `type`: `string`, `buffer`, `array` or `object`;
    - `ch`: what a string or Buffer was split at (octets as an array); `len`: the fixed length; `key`: the key;
    - `property`: what was split, unless it was `payload`;
    - `parts`: the `msg.parts` that the message came with, if any.

    All other properties are copied to every message.

    ### Stream of messages

    *Handle as a stream* is for strings and Buffers that arrive in pieces of any size, such as lines from a serial
    port. What follows the last separator is kept until the next message, and put before it. As there is no end,
    `parts.count` is missing; a *join* node needs a count or a timeout of its own then.
    """

    name: str = text(label="Name")
    property: str | None = typed(
        "payload", ("msg",), "propertyType", "msg", label="Split property", required=True, absent="payload"
    )
    splt: Any = typed(
        "\\n", ("str", "bin", "len"), "spltType", "str", label="Split using", heading="String / Buffer", absent=None
    )  # fmt: skip
    spltType: str | None = hidden("str")
    stream: bool | None = checkbox(False, label="Handle as a stream of messages", heading="String / Buffer")
    arraySplt: Any = number(1, label="Fixed length of", heading="Array", minimum=1, absent=1)
    arraySpltType: str | None = hidden("len")
    addname: str | None = typed(
        "", ("msg",), "addnameType", "msg", label="Copy key to", heading="Object", placeholder="nothing; or topic"
    )  # fmt: skip

    def start(self) -> None:
        """Read what to split at; a node that cannot tell passes nothing on."""
        self._reads: Any = None
        kind = self.spltType or "str"
        self._length = 0
        self._text, self._octets = "\n", b"\n"
        self._mark: Any = None
        try:
            if kind == "str":
                self._mark = self._text = unescaped(to_string(self.splt or "\\n"))
                self._octets = self._text.encode("utf-8", "surrogatepass")
            elif kind == "bin":
                self._mark = octet_list(self.splt)
                self._octets = as_bytes(self._mark)
                self._text = self._octets.decode("utf-8", "replace")
            elif kind == "len":
                self._length = _length(self.splt)
            self._array_length = _length(self.arraySplt)
        except ValueError as error:
            raise ValueError(f"Invalid split property: {error}") from None
        name = self.property or "payload"
        self._is_payload = name == "payload"
        self._reads, self._assign = compile_read(name), paths.compile_set(name)
        self._copy_key = paths.compile_set(self.addname) if self.addname else None
        self._streams = self.stream is True
        self._index = 0
        self._rest_text, self._rest = "", b""
        self._kept: list[Message] = []

    def on_message(self, msg: Message) -> Output | Held:
        if self._reads is None:
            return HELD
        value = self._reads(msg)
        if value is UNDEFINED:
            return HELD
        parts: dict[str, Any] = {"parts": msg["parts"]} if "parts" in msg else {}
        msg["parts"] = parts
        parts["id"] = generate_id()
        if not self._is_payload:
            parts["property"] = self.property
        msg.pop("_msgid", None)
        if isinstance(value, str):
            parts["type"] = "string"
            return self._split_text(msg, parts, value)
        if isinstance(value, (list, tuple)):
            parts["type"] = "array"
            self._split_array(msg, parts, value)
        elif isinstance(value, (bytes, bytearray)):
            parts["type"] = "buffer"
            return self._split_buffer(msg, parts, bytes(value))
        elif value is None:
            raise TypeError("null cannot be split")
        elif not isinstance(value, (int, float)):
            parts["type"] = "object"
            self._split_object(msg, parts, value)
        return None

    # Kinds of values -------------------------------------------------------------------------------------------

    def _split_array(self, msg: Message, parts: dict[str, Any], items: Any) -> None:
        length = self._array_length
        parts["count"] = -(-len(items) // length)
        parts["len"] = length
        if self._is_payload:
            groups = (
                items if length == 1 else [items[at : at + length] for at in range(0, len(items), length)]
            )
            base = {**msg, "payload": None}
            for index, item in enumerate(groups):
                part = clone(base)
                part["payload"] = clone(item)
                part["parts"]["index"] = index
                self.send(part)
            return
        part = clone(msg)
        for index in range(parts["count"]):
            group = items[index * length : (index + 1) * length]
            self._assign(part, group[0] if length == 1 else group)
            part["parts"]["index"] = index
            self.send(clone(part))

    def _split_object(self, msg: Message, parts: dict[str, Any], value: Any) -> None:
        keys = ordered_keys(value) if isinstance(value, dict) else []
        for index, key in enumerate(keys):
            parts["key"], parts["count"] = key, len(keys)
            if self._copy_key is None:
                self._send_part(msg, value[key], index)
                continue
            self._assign(msg, value[key])
            self._copy_key(msg, key)
            parts["index"] = index
            self.send(clone(msg))

    def _split_text(self, msg: Message, parts: dict[str, Any], value: str) -> Output | Held:
        value = self._rest_text + value
        if self._length:
            return self._split_text_by_length(msg, parts, value)
        parts["ch"] = self._mark
        *complete, last = value.split(self._text) if self._text else _units(value)
        if self._streams:
            self._rest_text = last
        else:
            complete.append(last)
            parts["count"] = len(complete)
            self._index = 0
        for piece in complete:
            self._send_part(msg, piece)
        return None

    def _split_text_by_length(self, msg: Message, parts: dict[str, Any], value: str) -> Output | Held:
        pieces = _pieces_of_text(value, self._length) or [""]
        parts["ch"], parts["len"] = "", self._length
        if not self._streams:
            parts["count"] = len(pieces) if value else 0
            self._index = 0
        complete = not self._streams or _length_of(pieces[-1]) == self._length
        self._rest_text = "" if complete else pieces[-1]
        return self._send_pieces(msg, pieces, complete=complete)

    def _split_buffer(self, msg: Message, parts: dict[str, Any], value: bytes) -> Output | Held:
        value = self._rest + value
        if self._length:
            size = self._length
            parts["len"] = size
            pieces = [value[at : at + size] for at in range(0, len(value), size)] or [b""]
            if not self._streams:
                parts["count"] = len(pieces) if value else 0
                self._index = 0
            complete = not self._streams or len(pieces[-1]) == size
            self._rest = b"" if complete else pieces[-1]
            return self._send_pieces(msg, pieces, complete=complete)
        if not self._octets:
            raise ValueError("a Buffer cannot be split at nothing")
        parts["ch"] = self._mark
        pieces = value.split(self._octets)
        if self._streams:
            self._rest = pieces[-1]
            return self._send_pieces(msg, pieces, complete=not self._rest, drop_last=True)
        parts["count"] = len(pieces)
        self._index = 0
        # Nothing behind the last separator makes no message, although it has been counted: so does Node-RED.
        return self._send_pieces(msg, pieces, complete=True, drop_last=not pieces[-1])

    # Sending ---------------------------------------------------------------------------------------------------

    def _send_pieces(
        self, msg: Message, pieces: list[Any], *, complete: bool, drop_last: bool = False
    ) -> Output | Held:
        """Send the pieces, but for the last one when it is not complete; the messages whose rests are sent, are done."""
        sent = pieces if complete and not drop_last else pieces[:-1]
        for piece in sent:
            self._send_part(msg, piece)
        if sent and self._kept:
            kept, self._kept = self._kept, []
            message_groups.finish(self, kept)
        if complete:
            return None
        if self.route.completes:
            self._kept.append(msg)
        return HELD

    def _send_part(self, msg: Message, value: Any, index: int | None = None) -> None:
        if index is None:
            index = self._index
            self._index = index + 1
        msg["parts"]["index"] = index
        if self._is_payload:
            msg["payload"] = None
            part = clone(msg)
            msg["payload"] = value
            part["payload"] = clone(value)
        else:
            self._assign(msg, value)
            part = clone(msg)
        self.send(part)


def _length(value: Any) -> int:
    number = parse_float(to_string(value))
    if not 1 <= number < float("inf"):
        raise ValueError(f"invalid length {to_string(value)}: a whole number from 1 on is needed")
    return int(number)


# Texts are counted in UTF-16 units, as JavaScript does; they are characters unless there are some beyond U+FFFF.


def _units(value: str) -> list[str]:
    return _pieces_of_text(value, 1) or [""]


def _length_of(value: str) -> int:
    return len(value) if value.isascii() else len(value) + sum(char > "\uffff" for char in value)


def _pieces_of_text(value: str, size: int) -> list[str]:
    if _length_of(value) == len(value):
        return [value[at : at + size] for at in range(0, len(value), size)]
    data = value.encode("utf-16-le", "surrogatepass")
    bounds: Iterator[tuple[int, int]] = pairwise((*range(0, len(data), 2 * size), len(data)))
    return [data[start:end].decode("utf-16-le", "surrogatepass") for start, end in bounds]

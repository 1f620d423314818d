"""What a `join` node has collected of one sequence, and what becomes of it."""

from __future__ import annotations

from asyncio import TimerHandle
from typing import TYPE_CHECKING, Any

from wirelatch.nodes.sequence.separators import as_bytes
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED, clone, to_number, to_string, type_of

if TYPE_CHECKING:
    from wirelatch.engine.node import Message

_LARGEST_GAP = 100_000
"""Places that may be empty in the result, beside as many as there are values: an index of billions is a mistake."""


class Group:
    """The messages of one sequence. `kind` is `string`, `buffer`, `array`, `object` or `merged`; any other kind, as
    messages may name in `parts.type`, gives an array."""

    def __init__(
        self, first: Message, kind: Any, target: Any, path: str, *, joiner: Any, length: Any = None
    ) -> None:
        self.msg: Message = dict(first)
        """The properties of all messages so far, the latest ones."""
        self.kind = kind
        self.target = target
        """The number of parts at which the group is complete, if that is known."""
        self.count = 0
        self.kept: list[Message] = []
        """The messages that are not done before the group is, where somebody wants to know."""
        self.timer: TimerHandle | None = None
        self._path = path
        self._joiner = joiner
        self._length = length
        self._values: dict[Any, Any] = {}
        self._next = 0

    def stop_timer(self) -> None:
        """Let the time not run out."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def add(self, value: Any, key: Any, index: Any) -> bool:
        """Take a value: under the key in an object, else at the index, or as the next one where there is none.

        False when it cannot be merged. Raises ValueError when it cannot become part of a Buffer.
        """
        values = self._values
        if self.kind == "object":
            values[key if isinstance(key, str) else to_string(key)] = value
            self.count = len(values)
        elif self.kind == "merged":
            members = _members(value)
            if members is None:
                return False
            values.update(members)
            self.count = len(values)
        else:
            if (
                self.kind == "buffer"
                and value is not UNDEFINED
                and not isinstance(value, (bytes, bytearray, str, list))
            ):
                raise ValueError(f"Cannot join {type_of(value)} to buffer")
            place = index if type(index) is int else _place(index)
            if place is not UNDEFINED:
                self.count += values.get(place) in (None, UNDEFINED)
                values[place] = value
                if type(place) is int and place >= self._next:
                    self._next = place + 1
            elif value is not UNDEFINED:
                values[self._next] = value
                self._next += 1
                self.count += 1
        return True

    def result(self) -> Message:
        """The message that joins all values. Raises ValueError when they cannot be joined."""
        if self.kind in ("object", "merged"):
            joined: Any = {key: value for key, value in self._values.items() if value is not UNDEFINED}
        else:
            joined = self._in_order(flat=self.kind == "array" and to_number(self._length) > 1)
            if self.kind == "buffer":
                joined = self._as_buffer(joined)
            elif self.kind == "string":
                joined = self._as_text(joined)
        msg = self.msg
        paths.set(msg, self._path, joined)
        parts = msg.get("parts")
        if isinstance(parts, dict) and "parts" in parts:
            msg["parts"] = parts["parts"]
        else:
            msg.pop("parts", None)
        msg.pop("complete", None)
        return clone(msg)  # type: ignore[no-any-return]

    def _in_order(self, *, flat: bool) -> list[Any]:
        """The values by their places: nothing where one is missing, or no place at all where they are put together."""
        values = {place: None if value is UNDEFINED else value for place, value in self._values.items()}
        places = [place for place in values if type(place) is int and place >= 0]
        if not places:
            return []
        last = max(places)
        if flat:
            return _flattened([values[place] for place in sorted(places)])
        if last == len(places) - 1:
            return [values[place] for place in range(last + 1)]
        if last > 2 * len(places) + _LARGEST_GAP:
            raise ValueError(f"{len(places)} message parts, but one of them has the index {last}")
        return [values.get(place) for place in range(last + 1)]

    def _as_buffer(self, items: list[Any]) -> bytes:
        between = b"" if self._joiner is UNDEFINED else as_bytes(self._joiner)
        return between.join(as_bytes(item) for item in items)

    def _as_text(self, items: list[Any]) -> str:
        if self._joiner is UNDEFINED or self._joiner is None:
            raise ValueError("msg.parts.ch is missing: it says what stands between the parts")
        between = to_string(self._joiner)
        return between.join("" if item is None else to_string(item) for item in items)


def _flattened(items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    for item in items:
        flat.extend(item) if isinstance(item, list) else flat.append(item)
    return flat


def _place(index: Any) -> Any:
    """Where a value is put: a whole number, anything else where it counts but cannot be seen; UNDEFINED: at the end."""
    number = to_number(index)
    if number != number:
        return UNDEFINED
    return number if isinstance(index, (str, float)) else to_string(index)


def _members(value: Any) -> dict[str, Any] | None:
    """What a value adds to a merged object; None when it is no object."""
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if key != "_msgid"}
    if value is None:
        return {}
    if isinstance(value, (bytes, bytearray)):
        return {str(place): item for place, item in enumerate(value)}
    return None if isinstance(value, list) or type_of(value) != "object" else {}

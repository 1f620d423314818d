"""Property expressions such as `payload.items[0]["a b"][msg.topic]`, as Node-RED reads them.

The grammar is Node-RED's, with its mistakes: https://nodered.org/docs/user-guide/messages and
`normalisePropertyExpression` of its util API (https://nodered.org/docs/api/modules/v/1.3/@node-red_util_util.html).
`get`, `set`, `delete` and the `compile_` functions work on a message: a leading `msg.` is left out, and `[msg.x]`
inside a path takes the key from the same message.

Reading below something that does not exist gives `UNDEFINED`; Node-RED throws there, and every node of its own that
reads a property catches that and goes on with undefined.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.numbers import number_to_string

Part = str | int | tuple[Any, ...]
"""A key, an array index, or the parts of a nested `[msg.…]` expression."""
Getter = Callable[[Any], Any]
Setter = Callable[[Any, Any], bool]

_AFTER_DOT = re.compile(r"[a-z0-9$_]", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+\Z")
_NESTED = re.compile(r"msg[.\[]")
_LARGEST_GAP = 100_000
"""An index further than this beyond the end of a list is refused: JavaScript keeps holes, a list would fill memory."""


class PathError(ValueError):
    """A property expression that cannot be read; the text tells where."""


@lru_cache(maxsize=4096)
def parse(path: str) -> tuple[Part, ...]:
    """The parts of a property expression; `a["b"][0]` gives `("a", "b", 0)`. Raises PathError."""
    if not path:
        raise PathError("Invalid property expression: zero-length")
    return tuple(_Parser(path).parts())


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text

    def parts(self) -> list[Part]:
        text, length = self.text, len(self.text)
        parts: list[Part] = []
        start = position = 0
        in_box = False
        while position < length:
            char = text[position]
            if char in "'\"":
                if position != start:
                    raise self.unexpected(char, position)
                end = text.find(char, position + 1)
                if end < 0:
                    raise PathError("Invalid property expression: unterminated expression")
                parts.append(self.quoted(position + 1, end, in_box))
                start = position = end + 1
                continue
            if char == ".":
                if position == 0:
                    raise self.unexpected(char, position)
                if start != position:
                    parts.append(_key(text[start:position]))
                if position == length - 1:
                    raise PathError("Invalid property expression: unterminated expression")
                if not _AFTER_DOT.match(text, position + 1):
                    raise self.unexpected(text[position + 1], position + 1)
                start = position + 1
            elif char == "[":
                if position == 0:
                    raise self.unexpected(char, position)
                if start != position:
                    parts.append(text[start:position])
                if position == length - 1:
                    raise PathError("Invalid property expression: unterminated expression")
                if _NESTED.match(text, position + 1):
                    end = self.closing_bracket(position)
                    parts.append(self.nested(position + 1, end))
                    start = position = end + 1
                    continue
                if text[position + 1] not in "\"'0123456789":
                    raise self.unexpected(text[position + 1], position + 1)
                start = position + 1
                in_box = True
            elif char == "]":
                if not in_box:
                    raise self.unexpected(char, position)
                if start != position:
                    if not _DIGITS.match(text[start:position]):
                        raise PathError(
                            f"Invalid property expression: unexpected array expression at position {start}"
                        )
                    parts.append(int(text[start:position]))
                start = position + 1
                in_box = False
            elif char == " ":
                raise self.unexpected("' '", position)
            position += 1
        if in_box:
            raise PathError("Invalid property expression: unterminated expression")
        if start < length:
            parts.append(text[start:])
        return parts

    def unexpected(self, what: str, position: int) -> PathError:
        return PathError(f"Invalid property expression: unexpected {what} at position {position}")

    def quoted(self, start: int, end: int, in_box: bool) -> str:
        text = self.text
        if start == end:
            raise PathError(f"Invalid property expression: zero-length string at position {start}")
        following = text[end + 1 : end + 2]
        if in_box and following != "]":
            raise PathError(f"Invalid property expression: unexpected array expression at position {start}")
        if not in_box and following and following not in "[.":
            raise PathError(
                f"Invalid property expression: unexpected {following} expression at position {end + 1}"
            )
        return text[start:end]

    def closing_bracket(self, opening: int) -> int:
        depth, quote = 0, ""
        for position in range(opening, len(self.text)):
            char = self.text[position]
            if quote:
                if char == quote:
                    quote = ""
            elif char in "'\"":
                quote = char
            elif char == "[":
                depth += 1
            elif char == "]":
                depth -= 1
                if depth == 0:
                    return position
        raise PathError(f"Invalid property expression: unmatched '[' at position {opening}")

    def nested(self, start: int, end: int) -> tuple[Part, ...]:
        try:
            return parse(self.text[start:end])
        except PathError:
            raise PathError(f"Invalid expression started at position {start}") from None


def _key(text: str) -> Part:
    return int(text) if _DIGITS.match(text) else text


def resolve(parts: Sequence[Part], msg: Any) -> list[str | int]:
    """The parts with every nested `[msg.…]` replaced by its value in the message. Raises PathError."""
    keys: list[str | int] = []
    for part in parts:
        if isinstance(part, tuple):
            value = _walk(msg, resolve(part[1:] if len(part) > 1 else part, msg))
            if value is UNDEFINED:
                raise PathError(f"Invalid expression: undefined reference: {normalise(part)}")
            keys.append(_as_key(value))
        else:
            keys.append(part)
    return keys


def _as_key(value: Any) -> str | int:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value if value >= 0 else str(value)
    if isinstance(value, float):
        return number_to_string(value)
    return str(value)


def normalise(parts: Sequence[Part]) -> str:
    """The expression in its canonical form, `a["b"][0]`."""
    if not parts:
        return ""
    out = [str(parts[0])]
    for part in parts[1:]:
        if isinstance(part, tuple):
            out.append(f"[{normalise(part)}]")
        elif isinstance(part, int):
            out.append(f"[{part}]")
        else:
            quote = "'" if '"' in part else '"'
            out.append(f"[{quote}{part}{quote}]")
    return "".join(out)


def of_message(path: str) -> tuple[Part, ...]:
    """The parts of an expression on a message; `msg.payload` and `payload` are the same."""
    return parse(path[4:] if path.startswith("msg.") else path)


# Reading ---------------------------------------------------------------------------------------------------------


def member(value: Any, key: str | int) -> Any:
    """`value[key]` in JavaScript's sense, UNDEFINED where there is nothing."""
    if isinstance(value, dict):
        return value.get(key if isinstance(key, str) else str(key), UNDEFINED)
    if isinstance(value, (list, tuple, bytes, bytearray, str)):
        if isinstance(key, str):
            if key == "length":
                return len(value)
            if not _DIGITS.match(key):
                return UNDEFINED
            key = int(key)
        return value[key] if key < len(value) else UNDEFINED
    if isinstance(value, Mapping):
        return value.get(key, UNDEFINED)
    if isinstance(key, int) or key.startswith("_") or isinstance(value, (int, float)):
        return UNDEFINED
    found = getattr(value, key, UNDEFINED)
    return UNDEFINED if callable(found) else found


def _walk(value: Any, keys: Sequence[str | int]) -> Any:
    for key in keys:
        if value is UNDEFINED or value is None:
            return UNDEFINED
        value = member(value, key)
    return value


def get(obj: Any, path: str) -> Any:
    """The value at `path` of a message, or UNDEFINED. Raises PathError for an expression that cannot be read."""
    return compile_get(path)(obj)


@lru_cache(maxsize=4096)
def compile_get(path: str) -> Getter:
    """A function that reads `path` from the message it is given."""
    parts = of_message(path)
    if any(isinstance(part, tuple) for part in parts):
        return lambda msg: _walk(msg, resolve(parts, msg))
    keys: tuple[Any, ...] = parts
    if len(keys) == 1 and isinstance(keys[0], str):
        only = keys[0]
        return lambda msg: msg.get(only, UNDEFINED) if isinstance(msg, dict) else member(msg, only)
    return lambda msg: _walk(msg, keys)


# Writing ---------------------------------------------------------------------------------------------------------


def set(obj: Any, path: str, value: Any, *, make_way: bool = False) -> bool:  # noqa: A001 - the counterpart of `get`
    """Put `value` at `path` of a message, making what is missing on the way; UNDEFINED deletes.

    With `make_way` what is missing on the way is made for UNDEFINED too. Returns False when something on the way can have
    no properties (a number, a string …).
    """
    if make_way and value is UNDEFINED:
        return _assign(obj, resolve(of_message(path), obj), value, create=True)
    return compile_set(path)(obj, value)


def delete(obj: Any, path: str) -> bool:
    """Remove what is at `path`; an element of a list closes up. False when its parent does not exist."""
    return compile_set(path)(obj, UNDEFINED)


@lru_cache(maxsize=4096)
def compile_set(path: str) -> Setter:
    """A function that writes `path` of the message it is given."""
    parts = of_message(path)
    if any(isinstance(part, tuple) for part in parts):
        return lambda msg, value: _assign(msg, resolve(parts, msg), value)
    keys: tuple[Any, ...] = parts
    if len(keys) == 1 and isinstance(keys[0], str):
        only = keys[0]

        def set_property(msg: Any, value: Any) -> bool:
            if value is not UNDEFINED and isinstance(msg, dict):
                msg[only] = value
                return True
            return _assign(msg, keys, value)

        return set_property
    return lambda msg, value: _assign(msg, keys, value)


def _assign(obj: Any, keys: Sequence[str | int], value: Any, *, create: bool = False) -> bool:
    defined = value is not UNDEFINED
    create = create or defined
    for index, key in enumerate(keys[:-1]):
        found = member(obj, key)
        if found is UNDEFINED or (found is None and isinstance(obj, list)):
            if not create:
                return False
            found = {} if isinstance(keys[index + 1], str) else []
            if not _put(obj, key, found):
                return False
        elif found is None or isinstance(found, (str, int, float)):
            return False
        obj = found
    return _put(obj, keys[-1], value) if defined else _remove(obj, keys[-1])


def _put(obj: Any, key: str | int, value: Any) -> bool:
    if isinstance(obj, dict):
        obj[key if isinstance(key, str) else str(key)] = value
        return True
    if isinstance(obj, list):
        if isinstance(key, str):
            if not _DIGITS.match(key):
                return False
            key = int(key)
        missing = key - len(obj)
        if missing < 0:
            obj[key] = value
        elif missing > _LARGEST_GAP:
            return False
        else:
            obj.extend([None] * missing)
            obj.append(value)
        return True
    return False


def _remove(obj: Any, key: str | int) -> bool:
    if isinstance(obj, dict):
        obj.pop(key if isinstance(key, str) else str(key), None)
        return True
    if isinstance(obj, list):
        index = int(key) if isinstance(key, int) or _DIGITS.match(key) else len(obj)
        if index < len(obj):
            del obj[index]
        return True
    return not isinstance(obj, (str, int, float)) and obj is not None

"""The kinds of value that JavaScript has and Python lacks: undefined, BigInt, Map, Set, Error.

Their meaning in a message is told in `wirelatch.scripting.values`, which offers them under its own name too.
"""

from __future__ import annotations

from typing import Any, Final, final


@final
class Undefined:
    """The type of `UNDEFINED`; it is false and equal only to itself."""

    _only: Undefined | None = None

    def __new__(cls) -> Undefined:
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cls._only

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "undefined"

    def __copy__(self) -> Undefined:
        return self

    def __deepcopy__(self, memo: Any) -> Undefined:
        return self

    def __reduce__(self) -> tuple[type[Undefined], tuple[()]]:
        return Undefined, ()


UNDEFINED: Final = Undefined()


class BigInt(int):
    """A JavaScript BigInt (`10n`), kept apart from numbers on its way through Python."""


class JsMap:
    """A JavaScript Map: its entries in order; keys may be anything."""

    __slots__ = ("entries",)

    def __init__(self, entries: list[list[Any]]) -> None:
        self.entries = entries

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JsMap) and self.entries == other.entries

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"JsMap({self.entries!r})"


class JsSet:
    """A JavaScript Set: its values in order; they need not be hashable in Python."""

    __slots__ = ("values",)

    def __init__(self, values: list[Any]) -> None:
        self.values = values

    def __eq__(self, other: object) -> bool:
        return isinstance(other, JsSet) and self.values == other.values

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"JsSet({self.values!r})"


class ErrorValue(dict[str, Any]):
    """A JavaScript Error in a message: its properties, `name`, `message` and `stack` among them, by name.

    For nodes it is an object like any other; in JavaScript, and for the debug sidebar, it is an Error.
    """

    def copy(self) -> ErrorValue:
        """A shallow copy, which is an error too."""
        return ErrorValue(self)

"""Values of the language: what they are, and what is done with them without ever asking a Python object.

Plain values are None, bool, int, float, str, list, tuple, dict and set. Everything else is a `View` (of something of
ours) or a `Function`. A container may hold things of ours, since `context` is the flow's own dictionary; they are turned
into views where they are read (`admit`) and back where they are stored (`release`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wirelatch.identity.expressions.errors import ExpressionError
from wirelatch.identity.expressions.run import Run

SCALARS = (type(None), bool, int, float, str)
CONTAINERS = (list, tuple, dict, set)
_PLAIN = frozenset((*SCALARS, *CONTAINERS))
DEEPEST = 50
WRITTEN = 5
"""Steps for every element that is written out: one list in many places is written as often."""
Body = Callable[..., Any]


class Function:
    """Something that can be called: `body(run, arguments, keywords)`."""

    __slots__ = ("body", "name")

    def __init__(self, name: str, body: Callable[[Run, list[Any], dict[str, Any]], Any]) -> None:
        self.name = name
        self.body = body


class View:
    """What an expression sees of something of ours.

    `fields` are its values by name; a value that is a Python callable is called, once, when it is asked for.
    `origin` is what it is a view of. `item`, `contains` and `iterate` make it a container.
    """

    __slots__ = ("_fields", "_known", "contains", "item", "iterate", "kind", "origin", "text")

    def __init__(
        self,
        kind: str,
        fields: Mapping[str, Any],
        *,
        origin: Any = None,
        text: Callable[[], str] | None = None,
        item: Callable[[Any], Any] | None = None,
        contains: Callable[[Any], bool] | None = None,
        iterate: Callable[[], list[Any]] | None = None,
    ) -> None:
        self.kind = kind
        self._fields = fields
        self._known: dict[str, Any] = {}
        self.origin = origin
        self.text = text
        self.item = item
        self.contains = contains
        self.iterate = iterate

    def field(self, name: str) -> Any:
        """The value of a field; raises ExpressionError (AttributeError) when there is none."""
        if name in self._known:
            return self._known[name]
        if name not in self._fields:
            raise ExpressionError(
                f"{self.kind} has no {name!r}; it has {', '.join(sorted(self._fields)) or 'nothing'}",
                kind="AttributeError",
            )
        value = self._fields[name]
        if callable(value):
            value = value()
        self._known[name] = value
        return value

    def has(self, name: str) -> bool:
        return name in self._fields

    def __repr__(self) -> str:
        return f"<{self.kind}>"


_wrappers: dict[type, Callable[[Any], View]] = {}


def wrap_with(kind: type, wrapper: Callable[[Any], View]) -> None:
    """Say how something of ours is seen when an expression finds it in a container."""
    _wrappers[kind] = wrapper


def admit(value: Any) -> Any:
    """A value of the language for what was found in a container or given from outside."""
    kind = type(value)
    if kind in _PLAIN or kind is View or kind is Function:
        return value
    wrapper = _wrappers.get(kind)
    if wrapper is not None:
        return wrapper(value)
    if isinstance(value, str):  # an enumeration, say
        return str.__str__(value)
    if isinstance(value, Mapping):
        return dict(value)
    return View(kind.__name__, {}, origin=value)


def release(value: Any) -> Any:
    """What is stored in a container: the thing itself rather than its view."""
    if type(value) is View and value.origin is not None and type(value.origin) in _wrappers:
        return value.origin
    return value


def plain_copy(value: Any, depth: int = 0) -> Any:
    """A copy of plain data of ours that an expression may change without changing ours."""
    if depth > DEEPEST:
        raise ExpressionError("the data is nested too deeply")
    if isinstance(value, Mapping):
        return {key: plain_copy(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_copy(item, depth + 1) for item in value]
    return value


def type_name(value: Any) -> str:
    """How a value's type is called in errors."""
    if isinstance(value, View):
        return value.kind
    return "function" if isinstance(value, Function) else type(value).__name__


def truth(value: Any) -> bool:
    """Whether a value counts as true."""
    if type(value) is View:
        return bool(value.iterate()) if value.iterate is not None else True
    return True if type(value) is Function else bool(value)


def iterate(run: Run, value: Any) -> list[Any]:
    """The elements of a value, as a list of the language's values."""
    if type(value) is View and value.iterate is not None:
        found = value.iterate()
    elif isinstance(value, list | tuple | dict | set | str):
        found = list(value)
    else:
        raise ExpressionError(f"{type_name(value)} has no elements to go through", kind="TypeError")
    run.elements(len(found))
    return [admit(element) for element in found]


def equal(run: Run, left: Any, right: Any, depth: int = 0) -> bool:
    """Whether two values are equal; every element that is looked at is a step."""
    run.tick()
    if depth > DEEPEST:
        raise ExpressionError("the data is nested too deeply", kind="RecursionError")
    left, right = admit(left), admit(right)
    if isinstance(left, SCALARS) and isinstance(right, SCALARS):
        return bool(left == right)
    if type(left) is View or type(right) is View:
        if type(left) is not type(right) or left.kind != right.kind:
            return False
        if left.origin is None:
            return left is right
        mine, other = getattr(left.origin, "id", left.origin), getattr(right.origin, "id", right.origin)
        return bool(mine == other)
    if type(left) is not type(right) or type(left) is Function:
        return left is right
    if len(left) != len(right):
        return False
    if isinstance(left, list | tuple):
        return all(equal(run, a, b, depth + 1) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict):
        return all(key in right and equal(run, item, right[key], depth + 1) for key, item in left.items())
    run.tick(len(left))
    return bool(left == right)  # sets hold scalars only


def contains(run: Run, container: Any, element: Any) -> bool:
    """`element in container`."""
    if type(container) is View and container.contains is not None:
        return container.contains(element)
    if isinstance(container, str):
        if not isinstance(element, str):
            raise ExpressionError(f"a text contains texts, not {type_name(element)}", kind="TypeError")
        run.tick(len(container) >> 8)
        return element in container
    if isinstance(container, dict | set):
        return is_key(element) and element in container
    return any(equal(run, found, element) for found in iterate(run, container))


def is_key(value: Any) -> bool:
    """Whether a value can be a key or be in a set: scalars and flat tuples of them."""
    if isinstance(value, tuple):
        return all(isinstance(item, SCALARS) for item in value)
    return isinstance(value, SCALARS)


def key(value: Any) -> Any:
    """A value that can be a key; raises ExpressionError."""
    if not is_key(value):
        raise ExpressionError(f"{type_name(value)} cannot be a key or in a set", kind="TypeError")
    return value


def text_of(run: Run, value: Any) -> str:
    """`str(value)`."""
    if isinstance(value, str):
        return value
    parts = list(_spell(run, value, 0, outer=True))
    run.text(sum(len(part) for part in parts))
    return "".join(parts)


def _spell(run: Run, value: Any, depth: int, *, outer: bool = False) -> Iterator[str]:
    run.tick(WRITTEN)
    value = admit(value)
    if depth > DEEPEST:
        raise ExpressionError("the data is nested too deeply", kind="RecursionError")
    if isinstance(value, str):
        run.text(len(value))
        yield value if outer else repr(value)
    elif isinstance(value, SCALARS):
        yield repr(value)
    elif type(value) is View:
        yield value.text() if value.text is not None else f"<{value.kind}>"
    elif type(value) is Function:
        yield f"<function {value.name}>"
    elif isinstance(value, dict):
        yield "{"
        for position, (name, item) in enumerate(value.items()):
            yield ", " if position else ""
            yield from _spell(run, name, depth + 1)
            yield ": "
            yield from _spell(run, item, depth + 1)
        yield "}"
    else:
        opening, closing = (
            ("[", "]") if type(value) is list else ("(", ")") if type(value) is tuple else ("{", "}")
        )
        yield opening if value or type(value) is not set else "set("
        for position, item in enumerate(value):
            yield ", " if position else ""
            yield from _spell(run, item, depth + 1)
        yield (
            ",)"
            if type(value) is tuple and len(value) == 1
            else closing
            if value or type(value) is not set
            else ")"
        )


def plain(run: Run, value: Any, depth: int = 0) -> Any:
    """What an expression gave back as data that can be written as JSON; views become their text."""
    run.tick(WRITTEN)
    value = admit(value)
    if depth > DEEPEST:
        raise ExpressionError("the result is nested too deeply", kind="RecursionError")
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()  # no lone surrogates
    if isinstance(value, SCALARS):
        if type(value) is int and value.bit_length() > 63:
            raise ExpressionError("the number is too large for JSON", kind="OverflowError")
        return value
    if type(value) is View:
        if value.iterate is not None:
            return [plain(run, item, depth + 1) for item in value.iterate()]
        return value.text() if value.text is not None else f"<{value.kind}>"
    if isinstance(value, dict):
        return {
            name if isinstance(name, str) else text_of(run, name): plain(run, item, depth + 1)
            for name, item in value.items()
        }
    if isinstance(value, list | tuple | set):
        items = sorted(value, key=str) if isinstance(value, set) else value
        return [plain(run, item, depth + 1) for item in items]
    raise ExpressionError("the result holds a function", kind="TypeError")

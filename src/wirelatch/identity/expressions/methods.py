"""Methods of texts, lists, dictionaries, sets and numbers: an allow-list, with what would grow bounded first.

What is a method of Python's and not here cannot be called; `hints` say what to write instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cmp_to_key
from typing import Any

from wirelatch.identity.expressions.errors import ExpressionError
from wirelatch.identity.expressions.operators import comparable
from wirelatch.identity.expressions.run import LONGEST_TEXT, Run
from wirelatch.identity.expressions.values import Function, admit, equal, iterate, key, release, type_name

Method = Callable[[Run, Any, list[Any], dict[str, Any]], Any]


def _arguments(
    arguments: list[Any], keywords: dict[str, Any], names: tuple[str, ...], least: int = 0
) -> list[Any]:
    """Arguments in order, those given by name put into their places; the missing ones left out at the end."""
    found = list(arguments)
    for name in names[len(found) :]:
        if name not in keywords:
            break
        found.append(keywords[name])
    if len(found) < least or len(found) > len(names) or len(found) != len(arguments) + len(keywords):
        raise ExpressionError(
            f"takes {least if least == len(names) else f'{least} to {len(names)}'} arguments"
            + (f" ({', '.join(names)})" if names else ""),
            kind="TypeError",
        )
    return found


def _simple(name: str, least: int = 0, most: int | None = None) -> Method:
    """A method of `str` that gives no more than it gets."""
    function = getattr(str, name)
    names = tuple(f"argument {position + 1}" for position in range(least if most is None else most))

    def method(run: Run, value: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        given = _arguments(arguments, keywords, names, least)
        for argument in given:
            _check_argument(argument)
        run.text(len(value))
        return function(value, *given)

    return method


def _check_argument(argument: Any) -> None:
    of_texts = isinstance(argument, tuple) and all(isinstance(part, str) for part in argument)
    if argument is not None and not isinstance(argument, str | int) and not of_texts:
        raise ExpressionError(f"{type_name(argument)} is no argument of this method", kind="TypeError")


def _split(name: str) -> Method:
    def method(run: Run, value: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        named = {
            "sep": None,
            "maxsplit": -1,
            **dict(zip(("sep", "maxsplit"), arguments, strict=False)),
            **keywords,
        }
        if len(arguments) > 2 or set(named) != {"sep", "maxsplit"}:
            raise ExpressionError("takes a separator and perhaps how often to split", kind="TypeError")
        separator, most = named["sep"], named["maxsplit"]
        _check_argument(separator)
        run.text(len(value))
        found = getattr(str, name)(value, separator, _whole(most))
        run.elements(len(found))
        return found

    return method


def _lines(run: Run, value: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    _arguments(arguments, keywords, ())
    found = value.splitlines()
    run.elements(len(found))
    return found


def _join(run: Run, value: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    (parts,) = _arguments(arguments, keywords, ("parts",), 1)
    texts = iterate(run, parts)
    for part in texts:
        if not isinstance(part, str):
            raise ExpressionError(f"join takes texts, not {type_name(part)}", kind="TypeError")
    run.text(sum(len(part) for part in texts) + len(value) * max(0, len(texts) - 1))
    return value.join(texts)


def _replace(run: Run, value: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    old, new, *most = _arguments(arguments, keywords, ("old", "new", "count"), 2)
    if not isinstance(old, str) or not isinstance(new, str):
        raise ExpressionError("replace takes texts", kind="TypeError")
    run.text(len(value) + value.count(old) * len(new))
    return value.replace(old, new, *most)


def _padded(name: str) -> Method:
    def method(run: Run, value: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
        given = _arguments(arguments, keywords, ("width",) if name == "zfill" else ("width", "fill"), 1)
        if not isinstance(given[0], int) or given[0] > LONGEST_TEXT:
            raise ExpressionError("the width is no number, or too large")
        run.text(max(len(value), given[0]))
        return getattr(str, name)(value, *given)

    return method


def _no_format(run: Run, value: str, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    raise ExpressionError(
        "`.format(…)` is not available, since it reaches into objects; use an f-string", kind="AttributeError"
    )


TEXT: dict[str, Method] = {
    **{
        name: _simple(name)
        for name in (
            "lower", "upper", "title", "capitalize", "casefold", "swapcase", "isdigit", "isalpha", "isalnum",
            "isnumeric", "islower", "isupper", "isspace", "isdecimal", "isascii", "isidentifier", "istitle",
        )
    },
    **{name: _simple(name, 0, 1) for name in ("strip", "lstrip", "rstrip")},
    **{name: _simple(name, 1) for name in ("partition", "rpartition", "removeprefix", "removesuffix")},
    **{
        name: _simple(name, 1, 3)
        for name in ("startswith", "endswith", "find", "rfind", "index", "rindex", "count")
    },
    "split": _split("split"),
    "rsplit": _split("rsplit"),
    "splitlines": _lines,
    "join": _join,
    "replace": _replace,
    **{name: _padded(name) for name in ("zfill", "ljust", "rjust", "center")},
    "format": _no_format,
    "format_map": _no_format,
}  # fmt: skip


def _append(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> None:
    (element,) = _arguments(arguments, keywords, ("element",), 1)
    run.grown(len(value) + 1)
    value.append(release(element))


def _extend(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> None:
    (more,) = _arguments(arguments, keywords, ("elements",), 1)
    found = [release(element) for element in iterate(run, more)]
    run.elements(len(value) + len(found))
    value.extend(found)


def _insert(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> None:
    position, element = _arguments(arguments, keywords, ("position", "element"), 2)
    run.grown(len(value) + 1)
    value.insert(_whole(position), release(element))


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise ExpressionError(f"a whole number is needed, not {type_name(value)}", kind="TypeError")
    return value


def _pop(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> Any:
    given = _arguments(arguments, keywords, ("position",))
    return admit(value.pop(*(_whole(position) for position in given)))


def _position(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> int:
    (element,) = _arguments(arguments, keywords, ("element",), 1)
    for position, found in enumerate(value):
        if equal(run, found, element):
            return position
    raise ExpressionError("the element is not in the list", kind="ValueError")


def _remove(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> None:
    del value[_position(run, value, arguments, keywords)]


def _count(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> int:
    (element,) = _arguments(arguments, keywords, ("element",), 1)
    return sum(equal(run, found, element) for found in value)


def _reverse(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> None:
    _arguments(arguments, keywords, ())
    run.tick(len(value))
    value.reverse()


def sort(run: Run, elements: list[Any], by: Any = None, *, reverse: bool = False) -> list[Any]:
    """The elements in order; raises ExpressionError for what has none."""
    keys = elements if by is None else [call(run, by, [element]) for element in elements]

    def compare(left: int, right: int) -> int:
        run.tick()
        mine, other = comparable(run, "<", keys[left], keys[right])
        return -1 if mine < other else 1 if other < mine else 0

    order = sorted(range(len(elements)), key=cmp_to_key(compare), reverse=reverse)
    return [elements[position] for position in order]


def call(run: Run, function: Any, arguments: list[Any], keywords: dict[str, Any] | None = None) -> Any:
    """Call a function of the language."""
    if type(function) is not Function:
        raise ExpressionError(f"{type_name(function)} cannot be called", kind="TypeError")
    run.tick()
    return function.body(run, arguments, keywords or {})


def _sort(run: Run, value: list[Any], arguments: list[Any], keywords: dict[str, Any]) -> None:
    if arguments or set(keywords) - {"key", "reverse"}:
        raise ExpressionError("sort takes `key` and `reverse`, by name", kind="TypeError")
    run.elements(len(value))
    elements = [admit(element) for element in value]
    found = sort(run, elements, keywords.get("key"), reverse=bool(keywords.get("reverse")))
    value[:] = [release(element) for element in found]


def _copy(run: Run, value: Any, arguments: list[Any], keywords: dict[str, Any]) -> Any:
    _arguments(arguments, keywords, ())
    run.elements(len(value))
    return value.copy()


def _clear(run: Run, value: Any, arguments: list[Any], keywords: dict[str, Any]) -> None:
    _arguments(arguments, keywords, ())
    value.clear()


LIST: dict[str, Method] = {
    "append": _append, "extend": _extend, "insert": _insert, "pop": _pop, "remove": _remove, "index": _position,
    "count": _count, "reverse": _reverse, "sort": _sort, "copy": _copy, "clear": _clear,
}  # fmt: skip
TUPLE: dict[str, Method] = {"index": _position, "count": _count}


def _get(run: Run, value: dict[Any, Any], arguments: list[Any], keywords: dict[str, Any]) -> Any:
    name, *default = _arguments(arguments, keywords, ("key", "default"), 1)
    return admit(value.get(key(name), default[0] if default else None))


def _listing(name: str) -> Method:
    def method(run: Run, value: dict[Any, Any], arguments: list[Any], keywords: dict[str, Any]) -> list[Any]:
        _arguments(arguments, keywords, ())
        run.elements(len(value))
        return list(getattr(dict, name)(value))

    return method


def _pop_key(run: Run, value: dict[Any, Any], arguments: list[Any], keywords: dict[str, Any]) -> Any:
    name, *default = _arguments(arguments, keywords, ("key", "default"), 1)
    return admit(value.pop(key(name), *default))


def _set_default(run: Run, value: dict[Any, Any], arguments: list[Any], keywords: dict[str, Any]) -> Any:
    name, *default = _arguments(arguments, keywords, ("key", "default"), 1)
    run.grown(len(value) + 1)
    return admit(value.setdefault(key(name), release(default[0]) if default else None))


def _update(run: Run, value: dict[Any, Any], arguments: list[Any], keywords: dict[str, Any]) -> None:
    more: dict[Any, Any] = {}
    for other in arguments:
        if isinstance(other, dict):
            more.update(other)
        else:
            more.update((key(pair[0]), pair[1]) for pair in map(_pair, iterate(run, other)))
    more.update(keywords)
    run.elements(len(value) + len(more))
    value.update({name: release(item) for name, item in more.items()})


def _pair(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise ExpressionError("a dictionary is made of pairs", kind="TypeError")
    return value


MAPPING: dict[str, Method] = {
    "get": _get, "keys": _listing("keys"), "values": _listing("values"), "items": _listing("items"),
    "pop": _pop_key, "setdefault": _set_default, "update": _update, "copy": _copy, "clear": _clear,
}  # fmt: skip


def _set_of(run: Run, value: Any) -> set[Any]:
    return {key(element) for element in iterate(run, value)}


def _combining(name: str) -> Method:
    def method(run: Run, value: set[Any], arguments: list[Any], keywords: dict[str, Any]) -> Any:
        run.elements(len(value))
        return getattr(set, name)(value, *(_set_of(run, other) for other in arguments))

    return method


def _changing(name: str) -> Method:
    def method(run: Run, value: set[Any], arguments: list[Any], keywords: dict[str, Any]) -> Any:
        (element,) = _arguments(arguments, keywords, ("element",), 1)
        run.grown(len(value) + 1)
        return getattr(set, name)(value, key(element))

    return method


SET: dict[str, Method] = {
    **{
        name: _combining(name)
        for name in ("union", "intersection", "difference", "issubset", "issuperset", "isdisjoint", "update")
    },
    **{name: _changing(name) for name in ("add", "discard", "remove")},
    "copy": _copy,
}

METHODS: dict[type, dict[str, Method]] = {str: TEXT, list: LIST, tuple: TUPLE, dict: MAPPING, set: SET}

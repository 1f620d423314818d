"""Functions of the language that are the same everywhere: Python's own, and authentik's that need nothing from outside."""

from __future__ import annotations

import ipaddress
import unicodedata
from collections.abc import Callable
from typing import Any

from wirelatch.identity.expressions import patterns
from wirelatch.identity.expressions.errors import ExhaustedError, ExpressionError
from wirelatch.identity.expressions.evaluating import field
from wirelatch.identity.expressions.methods import call, sort
from wirelatch.identity.expressions.operators import add, comparable, number
from wirelatch.identity.expressions.run import LONGEST_LIST, Run
from wirelatch.identity.expressions.values import (
    Function,
    View,
    iterate,
    key,
    release,
    text_of,
    truth,
    type_name,
)

Arguments = list[Any]
Keywords = dict[str, Any]
FUNCTIONS: dict[str, Function] = {}


def function(
    name: str, least: int, most: int, *named: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Offer a function: `(run, *arguments, **named)`."""

    def offer(body: Callable[..., Any]) -> Callable[..., Any]:
        FUNCTIONS[name] = Function(name, checked(name, body, least, most, named))
        return body

    return offer


def checked(
    name: str, body: Callable[..., Any], least: int, most: int, named: tuple[str, ...] = ()
) -> Callable[[Run, Arguments, Keywords], Any]:
    """What checks the number of arguments and the names of those given by name."""

    def invoke(run: Run, arguments: Arguments, keywords: Keywords) -> Any:
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise ExpressionError(f"{name} takes {wanted} arguments, not {len(arguments)}", kind="TypeError")
        unknown = set(keywords) - set(named)
        if unknown:
            raise ExpressionError(f"{name} knows no {sorted(unknown)[0]!r}", kind="TypeError")
        return body(run, *arguments, **keywords)

    return invoke


@function("len", 1, 1)
def _len(run: Run, value: Any) -> int:
    if isinstance(value, str | list | tuple | dict | set):
        return len(value)
    return len(iterate(run, value))


@function("str", 0, 1)
def _str(run: Run, value: Any = "") -> str:
    return text_of(run, value)


@function("repr", 1, 1)
def _repr(run: Run, value: Any) -> str:
    return text_of(run, [value])[1:-1]


@function("int", 0, 2, "base")
def _int(run: Run, value: Any = 0, base: Any = 10) -> int:
    if isinstance(value, str):
        if len(value) > 100:
            raise ExpressionError("the number is too long")
        return int(number(int(value, base) if isinstance(base, int) and base <= 36 else int(value)))
    if isinstance(value, int | float):
        return int(number(int(value)))
    raise ExpressionError(f"{type_name(value)} is no number", kind="TypeError")


@function("float", 0, 1)
def _float(run: Run, value: Any = 0.0) -> float:
    if not isinstance(value, str | int | float) or (isinstance(value, str) and len(value) > 100):
        raise ExpressionError(f"{type_name(value)} is no number", kind="TypeError")
    return float(value)


@function("bool", 0, 1)
def _bool(run: Run, value: Any = False) -> bool:
    return truth(value)


@function("list", 0, 1)
def _list(run: Run, value: Any = ()) -> list[Any]:
    return [release(element) for element in iterate(run, value)]


@function("tuple", 0, 1)
def _tuple(run: Run, value: Any = ()) -> tuple[Any, ...]:
    return tuple([release(element) for element in iterate(run, value)])


@function("set", 0, 1)
def _set(run: Run, value: Any = ()) -> set[Any]:
    return {key(element) for element in iterate(run, value)}


def _dict(run: Run, arguments: Arguments, keywords: Keywords) -> dict[Any, Any]:
    if len(arguments) > 1:
        raise ExpressionError("dict takes 0 to 1 arguments", kind="TypeError")
    made: dict[Any, Any] = {}
    for value in arguments:
        if isinstance(value, dict):
            run.elements(len(value))
            made.update(value)
            continue
        for pair in iterate(run, value):
            if not isinstance(pair, list | tuple) or len(pair) != 2:
                raise ExpressionError("a dictionary is made of pairs", kind="TypeError")
            made[key(pair[0])] = pair[1]
    made.update({name: release(value) for name, value in keywords.items()})
    return made


FUNCTIONS["dict"] = Function("dict", _dict)
_TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,), "int": (int,), "float": (float,), "bool": (bool,), "list": (list,), "tuple": (tuple,),
    "dict": (dict,), "set": (set,),
}  # fmt: skip


@function("isinstance", 2, 2)
def _isinstance(run: Run, value: Any, kinds: Any) -> bool:
    found: list[type] = []
    for kind in iterate(run, kinds) if isinstance(kinds, tuple) else [kinds]:
        if not isinstance(kind, Function) or kind.name not in _TYPES:
            raise ExpressionError(f"isinstance knows {', '.join(_TYPES)}", kind="TypeError")
        found.extend(_TYPES[kind.name])
    return type(value) is not View and isinstance(value, tuple(found))


@function("hasattr", 2, 2)
def _hasattr(run: Run, value: Any, name: Any) -> bool:
    return isinstance(name, str) and isinstance(value, View) and value.has(name)


@function("getattr", 2, 3)
def _getattr(run: Run, value: Any, name: Any, *default: Any) -> Any:
    if not isinstance(name, str) or name.startswith("_"):
        raise ExpressionError("getattr takes the name of a field", kind="TypeError")
    try:
        return field(value, name)
    except ExhaustedError:
        raise
    except ExpressionError as error:
        if default and error.kind == "AttributeError":
            return default[0]
        raise


@function("sorted", 1, 1, "key", "reverse")
def _sorted(run: Run, value: Any, key: Any = None, reverse: Any = False) -> list[Any]:
    return [release(element) for element in sort(run, iterate(run, value), key, reverse=truth(reverse))]


@function("reversed", 1, 1)
def _reversed(run: Run, value: Any) -> list[Any]:
    return [release(element) for element in reversed(iterate(run, value))]


@function("enumerate", 1, 2, "start")
def _enumerate(run: Run, value: Any, start: Any = 0) -> list[Any]:
    return [
        (add(run, position, start), release(element)) for position, element in enumerate(iterate(run, value))
    ]


@function("zip", 1, 8)
def _zip(run: Run, *values: Any) -> list[Any]:
    columns = [[release(element) for element in iterate(run, value)] for value in values]
    return list(zip(*columns, strict=False))


@function("range", 1, 3)
def _range(run: Run, *bounds: Any) -> list[int]:
    if not all(isinstance(bound, int) and bound.bit_length() < 63 for bound in bounds):
        raise ExpressionError("range takes whole numbers", kind="TypeError")
    numbers = range(*bounds)
    run.elements(len(numbers) if len(numbers) <= LONGEST_LIST else LONGEST_LIST + 1)
    return list(numbers)


@function("any", 1, 1)
def _any(run: Run, value: Any) -> bool:
    return any(truth(element) for element in iterate(run, value))


@function("all", 1, 1)
def _all(run: Run, value: Any) -> bool:
    return all(truth(element) for element in iterate(run, value))


@function("sum", 1, 2, "start")
def _sum(run: Run, value: Any, start: Any = 0) -> Any:
    total = start
    for element in iterate(run, value):
        run.tick()
        total = add(run, total, element)
    return total


def _extreme(name: str, *, largest: bool) -> None:
    def body(run: Run, *values: Any, key: Any = None, default: Any = FUNCTIONS) -> Any:
        elements = iterate(run, values[0]) if len(values) == 1 else list(values)
        if not elements:
            if default is FUNCTIONS:
                raise ExpressionError(f"{name} of nothing", kind="ValueError")
            return default
        best = elements[0]
        measure = best if key is None else call(run, key, [best])
        for element in elements[1:]:
            run.tick()
            other = element if key is None else call(run, key, [element])
            left, right = comparable(run, "<", measure, other)
            if (right > left) if largest else (right < left):
                best, measure = element, other
        return best

    FUNCTIONS[name] = Function(name, checked(name, body, 1, 100, ("key", "default")))


_extreme("min", largest=False)
_extreme("max", largest=True)


@function("abs", 1, 1)
def _abs(run: Run, value: Any) -> Any:
    if not isinstance(value, int | float):
        raise ExpressionError(f"{type_name(value)} is no number", kind="TypeError")
    return abs(value)


@function("round", 1, 2, "ndigits")
def _round(run: Run, value: Any, ndigits: Any = None) -> Any:
    if not isinstance(value, int | float) or not (
        ndigits is None or (isinstance(ndigits, int) and abs(ndigits) < 100)
    ):
        raise ExpressionError(f"{type_name(value)} cannot be rounded so", kind="TypeError")
    return round(value, ndigits)


@function("map", 2, 2)
def _map(run: Run, each: Any, value: Any) -> list[Any]:
    return [release(call(run, each, [element])) for element in iterate(run, value)]


@function("filter", 2, 2)
def _filter(run: Run, each: Any, value: Any) -> list[Any]:
    elements = iterate(run, value)
    return [
        release(found) for found in elements if truth(found if each is None else call(run, each, [found]))
    ]


@function("next", 1, 2)
def _next(run: Run, value: Any, *default: Any) -> Any:
    for element in iterate(run, value):
        return element
    if default:
        return default[0]
    raise ExpressionError("there is no next element; give a default", kind="ValueError")


@function("iter", 1, 1)
def _iter(run: Run, value: Any) -> Any:
    return [release(element) for element in iterate(run, value)]


def _note(run: Run, arguments: Arguments, keywords: Keywords) -> None:
    words = [text_of(run, argument) for argument in arguments]
    words += [f"{name}={text_of(run, value)}" for name, value in keywords.items()]
    if len(run.log) < 100:
        run.log.append(" ".join(words)[:1000])


FUNCTIONS["print"] = Function("print", _note)
LOGGER = View(
    "logger",
    {level: Function(level, _note) for level in ("debug", "info", "warning", "warn", "error", "exception")},
)


# --- authentik's ------------------------------------------------------------------------------------------------------


@function("regex_match", 2, 2)
def _regex_match(run: Run, value: Any, pattern: Any) -> bool:
    return patterns.search(run, value, pattern)


@function("regex_replace", 3, 3)
def _regex_replace(run: Run, value: Any, pattern: Any, replacement: Any) -> str:
    return patterns.replace(run, value, pattern, replacement)


@function("list_flatten", 1, 1)
def _list_flatten(run: Run, value: Any) -> Any:
    if isinstance(value, list):
        return iterate(run, value)[0] if value else None
    return value


@function("slugify", 1, 1)
def slugify(run: Run, value: Any) -> str:
    """Lower case, ASCII letters, digits, _ and -."""
    text = unicodedata.normalize("NFKD", text_of(run, value)).encode("ascii", "ignore").decode().lower()
    run.text(len(text))
    kept = "".join(character for character in text if character.isalnum() or character in "_- \t\n")
    return "-".join(kept.replace("-", " ").split()).strip("-_")


def address_view(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> View:
    """An address as expressions see one."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    flags = (
        "version",
        "is_private",
        "is_loopback",
        "is_global",
        "is_multicast",
        "is_link_local",
        "compressed",
    )
    return View(
        "address", {flag: getattr(address, flag) for flag in flags}, origin=address, text=lambda: str(address)
    )


@function("ip_address", 1, 1)
def _ip_address(run: Run, value: Any) -> View:
    if isinstance(value, View) and value.kind == "address":
        return value
    if not isinstance(value, str):
        raise ExpressionError("an address is a text", kind="TypeError")
    return address_view(ipaddress.ip_address(value))


@function("ip_network", 1, 2, "strict")
def _ip_network(run: Run, value: Any, strict: Any = True) -> View:
    if not isinstance(value, str):
        raise ExpressionError("a network is a text such as 10.0.0.0/8", kind="TypeError")
    network = ipaddress.ip_network(value, truth(strict))

    def holds(element: Any) -> bool:
        return (
            isinstance(element, View)
            and element.kind == "address"
            and element.origin.version == network.version
            and element.origin in network
        )

    fields = {
        "version": network.version,
        "prefixlen": network.prefixlen,
        "is_private": network.is_private,
        "network_address": lambda: address_view(network.network_address),
    }
    return View("network", fields, origin=network, text=lambda: str(network), contains=holds)


CONSTANTS: dict[str, Any] = {**FUNCTIONS, "ak_logger": LOGGER}
"""The names that are the same in every expression."""

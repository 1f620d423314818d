"""Sets that expressions ask like Django's: `.all()`, `.filter(name__startswith=…)`, `.exists()`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wirelatch.identity.expressions.errors import ExpressionError
from wirelatch.identity.expressions.functions import checked
from wirelatch.identity.expressions.methods import sort
from wirelatch.identity.expressions.operators import comparable
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.values import Function, View, equal, iterate, text_of, truth

_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, wanted: wanted in text,
    "startswith": str.startswith,
    "endswith": str.endswith,
    "exact": str.__eq__,
}


def query(kind: str, load: Callable[[], list[View]]) -> View:
    """The set of what `load` gives, when it is first asked for."""
    known: list[list[View]] = []

    def items() -> list[View]:
        if not known:
            known.append(load())
        return known[0]

    def derived(items_of: Callable[[], list[View]]) -> View:
        return query(kind, items_of)

    def filtering(*, keep: bool) -> Callable[[Run, list[Any], dict[str, Any]], Any]:
        def body(run: Run, arguments: list[Any], keywords: dict[str, Any]) -> View:
            if arguments:
                raise ExpressionError("conditions are given by name, as in filter(name=…)", kind="TypeError")
            found = [item for item in items() if matches(run, item, keywords) is keep]
            return derived(lambda: found)

        return body

    def get(run: Run, arguments: list[Any], keywords: dict[str, Any]) -> View:
        found = [item for item in items() if matches(run, item, keywords)]
        if len(found) != 1:
            raise ExpressionError(
                f"there is not exactly one {kind}; use .filter(…).first()", kind="LookupError"
            )
        return found[0]

    def values_list(run: Run, arguments: list[Any], keywords: dict[str, Any]) -> list[Any]:
        run.elements(len(items()) * max(1, len(arguments)))
        rows = [tuple([item.field(str(name)) for name in arguments]) for item in items()]
        return [row[0] for row in rows] if truth(keywords.get("flat")) and len(arguments) == 1 else rows

    def values(run: Run, arguments: list[Any], keywords: dict[str, Any]) -> list[Any]:
        run.elements(len(items()) * max(1, len(arguments)))
        return [{str(name): item.field(str(name)) for name in arguments} for item in items()]

    def ordered(run: Run, arguments: list[Any], keywords: dict[str, Any]) -> View:
        found = list(items())
        for name in reversed([text_of(run, argument) for argument in arguments]):
            found = sort(run, found, _by_field(name.lstrip("-")), reverse=name.startswith("-"))
        return derived(lambda: found)

    def simple(name: str, body: Callable[[], Any]) -> Function:
        return Function(name, checked(name, lambda run: body(), 0, 0))

    fields = {
        "all": lambda: simple("all", lambda: derived(items)),
        "distinct": lambda: simple("distinct", lambda: derived(items)),
        "exists": lambda: simple("exists", lambda: bool(items())),
        "count": lambda: simple("count", lambda: len(items())),
        "first": lambda: simple("first", lambda: items()[0] if items() else None),
        "last": lambda: simple("last", lambda: items()[-1] if items() else None),
        "filter": lambda: Function("filter", filtering(keep=True)),
        "exclude": lambda: Function("exclude", filtering(keep=False)),
        "get": lambda: Function("get", get),
        "values_list": lambda: Function("values_list", values_list),
        "values": lambda: Function("values", values),
        "order_by": lambda: Function("order_by", ordered),
    }

    def item(place: Any) -> View:
        if not isinstance(place, int):
            raise ExpressionError("elements have numbers", kind="TypeError")
        return items()[place]

    return View(
        f"{kind}s",
        fields,
        iterate=lambda: list(items()),
        item=item,
        contains=lambda wanted: any(_same(found, wanted) for found in items()),
    )


def _by_field(name: str) -> Function:
    return Function(name, lambda run, arguments, keywords: arguments[0].field(name))


def _same(left: View, right: Any) -> bool:
    return (
        isinstance(right, View)
        and left.kind == right.kind
        and getattr(left.origin, "id", None) == getattr(right.origin, "id", None)
    )


def matches(run: Run, item: View, conditions: dict[str, Any]) -> bool:
    """Whether something has all of the fields, `name__icontains="x"` and the like."""
    return all(_matches(run, item, name, wanted) for name, wanted in conditions.items())


def _matches(run: Run, item: View, condition: str, wanted: Any) -> bool:
    run.tick()
    name, *path = condition.split("__")
    if not all(path):
        raise ExpressionError(f"{condition!r} is no condition", kind="TypeError")
    test = "exact"
    if path and (
        path[-1].removeprefix("i") in _TEXT_TESTS or path[-1] in ("in", "isnull", "gt", "gte", "lt", "lte")
    ):
        test = path.pop()
    value = item.field(name)
    for part in path:
        value = (
            value.get(part)
            if isinstance(value, dict)
            else value.field(part)
            if isinstance(value, View)
            else None
        )
    if test == "isnull":
        return (value is None) is truth(wanted)
    if test == "in":
        return any(equal(run, value, one) or text_of(run, value) == one for one in iterate(run, wanted))
    if test in ("gt", "gte", "lt", "lte"):
        left, right = comparable(run, test, value, wanted)
        return bool(
            {"gt": left > right, "gte": left >= right, "lt": left < right, "lte": left <= right}[test]
        )
    if test == "exact" and not (isinstance(value, str) and isinstance(wanted, str)):
        return equal(run, value, wanted)
    if not isinstance(value, str) or not isinstance(wanted, str):
        return False
    if test not in _TEXT_TESTS:
        return _TEXT_TESTS[test[1:]](value.casefold(), wanted.casefold())
    return _TEXT_TESTS[test](value, wanted)

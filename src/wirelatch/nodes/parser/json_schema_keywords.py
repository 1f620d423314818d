"""The keywords of JSON Schema, drafts 6 and 7: what each checks.

https://json-schema.org/draft-07/draft-handrews-json-schema-validation-01. Each is a function that makes a check: it is
given the compiler, the schema around it, its own value, its place and the address that references are relative to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from wirelatch.nodes.parser.json_schema_formats import fits_format
from wirelatch.nodes.parser.json_schema_values import TYPES, is_number
from wirelatch.scripting.regex import compile_js
from wirelatch.scripting.values import number_to_string

if TYPE_CHECKING:
    from wirelatch.nodes.parser.json_schema import Compiler, Errors

Check = Callable[[Any, str, "Errors"], None]
Keyword = Callable[["Compiler", Mapping[str, Any], Any, str, str], "Check | None"]


_UNESCAPED = "!~*'()"
"""What `encodeURIComponent` leaves, besides letters, digits, `-`, `_` and `.`."""


GROUPS: dict[str, tuple[str, ...]] = {
    "": ("const", "enum", "not", "anyOf", "oneOf", "allOf", "if"),
    "number": ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf"),
    "string": ("maxLength", "minLength", "pattern", "format"),
    "array": ("maxItems", "minItems", "additionalItems", "items", "contains", "uniqueItems"),
    "object": (
        "maxProperties", "minProperties", "required", "propertyNames", "additionalProperties", "dependencies",
        "properties", "patternProperties",
    ),
}  # fmt: skip
"""The keywords by the type that they are for, in the order in which ajv checks them."""


def equal(a: Any, b: Any) -> bool:
    """Equality of JSON values: `1` and `1.0` are one number, `true` and `1` are not the same."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(equal, a, b))
    return bool(a == b)


def _below(path: str, key: Any) -> str:
    return f"{path}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _place_of(place: str, name: str) -> str:
    """The place of a member of a keyword's object, as the fragment of an address."""
    pointer = name.replace("~", "~0").replace("/", "~1")
    return f"{place}/{quote(pointer, safe=_UNESCAPED)}"


def _fits(check: Check, value: Any, path: str, errors: Errors) -> bool:
    """Whether a value has no violation; those that it has are kept."""
    before = len(errors.found)
    check(value, path, errors)
    return len(errors.found) == before


def _simple(
    keyword: str, params: Mapping[str, Any], message: str, holds: Callable[[Any], bool], place: str
) -> Check:
    def check(value: Any, path: str, errors: Errors) -> None:
        if not holds(value):
            errors.add(path, place, keyword, params, message)

    return check


def _enum(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    return _simple(
        "enum", {"allowedValues": expected}, "must be equal to one of the allowed values",
        lambda value: any(equal(item, value) for item in expected), place,
    )  # fmt: skip


def _const(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    return _simple(
        "const", {"allowedValue": expected}, "must be equal to constant", lambda value: equal(expected, value), place
    )  # fmt: skip


def _bound(
    keyword: str, sign: str, holds: Callable[[float, float], bool],
    c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str,
) -> Check:  # fmt: skip
    params = {"comparison": sign, "limit": expected}
    return _simple(
        keyword, params, f"must be {sign} {number_to_string(expected)}", lambda value: holds(value, expected), place
    )  # fmt: skip


def _multiple(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    def holds(value: Any) -> bool:
        quotient = value / expected
        return abs(quotient) < 1e21 and float(quotient).is_integer()

    message = f"must be multiple of {number_to_string(expected)}"
    return _simple("multipleOf", {"multipleOf": expected}, message, holds, place)


def _size(
    keyword: str, what: str, holds: Callable[[int, int], bool],
    c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str,
) -> Check:  # fmt: skip
    words = f"must NOT have {'more' if keyword.startswith('max') else 'fewer'} than {number_to_string(expected)} {what}"
    return _simple(keyword, {"limit": expected}, words, lambda value: holds(len(value), expected), place)


def _pattern(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    search = compile_js(expected).search
    return _simple(
        "pattern", {"pattern": expected}, f'must match pattern "{expected}"', lambda value: bool(search(value)), place
    )  # fmt: skip


def _format(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    return _simple(
        "format", {"format": expected}, f'must match format "{expected}"',
        lambda value: fits_format(expected, value), place,
    )  # fmt: skip


def _items(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    if isinstance(expected, list):
        checks = [c.check(item, f"{place}/{index}", base) for index, item in enumerate(expected)]

        def check_tuple(value: Any, path: str, errors: Errors) -> None:
            for index, (check, item) in enumerate(zip(checks, value, strict=False)):
                check(item, f"{path}/{index}", errors)

        return check_tuple
    return _each_item(c.check(expected, place, base), 0)


def _each_item(check: Check, start: int) -> Check:
    def check_items(value: Any, path: str, errors: Errors) -> None:
        for index in range(start, len(value)):
            check(value[index], f"{path}/{index}", errors)

    return check_items


def _additional_items(
    c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str
) -> Check | None:
    count = len(schema["items"])
    if expected is False:
        words = f"must NOT have more than {count} items"
        return _simple("additionalItems", {"limit": count}, words, lambda value: len(value) <= count, place)
    return _each_item(c.check(expected, place, base), count)


def _contains(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    inner = c.check(expected, place, base)

    def check(value: Any, path: str, errors: Errors) -> None:
        before = len(errors.found)
        for index, item in enumerate(value):
            if _fits(inner, item, f"{path}/{index}", errors):
                del errors.found[before:]
                return
        errors.add(path, place, "contains", {"minContains": 1}, "must contain at least 1 valid item(s)")

    return check


def _unique(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check | None:
    if not expected:
        return None
    items = schema.get("items")
    types = items.get("type", []) if isinstance(items, Mapping) else []
    types = types if isinstance(types, list) else [types]
    plain = bool(types) and not {"object", "array"} & set(types)

    def check(value: Any, path: str, errors: Errors) -> None:
        pair = _plain_duplicate(value, types) if plain else _duplicate(value)
        if pair is not None:
            words = f"must NOT have duplicate items (items ## {pair[1]} and {pair[0]} are identical)"
            errors.add(path, place, "uniqueItems", {"i": pair[0], "j": pair[1]}, words)

    return check


def _plain_duplicate(value: list[Any], types: Iterable[str]) -> tuple[int, int] | None:
    """Two equal items of the given types: the last but one of them, and the one after it."""
    seen: dict[Any, int] = {}
    for index in range(len(value) - 1, -1, -1):
        item = value[index]
        if any(TYPES[name](item) for name in types):
            key = (isinstance(item, bool), item)
            if key in seen:
                return index, seen[key]
            seen[key] = index
    return None


def _duplicate(value: list[Any]) -> tuple[int, int] | None:
    """The last item that equals an earlier one, and the nearest such."""
    by_text: dict[str, list[int]] = {}
    for index, item in enumerate(value):
        by_text.setdefault(_comparable(item), []).append(index)
    repeated = [places[-2:] for places in by_text.values() if len(places) > 1]
    if not repeated:
        return None
    earlier, later = max(repeated, key=lambda places: places[-1])
    return later, earlier


def _comparable(value: Any) -> str:
    """A text that equal values share."""
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{key!r}:{_comparable(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_comparable, value))}]"
    if is_number(value):
        return number_to_string(value)
    return f"{type(value).__name__}{value!r}"


def _properties(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    checks = [(name, c.check(part, _place_of(place, name), base)) for name, part in expected.items()]

    def check(value: Any, path: str, errors: Errors) -> None:
        for name, inner in checks:
            if name in value:
                inner(value[name], _below(path, name), errors)

    return check


def _pattern_properties(
    c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str
) -> Check:
    checks = [
        (compile_js(pattern).search, c.check(part, _place_of(place, pattern), base))
        for pattern, part in expected.items()
    ]

    def check(value: Any, path: str, errors: Errors) -> None:
        for search, inner in checks:
            for name in value:
                if search(str(name)):
                    inner(value[name], _below(path, name), errors)

    return check


def _additional(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check | None:
    if expected is True:
        return None
    named = frozenset(schema.get("properties", ()))
    searches = [compile_js(pattern).search for pattern in schema.get("patternProperties", ())]
    inner = None if expected is False else c.check(expected, place, base)

    def check(value: Any, path: str, errors: Errors) -> None:
        for name in value:
            if name in named or any(search(str(name)) for search in searches):
                continue
            if inner is not None:
                inner(value[name], _below(path, name), errors)
            else:
                params = {"additionalProperty": name}
                errors.add(path, place, "additionalProperties", params, "must NOT have additional properties")

    return check


def _required(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    def check(value: Any, path: str, errors: Errors) -> None:
        for name in expected:
            if name not in value:
                words = f"must have required property '{name}'"
                errors.add(path, place, "required", {"missingProperty": name}, words)

    return check


def _names(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    inner = c.check(expected, place, base)

    def check(value: Any, path: str, errors: Errors) -> None:
        for name in value:
            before = len(errors.found)
            if not _fits(inner, name, path, errors):
                for error in errors.found[before:]:
                    error["propertyName"] = name
                params = {"propertyName": name}
                errors.add(path, place, "propertyNames", params, "property name must be valid")

    return check


def _dependencies(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    lists = {name: needs for name, needs in expected.items() if isinstance(needs, list)}
    checks = {
        name: c.check(needs, _place_of(place, name), base)
        for name, needs in expected.items()
        if not isinstance(needs, list)
    }

    def check(value: Any, path: str, errors: Errors) -> None:
        for name, needs in lists.items():
            if name not in value:
                continue
            listed = ", ".join(needs)
            what = "property" if len(needs) == 1 else "properties"
            for other in needs:
                if other not in value:
                    params = {
                        "property": name,
                        "missingProperty": other,
                        "depsCount": len(needs),
                        "deps": listed,
                    }
                    words = f"must have {what} {listed} when property {name} is present"
                    errors.add(path, place, "dependencies", params, words)
        for name, inner in checks.items():
            if name in value:
                inner(value, path, errors)

    return check


def _all_of(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    checks = [c.check(part, f"{place}/{index}", base) for index, part in enumerate(expected)]

    def check(value: Any, path: str, errors: Errors) -> None:
        for inner in checks:
            inner(value, path, errors)

    return check


def _any_of(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    checks = [c.check(part, f"{place}/{index}", base) for index, part in enumerate(expected)]

    def check(value: Any, path: str, errors: Errors) -> None:
        before = len(errors.found)
        for inner in checks:
            if _fits(inner, value, path, errors):
                del errors.found[before:]
                return
        errors.add(path, place, "anyOf", {}, "must match a schema in anyOf")

    return check


def _one_of(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    checks = [c.check(part, f"{place}/{index}", base) for index, part in enumerate(expected)]

    def check(value: Any, path: str, errors: Errors) -> None:
        before = len(errors.found)
        passing: list[int] = []
        for index, inner in enumerate(checks):
            if _fits(inner, value, path, errors):
                passing.append(index)
                if len(passing) == 2:
                    break
        if len(passing) == 1:
            del errors.found[before:]
        else:
            params = {"passingSchemas": passing or None}
            errors.add(path, place, "oneOf", params, "must match exactly one schema in oneOf")

    return check


def _not(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    inner = c.check(expected, place, base)

    def check(value: Any, path: str, errors: Errors) -> None:
        before = len(errors.found)
        fits = _fits(inner, value, path, errors)
        del errors.found[before:]
        if fits:
            errors.add(path, place, "not", {}, "must NOT be valid")

    return check


def _if(c: Compiler, schema: Mapping[str, Any], expected: Any, place: str, base: str) -> Check:
    condition = c.check(expected, place, base)
    around = place.removesuffix("/if")
    branches = {
        fits: (name, c.check(schema[name], f"{around}/{name}", base))
        for fits, name in ((True, "then"), (False, "else"))
        if name in schema
    }

    def check(value: Any, path: str, errors: Errors) -> None:
        before = len(errors.found)
        fits = _fits(condition, value, path, errors)
        del errors.found[before:]
        if fits in branches:
            name, inner = branches[fits]
            if not _fits(inner, value, path, errors):
                errors.add(path, place, "if", {"failingKeyword": name}, f'must match "{name}" schema')

    return check


def _at_most(value: float, bound: float) -> bool:
    return value <= bound


def _at_least(value: float, bound: float) -> bool:
    return value >= bound


KEYWORDS: dict[str, Keyword] = {
    "enum": _enum,
    "const": _const,
    "maximum": partial(_bound, "maximum", "<=", _at_most),
    "minimum": partial(_bound, "minimum", ">=", _at_least),
    "exclusiveMaximum": partial(_bound, "exclusiveMaximum", "<", lambda value, bound: value < bound),
    "exclusiveMinimum": partial(_bound, "exclusiveMinimum", ">", lambda value, bound: value > bound),
    "multipleOf": _multiple,
    "maxLength": partial(_size, "maxLength", "characters", _at_most),
    "minLength": partial(_size, "minLength", "characters", _at_least),
    "maxItems": partial(_size, "maxItems", "items", _at_most),
    "minItems": partial(_size, "minItems", "items", _at_least),
    "maxProperties": partial(_size, "maxProperties", "properties", _at_most),
    "minProperties": partial(_size, "minProperties", "properties", _at_least),
    "pattern": _pattern,
    "format": _format,
    "items": _items,
    "additionalItems": _additional_items,
    "contains": _contains,
    "uniqueItems": _unique,
    "properties": _properties,
    "patternProperties": _pattern_properties,
    "additionalProperties": _additional,
    "required": _required,
    "propertyNames": _names,
    "dependencies": _dependencies,
    "allOf": _all_of,
    "anyOf": _any_of,
    "oneOf": _one_of,
    "not": _not,
    "if": _if,
}

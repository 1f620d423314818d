"""Query strings and form bodies with nested names, read the way Express's extended parser (`qs`) reads them.

`a=1&a=2` is a list, `a[]=1` too, `a[b]=1` an object, `a[0]=x` a list by position. Limits as in qs: 1000 parameters,
5 levels, positions up to 20 (beyond that the number is an object's key). https://github.com/ljharb/qs#readme
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

PARAMETERS = 1000
DEPTH = 5
POSITIONS = 20


def parse(query: str) -> dict[str, Any]:
    """The parameters of a query string; values are text, lists or objects of these."""
    out: dict[str, Any] = {}
    if not query:
        return out
    for pair in query.split("&", PARAMETERS)[:PARAMETERS]:
        if not pair:
            continue
        name, _, value = pair.partition("=")
        path = _split(unquote_plus(name))
        if path[0]:
            _put(out, path, unquote_plus(value))
    return {name: _lists(value) for name, value in out.items()}


def _split(name: str) -> list[str]:
    """`a[b][]` -> `a`, `b`, ``; what is beyond the allowed depth stays one key, brackets and all."""
    first = name.find("[")
    if first <= 0 or "]" not in name[first:]:
        return [name]
    path, rest = [name[:first]], name[first:]
    while rest.startswith("[") and len(path) <= DEPTH:
        end = rest.find("]")
        if end < 0:
            break
        path.append(rest[1:end])
        rest = rest[end + 1 :]
    if rest and rest.startswith("["):
        path.append(rest)
    return path


def _put(target: dict[str, Any], path: list[str], value: str) -> None:
    for key in path[:-1]:
        inner = target.get(key)
        if not isinstance(inner, dict):
            inner = target[key] = {} if inner is None else {"": inner}
        target = inner
    key = path[-1]
    if key not in target:
        target[key] = value
    elif isinstance(target[key], list):
        target[key].append(value)
    elif isinstance(target[key], dict):
        target[key].setdefault(value, True)
    else:
        target[key] = [target[key], value]


def _lists(value: Any) -> Any:
    """Objects whose keys are all positions (or the empty `[]`) become lists."""
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(item) for key, item in value.items()}
    if all(key == "" or (key.isdecimal() and int(key) <= POSITIONS) for key in inner):
        ordered = sorted((int(key), item) for key, item in inner.items() if key) if any(inner) else []
        appended = inner.get("", [])
        return [item for _, item in ordered] + (appended if isinstance(appended, list) else [appended])
    return inner

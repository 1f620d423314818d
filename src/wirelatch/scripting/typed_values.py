"""Typed values: what the pair "value and type" of an edit form means at run time.

The kinds are those of Node-RED's `evaluateNodeProperty`:
`str num bool json bin date re msg flow global env jsonata`; any other kind gives the value itself. All are evaluated
at once: no context store makes anybody wait here.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import orjson

from wirelatch.scripting import jsonata, moment, paths
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.regex import compile_js
from wirelatch.scripting.scope import Scope, context_of
from wirelatch.scripting.values import to_number, to_string

__all__ = ["Scope", "evaluate", "evaluate_env", "parse_context_key"]

_CONTEXT_KEY = re.compile(r"#:\((\S+?)\)::(.*)\Z", re.DOTALL)
_WHOLE_ENV = re.compile(r"\$\{([^}]+)\}\Z")
_ANY_ENV = re.compile(r"\$\{\S+\}")
_EACH_ENV = re.compile(r"\$\{([^}]+)\}")


def parse_context_key(key: str) -> tuple[str, str | None]:
    """The key and the store of a context property: `#:(file)::a.b` gives `("a.b", "file")`."""
    match = _CONTEXT_KEY.match(key)
    return (match[2], match[1]) if match else (key, None)


def evaluate(value: Any, kind: str, *, msg: Any = None, node: Scope | None = None) -> Any:
    """The value that `value` of type `kind` stands for; UNDEFINED when a property or variable does not exist.

    Raises ValueError with a text for the user when the value cannot be read as that kind.
    """
    handler = _KINDS.get(kind)
    return value if handler is None else handler(value, msg, node)


def _str(value: Any, msg: Any, node: Scope | None) -> str:
    return to_string(value)


def _num(value: Any, msg: Any, node: Scope | None) -> int | float:
    return to_number(value)


def _bool(value: Any, msg: Any, node: Scope | None) -> bool:
    return to_string(value).lower() == "true"


def _json(value: Any, msg: Any, node: Scope | None) -> Any:
    try:
        return orjson.loads(to_string(value))
    except orjson.JSONDecodeError as error:
        raise ValueError(f"Invalid JSON: {error}") from None


def _bin(value: Any, msg: Any, node: Scope | None) -> bytes:
    data = _json(value, msg, node)
    if isinstance(data, str):
        return data.encode()
    if not isinstance(data, list):
        raise ValueError("Not string or array")
    return bytes(octet(item) for item in data)


def octet(item: Any) -> int:
    """A number as one element of a Buffer."""
    number = to_number(item)
    return int(number) & 255 if abs(number) < float("inf") else 0


def _regex(value: Any, msg: Any, node: Scope | None) -> re.Pattern[str]:
    return compile_js(to_string(value))


def _date(value: Any, msg: Any, node: Scope | None) -> Any:
    now = datetime.now(UTC)
    if not value:
        return int(now.timestamp() * 1000)
    if value == "object":
        return now.replace(microsecond=now.microsecond // 1000 * 1000)
    if value == "iso":
        return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03d}Z"
    return moment.format_date(now.astimezone(), str(value))


def _msg(value: Any, msg: Any, node: Scope | None) -> Any:
    return value if msg is None else paths.get(msg, str(value))


def _context(kind: str) -> Any:
    def read(value: Any, msg: Any, node: Scope | None) -> Any:
        if node is None:
            return value
        key, store = parse_context_key(str(value))
        if "[msg" in key:
            key = paths.normalise(paths.resolve(paths.parse(key), msg))
        return context_of(node, kind).get(key, store)

    return read


def _jsonata(value: Any, msg: Any, node: Scope | None) -> Any:
    return jsonata.compile(str(value)).evaluate(msg, node)


def _env(value: Any, msg: Any, node: Scope | None) -> Any:
    return evaluate_env(str(value), node)


def evaluate_env(text: str, node: Scope | None) -> Any:
    """`NAME` or `${NAME}`: that variable as it is; text with `${NAME}` in it: the text with the values filled in.

    What is not set is the empty string.
    """
    match = _WHOLE_ENV.match(text)
    if match or not _ANY_ENV.search(text):
        found = _variable(match[1] if match else text, node)
        return "" if found is UNDEFINED else found

    def fill(match: re.Match[str]) -> str:
        found = _variable(match[1], node)
        return "" if found is UNDEFINED else to_string(found)

    return _EACH_ENV.sub(fill, text)


def _variable(name: str, node: Scope | None) -> Any:
    return UNDEFINED if node is None else node.env(name)


_KINDS = {
    "str": _str,
    "num": _num,
    "bool": _bool,
    "json": _json,
    "bin": _bin,
    "re": _regex,
    "date": _date,
    "msg": _msg,
    "flow": _context("flow"),
    "global": _context("global"),
    "jsonata": _jsonata,
    "env": _env,
}

"""All functions that an expression can call: JSONata's, and those that Node-RED adds.

`$flowContext(key[, store])`, `$globalContext(key[, store])`, `$env(name)`, `$moment(…)` and `$clone(value)`, see
https://nodered.org/docs/user-guide/nodes#jsonata.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wirelatch.scripting import moment_object
from wirelatch.scripting.cloning import clone
from wirelatch.scripting.jsonata import (
    date_reading,
    functions_higher,
    functions_numbers,
    functions_strings,
    functions_values,
)
from wirelatch.scripting.jsonata.analysis import analyse
from wirelatch.scripting.jsonata.compiler import compile_tree
from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.jsonata.kinds import Sequence
from wirelatch.scripting.jsonata.parser import parse
from wirelatch.scripting.jsonata.runtime import Frame, Native
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.scope import context_of
from wirelatch.scripting.values import to_string


def _context(kind: str) -> Callable[..., Any]:
    def read(frame: Frame, key: Any = "", store: Any = None, *_: Any) -> Any:
        if frame.run.scope is None:
            return ""
        return context_of(frame.run.scope, kind).get(to_string(key), None if store is UNDEFINED else store)

    return read


def _env(frame: Frame, name: Any = "", *_: Any) -> Any:
    value = UNDEFINED if frame.run.scope is None else frame.run.scope.env(to_string(name))
    return "" if value is UNDEFINED else value


def _moment(frame: Frame, *arguments: Any) -> Any:
    frame.run.nested = True
    given = list(arguments)
    while given and given[-1] is UNDEFINED:
        given.pop()
    return moment_object.create(*given)


def _eval(frame: Frame, source: Any, focus: Any = UNDEFINED) -> Any:
    if source is UNDEFINED:
        return UNDEFINED
    value = frame.get("$") if focus is UNDEFINED else focus
    if type(value) is list:
        value = Sequence([value])
        value.outer = True
    try:
        code = compile_tree(analyse(parse(source)), LIBRARY, dynamic=True)
    except JsonataError as error:
        raise fail("D3120", value=error.message) from error
    frame.run.nested = True
    try:
        return code(value, frame)
    except JsonataError as error:
        if error.code in ("D1011", "D1012"):
            raise
        raise fail("D3121", value=error.message) from error


LIBRARY: dict[str, Native] = {
    function.name: function
    for function in (
        *functions_strings.FUNCTIONS,
        *functions_numbers.FUNCTIONS,
        *functions_values.FUNCTIONS,
        *functions_higher.FUNCTIONS,
        *date_reading.FUNCTIONS,
        Native("eval", _eval, "<sx-:x>", 2, wants_frame=True),
        Native("flowContext", _context("flow"), None, 2, wants_frame=True),
        Native("globalContext", _context("global"), None, 2, wants_frame=True),
        Native("env", _env, None, 1, wants_frame=True),
        Native("moment", _moment, None, 4, wants_frame=True),
        Native("clone", clone, "<(oa)-:o>", 1),
    )
}

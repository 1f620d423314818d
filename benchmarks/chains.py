"""Messages per second and hop: chains of 1, 5 and 20 nodes of a kind, the same flow in Wirelatch and in Node-RED.

The figure is messages × nodes of the chain per second, so that source and sink weigh most in a chain of 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.report import Row
from benchmarks.side_by_side import Case, compare_all, in_a_row

LENGTHS = (1, 5, 20)
FUNCTION = {"type": "function", "func": "msg.payload = msg.payload + 1; return msg;", "outputs": 1}
PYTHON = {"type": "python", "func": "msg.payload = msg.payload + 1\nreturn msg", "outputs": 1}
KINDS: dict[str, dict[str, Any]] = {
    "junction": {"type": "junction"},
    "change, constant": {
        "type": "change",
        "rules": [{"t": "set", "p": "other", "pt": "msg", "to": "1", "tot": "num"}],
    },
    "change, msg to nested": {
        "type": "change",
        "rules": [{"t": "set", "p": "a.b", "pt": "msg", "to": "payload", "tot": "msg"}],
    },
    "switch, 2 rules": {
        "type": "switch",
        "property": "payload",
        "propertyType": "msg",
        "rules": [{"t": "lt", "v": "0", "vt": "num"}, {"t": "gte", "v": "0", "vt": "num"}],
        "checkall": "true",
        "outputs": 2,
    },
    "template": {
        "type": "template",
        "field": "text",
        "fieldType": "msg",
        "format": "handlebars",
        "syntax": "mustache",
        "template": "payload {{payload}} of {{topic}}",
        "output": "str",
    },
    "function (JavaScript)": FUNCTION,
    "python (theirs: function)": PYTHON,
}


def _case(name: str, length: int) -> Case:
    kind = KINDS[name]
    return Case(
        f"{name} × {length}",
        in_a_row(*[kind] * length),
        unit="messages·nodes/s",
        work=length,
        most=20_000,
        theirs=in_a_row(*[FUNCTION] * length) if kind is PYTHON else None,
    )


CASES = [_case(name, length) for name in KINDS for length in LENGTHS]
NAMES = [case.name for case in CASES]


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    return compare_all(CASES, names)

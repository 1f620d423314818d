"""The nodes of the palette's category *function* that `chains.py` does not have, context, and lone messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.chains import FUNCTION, PYTHON
from benchmarks.report import Row
from benchmarks.side_by_side import Case, Record, compare_all, in_a_row, repeated

NODES = 10


def _change(*rules: Record) -> Record:
    return {"type": "change", "rules": list(rules)}


def _set(target: str, target_type: str, value: str, value_type: str) -> Record:
    return {"t": "set", "p": target, "pt": target_type, "to": value, "tot": value_type}


def _delay(**more: Any) -> Record:
    return {
        "type": "delay", "pauseType": "delay", "timeout": "1", "timeoutUnits": "milliseconds", "rate": "1",
        "nbRateUnits": "1", "rateUnits": "second", "randomFirst": "1", "randomLast": "5",
        "randomUnits": "seconds", "drop": False, "allowrate": False, "outputs": 1, **more,
    }  # fmt: skip


_RANGE = {"type": "range", "minin": "0", "maxin": "10000", "minout": "0", "maxout": "1", "action": "scale", "round": False, "property": "payload"}  # fmt: skip
_FILTER = {"type": "rbe", "func": "rbe", "gap": "", "start": "", "inout": "out", "septopics": True, "property": "payload", "topi": "topic"}  # fmt: skip
_TRIGGER = {
    "type": "trigger", "op1": "1", "op2": "0", "op1type": "str", "op2type": "str", "duration": "1", "units": "ms",
    "extend": False, "overrideDelay": False, "reset": "", "bytopic": "topic", "topic": "payload", "outputs": 1,
}  # fmt: skip
_CONTEXT_JS = {
    "type": "function",
    "func": 'flow.set("x", msg.payload); msg.other = flow.get("x"); return msg;',
    "outputs": 1,
}
_CONTEXT_PYTHON = {
    "type": "python",
    "func": 'flow.set("x", msg.payload)\nmsg.other = flow.get("x")\nreturn msg',
    "outputs": 1,
}
_EXEC = {"type": "exec", "command": "true", "addpay": "", "append": "", "useSpawn": "false", "timer": "", "winHide": False, "oldrc": False}  # fmt: skip

CASES = [
    repeated("change, move and delete", NODES, _change({"t": "move", "p": "payload", "pt": "msg", "to": "other", "tot": "msg"}, {"t": "move", "p": "other", "pt": "msg", "to": "payload", "tot": "msg"}, {"t": "delete", "p": "gone", "pt": "msg"})),
    repeated("change, JSONata", NODES, _change(_set("other", "msg", "payload + 1", "jsonata"))),
    repeated("range", NODES, _RANGE),
    repeated("filter, on change", NODES, _FILTER),
    Case("delay of 1 ms", in_a_row(_delay()), most=5_000),
    Case("delay, rate limit that drops", in_a_row(_delay(pauseType="rate", drop=True, outputs=2))),
    Case("trigger, send and 1 ms later again", in_a_row(_TRIGGER), arrivals=2, most=5_000),
    repeated("context set and get, change node", NODES, _change(_set("x", "flow", "payload", "msg"), _set("other", "msg", "x", "flow"))),
    repeated("context set and get, function (JavaScript)", NODES, _CONTEXT_JS),
    repeated("context set and get, python (theirs: function)", NODES, _CONTEXT_PYTHON, theirs=in_a_row(*[_CONTEXT_JS] * NODES)),
    Case("function (JavaScript), a lone message", in_a_row(FUNCTION), window=1),
    Case("python (theirs: function), a lone message", in_a_row(PYTHON), window=1, theirs=in_a_row(FUNCTION)),
    Case("change, a lone message", in_a_row(_change(_set("other", "msg", "1", "num"))), window=1),
    Case("exec, when it has ended", [{**_EXEC, "id": "exec", "wires": [["sink"], [], []]}], unit="commands/s", window=4, most=200),
    Case("exec, while it runs", [{**_EXEC, "id": "exec", "useSpawn": "true", "wires": [[], [], ["sink"]]}], unit="commands/s", window=4, most=200),
]  # fmt: skip
NAMES = [case.name for case in CASES]


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    return compare_all(CASES, names)

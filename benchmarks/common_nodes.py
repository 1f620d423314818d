"""The nodes of the palette's category *common*, links and subflows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.report import Row
from benchmarks.side_by_side import Case, Record, compare_all, in_a_row, repeated

NODES = 10
_CHANGE = {"type": "change", "rules": [{"t": "set", "p": "other", "pt": "msg", "to": "1", "tot": "num"}]}
_INJECT = {
    "type": "inject",
    "props": [{"p": "other", "v": "1", "vt": "num"}, {"p": "at", "v": "", "vt": "date"}],
    "repeat": "",
    "crontab": "",
    "once": False,
}
_READINGS = '{"readings":[' + ",".join(
    f'{{"sensor":"sensor-{n}","value":{n * 1.5},"unit":"kWh","ok":true}}' for n in range(14)
) + "]}"  # fmt: skip
_ONE_KILOBYTE = {"type": "change", "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": _READINGS, "tot": "json"}]}  # fmt: skip


def _beside(node: Record) -> list[Record]:
    """A node without outputs gets each message, and so does the sink."""
    return [
        {"id": "fork", "type": "junction", "wires": [["beside", "sink"]]},
        {**node, "id": "beside", "wires": []},
    ]


def _links() -> list[Record]:
    nodes: list[Record] = []
    for n in range(NODES // 2):
        after = f"out{n + 1}" if n + 1 < NODES // 2 else "sink"
        nodes.append({"id": f"out{n}", "type": "link out", "mode": "link", "links": [f"in{n}"], "wires": []})
        nodes.append({"id": f"in{n}", "type": "link in", "links": [f"out{n}"], "wires": [[after]]})
    return nodes


def _fan_out(before: Sequence[Record], receivers: int) -> list[Record]:
    first = in_a_row(*before, sink="fork")
    places = [f"branch{n}" for n in range(receivers)]
    return [
        *first,
        {"id": "fork", "type": "junction", "wires": [places]},
        *({"id": place, "type": "junction", "wires": [["sink"]]} for place in places),
    ]


def _debug(**more: Any) -> Record:
    return {"type": "debug", "active": True, "tosidebar": True, "console": False, "tostatus": False, "complete": "payload", "targetType": "msg", **more}  # fmt: skip


CASES = [
    repeated("inject, 2 properties", NODES, _INJECT),
    Case("debug, a number to the sidebar", _beside(_debug())),
    Case(
        "debug, 1 KB to the sidebar",
        in_a_row(_ONE_KILOBYTE, sink="fork") + _beside(_debug(complete="true", targetType="full")),
    ),
    Case("debug, status", _beside(_debug(tosidebar=False, tostatus=True, statusType="auto"))),
    Case(
        "catch: an error of json",
        [
            *in_a_row(
                {"type": "change", "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": "{", "tot": "str"}]},
                {"id": "fails", "type": "json", "property": "payload", "action": "obj", "pretty": False},
            ),
            {"id": "catch", "type": "catch", "scope": ["fails"], "uncaught": False, "wires": [["sink"]]},
        ],
    ),
    Case(
        "status: of a function",
        [
            {"id": "tells", "type": "function", "func": "node.status({text: String(msg.payload)});", "outputs": 0, "wires": []},
            {"id": "status", "type": "status", "scope": ["tells"], "wires": [["sink"]]},
        ],
    ),
    Case(
        "complete: of a change node",
        [
            {**_CHANGE, "id": "does", "wires": [[]]},
            {"id": "complete", "type": "complete", "scope": ["does"], "uncaught": False, "wires": [["sink"]]},
        ],
    ),
    Case("link out → link in", _links(), unit="messages·nodes/s", work=NODES),
    Case(
        "link call",
        [
            *in_a_row(*[{"type": "link call", "links": ["called"], "linkType": "static", "timeout": "30"}] * NODES),
            {"id": "called", "type": "link in", "links": [], "wires": [["returns"]]},
            {"id": "returns", "type": "link out", "mode": "return", "links": [], "wires": []},
        ],
        unit="calls/s",
        work=NODES,
        most=5_000,
    ),
    repeated(
        "subflow of one change node",
        NODES,
        {"type": "subflow:sub", "env": []},
        elsewhere=[
            {
                "id": "sub", "type": "subflow", "name": "sub", "info": "", "category": "", "env": [],
                "in": [{"x": 0, "y": 0, "wires": [{"id": "inner"}]}],
                "out": [{"x": 0, "y": 0, "wires": [{"id": "inner", "port": 0}]}],
            },
            {**_CHANGE, "id": "inner", "z": "sub", "x": 0, "y": 0, "wires": [[]]},
        ],
    ),
    Case("fan-out to 10, about 100 bytes", _fan_out([], 10), arrivals=10, most=2_000),
    Case("fan-out to 10, about 1 KB", _fan_out([_ONE_KILOBYTE], 10), arrivals=10, most=2_000),
]  # fmt: skip
NAMES = [case.name for case in CASES]


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    return compare_all(CASES, names)

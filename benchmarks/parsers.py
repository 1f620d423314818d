"""Documents per second through the parser nodes: about 1 KB of each format, the same flow in Wirelatch and in Node-RED.

A change node puts the document into each message; ten nodes of a kind follow. All but `html` turn text into objects and
back by turns; `html` searches the same page ten times. The figure is conversions per second.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.report import Row
from benchmarks.side_by_side import Case, compare_all, in_a_row

NODES = 10

_READINGS = [{"sensor": f"sensor-{n}", "value": n * 1.5, "unit": "kWh", "ok": n % 2 == 0} for n in range(14)]
_CSV = "sensor,value,unit,ok\n" + "".join(
    f"{row['sensor']},{row['value']},{row['unit']},{row['ok']}\n" for row in _READINGS
)
_XML = "".join(f'<reading sensor="{row["sensor"]}"><value unit="kWh">{row["value"]}</value></reading>' for row in _READINGS)  # fmt: skip
_HTML = "".join(f'<tr class="reading"><td>{row["sensor"]}</td><td><b>{row["value"]}</b> kWh</td></tr>' for row in _READINGS)  # fmt: skip
_YAML = "".join(f"- sensor: {row['sensor']}\n  value: {row['value']}\n  ok: true\n" for row in _READINGS)
_CSV_NODE = {"type": "csv", "sep": ",", "hdrin": True, "hdrout": "all", "multi": "mult", "ret": "\\n", "temp": "", "skip": "0", "strings": True}  # fmt: skip

DOCUMENTS: dict[str, tuple[dict[str, Any], str]] = {
    "json": ({"type": "json", "property": "payload", "action": "", "pretty": False}, json.dumps(_READINGS)),
    "csv, RFC 4180": ({**_CSV_NODE, "spec": "rfc"}, _CSV),
    "csv, legacy": ({**_CSV_NODE, "spec": ""}, _CSV),
    "xml": ({"type": "xml", "property": "payload"}, f"<readings>{_XML}</readings>"),
    "yaml": ({"type": "yaml", "property": "payload"}, _YAML),
    "html, texts of 14 elements": (
        {"type": "html", "property": "payload", "outproperty": "found", "tag": ".reading b", "ret": "text", "as": "single"},
        f"<h1>Readings</h1><table>{_HTML}</table>",
    ),
}  # fmt: skip


def _case(name: str, node: dict[str, Any], document: str) -> Case:
    rule = {"t": "set", "p": "payload", "pt": "msg", "to": document, "tot": "str"}
    row = in_a_row({"type": "change", "rules": [rule]}, *[node] * NODES)
    return Case(name, row, unit="conversions/s", work=NODES, most=1_000)


CASES = [_case(name, *what) for name, what in DOCUMENTS.items()]
NAMES = [case.name for case in CASES]


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    return compare_all(CASES, names)

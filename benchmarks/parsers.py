"""Documents per second through the parser nodes: about 1 KB of each format, the same flow in Wirelatch and in Node-RED.

A change node puts the document into each message; ten nodes of a kind follow. All but `html` turn text into objects and
back by turns; `html` searches the same page ten times. The figure is conversions per second.
"""

from __future__ import annotations

import json
import statistics
from typing import Any

from benchmarks.chains import Measured
from benchmarks.peers import Flows, both
from benchmarks.report import Row, table

NODES = 10
MESSAGES = 300
ROUNDS = 3

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


def flows(node: dict[str, Any], document: str) -> Flows:
    """source → change → the nodes → sink."""
    place = {"z": "flow", "x": 0, "y": 0}
    ids = [*(f"node{index}" for index in range(NODES)), "sink"]
    rule = {"t": "set", "p": "payload", "pt": "msg", "to": document, "tot": "str"}
    return [
        {"id": "flow", "type": "tab", "label": "parsers"},
        {"id": "source", "type": "bench-source", **place, "wires": [["change"]]},
        {"id": "change", "type": "change", "rules": [rule], **place, "wires": [[ids[0]]]},
        *({**node, "id": ids[index], **place, "wires": [[ids[index + 1]]]} for index in range(NODES)),
        {"id": "sink", "type": "bench-sink", **place, "wires": []},
    ]


def run() -> list[Row]:
    """Every format."""
    rows = []
    with both(nodes=True) as contenders:
        for name, (node, document) in DOCUMENTS.items():
            measured = (Measured(), Measured())
            for contender in contenders:
                contender.deploy(flows(node, document))
                Measured().run(contender, MESSAGES)
            for _ in range(ROUNDS):
                for contender, figures in zip(contenders, measured, strict=True):
                    figures.run(contender, MESSAGES)
            mine, peer = (MESSAGES * NODES / statistics.median(figures.wall) for figures in measured)
            cpu = (sum(measured[0].cpu), sum(measured[1].cpu))
            rows.append(Row(name, "conversions/s", mine, peer, more_is_better=True, cpu=cpu))
    return rows


if __name__ == "__main__":
    print(table("Parser nodes", run()))

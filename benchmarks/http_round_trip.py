"""Requests per second of `http in` → (function) → `http response`, driven by wrk."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time

from benchmarks.peers import Contender, Flows, both
from benchmarks.report import Row, table

CONNECTIONS, SECONDS = 32, 5
COMMON = {"z": "tab", "x": 1, "y": 1}

FLOWS: Flows = [
    {"id": "tab", "type": "tab", "label": "http"},
    {**COMMON, "id": "a", "type": "http in", "url": "/plain", "method": "get", "wires": [["a2"]]},
    {**COMMON, "id": "a2", "type": "http response", "wires": []},
    {**COMMON, "id": "b", "type": "http in", "url": "/js", "method": "get", "wires": [["b1"]]},
    {
        **COMMON,
        "id": "b1",
        "type": "function",
        "func": "msg.payload = {hello: 1}; return msg;",
        "outputs": 1,
        "wires": [["b2"]],
    },
    {**COMMON, "id": "b2", "type": "http response", "wires": []},
    {**COMMON, "id": "c", "type": "http in", "url": "/change", "method": "get", "wires": [["c1"]]},
    {
        **COMMON,
        "id": "c1",
        "type": "change",
        "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": '{"hello":1}', "tot": "json"}],
        "wires": [["c2"]],
    },
    {**COMMON, "id": "c2", "type": "http response", "wires": []},
]


def requests_per_second(contender: Contender, path: str) -> float:
    """One run of wrk with one thread."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("the HTTP benchmark needs wrk: sudo apt-get install wrk")
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", contender.url + path]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if not found or "Non-2xx" in output:
        raise RuntimeError(output)
    return float(found[1])


def run() -> list[Row]:
    """Each path in both, alternating; the better of two rounds."""
    rows = []
    with both(FLOWS) as contenders:
        time.sleep(1)
        for path, name in (
            ("/plain", "in → response"),
            ("/change", "in → change → response"),
            ("/js", "in → JavaScript function → response"),
        ):
            best = {c.name: 0.0 for c in contenders}
            for _ in range(2):
                for contender in contenders:
                    best[contender.name] = max(best[contender.name], requests_per_second(contender, path))
            rows.append(Row(name, "requests/s", best["wirelatch"], best["node-red"], more_is_better=True))
    return rows


if __name__ == "__main__":
    print(table("HTTP", run()))

"""Requests per second of `http in` → (function) → `http response`, driven by wrk."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import time

from benchmarks.peers import Contender, Flows, both
from benchmarks.report import Row, table

CONNECTIONS, SECONDS, ROUNDS = 32, 3, 3
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
    {**COMMON, "id": "d", "type": "http in", "url": "/req", "method": "get", "wires": [["d1"]]},
    {
        **COMMON,
        "id": "d1",
        "type": "function",
        "func": "msg.payload = {host: msg.req.headers.host, query: msg.req.query}; return msg;",
        "outputs": 1,
        "wires": [["d2"]],
    },
    {**COMMON, "id": "d2", "type": "http response", "wires": []},
    {
        **COMMON,
        "id": "c1",
        "type": "change",
        "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": '{"hello":1}', "tot": "json"}],
        "wires": [["c2"]],
    },
    {**COMMON, "id": "c2", "type": "http response", "wires": []},
]


def requests_per_second(contender: Contender, path: str, seconds: float = SECONDS) -> tuple[float, float]:
    """One run of wrk with one thread: requests per second, and processor microseconds of the server per request."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("the HTTP benchmark needs wrk: sudo apt-get install wrk")
    before = contender.cpu()
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", contender.url + path]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    cpu = contender.cpu() - before
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    count = re.search(r"(\d+) requests in", output)
    if not found or not count or "Non-2xx" in output:
        raise RuntimeError(output)
    return float(found[1]), cpu / int(count[1]) * 1e6


def run() -> list[Row]:
    """Each path in both, alternating, after a round that does not count; the medians of three."""
    rows = []
    with both(FLOWS) as contenders:
        time.sleep(1)
        for path, name in (
            ("/plain", "in → response"),
            ("/change", "in → change → response"),
            ("/js", "in → JavaScript function → response"),
            ("/req", "in → JavaScript function that reads msg.req → response"),
        ):
            results: dict[str, list[tuple[float, float]]] = {c.name: [] for c in contenders}
            for contender in contenders:
                requests_per_second(contender, path, 2)
            for _ in range(ROUNDS):
                for contender in contenders:
                    results[contender.name].append(requests_per_second(contender, path))
            mine, peer = (
                [statistics.median(x) for x in zip(*results[c.name], strict=True)] for c in contenders
            )
            rows.append(
                Row(name, "requests/s", mine[0], peer[0], more_is_better=True, cpu=(mine[1], peer[1]))
            )
    return rows


if __name__ == "__main__":
    print(table("HTTP", run()))

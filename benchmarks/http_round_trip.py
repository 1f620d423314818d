"""Requests per second of `http in` → (function) → `http response`, driven by wrk."""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

import httpx

from benchmarks.peers import Contender, Flows, both
from benchmarks.report import Row

CONNECTIONS, ROUNDS = 32, 3
SECONDS = 1
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


PATHS = {
    "in → response": "/plain",
    "in → change → response": "/change",
    "in → JavaScript function → response": "/js",
    "in → JavaScript function that reads msg.req → response": "/req",
}
NAMES = list(PATHS)


def requests_per_second(contender: Contender, path: str) -> tuple[float, float]:
    """One run of wrk with one thread: requests per second, and processor microseconds of the server per request."""
    wrk = shutil.which("wrk")
    if not wrk:
        sys.exit("the HTTP benchmark needs wrk: sudo apt-get install wrk")
    before = contender.cpu()
    command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", contender.url + path]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    cpu = contender.cpu() - before
    found = re.search(r"Requests/sec:\s+([\d.]+)", output)
    count = re.search(r"(\d+) requests in", output)
    if not found or not count or "Non-2xx" in output:
        raise RuntimeError(output)
    return float(found[1]), cpu / int(count[1]) * 1e6


def wait_for(url: str, seconds: float = 30) -> None:
    """Wait until a flow answers there."""
    deadline = time.monotonic() + seconds
    while httpx.get(url, timeout=seconds).status_code != 200:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{url} did not answer")
        time.sleep(0.05)


def in_turns(name: str, unit: str, measures: Sequence[Callable[[], tuple[float, float]]]) -> Row:
    """The medians of both over rounds that alternate, after one that does not count.

    Each measure gives a figure per second, and the processor time of one piece of work.
    """
    results: list[list[tuple[float, float]]] = [[] for _ in measures]
    for number in range(ROUNDS + 1):
        for measure, result in zip(measures, results, strict=True):
            figures = measure()
            if number:
                result.append(figures)
    mine, peer = ([statistics.median(x) for x in zip(*result, strict=True)] for result in results)
    return Row(name, unit, mine[0], peer[0], more_is_better=True, cpu=(mine[1], peer[1]))


def run(names: Sequence[str]) -> list[Row]:
    """Each path in both."""
    rows = []
    with both(FLOWS) as contenders:
        for name in names:
            path = PATHS[name]
            for contender in contenders:
                wait_for(contender.url + path)
            measures = [partial(requests_per_second, contender, path) for contender in contenders]
            rows.append(in_turns(name, "requests/s", measures))
    return rows

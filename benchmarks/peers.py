"""Our flows half and the real Node-RED, started the same way with the same flows, for measuring side by side."""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.peers.node_red import node_red
from tests.support.processes import Program, wirelatch

Flows = Sequence[dict[str, Any]]


@dataclass
class Contender:
    """One of the two, running: where it answers, and its process."""

    name: str
    url: str
    program: Program

    def deploy(self, flows: Flows, kind: str = "full") -> float:
        """Deploy and return the seconds until the answer."""
        began = time.perf_counter()
        headers = {"Node-RED-Deployment-Type": kind}
        httpx.post(f"{self.url}/flows", json=list(flows), headers=headers, timeout=120).raise_for_status()
        return time.perf_counter() - began

    def memory(self) -> float:
        """Resident memory of the process and its children, in MB."""
        return _memory(self.program.process.pid)


def _memory(pid: int) -> float:
    total = 0.0
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmRSS:"):
                total += int(line.split()[1]) / 1024
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        total += sum(_memory(int(child)) for child in task.read_text().split())
    return total


@contextlib.contextmanager
def ours(flows: Flows = ()) -> Iterator[Contender]:
    """`wirelatch flows --no-sign-in` in an empty data directory."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        _write(data, flows)
        with wirelatch("flows", data, "--no-sign-in") as running:
            yield Contender("wirelatch", running.flows, running.program)


@contextlib.contextmanager
def theirs(flows: Flows = ()) -> Iterator[Contender]:
    """Node-RED in an empty user directory."""
    with tempfile.TemporaryDirectory() as folder, node_red(Path(folder), flows=flows) as running:
        yield Contender("node-red", running.url, running.program)


def _write(data: Path, flows: Flows) -> None:
    data.mkdir(parents=True, exist_ok=True)
    (data / "flows.json").write_text(json.dumps(list(flows)))


@contextlib.contextmanager
def both(flows: Flows = ()) -> Iterator[tuple[Contender, Contender]]:
    """Ours and theirs at the same time, so that both meet the same noise."""
    with ours(flows) as left, theirs(flows) as right:
        yield left, right

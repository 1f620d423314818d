"""Our flows half and the real Node-RED, started the same way with the same flows, for measuring side by side."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from tests.peers.node_red import node_red
from tests.support.ports import free_port
from tests.support.processes import Program, start, wait_ready

Flows = Sequence[dict[str, Any]]
NODES = Path(__file__).parent / "nodes"
"""Node types of ours for both, made for measuring."""
BYTECODE = Path(__file__).parent / ".cache"


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
        return sum(_resident(pid) for pid in _tree(self.program.process.pid))

    def cpu(self) -> float:
        """Processor seconds of the process and its children so far, those that have ended too."""
        return seconds_of_tree(self.program.process.pid)


def seconds_of_tree(root: int) -> float:
    """Processor seconds that a process and its children have used, those that have ended too."""
    return sum(_seconds(pid) for pid in _tree(root))


def _tree(root: int) -> Iterator[int]:
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            with contextlib.suppress(OSError):  # it may have ended meanwhile
                waiting += map(int, task.read_text().split())


def _resident(pid: int) -> float:
    for line in _read(f"/proc/{pid}/status").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _seconds(pid: int) -> float:
    fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:  # it has ended meanwhile
        return ""


@contextlib.contextmanager
def ours(flows: Flows = (), *, nodes: bool = False) -> Iterator[Contender]:
    """`wirelatch flows --no-sign-in` in an empty data directory; with the node types for measuring when wanted."""
    # As with an installed package: compiled once, whatever the environment says.
    environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(BYTECODE)}
    if nodes:
        environment["PYTHONPATH"] = os.pathsep.join([str(NODES), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        data.mkdir(parents=True, exist_ok=True)
        (data / "flows.json").write_text(json.dumps(list(flows)))
        port = free_port()
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "wirelatch",
            "flows",
            "--data",
            data,
            "--no-sign-in",
            "--flows-port",
        ]
        program = start([*command, str(port)], environment)
        try:
            # As with Node-RED: asking again and again whether it answers would take processor time from its start.
            program.wait_for("flows     http")
            wait_ready(program, f"http://127.0.0.1:{port}")
            yield Contender("wirelatch", f"http://127.0.0.1:{port}", program)
        finally:
            if program.process.poll() is None:
                program.stop()


@contextlib.contextmanager
def theirs(flows: Flows = (), *, nodes: bool = False) -> Iterator[Contender]:
    """Node-RED in an empty user directory."""
    more = f"nodesDir: {json.dumps(str(NODES))}," if nodes else ""
    with (
        tempfile.TemporaryDirectory() as folder,
        node_red(Path(folder), flows=flows, more_settings=more) as running,
    ):
        yield Contender("node-red", running.url, running.program)


@contextlib.contextmanager
def both(flows: Flows = (), *, nodes: bool = False) -> Iterator[tuple[Contender, Contender]]:
    """Ours and theirs at the same time, so that both meet the same noise."""
    with ours(flows, nodes=nodes) as left, theirs(flows, nodes=nodes) as right:
        yield left, right

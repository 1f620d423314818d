"""Runs one spec file: an agent, a mocha process that talks to it, and what the reporter wrote."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from tests.conformance.packages import node_modules
from tests.peers.npm import NODE, node_environment

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_MEMORY = Path("/dev/shm")
BASE_TIMEOUT = 2000
"""Mocha's default, in milliseconds; every timeout is multiplied by the patience."""


@dataclass
class Outcome:
    """What became of one test."""

    title: str
    """Full title; a second test of the same title in a file has ` (2)` behind it."""
    state: Literal["passed", "failed", "pending"]
    message: str = ""
    details: str = ""
    retried: bool = False
    """Whether it failed once before."""


@dataclass
class SpecResult:
    """What became of a spec file."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    problem: str = ""
    """Why the file did not run to its end; empty when it did."""
    log: str = ""
    """What the agent and mocha wrote on the way."""

    def count(self, state: str) -> int:
        """How many tests ended so."""
        return sum(outcome.state == state for outcome in self.outcomes)

    @property
    def retried(self) -> int:
        """How many tests passed only when they were tried again."""
        return sum(outcome.state == "passed" and outcome.retried for outcome in self.outcomes)


@dataclass
class Options:
    """How specs are run."""

    patience: float = 3.0
    """By how much more time tests get than they ask for."""
    retries: int = 1
    """How often a test that fails is tried again: many specs count milliseconds."""
    grep: str = ""
    """Run only the tests whose title this regular expression matches."""
    seconds: float = 600.0
    """How long a spec file may take."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """More variables for both processes."""


async def run_spec(specs: Path, name: str, options: Options) -> SpecResult:
    """Run the spec file `name` of the folder `specs` (Node-RED's `test`), in a copy: specs write beside themselves."""
    result = SpecResult(name)
    modules = await asyncio.to_thread(node_modules)
    memory = _MEMORY if _MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="wirelatch-spec-", dir=memory) as directory:
        copy, scratch = Path(directory) / "test", Path(directory) / "tmp"
        scratch.mkdir()
        await asyncio.to_thread(_copy, specs, copy)
        report, logged = Path(directory) / "report", Path(directory) / "log"
        base = {**node_environment(), **options.environment, "PYTHONPATH": str(ROOT), "TMPDIR": str(scratch)}
        with logged.open("wb") as log:
            agent = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.conformance.agent",
                cwd=copy.parent, env=base, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
            mocha: asyncio.subprocess.Process | None = None
            try:
                assert agent.stdout is not None
                port = (await asyncio.wait_for(agent.stdout.readline(), 60)).strip().decode()
                if not port:
                    result.problem = "the agent did not start"
                    return result
                mocha = await asyncio.create_subprocess_exec(
                    str(NODE), str(modules / "mocha/bin/_mocha"), "--no-config", "--no-package", "--exit",
                    "--timeout", str(BASE_TIMEOUT), "--retries", str(options.retries), "--require", str(HERE / "js/register.cjs"),
                    "--reporter", str(HERE / "js/reporter.cjs"), *(["--grep", options.grep] if options.grep else []),
                    str(copy / name),
                    cwd=copy.parent, stdout=log, stderr=log,
                    env={
                        **base, "NODE_PATH": str(modules), "WL_AGENT_PORT": port, "WL_REPORT": str(report),
                        "WL_SPECS": str(copy), "WL_PATIENCE": str(options.patience),
                    },
                )  # fmt: skip
                try:
                    await asyncio.wait_for(mocha.wait(), options.seconds)
                except TimeoutError:
                    result.problem = f"it took more than {options.seconds:g} s"
            finally:
                for process in (mocha, agent):
                    if process is not None and process.returncode is None:
                        await _end(process)
        result.log = logged.read_text("utf-8", "replace")
        _read(report, result)
    return result


def _copy(specs: Path, to: Path) -> None:
    for name in ("nodes", "unit", "resources"):
        if (specs / name).is_dir():
            shutil.copytree(specs / name, to / name)
    to.mkdir(exist_ok=True)
    for file in specs.iterdir():
        if file.is_file():
            shutil.copy(file, to)
    packages = specs.parent / "packages"
    if packages.is_dir():
        (to.parent / "packages").symlink_to(packages)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Let a process end; kill it when it does not."""
    try:
        await asyncio.wait_for(process.wait(), 5)
    except TimeoutError:
        process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
        await process.wait()


def _read(report: Path, result: SpecResult) -> None:
    entries: list[dict[str, Any]] = []
    if report.exists():
        entries = [json.loads(line) for line in report.read_text("utf-8").splitlines()]
    if not result.problem and (not entries or entries[-1]["state"] != "end"):
        result.problem = "mocha ended before the tests did"
    seen: dict[str, int] = {}
    by_title: dict[str, Outcome] = {}
    for entry in entries:
        if entry["state"] == "end":
            continue
        title = " ".join(entry["title"].split())
        if entry["state"] == "failed" and title in by_title and _same_test(by_title[title], entry):
            # Mocha reports a test again that fails after it had passed, or by a second error.
            by_title[title].state = "failed"
            by_title[title].message = by_title[title].message or entry["message"]
            by_title[title].details += _details(entry)
            continue
        seen[title] = seen.get(title, 0) + 1
        if seen[title] > 1:
            title = f"{title} ({seen[title]})"
        outcome = Outcome(title, entry["state"], retried=bool(entry.get("retried")))
        if entry["state"] == "failed":
            outcome.message, outcome.details = entry["message"], _details(entry)
        by_title[" ".join(entry["title"].split())] = outcome
        result.outcomes.append(outcome)


def _same_test(outcome: Outcome, entry: Mapping[str, Any]) -> bool:
    """Whether a failure belongs to the test before it: it took no time of its own."""
    return outcome.state == "passed" and "done() called multiple times" in entry["message"]


def _details(entry: Mapping[str, Any]) -> str:
    lines = [entry["message"]]
    if "expected" in entry:
        lines += [f"expected: {entry['expected']}", f"actual:   {entry['actual']}"]
    lines += [line for line in entry["stack"].splitlines() if "_spec.js:" in line][:3]
    for swallowed in entry["swallowed"]:
        lines += ["thrown in a listener before:", *("  " + line for line in swallowed.splitlines())]
    return re.sub(r"\S*/wirelatch-spec-[^/]*/", "", "\n".join(lines)) + "\n"

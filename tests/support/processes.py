"""Wirelatch as its users start it: a command in a process of its own, on free ports and a new data directory."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.support.ports import free_port

ADMIN_PASSWORD = "correct horse battery staple"
ADMIN_TOKEN = "test-api-token-of-the-first-administrator-0123456789"

BOOTSTRAP = {
    "WIRELATCH_BOOTSTRAP_PASSWORD": ADMIN_PASSWORD,
    "WIRELATCH_BOOTSTRAP_EMAIL": "admin@example.org",
    "WIRELATCH_BOOTSTRAP_TOKEN": ADMIN_TOKEN,
}
"""Environment that creates the first administrator without a browser."""


@dataclass
class Program:
    """A running command; its output is kept, so that a failing test can show it."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)
    _arrived: queue.Queue[str | None] = field(default_factory=queue.Queue)

    def read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            self._arrived.put(line.rstrip("\n"))
        self._arrived.put(None)

    def wait_for(self, text: str, seconds: float = 60) -> str:
        """The first line, printed from now on or not yet waited for, that holds the text."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._arrived.get(timeout=max(0.01, deadline - time.monotonic()))
            except queue.Empty:
                line = None
            if line is None:
                raise AssertionError(f"{text!r} was not printed; the output was:\n" + "\n".join(self.lines))
            if text in line:
                return line

    def stop(self, how: signal.Signals = signal.SIGINT, seconds: float = 20) -> int:
        """End it as Ctrl-C does; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError("it did not stop; the output was:\n" + "\n".join(self.lines)) from None


def start(
    command: Sequence[str | Path], environment: Mapping[str, str] | None = None, **more: object
) -> Program:
    """Start a command with its output collected."""
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        env={**_clean_environment(), **(environment or {})},
        **more,  # type: ignore[call-overload]
    )
    program = Program(process)
    threading.Thread(target=program.read, daemon=True).start()
    return program


def _clean_environment() -> dict[str, str]:
    """Our own environment without any setting of Wirelatch in it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("WIRELATCH_")}


@dataclass
class Wirelatch:
    """A running `wirelatch run`, `flows` or `identity`."""

    program: Program
    data: Path
    flows: str
    identity: str

    def stop(self) -> int:
        return self.program.stop()


@contextlib.contextmanager
def wirelatch(
    command: str,
    data: Path,
    *options: str,
    environment: Mapping[str, str] | None = None,
    flows_port: int | None = None,
    identity_port: int | None = None,
) -> Iterator[Wirelatch]:
    """Run a Wirelatch command until the block ends; ready when the block begins."""
    flows_port, identity_port = flows_port or free_port(), identity_port or free_port()
    ports = {
        "run": ["--flows-port", flows_port, "--identity-port", identity_port],
        "flows": ["--flows-port", flows_port],
        "identity": ["--identity-port", identity_port],
    }[command]
    program = start(
        [sys.executable, "-m", "wirelatch", command, "--data", data, *map(str, ports), *options], environment
    )
    running = Wirelatch(program, data, f"http://127.0.0.1:{flows_port}", f"http://127.0.0.1:{identity_port}")
    try:
        if command != "identity":
            wait_ready(program, running.flows)
        if command != "flows":
            wait_ready(program, running.identity)
        yield running
    finally:
        if program.process.poll() is None:
            program.stop()


def wait_ready(program: Program, url: str, seconds: float = 60) -> None:
    """Wait until a half answers that it is ready."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and program.process.poll() is None:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/-/health/ready/").status_code in (200, 204):
                return
        time.sleep(0.1)
    raise AssertionError(f"{url} did not become ready; the output was:\n" + "\n".join(program.lines))

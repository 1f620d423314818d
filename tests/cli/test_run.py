"""`wirelatch run`: two halves, started, watched and ended together."""

from __future__ import annotations

import os
import re
import signal
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.ports import free_port
from tests.support.processes import ADMIN_TOKEN, BOOTSTRAP, Wirelatch, wait_ready, wirelatch


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Wirelatch]:
    with wirelatch("run", tmp_path / "data") as started:
        yield started


def child(running: Wirelatch, half: str) -> int:
    """The process id of a half."""
    parent = running.program.process.pid
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text()
            command = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(status.rpartition(")")[2].split()[1]) == parent and half.encode() in command:
            return int(entry.name)
    raise AssertionError(f"no process of the {half} half")


def wait_until_gone(pid: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
        except FileNotFoundError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is still there")


def test_each_half_is_announced_once_and_the_setup_after_them(running: Wirelatch) -> None:
    running.program.wait_for("Set up the first administrator at")
    lines = running.program.lines
    assert sum(bool(re.fullmatch(rf"flows +{running.flows}", line)) for line in lines) == 1, lines
    assert sum(bool(re.fullmatch(rf"identity +{running.identity}", line)) for line in lines) == 1, lines
    assert f"Set up the first administrator at {running.identity}/if/flow/initial-setup/" in lines
    assert httpx.get(f"{running.identity}/if/flow/initial-setup/").status_code == 200


def test_the_setup_is_not_mentioned_when_there_is_an_administrator(tmp_path: Path) -> None:
    with wirelatch("run", tmp_path / "data", environment=BOOTSTRAP) as running:
        running.program.wait_for(running.flows)
        assert running.program.stop() == 0
    assert "first administrator" not in "\n".join(running.program.lines)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_both_halves_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    with wirelatch("run", tmp_path / "data") as running:
        pids = [child(running, half) for half in ("flows", "identity")]
        assert running.program.stop(how) == 0
        for pid in pids:
            wait_until_gone(pid)
    assert "Traceback" not in "\n".join(running.program.lines)


def test_a_half_that_is_killed_comes_back_while_the_other_goes_on(running: Wirelatch) -> None:
    for half, url, other in (("flows", running.flows, "identity"), ("identity", running.identity, "flows")):
        kept = child(running, other)
        os.kill(child(running, half), signal.SIGKILL)
        running.program.wait_for(f"the {half} half is ready again")
        wait_ready(running.program, url)
        assert child(running, other) == kept


def test_the_halves_do_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with wirelatch("run", tmp_path / "data") as running:
        pids = [child(running, half) for half in ("flows", "identity")]
        running.program.process.kill()
        running.program.process.wait()
        for pid in pids:
            wait_until_gone(pid)


def test_the_link_token_is_private_and_kept(tmp_path: Path) -> None:
    data = tmp_path / "data"
    tokens = []
    for _ in range(2):
        with wirelatch("run", data):
            tokens.append((data / "link-token").read_text())
            assert stat.S_IMODE((data / "link-token").stat().st_mode) == 0o600
    assert tokens[0] == tokens[1]
    assert len(tokens[0]) >= 43


def test_one_data_directory_has_one_process_of_a_half(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with wirelatch("flows", data, "--no-sign-in"):
        import sys

        from tests.support.processes import start

        second = start(
            [sys.executable, "-m", "wirelatch", "flows", "--data", data, "--flows-port", free_port()]
        )
        second.wait_for("another `wirelatch flows` already uses the data directory")
        assert second.process.wait(20) == 2


def test_nothing_is_lost_and_nobody_is_locked_out_when_everything_is_killed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    bearer = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    flows = [
        {"id": "t1", "type": "tab", "label": "One"},
        {"id": "in", "type": "http in", "z": "t1", "url": "/hi", "method": "get", "wires": [["out"]]},
        {"id": "out", "type": "http response", "z": "t1", "wires": []},
    ]
    ports = {"flows_port": free_port(), "identity_port": free_port()}
    for round_number in range(2):
        with wirelatch("run", data, environment=BOOTSTRAP, **ports) as running:
            if round_number == 0:
                assert httpx.post(f"{running.flows}/flows", json=flows, headers=bearer).status_code == 204
            assert httpx.get(f"{running.flows}/flows", headers=bearer).json() == flows
            assert httpx.get(f"{running.flows}/hi").status_code == 200
            to_provider = httpx.get(f"{running.flows}/auth/strategy")
            while to_provider.status_code == 503:  # the link is made beside the start
                to_provider = httpx.get(f"{running.flows}/auth/strategy")
            login = httpx.get(to_provider.headers["location"], follow_redirects=True)
            assert login.status_code == 200
            assert login.url.path == "/if/flow/default-authentication-flow/"
            for pid in (child(running, "flows"), child(running, "identity"), running.program.process.pid):
                os.kill(pid, signal.SIGKILL)
            running.program.process.wait()

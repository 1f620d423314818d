"""The command line: options, messages, exit codes."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Connection

from tests.support.ports import free_port
from tests.support.processes import _clean_environment, start
from wirelatch.database import Database
from wirelatch.ledger import Ledger, ensure

ROOT = Path(__file__).parents[2]


def wirelatch(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wirelatch", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        env={**_clean_environment(), **environment},
    )


def fails(done: subprocess.CompletedProcess[str], text: str) -> None:
    """One line that says what is wrong, and no traceback."""
    assert done.returncode == 2, done.stderr
    assert text in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_help_names_every_command() -> None:
    shown = wirelatch("--help").stdout
    for command in ("run", "flows", "identity", "settings"):
        assert f"    {command} " in shown


@pytest.mark.parametrize("half", ["flows", "identity"])
def test_a_port_in_use_is_said_in_one_line(tmp_path: Path, half: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = wirelatch(half, "--data", tmp_path, f"--{half}-port", port)
    fails(done, f"wirelatch {half}: port {port} on 127.0.0.1 is in use; choose another one (--{half}-port)")


def test_run_ends_when_a_half_cannot_start(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = wirelatch("run", "--data", tmp_path, "--flows-port", port, "--identity-port", free_port())
    assert done.returncode == 2
    assert f"port {port} on 127.0.0.1 is in use" in done.stderr


def test_a_data_directory_that_is_none_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for command in ("run", "flows", "identity"):
        fails(wirelatch(command, "--data", tmp_path / "file"), "cannot be written to")


def test_an_open_editor_is_refused_on_other_addresses_than_loopback(tmp_path: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "example.org"):
        fails(wirelatch("flows", "--no-sign-in", "--host", host, "--data", tmp_path), "on loopback only")
    done = wirelatch("flows", "--host", "0.0.0.0", "--data", tmp_path, WIRELATCH_SIGN_IN="false")
    fails(done, "on loopback only")


def test_an_address_that_others_reach_is_explained(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = wirelatch(
            "run", "--data", tmp_path, "--host", "0.0.0.0", "--flows-port", port, "--identity-port", port
        )
    assert "every machine that reaches this one can open the sign-in page" in done.stderr
    assert "Set flows_url and identity_url" in done.stderr


def test_wrong_settings_are_said_in_one_line(tmp_path: Path) -> None:
    fails(wirelatch("settings", "--data", tmp_path, WIRELATCH_FLOWS_PORT="x"), "flows_port")


def test_a_broken_document_is_said_and_left_alone_and_the_editor_can_be_reached(tmp_path: Path) -> None:
    (tmp_path / "flows.json").write_text("[{")
    port = free_port()
    program = start(
        [
            sys.executable,
            "-m",
            "wirelatch",
            "flows",
            "--no-sign-in",
            "--data",
            tmp_path,
            "--flows-port",
            str(port),
        ]
    )
    try:
        program.wait_for("flows     http://")
        assert any("flows.json: not valid JSON" in line for line in program.lines)
        assert not any("Traceback" in line for line in program.lines)
        base = f"http://127.0.0.1:{port}"
        assert httpx.get(f"{base}/flows").json() == []
        assert httpx.get(f"{base}/flows/state").json() == {"state": "stop"}
        assert httpx.post(f"{base}/flows/state", json={"state": "start"}).status_code == 400
        assert (tmp_path / "flows.json").read_text() == "[{"
        assert httpx.post(f"{base}/flows", json=[{"id": "t", "type": "tab"}]).status_code == 204
        assert httpx.get(f"{base}/flows/state").json() == {"state": "start"}
        assert [kept.read_text() for kept in tmp_path.glob("flows.json.unusable-*")] == ["[{"]
    finally:
        program.stop()


def test_settings_show_values_and_origins_and_mask_secrets(tmp_path: Path) -> None:
    (tmp_path / "wirelatch.toml").write_text("session_idle = 60\n")
    environment = {"WIRELATCH_OIDC_CLIENT_SECRET": "sesame", "WIRELATCH_DATA": str(tmp_path)}
    shown = wirelatch("settings", "--flows-port", "1234", **environment).stdout
    lines = {line.split()[0]: line.split()[1:] for line in shown.splitlines()}
    assert lines["session_idle"] == ["60", "file", str(tmp_path / "wirelatch.toml")]
    assert lines["flows_port"] == ["1234", "flag", "--flows-port"]
    assert lines["oidc_client_secret"] == ["********", "environment", "WIRELATCH_OIDC_CLIENT_SECRET"]
    assert "sesame" not in shown


def test_the_ledger_is_printed_and_proved(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'flows.db'}")
    database.write_now(ensure)
    ledger = Ledger(database)
    for actor in ("ada", "bob"):
        database.write_now(lambda c, actor=actor: ledger.append_in(c, actor=actor, action="flows.set"))
    listed = wirelatch("ledger", "--data", tmp_path).stdout.splitlines()
    assert [line.split("  ")[2] for line in listed if "  flows  " in line] == ["ada", "bob"]
    as_json = wirelatch("ledger", "--data", tmp_path, "--half", "flows", "--json", "--limit", 1).stdout
    assert json.loads(as_json)["actor"] == "bob"
    proved = wirelatch("ledger", "verify", "--data", tmp_path)
    assert (proved.returncode, "flows: 2 entries, all as they were written" in proved.stdout) == (0, True)

    def tamper(connection: Connection) -> None:
        connection.exec_driver_sql("DROP TRIGGER ledger_no_update")
        connection.exec_driver_sql("UPDATE ledger SET actor = 'eve' WHERE seq = 1")

    database.write_now(tamper)
    found = wirelatch("ledger", "verify", "--data", tmp_path, "--half", "flows")
    assert (found.returncode, "flows: broken at entry 1" in found.stdout) == (1, True)


def test_the_page_of_settings_is_up_to_date() -> None:
    page = (ROOT / "docs/settings.md").read_text()
    assert page == wirelatch("settings", "--markdown").stdout, (
        "run: wirelatch settings --markdown > docs/settings.md"
    )

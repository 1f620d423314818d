"""`wirelatch check` as it is called: files, folders, user directories, output and exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FLOWS = [
    {"id": "t", "type": "tab", "label": "Home"},
    {"id": "a", "type": "debug", "z": "t", "x": 1, "y": 1, "wires": []},
    {"id": "b", "type": "ui_button", "z": "t", "x": 1, "y": 1, "wires": [], "name": "Lamp"},
]


def check(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wirelatch", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_a_file_whose_nodes_all_run_ends_with_0(tmp_path: Path) -> None:
    file = tmp_path / "flows.json"
    file.write_text(json.dumps(FLOWS[:2]))
    done = check(file)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 node on 1 tab" in done.stdout


def test_a_missing_package_is_named_with_the_node_and_ends_with_1(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(FLOWS))
    done = check(file)
    assert done.returncode == 1
    assert "needs   ui_button  b “Lamp” on “Home”: its type comes with node-red-dashboard" in done.stdout


def test_json_has_an_object_for_every_record(tmp_path: Path) -> None:
    file = tmp_path / "flows.json"
    file.write_text(json.dumps(FLOWS))
    found = [json.loads(line) for line in check(file, "--json").stdout.splitlines()]
    assert [(f["id"], f["verdict"]) for f in found] == [("t", "runs"), ("a", "runs"), ("b", "needs")]


def test_a_file_that_is_no_json_is_named_and_ends_with_2(tmp_path: Path) -> None:
    file = tmp_path / "flows.json"
    file.write_text('[{"id": "a", ')
    done = check(file)
    assert done.returncode == 2
    assert str(file) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_user_directory_gives_its_flow_file_and_not_its_credentials(tmp_path: Path) -> None:
    (tmp_path / "flows_home.json").write_text(json.dumps(FLOWS[:2]))
    (tmp_path / "flows_home_cred.json").write_text('{"$": "00"}')
    (tmp_path / "package.json").write_text("{}")
    done = check(tmp_path)
    assert done.returncode == 0
    assert done.stdout.count("flows_home") == 1


def test_a_folder_without_flows_is_said_so(tmp_path: Path) -> None:
    done = check(tmp_path)
    assert done.returncode == 2
    assert "there is no flow file" in done.stderr

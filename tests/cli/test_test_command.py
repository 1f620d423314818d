"""`wirelatch test`: its exit codes, and what it prints and writes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

FLOWS = [
    {"id": "f", "type": "tab", "label": "Flow"},
    {"id": "a", "type": "change", "z": "f", "x": 0, "y": 0, "wires": [[]],
     "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": "1", "tot": "num"}]},
]  # fmt: skip


def one(name: str, payload: int) -> dict[str, object]:
    expect = [{"node": "a", "at": "output", "messages": [{"payload": payload}]}]
    return {"id": name, "name": name, "flow": "f", "send": [{"to": "a", "message": {}}], "expect": expect}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flows.json").write_text(json.dumps(FLOWS))
    (tmp_path / "flow-tests.json").write_text(json.dumps({"tests": [one("good", 1), one("bad", 2)]}))
    return tmp_path


def run_tests(folder: Path, *arguments: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wirelatch", "test", "--data", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=given, check=False)


def test_tests_are_run_and_a_failure_is_the_exit_code(folder: Path) -> None:
    report = folder / "report.xml"
    done = run_tests(folder, "--junit", str(report))
    assert done.returncode == 1
    assert "passed  good" in done.stdout
    assert "at output 1 of change a: msg.payload is 1, not 2" in done.stdout
    assert done.stdout.endswith("1 passed, 1 failed\n")
    cases = ElementTree.fromstring(report.read_bytes()).findall("testsuite/testcase")
    assert {case.get("name"): len(case) for case in cases} == {"good": 0, "bad": 1}


def test_chosen_tests_can_be_told_as_json(folder: Path) -> None:
    done = run_tests(folder, "good", "--json")
    told = json.loads(done.stdout)
    assert done.returncode == 0
    assert (told["id"], told["passed"], told["received"][0][0]["payload"]) == ("good", True, 1)


def test_flows_and_tests_can_come_over_standard_input(folder: Path) -> None:
    done = run_tests(folder, "--stdin", "--json", given=json.dumps({"flows": FLOWS, "tests": [one("in", 1)]}))
    assert json.loads(done.stdout)["passed"] is True


@pytest.mark.parametrize("arguments", [["nobody"], ["--tests", "/nowhere/tests.json"]])
def test_nothing_to_run_is_an_error(folder: Path, arguments: list[str]) -> None:
    done = run_tests(folder, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("wirelatch test: ")

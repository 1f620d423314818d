"""`wirelatch versions` (`wirelatch.cli.versions`)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.access.flows_half import flows_half, session_token
from wirelatch.cli.main import main

FLOWS = [{"id": "t", "type": "tab", "label": "Heating"}]


def command(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["versions", *map(str, arguments)])
    return int(ended.value.code or 0)


async def test_versions_are_listed_and_written_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*", "alice")) as tool,
    ):
        await tool.post("/flows", json=FLOWS)
    assert command("--data", tmp_path) == 0
    line = capsys.readouterr().out
    assert "alice" in line
    assert "+1 ±0 ↔0 -0  Heating" in line
    assert command("1", "--data", tmp_path) == 0
    assert json.loads(capsys.readouterr().out) == FLOWS
    assert command("7", "--data", tmp_path) != 0
    assert "there is no version 7" in capsys.readouterr().err


def test_without_a_database_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command("--data", tmp_path) != 0
    assert "no database yet" in capsys.readouterr().err

"""`/api/v1/flow-tests`: keeping tests beside the flows, and running them for the editor."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.access.flows_half import flows_half, session_token
from wirelatch.workbench import flow_tests

PATH = "/api/v1/flow-tests"
FLOWS: list[dict[str, Any]] = [
    {"id": "f", "type": "tab", "label": "F"},
    {"id": "a", "type": "change", "z": "f", "x": 1, "y": 1, "wires": [[]],
     "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": "1", "tot": "num"}]},
]  # fmt: skip


def a_test(payload: int = 1, **more: Any) -> dict[str, Any]:
    expect = [{"node": "a", "at": "output", "messages": [{"payload": payload}]}]
    sent = [{"to": "a", "message": {}}]
    return {"id": "t", "name": "T", "flow": "f", "send": sent, "expect": expect, **more}


@asynccontextmanager
async def tool(folder: Path, scope: str = "*") -> AsyncIterator[Any]:
    async with (
        flows_half(folder, identity_port=1) as half,
        half.tool(await session_token(half, scope)) as client,
    ):
        yield client


async def test_tests_are_kept_beside_the_flows_and_nobodys_change_is_lost(tmp_path: Path) -> None:
    async with tool(tmp_path) as client:
        first = (await client.get(PATH)).json()
        assert first["tests"] == []
        kept = await client.put(PATH, json={"rev": first["rev"], "tests": [a_test()]})
        assert kept.status_code == 200
        assert (await client.get(PATH)).json() == {"rev": kept.json()["rev"], "tests": [a_test()]}
        late = await client.put(PATH, json={"rev": first["rev"], "tests": []})
        assert (late.status_code, late.json()["code"]) == (409, "version_mismatch")
    (file,) = tmp_path.rglob("flow-tests.json")
    assert json.loads(file.read_text()) == {"tests": [a_test()]}


async def test_a_test_that_cannot_be_run_is_not_kept(tmp_path: Path) -> None:
    async with tool(tmp_path) as client:
        rev = (await client.get(PATH)).json()["rev"]
        for tests, said in (([a_test(expect=[])], "could not fail"), ([a_test(), a_test()], "two tests")):
            answer = await client.put(PATH, json={"rev": rev, "tests": tests})
            assert answer.status_code == 400
            assert said in answer.json()["message"]
        assert (await client.get(PATH)).json()["tests"] == []


async def test_tests_run_on_the_flows_that_the_editor_shows(tmp_path: Path) -> None:
    async with tool(tmp_path) as client:
        answer = await client.post(
            f"{PATH}/run", json={"flows": FLOWS, "tests": [a_test(), a_test(2, id="u")]}, timeout=60
        )
        good, bad = answer.json()
        assert (good["id"], good["passed"], good["received"][0][0]["payload"]) == ("t", True, 1)
        assert (bad["id"], bad["passed"], bad["failures"]) == (
            "u", False, ["at output 1 of change a: msg.payload is 1, not 2"]
        )  # fmt: skip
        assert (await client.get("/flows")).json() == []


async def test_who_may_not_deploy_reads_tests_but_neither_changes_nor_runs_them(tmp_path: Path) -> None:
    async with tool(tmp_path, "read") as client:
        assert (await client.get(PATH)).status_code == 200
        assert (await client.put(PATH, json={})).status_code == 401
        assert (await client.post(f"{PATH}/run", json={})).status_code == 401


async def test_what_nodes_print_does_not_fill_the_memory_of_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow_tests, "LONGEST_OUTPUT", 50)
    async with tool(tmp_path) as client:
        answer = await client.post(f"{PATH}/run", json={"flows": FLOWS, "tests": [a_test()]}, timeout=60)
        assert (answer.status_code, answer.json()["code"]) == (500, "test_failed")
        assert "printed more" in answer.json()["message"]


async def test_a_run_ends_with_whoever_asked_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def noting(*command: str, **options: Any) -> asyncio.subprocess.Process:
        started.append(await start(*command, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", noting)
    lasting = a_test(within=60_000, expect=[{"node": "a", "at": "error", "messages": [{}]}])
    async with tool(tmp_path) as client:
        asked = [
            asyncio.create_task(
                client.post(f"{PATH}/run", json={"flows": FLOWS, "tests": [lasting]}, timeout=60)
            )
            for _ in range(2)
        ]
        while not started:
            await asyncio.sleep(0.02)
        for task in asked:
            task.cancel()
        await asyncio.wait(asked)
        answer = await client.post(f"{PATH}/run", json={"flows": FLOWS, "tests": [a_test()]}, timeout=30)
        assert answer.json()[0]["passed"]
        *ended, last = [process.returncode for process in started]
        assert ended
        assert set(ended) == {-9}
        assert last == 0


async def test_flows_that_are_none_are_refused(tmp_path: Path) -> None:
    async with tool(tmp_path) as client:
        for flows in ("x", [1], {}):
            answer = await client.post(f"{PATH}/run", json={"flows": flows, "tests": [a_test()]})
            assert answer.status_code == 400

"""`/api/v1/versions`: every deploy is a version (`wirelatch.workbench.versions`)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.access.flows_half import FlowsHalf, flows_half, session_token

V2 = {"Node-RED-API-Version": "v2"}


def document(*names: str) -> list[dict[str, Any]]:
    """A flow with a node of each name."""
    nodes = [
        {"id": f"n{number}", "type": "change", "z": "t", "name": name, "x": 0, "y": 0, "wires": [[]]}
        for number, name in enumerate(names)
    ]
    return [{"id": "t", "type": "tab", "label": "Heating"}, *nodes]


@pytest.fixture
async def half(tmp_path: Path) -> AsyncIterator[FlowsHalf]:
    async with flows_half(tmp_path, identity_port=1) as running:
        yield running


@pytest.fixture
async def tool(half: FlowsHalf) -> AsyncIterator[httpx.AsyncClient]:
    async with half.tool(await session_token(half, "*", "alice")) as client:
        yield client


async def deploy(tool: httpx.AsyncClient, records: list[dict[str, Any]]) -> None:
    assert (await tool.post("/flows", json=records)).status_code == 204


async def listed(tool: httpx.AsyncClient, **query: Any) -> list[dict[str, Any]]:
    answer = await tool.get("/api/v1/versions", params=query)
    assert answer.status_code == 200
    versions: list[dict[str, Any]] = answer.json()["versions"]
    return versions


async def test_each_deploy_is_a_version_with_its_author_and_what_it_changed(tool: httpx.AsyncClient) -> None:
    await deploy(tool, document("a"))
    await deploy(tool, document("b", "c"))
    moved = document("b", "c")
    moved[1]["x"] = 60
    await deploy(tool, moved)
    await deploy(tool, moved[:2])
    versions = await listed(tool)
    counts = [tuple(v[key] for key in ("added", "changed", "moved", "removed", "nodes")) for v in versions]
    assert counts == [(0, 0, 0, 1, 2), (0, 0, 1, 0, 3), (1, 1, 0, 0, 3), (2, 0, 0, 0, 2)]
    assert {version["author"] for version in versions} == {"alice"}
    assert {version["kind"] for version in versions} == {"full"}
    assert versions[0]["flows"] == ["Heating"]


async def test_every_version_can_be_read_as_it_was(tool: httpx.AsyncClient) -> None:
    deployed = []
    for number in range(54):  # more than one version may build on another
        records = document(*(f"{index}-{number if index == number % 20 else 0}" for index in range(20)))
        deployed.append(records)
        await deploy(tool, records)
    for number, records in enumerate(deployed, start=1):
        assert (await tool.get(f"/api/v1/versions/{number}")).json()["flows"] == records


async def test_texts_that_utf8_has_no_word_for_are_in_versions_too(tool: httpx.AsyncClient) -> None:
    for names in (("\ud800",), ("\ud800", "b")):
        answer = await tool.post(
            "/flows", content=json.dumps(document(*names)), headers={"content-type": "application/json"}
        )
        assert answer.status_code == 204
    for number, names in ((1, ("\ud800",)), (2, ("\ud800", "b"))):
        text = (await tool.get(f"/api/v1/versions/{number}")).text
        assert json.loads(text)["flows"] == document(*names)


async def test_deploying_what_is_deployed_is_no_new_version(tool: httpx.AsyncClient) -> None:
    await deploy(tool, document("a"))
    await deploy(tool, document("a"))
    assert len(await listed(tool)) == 1


async def test_versions_hold_no_credentials(half: FlowsHalf, tool: httpx.AsyncClient, tmp_path: Path) -> None:
    broker = {"id": "m", "type": "mqtt-broker", "credentials": {"password": "hush-hush"}}
    await deploy(tool, [*document("a"), broker])
    assert "hush" not in (await tool.get("/api/v1/versions/1")).text
    assert b"hush" not in (await tool.get("/api/v1/versions/1/flows.json")).content


async def test_a_long_list_is_read_in_parts(tool: httpx.AsyncClient) -> None:
    for number in range(5):
        await deploy(tool, document(str(number)))
    answer = (await tool.get("/api/v1/versions", params={"limit": 2, "before": 4})).json()
    assert [version["number"] for version in answer["versions"]] == [3, 2]
    assert answer["has_more"] is True


async def test_a_version_is_named_and_commented_on(half: FlowsHalf, tool: httpx.AsyncClient) -> None:
    await deploy(tool, document("a"))
    answer = await tool.patch("/api/v1/versions/1", json={"name": "Before the move", "comment": "works"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Before the move")
    assert (await listed(tool))[0]["comment"] == "works"
    assert ("alice", "version.describe") in await half.audit()


async def test_a_version_is_downloaded_as_a_file_to_import(tool: httpx.AsyncClient) -> None:
    await deploy(tool, document("a"))
    answer = await tool.get("/api/v1/versions/1/flows.json")
    assert answer.json() == document("a")
    assert 'filename="flows-version-1.json"' in answer.headers["content-disposition"]


@pytest.mark.parametrize("number", ["0", "x", "99999999999999999999", "-1"])
async def test_what_is_no_number_of_a_version_is_refused(tool: httpx.AsyncClient, number: str) -> None:
    assert (await tool.get(f"/api/v1/versions/{number}")).status_code == 400


async def test_a_version_that_is_not_there_is_not_found(tool: httpx.AsyncClient) -> None:
    assert (await tool.get("/api/v1/versions/7")).status_code == 404
    assert (await tool.patch("/api/v1/versions/7", json={"name": "x"})).status_code == 404


async def test_who_may_only_read_sees_versions_and_names_none(
    half: FlowsHalf, tool: httpx.AsyncClient
) -> None:
    await deploy(tool, document("a"))
    async with half.tool(await session_token(half, "read")) as reader:
        assert len(await listed(reader)) == 1
        assert (await reader.patch("/api/v1/versions/1", json={"name": "x"})).status_code == 401


async def test_old_versions_go_but_not_those_with_a_name_and_the_others_can_still_be_read(
    tmp_path: Path,
) -> None:
    async with (
        flows_half(tmp_path, identity_port=1, versions_kept=3) as half,
        half.tool(await session_token(half, "*")) as tool,
    ):
        documents = {}
        for number in range(1, 9):
            documents[number] = document(*(f"{index}-{number // 9}" for index in range(9)), str(number))
            await deploy(tool, documents[number])
            if number == 2:
                await tool.patch("/api/v1/versions/2", json={"name": "keep me"})
        assert [version["number"] for version in await listed(tool)] == [8, 7, 6, 2]
        for number in (8, 7, 6, 2):
            assert (await tool.get(f"/api/v1/versions/{number}")).json()["flows"] == documents[number]


async def test_what_was_changed_on_file_is_found_at_the_next_start(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as tool,
    ):
        await deploy(tool, document("a"))
    (tmp_path / "flows.json").write_text(json.dumps(document("by hand")))
    async with flows_half(tmp_path, identity_port=1) as half:
        await half.app.loaded.wait()
        async with half.tool(await session_token(half, "*")) as tool:
            newest, first = await listed(tool)
            assert (newest["kind"], newest["author"], newest["changed"]) == ("found", "", 1)
            await deploy(tool, document("by hand", "c"))
            assert (await tool.get("/api/v1/versions/3")).json()["flows"] == document("by hand", "c")
    assert first["number"] == 1

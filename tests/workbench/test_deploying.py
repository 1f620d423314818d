"""`PATCH /api/v1/flows`: deploying what differs (`wirelatch.workbench.deploying`)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.access.flows_half import FlowsHalf, flows_half, session_token

FLOWS: list[dict[str, Any]] = [
    {"id": "t", "type": "tab", "label": "Flow"},
    {"id": "a", "type": "change", "z": "t", "x": 0, "y": 0, "wires": [["b"]]},
    {"id": "b", "type": "probe", "z": "t", "x": 0, "y": 40, "wires": []},
]
V2 = {"Node-RED-API-Version": "v2"}


@pytest.fixture
async def half(tmp_path: Path) -> AsyncIterator[FlowsHalf]:
    async with flows_half(tmp_path, identity_port=1) as running:
        yield running


@pytest.fixture
async def tool(half: FlowsHalf) -> AsyncIterator[httpx.AsyncClient]:
    async with half.tool(await session_token(half, "*", "alice")) as client:
        assert (await client.post("/flows", json=FLOWS)).status_code == 204
        yield client


async def revision(tool: httpx.AsyncClient) -> str:
    answer = await tool.get("/flows", headers=V2)
    return str(answer.json()["rev"])


async def test_a_change_leaves_the_document_and_revision_that_the_whole_would(
    half: FlowsHalf, tool: httpx.AsyncClient
) -> None:
    changed = {**FLOWS[1], "name": "set"}
    new = {"id": "c", "type": "probe", "z": "t", "x": 0, "y": 80, "wires": []}
    body = {
        "rev": await revision(tool),
        "records": [changed, new],
        "removed": ["b"],
        "count": 3,
        "kind": "nodes",
    }
    answer = await tool.patch("/api/v1/flows", json=body)
    assert answer.status_code == 200
    whole = [FLOWS[0], changed, new]
    assert (await tool.get("/flows")).json() == whole
    again = await tool.post("/flows", json={"flows": whole}, headers=V2)
    assert again.json() == answer.json() == {"rev": half.app.runtime.revision}
    await half.app.runtime.operation.deploy(whole)  # waits for what is still being restarted
    assert half.app.runtime.node("c") is not None
    assert half.app.runtime.node("b") is None
    assert ("alice", "flows.set") in await half.audit()


async def test_new_records_stand_where_their_places_say(tool: httpx.AsyncClient) -> None:
    new = {"id": "u", "type": "tab", "label": "First"}
    body = {"rev": await revision(tool), "records": [new], "places": {"u": "t"}, "count": 4}
    assert (await tool.patch("/api/v1/flows", json=body)).status_code == 200
    assert [record["id"] for record in (await tool.get("/flows")).json()] == ["u", "t", "a", "b"]


async def test_a_change_of_another_revision_is_a_conflict(tool: httpx.AsyncClient) -> None:
    answer = await tool.patch("/api/v1/flows", json={"rev": "other", "records": [], "count": 3})
    assert (answer.status_code, answer.json()["code"]) == (409, "version_mismatch")


@pytest.mark.parametrize(
    "body",
    [
        {"records": [{"id": "a", "type": "change", "wires": 1}], "count": 3},
        {"records": [], "removed": ["nobody"], "count": 3},
        {"records": [], "count": 4},
        {"records": [{"id": "x"}], "count": 4},
        {"records": [], "count": "3"},
        {"records": [], "count": 3, "kind": "reload"},
        {"records": [], "count": 3, "places": [1]},
    ],
)
async def test_what_does_not_fit_is_refused_and_changes_nothing(
    tool: httpx.AsyncClient, body: dict[str, Any]
) -> None:
    rev = await revision(tool)
    answer = await tool.patch("/api/v1/flows", json={"rev": rev, **body})
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert await revision(tool) == rev


async def test_credentials_of_a_changed_node_are_kept_apart(half: FlowsHalf, tool: httpx.AsyncClient) -> None:
    broker = {"id": "m", "type": "mqtt-broker", "broker": "localhost", "credentials": {"password": "secret"}}
    body = {"rev": await revision(tool), "records": [broker], "count": 4}
    assert (await tool.patch("/api/v1/flows", json=body)).status_code == 200
    assert "secret" not in (await tool.get("/flows")).text
    assert half.app.runtime.credentials["m"] == {"password": "secret"}


async def test_who_may_only_read_cannot_deploy(half: FlowsHalf, tool: httpx.AsyncClient) -> None:
    async with half.tool(await session_token(half, "read")) as reader:
        body = {"rev": await revision(tool), "records": [], "count": 3}
        assert (await reader.patch("/api/v1/flows", json=body)).status_code == 401

"""`/flows` and `/flow` as Node-RED answers them."""

from __future__ import annotations

import httpx
import pytest

from tests.access.flows_half import FlowsHalf

V2 = {"Node-RED-API-Version": "v2"}
TAB = {"id": "t1", "type": "tab", "label": "One"}
NODE = {"id": "n1", "type": "comment", "z": "t1", "name": "a", "x": 1, "y": 2, "wires": []}


async def test_version_1_is_a_bare_list(api: httpx.AsyncClient) -> None:
    answer = await api.post("/flows", json=[TAB, NODE])
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await api.get("/flows")).json() == [TAB, NODE]


async def test_version_2_has_the_revision(api: httpx.AsyncClient) -> None:
    rev = (await api.post("/flows", json={"flows": [TAB]}, headers=V2)).json()["rev"]
    assert (await api.get("/flows", headers=V2)).json() == {"flows": [TAB], "rev": rev}


async def test_other_versions_are_refused(api: httpx.AsyncClient) -> None:
    for method in ("GET", "POST"):
        answer = await api.request(method, "/flows", headers={"Node-RED-API-Version": "v3"})
        assert answer.status_code == 400
        assert answer.json() == {"code": "invalid_api_version", "message": "Invalid API Version requested"}


async def test_a_stale_revision_is_a_conflict_and_changes_nothing(api: httpx.AsyncClient) -> None:
    first = (await api.post("/flows", json={"flows": [TAB]}, headers=V2)).json()["rev"]
    second = (await api.post("/flows", json={"flows": [TAB, NODE], "rev": first}, headers=V2)).json()["rev"]
    answer = await api.post("/flows", json={"flows": [], "rev": first}, headers=V2)
    assert (answer.status_code, answer.json()["code"]) == (409, "version_mismatch")
    assert (await api.get("/flows", headers=V2)).json()["rev"] == second
    assert (await api.post("/flows", json={"flows": []}, headers=V2)).status_code == 200


@pytest.mark.parametrize("kind", ["full", "flows", "nodes"])
async def test_each_deployment_type_stores_the_document(api: httpx.AsyncClient, kind: str) -> None:
    answer = await api.post("/flows", json=[TAB, NODE], headers={"Node-RED-Deployment-Type": kind})
    assert answer.status_code == 204
    assert (await api.get("/flows")).json() == [TAB, NODE]


async def test_reload_reads_the_file(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    (half.app.settings.data / "flows.json").write_text('[{"id":"f","type":"tab","label":"from file"}]')
    answer = await api.post("/flows", headers={"Node-RED-Deployment-Type": "reload", **V2})
    assert answer.status_code == 200
    assert (await api.get("/flows")).json()[0]["label"] == "from file"


@pytest.mark.parametrize(
    ("headers", "body", "code"),
    [
        ({}, b"{", "unexpected_error"),
        ({}, b"{}", "invalid_flows"),
        ({}, b"[1]", "invalid_flows"),
        (V2, b"[]", "invalid_flows"),
        (V2, b'{"flows": {}}', "invalid_flows"),
        (V2, b'{"flows": [], "rev": 1}', "invalid_request"),
        (V2, b'{"flows": [], "credentials": []}', "invalid_request"),
        ({"Node-RED-Deployment-Type": "some"}, b"[]", "invalid_deployment_type"),
        ({}, b'[{"type": "tab"}]', "invalid_flows"),
    ],
)
async def test_bad_documents_are_refused_with_code_and_message(
    api: httpx.AsyncClient, headers: dict[str, str], body: bytes, code: str
) -> None:
    answer = await api.post("/flows", content=body, headers={"Content-Type": "application/json", **headers})
    assert answer.status_code == 400
    assert answer.json()["code"] == code
    assert answer.json()["message"]
    assert (await api.get("/flows")).json() == []


async def test_too_large_documents_are_refused(api: httpx.AsyncClient) -> None:
    answer = await api.post("/flows", content=b"[" + b" " * 6_000_000 + b"]")
    assert (answer.status_code, answer.json()["code"]) == (413, "entity.too.large")


async def test_the_ledger_says_who_deployed_what(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    await api.post("/flows", json=[TAB, NODE])
    await api.post("/flows", json=[TAB, {**NODE, "name": "b"}], headers={"Node-RED-Deployment-Type": "nodes"})
    newest = (await (await half.app.gate.store()).ledger.entries())[0]
    assert (newest.actor, newest.action, newest.address) == ("root", "flows.set", "127.0.0.1")
    assert newest.changes["changed"] == ["n1"]
    assert newest.changes["kind"] == "nodes"


async def test_flows_can_be_stopped_and_started(api: httpx.AsyncClient) -> None:
    assert (await api.get("/flows/state")).json() == {"state": "start"}
    assert (await api.post("/flows/state", json={"state": "stop"})).json() == {"state": "stop"}
    assert (await api.get("/flows/state")).json() == {"state": "stop"}
    assert (await api.post("/flows/state", json={"state": "start"})).json() == {"state": "start"}
    answer = await api.post("/flows/state", json={"state": "sideways"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_run_state")


async def test_a_single_flow_is_added_read_replaced_and_removed(api: httpx.AsyncClient) -> None:
    node = {"id": "n9", "type": "comment", "name": "x", "x": 1, "y": 1, "wires": []}
    flow_id = (await api.post("/flow", json={"label": "New", "nodes": [node]})).json()["id"]
    found = (await api.get(f"/flow/{flow_id}")).json()
    assert (found["id"], found["label"]) == (flow_id, "New")
    assert found["nodes"] == [{**node, "z": flow_id}]
    answer = await api.put(f"/flow/{flow_id}", json={"id": flow_id, "label": "Renamed", "nodes": []})
    assert answer.json() == {"id": flow_id}
    assert (await api.get(f"/flow/{flow_id}")).json()["label"] == "Renamed"
    assert (await api.delete(f"/flow/{flow_id}")).status_code == 204
    for method in ("GET", "PUT", "DELETE"):
        answer = await api.request(method, f"/flow/{flow_id}", json={"label": "x", "nodes": []})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_flow_with_an_id_that_is_taken_is_refused(api: httpx.AsyncClient) -> None:
    await api.post("/flows", json=[TAB, NODE])
    answer = await api.post("/flow", json={"label": "x", "nodes": [{**NODE, "z": "other"}]})
    assert answer.status_code == 400
    assert "n1" in answer.json()["message"]


async def test_what_is_not_of_a_tab_is_the_flow_global(api: httpx.AsyncClient) -> None:
    assert (await api.get("/flow/global")).json()["id"] == "global"
    assert (await api.delete("/flow/global")).status_code == 400

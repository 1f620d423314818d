"""`/context`"""

from __future__ import annotations

import httpx
import pytest

from tests.access.flows_half import FlowsHalf

FLOWS = [
    {"id": "t1", "type": "tab", "label": "One"},
    {"id": "n1", "type": "probe", "z": "t1", "x": 1, "y": 2, "wires": []},
]


@pytest.fixture(autouse=True)
async def values(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    await api.post("/flows", json=FLOWS)
    runtime = half.app.runtime
    runtime.global_context().set("answer", 42)
    runtime.global_context().set("kept", {"a": [1, 2], "b": {}}, "localfilesystem")
    runtime.contexts.flow_scope("t1").set("text", "hello")
    node = runtime.node("n1")
    assert node is not None
    node.context().set("deep", {"inner": {"x": 1}})


async def test_all_values_come_by_store(api: httpx.AsyncClient) -> None:
    assert (await api.get("/context/global")).json() == {
        "memory": {"answer": {"msg": "42", "format": "number"}},
        "localfilesystem": {"kept": {"msg": '{"a":[1,2],"b":{}}', "format": "Object"}},
    }


async def test_one_store_or_one_key_can_be_asked_for(api: httpx.AsyncClient) -> None:
    one = (await api.get("/context/global?store=memory")).json()
    assert list(one) == ["memory"]
    assert (await api.get("/context/global/answer")).json() == {"msg": "42", "format": "number"}
    kept = (await api.get("/context/global/kept?store=localfilesystem")).json()
    assert (kept["format"], kept["store"]) == ("Object", "localfilesystem")
    assert (await api.get("/context/flow/t1/text")).json() == {"msg": "hello", "format": "string[5]"}
    assert (await api.get("/context/node/n1/deep.inner.x")).json() == {"msg": "1", "format": "number"}


async def test_keys_can_be_asked_for_without_values(api: httpx.AsyncClient) -> None:
    assert (await api.get("/context/flow/t1?keysOnly&store=memory")).json() == {
        "memory": {"keys": [{"key": "text"}]}
    }
    assert (await api.get("/context/global/kept?keysOnly&store=localfilesystem")).json() == {
        "localfilesystem": {
            "format": "object",
            "keys": [{"key": "a", "format": "array[2]", "length": 2}, {"key": "b", "format": "object"}],
        }
    }


async def test_values_can_be_deleted(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    assert (await api.delete("/context/global/answer")).status_code == 204
    assert (await api.get("/context/global/answer")).json() == {"msg": "(undefined)", "format": "undefined"}
    assert (await api.delete("/context/global/")).status_code == 404
    assert ("root", "context.delete") in await half.audit()


async def test_unknown_stores_are_an_error_and_unknown_places_are_empty(api: httpx.AsyncClient) -> None:
    answer = await api.get("/context/global?store=nowhere")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await api.get("/context/node/nothing")).json() == {}
    assert (await api.get("/context/flow/nothing")).json() == {"memory": {}, "localfilesystem": {}}
    assert (await api.delete("/context/flow/nothing/x")).status_code == 204


async def test_the_instance_of_a_subflow_has_the_context_of_its_flow(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    subflow = [
        {"id": "s", "type": "subflow", "name": "S", "in": [], "out": []},
        {"id": "inner", "type": "probe", "z": "s", "x": 1, "y": 2, "wires": []},
        {"id": "i", "type": "subflow:s", "z": "t1", "x": 1, "y": 2, "wires": []},
    ]
    await api.post("/flows", json=[*FLOWS, *subflow])
    half.app.runtime.contexts.flow_scope("i").set("x", 1)
    for place in ("node/i", "flow/i"):
        assert (await api.get(f"/context/{place}/x")).json() == {"msg": "1", "format": "number"}

"""`/nodes`: modules, sets and definitions; switching them on and off. After Node-RED's `admin/nodes_spec.js`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.access.flows_half import FlowsHalf, flows_half, session_token

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}


async def test_types_are_listed_as_sets_of_modules(api: httpx.AsyncClient) -> None:
    found = {entry["id"]: entry for entry in (await api.get("/nodes", headers=JSON)).json()}
    inject = found["wirelatch/inject"]
    assert inject["types"] == ["inject"]
    assert (inject["module"], inject["enabled"], inject["name"]) == ("wirelatch", True, "inject")
    assert (inject["local"], inject["user"]) == (False, False)
    assert "wirelatch/json" in found


async def test_a_module_and_a_set_can_be_looked_at(api: httpx.AsyncClient) -> None:
    module = (await api.get("/nodes/wirelatch", headers=JSON)).json()
    assert (module["name"], module["plugins"]) == ("wirelatch", [])
    assert any(entry["id"] == "wirelatch/inject" for entry in module["nodes"])
    assert (await api.get("/nodes/wirelatch/inject", headers=JSON)).json()["types"] == ["inject"]


@pytest.mark.parametrize(
    "path",
    ["/nodes/nothing", "/nodes/wirelatch/nothing", "/nodes/@scope/nothing", "/nodes/@scope/nothing/set"],
)
async def test_what_is_not_installed_is_not_found(api: httpx.AsyncClient, path: str) -> None:
    for headers in (JSON, HTML):
        answer = await api.get(path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (await api.get(path, headers=JSON)).json()["message"] in ("Module not found", "Node not found")


async def test_definitions_come_as_html_each_set_under_its_mark(api: httpx.AsyncClient) -> None:
    answer = await api.get("/nodes", headers=HTML)
    assert answer.headers["content-type"].startswith("text/html")
    marks = re.findall(r"<!-- --- \[red-module:(\S+)\] --- -->", answer.text)
    assert marks[:2] == ["wirelatch/inject", "wirelatch/debug"]
    assert len(marks) == len(set(marks))
    for kind in ("inject", "http in", "mqtt-broker"):
        assert f'data-template-name="{kind}"' in answer.text
        assert f'data-help-name="{kind}"' in answer.text
    one = await api.get("/nodes/wirelatch/delay", headers=HTML)
    assert one.text.startswith("<!-- --- [red-module:wirelatch/delay] --- -->")
    assert 'id="node-input-timeout"' in one.text
    assert (
        'id="node-config-input-broker"' in (await api.get("/nodes/wirelatch/mqtt_broker", headers=HTML)).text
    )


async def test_a_definition_registers_what_the_class_declares(api: httpx.AsyncClient) -> None:
    text = (await api.get("/nodes/wirelatch/delay", headers=HTML)).text
    (registration,) = re.findall(r"wirelatch\.registerType\((.*)\);</script>", text)
    entry = json.loads(registration)
    assert (entry["type"], entry["category"], entry["inputs"], entry["outputs"]) == (
        "delay",
        "function",
        1,
        1,
    )
    assert {"pauseType", "timeout", "rate", "outputs"} <= {field["name"] for field in entry["fields"]}


# Switching on and off ----------------------------------------------------------------------------------------------


async def test_a_set_is_switched_off_and_on_and_the_palette_follows(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    told: list[tuple[str, Any]] = []
    half.app.runtime.events.subscribe(lambda topic, data: told.append((topic, data)))
    off = await api.put("/nodes/wirelatch/range", json={"enabled": False})
    assert (off.status_code, off.json()["enabled"], off.json()["types"]) == (200, False, ["range"])
    listed = {entry["id"]: entry for entry in (await api.get("/nodes", headers=JSON)).json()}
    assert listed["wirelatch/range"]["enabled"] is False
    assert 'data-template-name="range"' not in (await api.get("/nodes", headers=HTML)).text
    types = (await api.get("/api/v1/node-types")).json()
    assert "range" not in {entry["type"] for entry in types}
    on = await api.put("/nodes/wirelatch/range", json={"enabled": True})
    assert on.json()["enabled"] is True
    topics = [(topic, data["id"]) for topic, data in told if topic.startswith("notification/node")]
    assert topics == [
        ("notification/node/disabled", "wirelatch/range"),
        ("notification/node/enabled", "wirelatch/range"),
    ]


async def test_switching_what_is_so_already_tells_nobody(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    told: list[str] = []
    half.app.runtime.events.subscribe(lambda topic, _: told.append(topic))
    answer = await api.put("/nodes/wirelatch/range", json={"enabled": True})
    assert (answer.status_code, answer.json()["enabled"]) == (200, True)
    assert not [topic for topic in told if "notification/node" in topic]


async def test_what_a_flow_uses_cannot_be_switched_off(api: httpx.AsyncClient) -> None:
    tab = {"id": "t", "type": "tab", "label": ""}
    await api.post("/flows", json=[tab, {"id": "n", "type": "range", "z": "t", "x": 1, "y": 1, "wires": []}])
    for path in ("/nodes/wirelatch/range", "/nodes/wirelatch"):
        answer = await api.put(path, json={"enabled": False})
        assert (answer.status_code, answer.json()["code"]) == (400, "type_in_use")
    assert (await api.get("/nodes/wirelatch/range", headers=JSON)).json()["enabled"] is True


async def test_a_flow_that_needs_a_type_that_is_off_starts_when_it_is_switched_on(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    await api.put("/nodes/wirelatch/range", json={"enabled": False})
    subflow = {"id": "s", "type": "subflow", "name": "s", "in": [], "out": []}
    inner = {"id": "i", "type": "range", "z": "s", "x": 1, "y": 1, "wires": []}
    flows = [
        {"id": "t", "type": "tab", "label": ""},
        {"id": "n", "type": "range", "z": "t", "x": 1, "y": 1, "wires": []},
        subflow,
        inner,
        {"id": "u", "type": "subflow:s", "z": "t", "x": 1, "y": 1, "wires": []},
    ]
    assert (await api.post("/flows", json=flows)).status_code == 204
    state = half.app.runtime.events.retained["notification/runtime-state"]
    assert (state["error"], state["types"]) == ("missing-types", ["range"])
    await api.put("/nodes/wirelatch/range", json={"enabled": True})
    assert "error" not in half.app.runtime.events.retained["notification/runtime-state"]
    for node_id in ("n", "u-i"):
        node = half.app.runtime.node(node_id)
        assert node is not None
        assert type(node).__name__ == "Range"


@pytest.mark.parametrize("path", ["/nodes/wirelatch/range", "/nodes/wirelatch", "/nodes/nothing"])
@pytest.mark.parametrize("body", [{}, [], "enabled", {"other": True}])
async def test_a_body_that_does_not_say_whether_is_refused(
    api: httpx.AsyncClient, path: str, body: Any
) -> None:
    answer = await api.put(path, json=body)
    assert (answer.status_code, answer.json()) == (
        400,
        {"code": "invalid_request", "message": "Invalid request"},
    )


async def test_switching_what_is_not_installed_is_refused(api: httpx.AsyncClient) -> None:
    for path, message in (
        ("/nodes/nothing", "Module not found"),
        ("/nodes/wirelatch/nothing", "Node not found"),
    ):
        answer = await api.put(path, json={"enabled": False})
        assert (answer.status_code, answer.json()) == (400, {"code": "not_found", "message": message})


async def test_a_set_that_was_switched_off_stays_off_over_a_restart(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as api,
    ):
        await api.put("/nodes/wirelatch/range", json={"enabled": False})
    kept = json.loads((tmp_path / ".config.nodes.json").read_text())
    assert kept["wirelatch"]["nodes"]["range"]["enabled"] is False
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as api,
    ):
        assert (await api.get("/nodes/wirelatch/range", headers=JSON)).json()["enabled"] is False


async def test_what_was_off_in_a_node_red_directory_is_off_here_and_goes_back_so(tmp_path: Path) -> None:
    theirs = {
        "node-red": {"name": "node-red", "version": "5.0.7", "local": False, "user": False, "nodes": {
            "exec": {"name": "exec", "types": ["exec"], "enabled": True, "file": "/x/90-exec.js"},
            "range": {"name": "range", "types": ["range"], "enabled": False, "file": "/x/16-range.js"}}},
        "node-red-contrib-x": {"name": "node-red-contrib-x", "nodes": {"x": {"types": ["x"], "enabled": False}}},
    }  # fmt: skip
    (tmp_path / ".config.nodes.json").write_text(json.dumps(theirs))
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as api,
    ):
        assert (await api.get("/nodes/wirelatch/range", headers=JSON)).json()["enabled"] is False
        await api.put("/nodes/wirelatch/range", json={"enabled": True})
    kept = json.loads((tmp_path / ".config.nodes.json").read_text())
    assert kept["node-red"]["nodes"]["range"] == {**theirs["node-red"]["nodes"]["range"], "enabled": True}  # type: ignore[index, dict-item]
    assert kept["node-red-contrib-x"] == theirs["node-red-contrib-x"]


async def test_a_list_of_nodes_that_cannot_be_read_stops_nothing(tmp_path: Path) -> None:
    for text in ("", "[]", "{", '{"node-red": 5}', '{"node-red": {"nodes": {"x": {"types": 7}}}}'):
        (tmp_path / ".config.nodes.json").write_text(text)
        async with (
            flows_half(tmp_path, identity_port=1) as half,
            half.tool(await session_token(half, "*")) as api,
        ):
            assert (await api.get("/nodes/wirelatch/range", headers=JSON)).json()["enabled"] is True


# Installing --------------------------------------------------------------------------------------------------------


async def test_installing_and_removing_are_refused_with_the_reason(api: httpx.AsyncClient) -> None:
    requests: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/nodes", {"json": {"module": "node-red-contrib-x"}}),
        ("POST", "/nodes", {"files": {"tarball": b"x"}}),
        ("DELETE", "/nodes/wirelatch", {}),
    ]
    for method, path, more in requests:
        answer = await api.request(method, path, **more)
        assert (answer.status_code, answer.json()["code"]) == (400, "not_supported")
        assert "with pip" in answer.json()["message"]


async def test_requests_to_install_are_checked_before(api: httpx.AsyncClient) -> None:
    for body, code in (({}, "invalid_request"), ({"module": "wirelatch"}, "module_already_loaded")):
        answer = await api.post("/nodes", json=body)
        assert (answer.status_code, answer.json()["code"]) == (400, code)
    for path in ("/nodes/nothing", "/nodes/@scope/nothing"):
        assert (await api.delete(path)).status_code == 404

"""`/inject`, `/debug`, `/credentials`"""

import httpx

from tests.access.flows_half import FlowsHalf
from wirelatch.engine.testing import collect

TAB = {"id": "t1", "type": "tab", "label": "One"}
PROBE = {"id": "p1", "type": "probe", "z": "t1", "x": 1, "y": 2, "wires": []}


async def test_the_button_of_an_inject_node_sends_its_message(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    inject = {
        "id": "i1", "type": "inject", "z": "t1", "x": 1, "y": 1, "wires": [["p1"]],
        "props": [{"p": "payload", "v": "hello", "vt": "str"}], "repeat": "", "crontab": "", "once": False,
    }  # fmt: skip
    await api.post("/flows", json=[TAB, PROBE, inject])
    answer = await api.post("/inject/i1")
    assert (answer.status_code, answer.text) == (200, "OK")
    assert (await collect(half.app.runtime, "p1").next())["payload"] == "hello"
    overrule = {"__user_inject_props__": [{"p": "payload", "v": "other", "vt": "str"}]}
    assert (await api.post("/inject/i1", json=overrule)).status_code == 200
    assert (await collect(half.app.runtime, "p1").next())["payload"] == "other"


async def test_a_node_that_does_not_run_has_no_button(api: httpx.AsyncClient) -> None:
    assert (await api.post("/inject/nothing")).status_code == 404
    assert (await api.post("/debug/nothing/enable")).status_code == 404


async def test_debug_nodes_are_switched_one_by_one_or_together(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    debugs = [
        {"id": f"d{i}", "type": "debug", "z": "t1", "x": 1, "y": 1, "wires": [], "active": True}
        for i in (1, 2)
    ]
    await api.post("/flows", json=[TAB, *debugs])
    states = lambda: [half.app.runtime.node(f"d{i}").active for i in (1, 2)]  # type: ignore[union-attr]  # noqa: E731
    assert (await api.post("/debug/d1/disable")).status_code == 201
    assert states() == [False, True]
    assert (await api.post("/debug/d1/enable")).status_code == 200
    assert (await api.post("/debug/disable", json={"nodes": ["d1", "d2", "unknown"]})).status_code == 201
    assert states() == [False, False]
    assert (await api.post("/debug/disable", json={})).status_code == 400
    assert (await api.post("/debug/d1/sideways")).status_code == 404


async def test_secret_credentials_are_never_given_back(api: httpx.AsyncClient) -> None:
    broker = {"id": "b1", "type": "mqtt-broker", "credentials": {"user": "me", "password": "sesame"}}
    assert (await api.post("/flows", json=[broker])).status_code == 204
    shown = await api.get("/credentials/mqtt-broker/b1")
    assert "sesame" not in shown.text
    assert "sesame" not in (await api.get("/flows")).text
    assert (await api.get("/credentials/mqtt-broker/nothing")).json() == {}

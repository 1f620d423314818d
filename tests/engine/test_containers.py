"""Where records belong, and what that means for the nodes that are made of them (`wirelatch.engine.flow`)."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import config_node
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, registry_of


class Keeper(Node, type="keeper", category="config"):
    """A config node."""


class User(Node, type="user"):
    """Names a config node."""

    keeper: str = config_node("keeper")

    def on_message(self, msg: Message) -> Message:
        return {"payload": self.config_node(self.keeper) is not None}


async def deployed(tmp_path: Any, *records: dict[str, Any]) -> Runtime:
    runtime = Runtime(data_dir=tmp_path, registry=registry_of(Keeper, User))
    await runtime.start()
    await runtime.deploy(list(records))
    return runtime


def placed(node_id: str, kind: str, flow: str, *wires: str, **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": kind, "z": flow, "x": 1, "y": 1, "wires": [list(wires)], **more}


TAB = {"id": "t", "type": "tab"}


async def test_nodes_that_name_a_flow_that_is_not_there_get_one(tmp_path: Any) -> None:
    runtime = await deployed(tmp_path, placed("a", "change", "nowhere", "p"), placed("p", "probe", "nowhere"))
    try:
        runtime.node("a").receive({"payload": 1})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["payload"] == 1
        assert {flow.id for flow in runtime.running_flows()} == {"global", "nowhere"}
        assert [record["id"] for record in runtime.flows] == ["a", "p"]
    finally:
        await runtime.stop()


async def test_a_record_without_a_place_is_a_config_node_whatever_its_type(tmp_path: Any) -> None:
    sources = [placed("a", "change", "t", "p"), {"id": "p", "type": "probe", "z": "t", "wires": []}]
    runtime = await deployed(tmp_path, TAB, *sources)
    try:
        [flow] = [flow for flow in runtime.running_flows() if flow.id == "t"]
        assert "p" in flow.container.configs
        runtime.node("a").receive({"payload": 1})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["payload"] == 1
    finally:
        await runtime.stop()


async def test_the_user_of_a_disabled_config_node_finds_none_and_runs(tmp_path: Any) -> None:
    runtime = await deployed(
        tmp_path,
        TAB,
        {"id": "k", "type": "keeper"},
        {"id": "off", "type": "keeper", "d": True},
        placed("a", "user", "t", "p", keeper="k"),
        placed("b", "user", "t", "q", keeper="off"),
        placed("p", "probe", "t"),
        placed("q", "probe", "t"),
    )
    try:
        for user, probe, found in (("a", "p", True), ("b", "q", False)):
            runtime.node(user).receive({})  # type: ignore[union-attr]
            assert (await collect(runtime, probe).next())["payload"] is found
    finally:
        await runtime.stop()


async def test_config_nodes_in_a_circle_are_all_made(tmp_path: Any) -> None:
    circle = [{"id": f"k{n}", "type": "keeper", "next": f"k{(n + 1) % 3}"} for n in range(3)]
    runtime = await deployed(tmp_path, TAB, *circle, placed("p", "probe", "t"))
    try:
        assert all(runtime.node(record["id"]) is not None for record in circle)
        assert runtime.node("p") is not None
    finally:
        await runtime.stop()


async def test_a_status_of_a_global_config_node_goes_to_the_flows_of_its_users_direct_or_not(
    tmp_path: Any,
) -> None:
    runtime = await deployed(
        tmp_path,
        TAB,
        {"id": "u", "type": "tab"},
        {"id": "k", "type": "keeper"},
        {"id": "outer", "type": "keeper", "inner": "k"},
        placed("a", "user", "t", keeper="k"),
        placed("b", "user", "u", keeper="outer"),
        placed("s", "status", "t", "p", scope=["a"]),
        placed("s2", "status", "u", "q", scope=["b"]),
        placed("s3", "status", "u", "r", scope=["s2"]),
        *(placed(probe, "probe", "t") for probe in "pqr"),
    )  # fmt: skip
    try:
        runtime.node("k").status(fill="red", text="broken")  # type: ignore[union-attr]
        for probe in "pq":
            status = (await collect(runtime, probe).next())["status"]
            assert (status["text"], status["source"]["id"]) == ("broken", "k")
        await runtime.machine.idle()
        assert collect(runtime, "r").received == []
    finally:
        await runtime.stop()


async def test_a_tab_cannot_be_named_as_the_space_outside_of_tabs(tmp_path: Any) -> None:
    runtime = await deployed(
        tmp_path, TAB, placed("a", "change", "global"), {"id": "k", "type": "keeper", "z": "global"}
    )
    try:
        assert runtime.node("k") is not None
        assert runtime.node("a") is None
    finally:
        await runtime.stop()

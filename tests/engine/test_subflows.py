"""Instances of subflows as they run."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running


def tab() -> dict[str, Any]:
    return {"id": "t", "type": "tab"}


def definition(node_id: str = "s", **more: Any) -> dict[str, Any]:
    return {
        "id": node_id, "type": "subflow", "name": "Sub",
        "in": [{"wires": [{"id": f"{node_id}1"}]}], "out": [{"wires": [{"id": f"{node_id}1", "port": 0}]}], **more,
    }  # fmt: skip


def inner(node_id: str, subflow: str = "s", kind: str = "junction", **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": kind, "z": subflow, "x": 0, "y": 0, "wires": [[]], **more}


def instance(node_id: str = "i", subflow: str = "s", **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": f"subflow:{subflow}", "z": "t", "wires": [["p"]], **more}


PROBE = {"id": "p", "type": "probe", "z": "t"}


def receive(runtime: Runtime, node_id: str, **msg: Any) -> None:
    node = runtime.node(node_id)
    assert node is not None
    node.receive(msg)


async def test_a_message_goes_in_through_the_nodes_and_out() -> None:
    change = inner("s1", kind="change", rules=[{"t": "set", "p": "x", "pt": "msg", "to": "1", "tot": "num"}])
    async with running([tab(), definition(), change, instance(), PROBE]) as runtime:
        receive(runtime, "i", payload="in")
        msg = await collect(runtime, "p").next()
        assert (msg["payload"], msg["x"]) == ("in", 1)


async def test_inner_nodes_have_ids_of_their_own_and_know_the_one_in_the_definition() -> None:
    flow = [tab(), definition(), inner("s1"), instance("i"), instance("j"), PROBE]
    async with running(flow) as runtime:
        one, two = runtime.node("i-s1"), runtime.node("j-s1")
        assert one is not None
        assert two is not None
        assert (one.id, one.alias, one.path, one.z) == ("i-s1", "s1", "t/i/s1", "i")
        assert two.id == "j-s1"


async def test_subflows_may_hold_subflows() -> None:
    flow = [
        tab(), definition("a"), inner("a1", "a"),
        definition("s"), inner("s1", "s", "subflow:a"),
        instance(), PROBE,
    ]  # fmt: skip
    async with running(flow) as runtime:
        receive(runtime, "i", payload=1)
        assert (await collect(runtime, "p").next())["payload"] == 1
        node = runtime.node("i-s1-a1")
        assert node is not None
        assert node.path == "t/i/s1/a1"


async def test_an_input_may_be_wired_straight_to_an_output() -> None:
    sub = definition(**{"in": [{"wires": []}], "out": [{"wires": [{"id": "s", "port": 0}]}]})
    async with running([tab(), sub, instance(), PROBE]) as runtime:
        receive(runtime, "i", payload=1)
        assert (await collect(runtime, "p").next())["payload"] == 1


async def test_a_config_node_inside_a_subflow_is_each_instances_own() -> None:
    from wirelatch.engine.node import Node
    from wirelatch.engine.properties import config_node

    class Box(Node, type="box", category="config"):
        """A config node."""

    class User(Node, type="user"):
        """Uses it."""

        box: str = config_node("box")

    flow = [
        tab(), definition(), inner("s1", kind="user", box="b"), {"id": "b", "type": "box", "z": "s"},
        instance("i"), instance("j"), PROBE,
    ]  # fmt: skip
    async with running(flow, classes=(Box, User)) as runtime:
        boxes = [runtime.node(f"{name}-s1").config_node(runtime.node(f"{name}-s1").box) for name in "ij"]  # type: ignore[union-attr, attr-defined]
        assert [box.id for box in boxes if box is not None] == ["i-b", "j-b"]


async def test_context_of_a_subflow_is_each_instances_own_and_reaches_its_parents() -> None:
    async with running([tab(), definition(), inner("s1"), instance("i"), instance("j"), PROBE]) as runtime:
        one, two = (runtime.node(f"{name}-s1") for name in "ij")
        assert one is not None
        assert two is not None
        one.flow.context().set("x", 1)
        runtime.node("p").flow.context().set("x", "of the tab")  # type: ignore[union-attr]
        assert one.flow.context().get("x") == 1
        assert two.flow.context().get("x") is runtime.contexts.undefined
        assert two.flow.context().get("$parent.x") == "of the tab"


async def status_of(payload: Any) -> Any:
    sub = definition(status={"wires": [{"id": "s1", "port": 0}]})
    async with running([tab(), sub, inner("s1"), instance(), PROBE]) as runtime:
        receive(runtime, "i", **payload)
        await runtime.machine.idle()
        return runtime.events.retained.get("status/i")


async def test_the_status_output_sets_the_status_of_the_instance() -> None:
    assert await status_of({"payload": "text"}) == {"text": "text"}
    assert await status_of({"payload": {"fill": "red", "text": "x"}}) == {"fill": "red", "text": "x"}
    assert await status_of({"payload": 17}) == {"text": "17"}
    assert await status_of({"payload": "x" * 40}) == {"text": "x" * 40}
    assert (await status_of({"payload": ["x" * 40]}))["text"].endswith("...")
    assert await status_of({"status": {"text": "caught", "source": {"id": "n"}}}) == {"text": "caught"}


async def test_statuses_inside_reach_status_nodes_outside_unless_the_subflow_has_a_status_output() -> None:
    watcher = {"id": "w", "type": "status", "z": "t", "scope": ["i"], "wires": [["p"]]}
    for more, expected in (({}, 1), ({"status": {"wires": []}}, 0)):
        async with running(
            [tab(), definition(**more), inner("s1"), instance(wires=[]), watcher, PROBE]
        ) as runtime:
            runtime.node("i-s1").status("text")  # type: ignore[union-attr]
            await runtime.machine.idle()
            assert len(collect(runtime, "p").received) == expected


async def test_an_instance_of_a_missing_subflow_is_a_missing_type_and_the_rest_runs() -> None:
    async with running([tab(), instance(subflow="gone"), PROBE]) as runtime:
        assert runtime.events.retained["status/i"]["text"] == "missing type"
        receive(runtime, "p", payload=1)
        await collect(runtime, "p").next()


async def test_a_disabled_instance_does_not_run() -> None:
    async with running([tab(), definition(), inner("s1"), instance(d=True), PROBE]) as runtime:
        assert runtime.node("i") is None
        assert runtime.node("i-s1") is None


async def test_context_of_flows_around_is_reached_before_anything_there_has_used_its_own() -> None:
    flow = [
        tab(),
        definition("s"),
        definition("o"),
        inner("n", "s"),
        inner("i", "o", "subflow:s"),
        instance("j", "o"),
    ]
    async with running(flow) as runtime:
        node = runtime.node("j-i-n")
        assert node is not None
        node.flow.context().set("$parent.$parent.far", 1)
        node.flow.context().set("$parent.near", 2)
        top = runtime.node("j")
        assert top is not None
        assert top.flow.context().get("far") == 1
        assert node.flow.parent is not None
        assert node.flow.parent.context().get("near") == 2


async def test_a_complete_node_does_not_take_a_subflow_for_done_when_a_message_enters_it() -> None:
    flow = [
        tab(),
        definition("s"),
        inner("n", "s"),
        instance("i"),
        {"id": "c", "type": "complete", "z": "t", "scope": ["i"], "wires": [["p"]]},
        {"id": "p", "type": "probe", "z": "t"},
    ]
    async with running(flow) as runtime:
        receive(runtime, "i", payload=1)
        await runtime.machine.idle()
        assert collect(runtime, "p").received == []

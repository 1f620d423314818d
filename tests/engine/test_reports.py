"""Catch, Status and Complete nodes get what is theirs: `wirelatch.engine.reports`."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import config_node, hidden
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import Probe, collect, running


class Failing(Node, type="failing"):
    """Fails with every message."""

    text: str = hidden("broken")
    server: str = config_node("server")

    def on_message(self, msg: Message) -> Any:
        raise RuntimeError(self.text or "broken")


class Working(Node, type="working"):
    """Does nothing, successfully."""

    def on_message(self, msg: Message) -> Any:
        return None


class Server(Node, type="server", category="config"):
    """A config node."""


CLASSES = (Failing, Working, Server)


def failing(node_id: str = "f1", **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": "failing", **more}


def catch(node_id: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": node_id,
            "type": "catch",
            "scope": None,
            "uncaught": False,
            "wires": [[f"{node_id}!"]],
            **more,
        },
        {"id": f"{node_id}!", "type": "probe"},
    ]


def status(node_id: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": node_id, "type": "status", "scope": None, "wires": [[f"{node_id}!"]], **more},
        {"id": f"{node_id}!", "type": "probe"},
    ]


def group(node_id: str, around: str | None = None) -> dict[str, Any]:
    return {"id": node_id, "type": "group", "nodes": [], **({"g": around} if around else {})}


async def fail(runtime: Runtime, node_id: str = "f1", msg: Message | None = None) -> None:
    node = runtime.node(node_id)
    assert node is not None
    node.receive({"payload": 1} if msg is None else msg)
    await runtime.machine.idle()


def caught(runtime: Runtime) -> dict[str, int]:
    """How many messages each Catch or Status node passed on, those with none left out."""
    probes = [node for node in runtime.nodes() if isinstance(node, Probe) and node.received]
    return {probe.id.removesuffix("!"): len(probe.received) for probe in probes}


def logged(runtime: Runtime) -> list[str]:
    """Texts of the errors and warnings shown in the debug sidebar from now on."""
    texts: list[str] = []
    runtime.events.subscribe(lambda topic, data: texts.append(data["msg"]) if topic == "debug" else None)
    return texts


async def test_a_caught_message_tells_the_error_and_the_node_it_came_from() -> None:
    async with running([failing(name="the name"), *catch("c")], classes=CLASSES) as runtime:
        await fail(runtime, msg={"payload": 1, "_msgid": "m"})
        msg = collect(runtime, "c!").received[0]
        assert (msg["payload"], msg["_msgid"]) == (1, "m")
        assert msg["error"]["message"] == "broken"
        assert msg["error"]["source"] == {"id": "f1", "type": "failing", "name": "the name", "count": 1}
        first, innermost, *_ = msg["error"]["stack"].splitlines()
        assert first == "RuntimeError: broken"
        assert innermost.startswith("    at Failing.")
        assert innermost.endswith(")")


async def test_an_error_that_is_caught_is_not_logged() -> None:
    async with running([failing(), *catch("c")], classes=CLASSES) as runtime:
        texts = logged(runtime)
        await fail(runtime)
        assert texts == []


async def test_an_error_that_nobody_catches_is_logged() -> None:
    async with running([failing()], classes=CLASSES) as runtime:
        texts = logged(runtime)
        await fail(runtime)
        assert texts == ["broken"]


async def test_an_error_without_a_message_is_only_logged() -> None:
    async with running([failing(), *catch("c")], classes=CLASSES) as runtime:
        texts = logged(runtime)
        runtime.node("f1").error("just so")  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert texts == ["just so"]
        assert caught(runtime) == {}


async def test_a_value_that_is_logged_is_shown_as_what_it_is() -> None:
    async with running([failing()], classes=CLASSES) as runtime:
        entries: list[dict[str, Any]] = []
        runtime.events.subscribe(lambda topic, data: entries.append(data) if topic == "debug" else None)
        runtime.node("f1").warn({"warned": True})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert [(entry["format"], entry["msg"]) for entry in entries] == [("Object", '{"warned":true}')]


async def test_every_matching_catch_fires_each_with_its_own_clone() -> None:
    async with running([failing(), *catch("c"), *catch("d", scope=["f1"])], classes=CLASSES) as runtime:
        await fail(runtime, msg={"payload": {"x": 1}})
        assert caught(runtime) == {"c": 1, "d": 1}
        assert (
            collect(runtime, "c!").received[0]["payload"] is not collect(runtime, "d!").received[0]["payload"]
        )


async def test_a_catch_with_a_scope_ignores_other_nodes() -> None:
    async with running([failing(), failing("f2"), *catch("c", scope=["f2"])], classes=CLASSES) as runtime:
        await fail(runtime)
        assert caught(runtime) == {}
        await fail(runtime, "f2")
        assert caught(runtime) == {"c": 1}


async def test_catch_nodes_for_uncaught_errors_fire_only_when_nothing_else_did() -> None:
    flow = [
        failing(),
        failing("f2"),
        *catch("u", uncaught=True),
        *catch("v", uncaught=True),
        *catch("c", scope=["f2"]),
    ]
    async with running(flow, classes=CLASSES) as runtime:
        await fail(runtime, "f2")
        assert caught(runtime) == {"c": 1}
        await fail(runtime)
        assert caught(runtime) == {"c": 1, "u": 1, "v": 1}


async def test_a_catch_for_its_group_gets_errors_of_that_group_and_those_inside_it_only() -> None:
    flow = [
        group("outer"), group("inner", "outer"), group("other"),
        failing("f1", g="inner"), failing("f2", g="other"), failing("f3"),
        *catch("c", scope="group", g="outer"),
    ]  # fmt: skip
    async with running(flow, classes=CLASSES) as runtime:
        await fail(runtime, "f2")
        await fail(runtime, "f3")
        assert caught(runtime) == {}
        await fail(runtime, "f1")
        assert caught(runtime) == {"c": 1}


async def test_nearer_groups_come_first() -> None:
    flow = [
        group("outer"), group("inner", "outer"), failing("f1", g="inner"),
        *catch("far", g="outer"), *catch("near", g="inner"),
    ]  # fmt: skip
    async with running(flow, classes=CLASSES) as runtime:
        order: list[str] = []
        for node_id in ("far", "near"):
            runtime.machine.route(node_id).handle = lambda msg, node_id=node_id: order.append(node_id)  # type: ignore[misc]
        await fail(runtime)
        assert order == ["near", "far"]


async def test_an_earlier_error_is_kept_beside_the_new_one() -> None:
    async with running([failing(), *catch("c")], classes=CLASSES) as runtime:
        await fail(runtime, msg={"error": "the one before"})
        assert collect(runtime, "c!").received[0]["_error"] == "the one before"


async def test_an_error_that_comes_round_ten_times_is_stopped_and_logged() -> None:
    flow = [failing(), {"id": "c", "type": "catch", "wires": [["f1"]]}]
    async with running(flow, classes=CLASSES) as runtime:
        texts = logged(runtime)
        await fail(runtime)
        assert runtime.machine.route("f1").received == 10
        assert texts == ["Message exceeded maximum number of catches", "broken"]


async def test_an_error_inside_a_subflow_bubbles_up_with_the_instance_as_reporting_node() -> None:
    flow = [
        {"id": "t", "type": "tab"},
        {"id": "sub", "type": "subflow", "in": [{"wires": [{"id": "f1"}]}], "out": []},
        {**failing(), "z": "sub", "x": 0, "y": 0, "wires": []},
        {"id": "i", "type": "subflow:sub", "z": "t"},
        *catch("c", scope=["i"]),
        *catch("d", scope=["other"]),
    ]
    async with running(flow, classes=CLASSES) as runtime:
        await fail(runtime, "i")
        assert caught(runtime) == {"c": 1}
        assert collect(runtime, "c!").received[0]["error"]["source"]["id"] == "i-f1"


async def test_an_error_that_a_subflow_catches_itself_does_not_bubble_up() -> None:
    flow = [
        {"id": "t", "type": "tab"},
        {"id": "sub", "type": "subflow", "in": [{"wires": [{"id": "f1"}]}], "out": []},
        {**failing(), "z": "sub", "x": 0, "y": 0, "wires": []},
        {"id": "sc", "type": "catch", "z": "sub", "scope": ["f1"], "x": 0, "y": 0, "wires": [["sp"]]},
        {"id": "sp", "type": "probe", "z": "sub", "x": 0, "y": 0, "wires": []},
        {"id": "i", "type": "subflow:sub", "z": "t"},
        *catch("c"),
    ]
    async with running(flow, classes=CLASSES) as runtime:
        await fail(runtime, "i")
        assert caught(runtime) == {"i-sp": 1}


async def test_an_error_of_a_global_config_node_goes_to_the_flows_of_its_users() -> None:
    flow = [
        {"id": "t", "type": "tab"}, {"id": "u", "type": "tab"}, {"id": "cfg", "type": "server"},
        {**failing("f1", server="cfg"), "z": "t"}, *(dict(r, z="t") for r in catch("c", scope=["f1"])),
        {**failing("f2"), "z": "u"}, *(dict(r, z="u") for r in catch("d")),
    ]  # fmt: skip
    async with running(flow, classes=CLASSES) as runtime:
        runtime.node("cfg").error("cannot connect", {"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert caught(runtime) == {"c": 1}
        assert collect(runtime, "c!").received[0]["error"]["source"]["id"] == "cfg"


async def test_a_status_reaches_the_editors_retained_and_the_status_nodes() -> None:
    flow = [failing(name="n"), *status("s"), *status("t", scope=["other"])]
    async with running(flow, classes=CLASSES) as runtime:
        runtime.node("f1").status(fill="red", shape="dot", text=5)  # type: ignore[union-attr, arg-type]
        await runtime.machine.idle()
        assert runtime.events.retained["status/f1"] == {"fill": "red", "shape": "dot", "text": "5"}
        source = {"id": "f1", "type": "failing", "name": "n"}
        assert collect(runtime, "s!").received[0]["status"] == {
            "fill": "red",
            "shape": "dot",
            "text": "5",
            "source": source,
        }
        assert caught(runtime) == {"s": 1}


class Eager(Node, type="eager"):
    """Shows a status while it starts."""

    def start(self) -> None:
        self.status("starting")


async def test_what_a_node_shows_while_it_starts_is_for_the_editors_and_not_for_status_nodes() -> None:
    async with running([{"id": "e", "type": "eager"}, *status("s")], classes=[Eager]) as runtime:
        await runtime.machine.idle()
        assert runtime.events.retained["status/e"] == {"text": "starting"}
        assert not collect(runtime, "s!").received
        runtime.node("e").status("going")  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert [msg["status"]["text"] for msg in collect(runtime, "s!").received] == ["going"]


async def test_an_empty_status_clears_the_retained_one() -> None:
    async with running([failing()], classes=CLASSES) as runtime:
        seen: list[Any] = []
        runtime.events.subscribe(lambda topic, data: seen.append((topic, data)))
        runtime.node("f1").status("text")  # type: ignore[union-attr]
        runtime.node("f1").status({})  # type: ignore[union-attr]
        assert "status/f1" not in runtime.events.retained
        assert seen == [("status/f1", {"text": "text"}), ("status/f1", {})]


async def test_a_status_node_leaves_out_nodes_that_it_is_wired_to() -> None:
    flow = [failing(), {"id": "s", "type": "status", "scope": ["f1"], "wires": [["f1"]]}]
    async with running(flow, classes=CLASSES) as runtime:
        runtime.node("f1").status("text")  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert runtime.machine.route("s").received == 0


@pytest.mark.parametrize(("kind", "fires"), [("working", True), ("failing", False)])
async def test_a_complete_node_gets_a_copy_of_each_message_that_succeeded(kind: str, fires: bool) -> None:
    flow = [
        {"id": "n", "type": kind, "name": "done"},
        {"id": "c", "type": "complete", "scope": ["n"], "wires": [["p"]]},
        {"id": "p", "type": "probe"},
    ]
    async with running(flow, classes=CLASSES) as runtime:
        msg = {"payload": [1], "_msgid": "m"}
        await fail(runtime, "n", msg)
        received = collect(runtime, "p").received
        assert bool(received) == fires
        if fires:
            assert received[0]["complete"] == {"source": {"id": "n", "type": kind, "name": "done"}}
            assert received[0]["payload"] == [1]
            assert received[0]["payload"] is not msg["payload"]


async def test_a_complete_node_leaves_out_nodes_that_it_is_wired_to() -> None:
    flow = [{"id": "n", "type": "working"}, {"id": "c", "type": "complete", "scope": ["n"], "wires": [["n"]]}]
    async with running(flow, classes=CLASSES) as runtime:
        await fail(runtime, "n")
        assert runtime.machine.route("c").received == 0

"""The nodes `link in`, `link out`, `link call` and `junction`."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running

TABS = [{"id": "t", "type": "tab"}, {"id": "u", "type": "tab"}]


def call(runtime: Runtime, node_id: str, **msg: Any) -> None:
    node = runtime.node(node_id)
    assert node is not None
    node.receive(msg)


async def test_a_link_out_sends_to_link_ins_on_other_flows_whichever_end_lists_the_link() -> None:
    flow = [
        *TABS,
        {"id": "o", "type": "link out", "z": "t", "links": ["i"], "mode": "link"},
        {"id": "i", "type": "link in", "z": "u", "links": [], "wires": [["p"]]},
        {"id": "j", "type": "link in", "z": "u", "links": ["o"], "wires": [["q"]]},
        {"id": "p", "type": "probe", "z": "u"},
        {"id": "q", "type": "probe", "z": "u"},
    ]
    async with running(flow) as runtime:
        call(runtime, "o", payload=1)
        msg = await collect(runtime, "p").next()
        assert (msg["payload"], msg["_event"]) == (1, "node:o")
        assert (await collect(runtime, "q").next())["payload"] == 1


def callee(flow: str = "u", name: str = "double") -> list[dict[str, Any]]:
    return [
        {"id": f"in{flow}", "type": "link in", "z": flow, "name": name, "wires": [[f"c{flow}"]]},
        {
            "id": f"c{flow}", "type": "change", "z": flow, "wires": [[f"out{flow}"]],
            "rules": [{"t": "set", "p": "answer", "pt": "msg", "to": flow, "tot": "str"}],
        },
        {"id": f"out{flow}", "type": "link out", "z": flow, "mode": "return", "links": []},
    ]  # fmt: skip


def caller(**more: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": "call",
            "type": "link call",
            "z": "t",
            "links": ["inu"],
            "timeout": "5",
            "wires": [["p"]],
            **more,
        },
        {"id": "p", "type": "probe", "z": "t"},
        {"id": "catch", "type": "catch", "z": "t", "scope": ["call"], "wires": [["e"]]},
        {"id": "e", "type": "probe", "z": "t"},
    ]


async def test_a_link_call_sends_on_what_the_link_out_returns_and_leaves_no_trace() -> None:
    async with running([*TABS, *caller(), *callee()]) as runtime:
        call(runtime, "call", payload=1)
        msg = await collect(runtime, "p").next()
        assert msg["answer"] == "u"
        assert "_linkSource" not in msg


async def test_calls_may_be_nested() -> None:
    flow = [
        *TABS, *caller(), *callee(),
        {"id": "first", "type": "link call", "z": "t", "links": ["mid"], "wires": [["q"]]},
        {"id": "mid", "type": "link in", "z": "t", "wires": [["call"]]},
        {"id": "q", "type": "probe", "z": "t"},
    ]  # fmt: skip
    for record in flow:
        if record["id"] == "call":
            record["wires"] = [["back"]]
    flow.append({"id": "back", "type": "link out", "z": "t", "mode": "return"})
    async with running(flow) as runtime:
        call(runtime, "first", payload=1)
        assert (await collect(runtime, "q").next())["answer"] == "u"


@pytest.mark.parametrize("target", ["double", "inu"])
async def test_a_dynamic_target_is_named_by_the_message_by_name_or_id(target: str) -> None:
    async with running([*TABS, *caller(linkType="dynamic"), *callee()]) as runtime:
        call(runtime, "call", target=target)
        assert (await collect(runtime, "p").next())["answer"] == "u"


async def test_a_dynamic_target_on_the_same_flow_is_preferred() -> None:
    async with running([*TABS, *caller(linkType="dynamic"), *callee(), *callee("t")]) as runtime:
        call(runtime, "call", target="double")
        assert (await collect(runtime, "p").next())["answer"] == "t"


async def test_a_name_that_several_link_ins_share_is_an_error() -> None:
    flow = [*TABS, {"id": "v", "type": "tab"}, *caller(linkType="dynamic"), *callee(), *callee("v")]
    async with running(flow) as runtime:
        call(runtime, "call", target="double")
        error = (await collect(runtime, "e").next())["error"]
        assert error["message"] == "Multiple link-in nodes named 'double' found"


async def test_an_unknown_target_is_an_error() -> None:
    async with running([*TABS, *caller(linkType="dynamic"), *callee()]) as runtime:
        call(runtime, "call", target="nobody")
        assert (await collect(runtime, "e").next())["error"][
            "message"
        ] == "target link-in node 'nobody' not found"


async def test_a_call_that_is_not_answered_in_time_is_an_error_with_the_message_as_it_was() -> None:
    flow = [*TABS, *caller(timeout="0.01"), {"id": "inu", "type": "link in", "z": "u"}]
    async with running(flow) as runtime:
        call(runtime, "call", payload=1)
        msg = await collect(runtime, "e").next()
        assert msg["error"]["message"] == "timeout"
        assert msg["payload"] == 1
        assert "_linkSource" not in msg


async def test_a_second_answer_to_a_call_is_sent_on_too() -> None:
    flow = [*TABS, *caller(), *callee()]
    for record in flow:
        if record["id"] == "cu":
            record["wires"] = [["outu", "outu"]]
    async with running(flow) as runtime:
        call(runtime, "call", payload=1)
        assert len(await collect(runtime, "p").take(2)) == 2


async def test_returning_without_a_call_is_a_warning() -> None:
    async with running([*TABS, *callee()]) as runtime:
        shown: list[Any] = []
        runtime.events.subscribe(lambda topic, data: shown.append(data["msg"]) if topic == "debug" else None)
        call(runtime, "outu", payload=1)
        await runtime.machine.idle()
        assert shown == ["Missing return node information"]


async def test_a_link_call_inside_a_subflow_reaches_a_link_in_beside_it() -> None:
    flow = [
        {"id": "t", "type": "tab"},
        {"id": "s", "type": "subflow", "in": [{"wires": [{"id": "call"}]}], "out": [{"wires": [{"id": "call", "port": 0}]}]},
        {"id": "call", "type": "link call", "z": "s", "links": ["in"], "x": 0, "y": 0, "wires": [[]]},
        {"id": "in", "type": "link in", "z": "s", "x": 0, "y": 0, "wires": [["out"]]},
        {"id": "out", "type": "link out", "mode": "return", "z": "s", "x": 0, "y": 0, "wires": []},
        {"id": "i", "type": "subflow:s", "z": "t", "wires": [["p"]]},
        {"id": "p", "type": "probe", "z": "t"},
    ]  # fmt: skip
    async with running(flow) as runtime:
        call(runtime, "i", payload=1)
        assert (await collect(runtime, "p").next())["payload"] == 1


async def test_a_junction_hands_messages_on_unchanged() -> None:
    flow = [{"id": "j", "type": "junction", "wires": [["p"]]}, {"id": "p", "type": "probe"}]
    async with running(flow) as runtime:
        call(runtime, "j", payload=1, _msgid="m")
        assert await collect(runtime, "p").next() == {"payload": 1, "_msgid": "m"}

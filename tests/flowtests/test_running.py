"""Running flow tests: what passes, what fails and why, and that nothing outside is reached."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from websockets.asyncio.server import serve

from wirelatch.flowtests import FlowTest, FlowTestError, Outcome, run_test
from wirelatch.nodes.installed import installed_types

TAB = {"id": "f", "type": "tab", "label": "Flow"}


def node(node_id: str, kind: str, *wires: list[str], **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": kind, "z": "f", "x": 0, "y": 0, "name": "", "wires": list(wires), **more}


def double(node_id: str, *targets: str) -> dict[str, Any]:
    return node(node_id, "function", list(targets), func="msg.payload *= 2; return msg;", outputs=1)


async def run(flows: list[dict[str, Any]], **test: Any) -> Outcome:
    parsed = FlowTest.from_json({"id": "t", "name": "T", "flow": "f", **test})
    return await run_test([TAB, *flows], parsed, installed_types())


SENDS_2 = [{"to": "a", "message": {"payload": 2}}]


async def test_a_flow_that_does_what_is_expected_passes() -> None:
    outcome = await run(
        [double("a", "b"), node("b", "debug")],
        send=SENDS_2,
        expect=[
            {"node": "a", "at": "output", "messages": [{"payload": 4}]},
            {"node": "b", "messages": [{"payload": {"$type": "number"}}]},
        ],
    )
    assert outcome.failures == []


async def test_a_message_that_differs_fails_and_says_where() -> None:
    outcome = await run([double("a")], send=SENDS_2, expect=[
        {"node": "a", "at": "output", "messages": [{"payload": 5}]}
    ])  # fmt: skip
    assert outcome.failures == ["at output 1 of function a: msg.payload is 4, not 5"]
    assert outcome.received[0][0]["payload"] == 4


async def test_a_message_too_many_and_one_too_few_fail() -> None:
    twice = node("a", "function", ["b"], func="return [[msg, msg]];", outputs=1)
    place = {"node": "a", "at": "output"}
    many = await run([twice, node("b", "debug")], send=SENDS_2, expect=[{**place, "messages": [{}]}])
    assert [text.split(":")[0] for text in many.failures] == [
        "a message was not expected at output 1 of function a"
    ]
    few = await run([twice], send=SENDS_2, within=300, expect=[{**place, "messages": [{}, {}, {}]}])
    assert few.failures == ["3 messages were expected at output 1 of function a, 2 came"]


async def test_that_nothing_comes_can_be_expected() -> None:
    rules = [{"t": "eq", "v": "1", "vt": "num"}]
    switch = node("a", "switch", ["b"], property="payload", propertyType="msg", rules=rules, outputs=1)
    flows = [switch, node("b", "debug")]
    nothing = [{"node": "b", "messages": []}]
    assert (await run(flows, send=SENDS_2, expect=nothing)).passed
    assert not (await run(flows, send=[{"to": "a", "message": {"payload": 1}}], expect=nothing)).passed


async def test_an_error_fails_unless_it_is_expected_or_ignored() -> None:
    broken = node("a", "function", func="throw new Error('no');", outputs=1)
    nothing = {"node": "a", "at": "output", "messages": []}
    assert "reported an error" in (await run([broken], send=SENDS_2, expect=[nothing])).failures[0]
    assert (await run([broken], send=SENDS_2, expect=[nothing], errors="ignore")).passed
    error = {"node": "a", "at": "error", "messages": [{"message": {"$regex": "no"}}]}
    assert (await run([broken], send=SENDS_2, expect=[error])).passed


async def test_nodes_that_reach_outside_answer_what_the_test_says() -> None:
    request = node("a", "http request", ["b"], method="GET", url="http://127.0.0.1:1/")
    outcome = await run(
        [request, node("b", "debug")],
        send=SENDS_2,
        answers=[{"node": "a", "messages": [{"message": {"statusCode": 200, "payload": "hello"}}]}],
        expect=[{"node": "b", "messages": [{"statusCode": 200, "payload": "hello"}]}],
    )
    assert outcome.failures == []


async def test_a_node_that_is_to_be_real_reaches_outside() -> None:
    outcome = await run(
        [node("a", "http request", [], method="GET", url="http://127.0.0.1:1/")],
        send=SENDS_2,
        real=["a"],
        expect=[{"node": "a", "at": "error", "messages": [{}]}],
    )
    assert outcome.failures == []


async def test_config_nodes_reach_outside_only_for_nodes_that_are_real() -> None:
    async with serve(lambda connection: connection.wait_closed(), "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        client = {"id": "c", "type": "websocket-client", "path": f"ws://127.0.0.1:{port}/"}
        flows = [client, node("a", "websocket out", client="c"), node("b", "debug")]
        nothing = [{"node": "b", "messages": []}]
        assert (await run(flows, send=[], quiet=300, expect=nothing)).passed
        assert len(server.connections) == 0
        seen: list[int] = []
        running = asyncio.create_task(run(flows, send=[], quiet=1000, expect=nothing, real=["a"]))
        while not running.done() and not seen:
            seen = [1] * len(server.connections)
            await asyncio.sleep(0.01)
        assert seen
        assert (await running).passed


async def test_inject_nodes_wait_for_the_test_to_press_them() -> None:
    inject = node("a", "inject", ["b"], once=True, onceDelay=0, repeat="0.01", props=[{"p": "payload"}],
                  payload="7", payloadType="num")  # fmt: skip
    flows = [inject, node("b", "debug")]
    assert (await run(flows, send=[], expect=[{"node": "b", "messages": []}])).passed
    pressed = await run(flows, send=[{"press": "a"}], expect=[{"node": "b", "messages": [{"payload": 7}]}])
    assert pressed.failures == []


async def test_environment_and_contexts_are_those_of_the_test() -> None:
    code = "msg.payload = [env.get('A_NAME'), flow.get('x'), global.get('y')]; return msg;"
    outcome = await run(
        [node("a", "function", func=code, outputs=1)],
        send=SENDS_2,
        env={"A_NAME": "value"},
        context={"flow": {"x": 1}, "global": {"y": {"z": 2}}},
        expect=[{"node": "a", "at": "output", "messages": [{"payload": ["value", 1, {"z": 2}]}]}],
    )
    assert outcome.failures == []


async def test_only_flows_reached_over_links_run() -> None:
    far = {"id": "g", "type": "tab", "label": "Far"}
    other = {"id": "h", "type": "tab", "label": "Other"}
    outcome = await run(
        [
            far,
            other,
            node("out", "link out", links=["in"]),
            {**node("in", "link in", ["end"], links=["out"]), "z": "g"},
            {**node("end", "debug"), "z": "g"},
            {**node("off", "debug"), "z": "h"},
        ],
        send=[{"to": "out", "message": {"payload": 1}}],
        expect=[{"node": "end", "messages": [{"payload": 1}]}, {"node": "off", "messages": []}],
    )
    assert outcome.failures == []
    unreached = await run(
        [other, {**node("off", "debug"), "z": "h"}, node("a", "debug")],
        send=[{"to": "off", "message": {}}],
        expect=[{"node": "a", "messages": []}],
    )
    assert "does not run" in unreached.failures[0]


async def test_a_test_of_a_node_that_is_gone_fails_and_names_it() -> None:
    outcome = await run(
        [node("a", "debug")], send=[{"to": "x", "message": {}}], expect=[{"node": "a", "messages": []}]
    )
    assert outcome.failures == ["test 'T': there is no node 'x'"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expect": []}, "could not fail"),
        ({"expect": [{"node": "a", "messages": [], "match": "alike"}]}, "match is"),
        ({"send": [{"to": "a", "from": "b"}]}, "one of"),
        ({"send": [{"to": "a"}]}, "“message” is missing"),
        ({"within": -1}, "“within”"),
        ({"flow": 3}, "“flow” is not a text"),
    ],
)
def test_a_test_that_cannot_be_run_is_refused(change: dict[str, Any], said: str) -> None:
    good = {"id": "t", "flow": "f", "send": [], "expect": [{"node": "a", "messages": []}]}
    FlowTest.from_json(good)
    with pytest.raises(FlowTestError, match=said):
        FlowTest.from_json({**good, **change})

"""The function node, as a flow sees it. What runs inside the JavaScript process is tested in `tests/jshost`."""

from __future__ import annotations

import asyncio
import gc
from typing import Any

import pytest

from tests.nodes.function.flows import function
from tests.support.flows import CATCH, PROBE
from wirelatch.engine.testing import collect, running

SECOND = {"id": "q", "type": "probe"}


async def test_a_message_goes_through() -> None:
    async with running([function("msg.payload = msg.payload.toUpperCase(); return msg;"), PROBE]) as runtime:
        message = {"payload": "a", "rest": [1], "_msgid": "id"}
        runtime.node("f").receive(message)
        received = await collect(runtime, "p").next()
        assert received == {"payload": "A", "rest": [1], "_msgid": "id"}
        assert received is message


async def test_outputs_messages_and_ids() -> None:
    code = "return [[{ a: 1 }, msg], null, { b: 2, _msgid: 'other' }];"
    async with running([function(code, wires=[["p"], ["p"], ["q"]]), PROBE, SECOND]) as runtime:
        runtime.node("f").receive({"_msgid": "id"})
        assert await collect(runtime, "p").take(2) == [{"a": 1, "_msgid": "id"}, {"_msgid": "id"}]
        assert await collect(runtime, "q").next() == {"b": 2, "_msgid": "id"}


async def test_send_clones_the_first_message_unless_told_otherwise() -> None:
    code = "node.send(msg); msg.n = 2; node.send(msg, false); msg.n = 3; return [null, msg];"
    async with running([function(code, wires=[["p"], ["q"]]), PROBE, SECOND]) as runtime:
        message: dict[str, Any] = {"n": 1}
        runtime.node("f").receive(message)
        first, second = await collect(runtime, "p").take(2)
        assert await collect(runtime, "q").next() is message
        assert first["n"] == 1
        assert second is message


@pytest.mark.parametrize(
    ("code", "kind"),
    [("return 'a'", "string"), ("return 5", "number"), ("return [[true]]", "boolean"), ("node.send([Buffer.from('')])", "Buffer"),
     ("return [[[]]]", "Array"), ("return new Date()", "Date"), ("return () => 1", "function")],
)  # fmt: skip
async def test_what_is_not_a_message_is_reported(code: str, kind: str) -> None:
    async with running([function(code), PROBE]) as runtime:
        texts: asyncio.Queue[str] = asyncio.Queue()
        runtime.events.subscribe(
            lambda topic, data: texts.put_nowait(data["msg"]) if topic == "debug" else None
        )
        runtime.node("f").receive({})
        assert await asyncio.wait_for(texts.get(), 10) == f"Function tried to send a message of type {kind}"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("\n  return nothing.at.all", "ReferenceError: nothing is not defined (line 2, col 3)"),
        ("var x;\nx.y = 1", "TypeError: Cannot set properties of undefined (setting 'y') (line 2, col 5)"),
        ("throw new Error('my text')", "Error: my text"),
        ("throw 'just text'", "just text"),
        ("throw { code: 5 }", '{"code":5}'),
        ("await null; throw new Error('later')", "Error: later"),
        ("node.error('told', msg)", "told"),
        ("node.error(new Error('wrapped'), msg)", "Error: wrapped"),
    ],
)
async def test_errors_reach_catch_nodes(code: str, message: str) -> None:
    async with running([function(f"msg.seen = 1; {code}"), PROBE, *CATCH]) as runtime:
        runtime.node("f").receive({"payload": 1})
        caught = await collect(runtime, "e").next()
        assert caught["error"]["message"] == message
        assert caught["error"]["source"]["id"] == "f"
        assert (caught["payload"], caught["seen"]) == (1, 1)


async def test_a_syntax_error_is_told_with_its_place_and_leaves_the_rest_alone() -> None:
    flows = [function("ok = 1;\nlet x = ;", node_id="bad"), function("return msg"), PROBE]
    heard: list[Any] = []
    async with running([PROBE]) as runtime:
        runtime.events.subscribe(lambda topic, data: heard.append((topic, data)))
        from wirelatch.engine.testing import all_types, complete_records

        await runtime.deploy(complete_records(flows, all_types()))
        runtime.node("bad").receive({})
        runtime.node("f").receive({})
        await collect(runtime, "p").next()
        texts = [data["msg"] for topic, data in heard if topic == "debug"]
        assert texts == ["SyntaxError: Unexpected token (line 2, col 9)"]
        assert runtime.events.retained["status/bad"]["fill"] == "red"


async def test_on_start_comes_first_and_shares_its_variables() -> None:
    node = function(
        "count += 1; return { count, name: node.name };",
        initialize="await new Promise((r) => setTimeout(r, 30)); count = 10; node.send({ started: true });",
        name="counter",
    )
    async with running([node, PROBE]) as runtime:
        runtime.node("f").receive({})
        started, first = await collect(runtime, "p").take(2)
        assert started["started"] is True
        assert (first["count"], first["name"]) == (11, "counter")


async def test_on_stop_runs_and_the_status_is_cleared() -> None:
    node = function(
        "node.status({ fill: 'green', text: 7 }); return msg", finalize="flow.set('stopped', true)"
    )
    async with running([node, PROBE]) as runtime:
        runtime.node("f").receive({})
        await collect(runtime, "p").next()
        assert runtime.events.retained["status/f"] == {"fill": "green", "text": "7"}
        flow = runtime.node("f").flow.context()
        await runtime.set_state("stop")
        assert flow.get("stopped") is True
        assert not runtime.events.retained.get("status/f")


async def test_environment_variables_by_literal_and_computed_names() -> None:
    tab = {"id": "t", "type": "tab", "label": "T", "env": [{"name": "A", "value": "1", "type": "num"}]}
    code = "const n = 'A'; return { v: [env.get('A'), env.get(n), env.get('NR_FLOW_NAME'), env.get('$parent.A') === undefined, env.get('NOPE') === undefined] }"
    async with running([tab, function(code), PROBE]) as runtime:
        runtime.node("f").receive({})
        assert (await collect(runtime, "p").next())["v"] == [1, 1, "T", True, True]


async def test_context_is_shared_with_other_nodes_in_order() -> None:
    flows = [
        {"id": "before", "type": "change", "wires": [["f"]], "rules": [{"t": "set", "p": "n", "pt": "flow", "to": "payload", "tot": "msg"}]},
        function("flow.set('doubled', flow.get('n') * 2); return msg", wires=[["after"]]),
        {"id": "after", "type": "change", "wires": [["p"]], "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": "doubled", "tot": "flow"}]},
        PROBE,
    ]  # fmt: skip
    async with running(flows) as runtime:
        for n in range(3):
            runtime.node("before").receive({"payload": n})
            assert (await collect(runtime, "p").next())["payload"] == n * 2


async def test_complete_nodes_hear_when_the_code_says_done() -> None:
    complete = [{"id": "k", "type": "complete", "scope": ["f", "g"], "wires": [["q"]]}, SECOND]
    late = "setTimeout(() => { msg.late = true; node.send(msg); node.done() }, 5);"
    async with running(
        [function(late), function("msg.g = 1; return msg", node_id="g"), PROBE, *complete]
    ) as runtime:
        runtime.node("f").receive({"a": 1})
        assert (await collect(runtime, "p").next())["late"] is True
        assert (await collect(runtime, "q").next())["complete"]["source"]["id"] == "f"
        runtime.node("g").receive({"a": 1})
        done = await collect(runtime, "q").next()
        assert (done["complete"]["source"]["id"], done["g"]) == ("g", 1)


async def test_functions_in_a_row_count_and_keep_order_with_other_ways_to_the_same_node() -> None:
    flows = [
        function("msg.way = ['a']; return msg", node_id="a", wires=[["b"]]),
        function("msg.way.push('b'); return msg", node_id="b", wires=[["d"]]),
        function("msg.way.push('d'); return [msg, { extra: 1 }]", node_id="d", wires=[["p"], ["q"]]),
        PROBE,
        SECOND,
    ]
    async with running(flows) as runtime:
        for _ in range(10):
            runtime.node("a").receive({})
        messages = await collect(runtime, "p").take(10)
        assert all(message["way"] == ["a", "b", "d"] for message in messages)
        assert len(await collect(runtime, "q").take(10)) == 10
        for node_id in "abd":
            assert runtime.machine.route(node_id).received == 10
            assert runtime.machine.route(node_id).pending == 0


async def test_a_ring_of_functions_leaves_the_others_their_turn() -> None:
    ring = [
        function("return msg", node_id="x", wires=[["y"]]),
        function("return msg", node_id="y", wires=[["x"]]),
    ]
    async with running([*ring, function("return msg"), PROBE]) as runtime:
        runtime.node("x").receive({})
        for _ in range(3):
            runtime.node("f").receive({})
            await collect(runtime, "p").next()


async def test_rewiring_without_a_restart_is_noticed() -> None:
    flows = [
        function("return msg", node_id="a", wires=[["b"]]),
        function("msg.b = 1; return msg", node_id="b"),
        PROBE,
        SECOND,
    ]
    async with running(flows) as runtime:
        runtime.node("a").receive({})
        await collect(runtime, "p").next()
        node = runtime.node("a")
        changed = [record | ({"wires": [["q"]]} if record["id"] == "a" else {}) for record in runtime.flows]
        await runtime.deploy(changed, kind="nodes")
        assert runtime.node("a") is node
        runtime.node("a").receive({})
        assert "b" not in await collect(runtime, "q").next()


async def test_an_endless_loop_is_a_catchable_error_and_other_flows_go_on() -> None:
    flows = [
        function("while (msg.block) {} return msg"),
        function("return { pid: true }", node_id="g", wires=[["q"]]),
        PROBE,
        SECOND,
        *CATCH,
        {"id": "tick", "type": "change", "rules": [], "wires": [["r"]]},
        {"id": "r", "type": "probe"},
    ]
    async with running(flows) as runtime:
        runtime.js.block_seconds = 0.5
        runtime.node("f").receive({"block": True})
        runtime.node("g").receive({})
        runtime.node("tick").receive({})
        await collect(runtime, "r").next(1)
        caught = await collect(runtime, "e").next()
        assert "blocked" in caught["error"]["message"]
        assert caught["error"]["source"]["id"] == "f"
        await collect(runtime, "q").next()
        runtime.node("f").receive({"again": 1})
        assert (await collect(runtime, "p").next())["again"] == 1


async def test_modules_of_node_js_get_a_variable() -> None:
    node = function(
        "return { payload: path.join('a', 'b') + typeof require }", libs=[{"var": "path", "module": "path"}]
    )
    async with running([node, PROBE]) as runtime:
        runtime.node("f").receive({})
        assert (await collect(runtime, "p").next())["payload"] == "a/bundefined"


async def test_a_function_without_outputs_or_messages_is_quiet() -> None:
    async with running(
        [function("return null"), function("return msg", node_id="n", wires=[]), PROBE]
    ) as runtime:
        runtime.node("f").receive({})
        runtime.node("n").receive({})
        await runtime.machine.idle()
        assert not collect(runtime, "p").waiting()


class Exchange:
    """Stands for a request or its answer."""

    def __init__(self, name: str) -> None:
        self.method = name


async def test_a_request_is_kept_for_a_function_that_answers_later() -> None:
    code = (
        "const m = RED.util.cloneMessage(msg); setTimeout(() => { m.late = m.req.method; node.send(m) }, 20)"
    )
    async with running([function(code), PROBE]) as runtime:
        runtime.node("f").receive({"req": Exchange("GET"), "res": Exchange("answer")})
        await runtime.machine.idle()
        gc.collect()
        late = await collect(runtime, "p").next()
        assert late["late"] == "GET"
        assert (late["req"].method, late["res"].method) == ("GET", "answer")


async def test_an_error_that_is_thrown_is_beside_the_report_as_node_red_leaves_it_there() -> None:
    code = "var e = new TypeError('wrong'); e.code = 'E7'; throw e;"
    async with running([function(code), PROBE, *CATCH]) as runtime:
        runtime.node("f").receive({"payload": 1, "error": "an earlier one"})
        message = await collect(runtime, "e").next()
        thrown = message["_error"]
        assert (thrown["name"], thrown["message"], thrown["code"]) == ("TypeError", "wrong", "E7")
        assert message["error"]["message"] == "TypeError: wrong"


async def test_what_settings_put_into_the_global_context_is_a_property_of_it() -> None:
    code = "msg.payload = [context.global.lamp.on, global.get('lamp.on'), global.lamp === undefined]; return msg;"
    settings = {"functionGlobalContext": {"lamp": {"on": True}}}
    async with running([function(code), PROBE], settings=settings) as runtime:
        runtime.node("f").receive({})
        assert (await collect(runtime, "p").next())["payload"] == [True, True, True]


async def test_a_value_that_only_javascript_can_hold_is_missing_afterwards_and_not_the_old_one() -> None:
    async with running([function("msg.payload = () => 1; return msg;"), PROBE]) as runtime:
        runtime.node("f").receive({"payload": "old", "topic": "kept"})
        message = await collect(runtime, "p").next()
        assert "payload" not in message
        assert message["topic"] == "kept"


async def test_variables_of_the_level_above_are_found_by_names_that_are_worked_out() -> None:
    code = "var up = '$parent.'; msg.payload = [env.get(up + 'LAMP'), env.get('$parent.LAMP'), env.get('LAMP')]; return msg;"
    flow = [
        {"id": "t", "type": "tab", "env": [{"name": "LAMP", "type": "str", "value": "of the tab"}]},
        {
            "id": "g",
            "type": "group",
            "z": "t",
            "env": [{"name": "LAMP", "type": "str", "value": "of the group"}],
        },
        function(code, g="g"),
        PROBE,
    ]
    async with running(flow) as runtime:
        runtime.node("f").receive({})
        found = (await collect(runtime, "p").next())["payload"]
        assert found == ["of the tab", "of the tab", "of the group"]


async def test_the_time_out_of_the_settings_holds_for_all_functions_together() -> None:
    flow = [function("if (msg.payload) for (;;) {}; return msg"), PROBE, *CATCH]
    async with running(flow, settings={"functionTimeout": 0.5}) as runtime:
        runtime.node("f").receive({"payload": True})
        caught = await collect(runtime, "e").next()
        assert "blocked the JavaScript process for 0.5 s" in caught["error"]["message"]
        runtime.node("f").receive({"payload": False})
        assert await collect(runtime, "p").next()


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


async def test_a_message_that_is_nested_too_deep_is_an_error_and_holds_nothing_up() -> None:
    flow = [function("msg.seen = msg.payload; return msg;"), PROBE, *CATCH]
    async with running(flow) as runtime:
        for payload in (1, nested(5000), 2):
            runtime.node("f").receive({"payload": payload})
        await asyncio.wait_for(runtime.machine.idle(), 10)
        assert [message["seen"] for message in collect(runtime, "p").received] == [1, 2]
        assert [m["error"]["message"] for m in collect(runtime, "e").received] == [
            "the message is nested too deep for JavaScript"
        ]

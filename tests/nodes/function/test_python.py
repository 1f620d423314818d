"""The Python function node does what the JavaScript one does, and cannot hold up the runtime."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from tests.support.flows import CATCH, PROBE
from wirelatch.engine.testing import collect, running


def python(
    func: str, *, node_id: str = "f", wires: list[list[str]] | None = None, **more: Any
) -> dict[str, Any]:
    """A Python function node wired to the probe."""
    wires = [["p"]] if wires is None else wires
    return {"id": node_id, "type": "python", "func": func, "outputs": len(wires), "wires": wires, **more}


SECOND = {"id": "q", "type": "probe"}


@pytest.mark.parametrize(
    "code",
    [
        "msg.payload = msg.payload.value + 1\nmsg.seen.by.append('f')\nreturn msg",
        "msg['payload'] = msg['payload']['value'] + 1\nmsg['seen']['by'].append('f')\nreturn msg",
        "import asyncio\nawait asyncio.sleep(0)\nmsg.payload = msg.payload.value + 1\nmsg.seen.by.append('f')\nreturn [msg]",
    ],
)
async def test_a_message_goes_through(code: str) -> None:
    async with running([python(code), PROBE]) as runtime:
        message = {"payload": {"value": 1}, "seen": {"by": []}, "_msgid": "id"}
        runtime.node("f").receive(message)
        received = await collect(runtime, "p").next()
        assert received is message
        assert type(received) is dict
        assert received == {"payload": 2, "seen": {"by": ["f"]}, "_msgid": "id"}


async def test_outputs_messages_and_ids() -> None:
    code = "return [[{'a': 1}, msg], None, {'b': 2, '_msgid': 'other'}]"
    async with running([python(code, wires=[["p"], ["p"], ["q"]]), PROBE, SECOND]) as runtime:
        runtime.node("f").receive({"_msgid": "id"})
        assert await collect(runtime, "p").take(2) == [{"a": 1, "_msgid": "id"}, {"_msgid": "id"}]
        assert await collect(runtime, "q").next() == {"b": 2, "_msgid": "id"}


async def test_send_clones_the_first_message_unless_told_otherwise() -> None:
    code = "node.send(msg)\nmsg.n = 2\nreturn msg"
    async with running([python(code), PROBE]) as runtime:
        runtime.node("f").receive({"n": 1})
        assert [m["n"] for m in await collect(runtime, "p").take(2)] == [1, 2]


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("a = 1\nreturn a / 0", "ZeroDivisionError: division by zero (line 2)"),
        ("return msg.nothing", "AttributeError: the message has no property 'nothing' (line 1)"),
        ("def inner():\n    raise ValueError('no')\ninner()", "ValueError: no (line 2)"),
        ("await node.missing()", "AttributeError: 'NodeView' object has no attribute 'missing' (line 1)"),
        ("node.error('told', msg)", "told"),
    ],
)
async def test_errors_reach_catch_nodes(code: str, message: str) -> None:
    async with running([python(f"{code}"), PROBE, *CATCH]) as runtime:
        runtime.node("f").receive({"payload": 1})
        caught = await collect(runtime, "e").next()
        assert caught["error"]["message"] == message
        assert caught["error"]["source"]["id"] == "f"


async def test_what_the_code_changed_before_its_error_is_in_the_caught_message() -> None:
    async with running([python("msg.step = 1\nraise KeyError('x')"), PROBE, *CATCH]) as runtime:
        runtime.node("f").receive({})
        caught = await collect(runtime, "e").next()
        assert caught["step"] == 1
        assert 'File "<python f>", line 2' in caught["error"]["stack"]
        assert "/wirelatch/" not in caught["error"]["stack"]


async def test_a_syntax_error_is_told_with_its_place_and_leaves_the_rest_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with running([python("a = 1\nif a\n", node_id="bad"), python("return msg"), PROBE]) as runtime:
        assert "SyntaxError: expected ':' (line 2, col 5)" in caplog.text
        runtime.node("bad").receive({})
        runtime.node("f").receive({})
        await collect(runtime, "p").next()


async def test_on_start_comes_first_and_its_names_are_there() -> None:
    node = python(
        "global count\ncount += 1\nreturn {'count': count, 'double': double(count), 'name': node.name}",
        initialize="import asyncio\nawait asyncio.sleep(0.02)\ncount = 10\ndef double(x):\n    return 2 * x",
        finalize="flow['stopped'] = count",
        name="counter",
    )
    async with running([node, PROBE]) as runtime:
        runtime.node("f").receive({})
        runtime.node("f").receive({})
        first, second = await collect(runtime, "p").take(2)
        assert (first["count"], first["double"], first["name"], second["count"]) == (11, 22, "counter", 12)
        flow = runtime.node("f").flow.context()
        await runtime.set_state("stop")
        assert flow.get("stopped") == 12


async def test_context_environment_and_status() -> None:
    tab = {"id": "t", "type": "tab", "label": "T", "env": [{"name": "A", "value": "1", "type": "num"}]}
    code = """
flow["n"] = flow.get("n", 0) + 1
context.set("own", 1)
global_context.set("a.b[1]", "x")
node.status(fill="green", shape="dot", text=flow["n"])
return {"v": [flow.keys(), "none" in flow, global_context["a"], env["A"], env.get("NOPE", "-"), context.get("none")]}
"""
    async with running([tab, python(code), PROBE]) as runtime:
        runtime.node("f").receive({})
        assert (await collect(runtime, "p").next())["v"] == [["n"], False, {"b": [None, "x"]}, 1, "-", None]
        assert runtime.events.retained["status/f"] == {"fill": "green", "shape": "dot", "text": "1"}


async def test_timers_and_tasks_end_with_the_node() -> None:
    code = """
node.call_later(0.01, lambda: node.send({"timer": 1}))
async def work():
    node.send({"task": 1})
    await asyncio.sleep(100)
node.spawn(work())
node.call_later(100, lambda: node.send({"never": 1}))
node.on_close(lambda: flow.set("closed", True))
"""
    async with running([python(code, initialize="import asyncio"), PROBE]) as runtime:
        runtime.node("f").receive({})
        received = await collect(runtime, "p").take(2)
        assert {"timer", "task"} <= {key for message in received for key in message}
        flow = runtime.node("f").flow.context()
        await asyncio.wait_for(runtime.set_state("stop"), 5)
        assert flow.get("closed") is True


async def test_complete_nodes_hear_when_the_code_says_done() -> None:
    code = "node.call_later(0.01, node.done)\nmsg.sent = 1\nreturn msg\nnode.done()"
    complete = [{"id": "k", "type": "complete", "scope": ["f"], "wires": [["q"]]}, SECOND]
    async with running([python(code), PROBE, *complete]) as runtime:
        runtime.node("f").receive({})
        await collect(runtime, "p").next()
        assert (await collect(runtime, "q").next())["complete"]["source"]["id"] == "f"


@pytest.mark.parametrize(
    "blocking",
    [
        "while True:\n        pass",
        "while True:\n        try:\n            import time; time.sleep(0.01)\n        except Exception:\n            pass",
        "import time\n    time.sleep(100)",
        "import asyncio, time\n    await asyncio.sleep(0)\n    time.sleep(100)",
        "sum(1 for _ in iter(int, 1))",
    ],
)
async def test_code_that_blocks_is_named_and_interrupted(
    blocking: str, caplog: pytest.LogCaptureFixture
) -> None:
    node = python(f"if msg.block:\n    {blocking}\nreturn msg", name="my function", timeout=0.3)
    async with running([node, PROBE, *CATCH]) as runtime:
        for block in (False, True, False):
            runtime.node("f").receive({"block": block})
        caught = await collect(runtime, "e").next()
        assert caught["error"]["message"].startswith(
            "Function blocked the runtime for 0.3 s and was interrupted (line "
        )
        assert caught["block"] is True
        assert [m["block"] for m in await collect(runtime, "p").take(2)] == [False, False]
        blocked = [r.getMessage() for r in caplog.records if "has blocked" in r.getMessage()]
        assert "python function 'my function' has blocked the runtime for 0.3 s at line" in blocked[0]


async def test_on_start_code_that_blocks_is_interrupted(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        async with running([python("return msg", initialize="while True: pass", timeout=0.2), PROBE]):
            assert "has blocked the runtime" in caplog.text


async def test_waiting_is_not_blocking() -> None:
    code = "import asyncio\nawait asyncio.sleep(0.4)\nreturn msg"
    async with running([python(code, timeout=0.1), PROBE]) as runtime:
        runtime.node("f").receive({"a": 1})
        assert (await collect(runtime, "p").next())["a"] == 1


def test_only_functions_that_keep_to_their_message_may_run_out_of_turn() -> None:
    from wirelatch.scripting.python import Body, Traits

    isolated = Body("msg['a'] = len(msg['b'])\nreturn msg", "<t>").traits
    assert isolated == Traits(False, False, False, False, False)
    assert Body("flow['a'] = 1", "<t>").traits.reaches_out
    assert Body("import os", "<t>").traits.reaches_out
    assert Body("node.warn('x')", "<t>").traits.uses_node
    assert not Body("async def f():\n    await g()", "<t>").traits.is_async
    assert Body("x = [i async for i in y]", "<t>").traits.is_async


LINKED: list[dict[str, Any]] = [
    {"id": "li", "type": "link in", "name": "twice", "links": [], "wires": [["d"]]},
    {"id": "d", "type": "python", "func": "msg['payload'] *= 2\nreturn msg", "outputs": 1, "wires": [["lo"]]},
    {"id": "lo", "type": "link out", "mode": "return", "links": []},
    {"id": "p", "type": "probe"},
    {"id": "c", "type": "catch", "scope": None, "wires": [["e"]]},
    {"id": "e", "type": "probe"},
]


async def answers(code: str) -> tuple[list[Any], list[str]]:
    """Payloads that code sends on for one message, and the errors it has."""
    flow = [{"id": "n", "type": "python", "func": code, "outputs": 1, "wires": [["p"]]}, *LINKED]
    async with running(flow) as runtime:
        node = runtime.node("n")
        assert node is not None
        node.receive({"payload": 4})
        await runtime.machine.idle()
        payloads = [message.get("payload") for message in collect(runtime, "p").received]
        return payloads, [message["error"]["message"] for message in collect(runtime, "e").received]


async def test_linkcall_calls_a_flow_and_gives_its_answer() -> None:
    code = "answer = await node.linkcall('twice', msg)\nmsg['payload'] = [msg['payload'], answer.payload]\nreturn msg"
    assert await answers(code) == ([[4, 8]], [])


async def test_linkcall_without_such_a_flow_is_an_error() -> None:
    _, errors = await answers("return await node.linkcall('nowhere', {})")
    assert errors == ["ValueError: target link-in node 'nowhere' not found (line 1)"]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("import sys\nsys.exit(3)", "SystemExit: 3 (line 2)"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt (line 1)"),
        ("import asyncio\nawait asyncio.sleep(0)\nraise SystemExit", "SystemExit (line 3)"),
    ],
)
async def test_code_that_wants_to_end_the_program_ends_its_message(code: str, error: str) -> None:
    assert await answers(code) == ([], [error])


async def test_code_that_is_no_python_is_one_line_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async with running([{"id": "n", "type": "python", "func": "x =", "outputs": 1, "wires": [[]]}]):
        entry = next(record for record in caplog.records if "SyntaxError" in record.getMessage())
        assert entry.exc_info is None

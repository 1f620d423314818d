"""The JavaScript process does what Python asks, in order, and outlives nobody."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.jshost.conftest import Bench


async def test_only_what_a_function_touches_crosses(bench: Bench) -> None:
    cases: dict[str, Any] = {
        "return msg": {},
        "msg.payload = 1; return msg": {},
        "msg.payload += 1; return msg": {"payload": 1},
        "if (msg.topic) msg.other = msg.payload.a.b; return [null, msg]": {
            "topic": "t",
            "payload": {"a": {"b": 5}},
        },
        "const { payload, topic: t } = msg; node.send(msg); return null": {
            "payload": {"a": {"b": 5}, "c": [1]},
            "topic": "t",
        },
        "delete msg.topic; return msg.hasOwnProperty('x') ? msg : null": {},
        "msg.payload.c.push(1); return msg": {"payload": {"c": [1]}},
        "return { ...msg }": None,
        "for (const key in msg) node.warn(key); return msg": None,
        "foo(msg); function foo(m) { m.payload = 1 }; return msg": None,
        "msg[msg.topic] = 1; return msg": None,
        "setTimeout(() => node.send(msg), 1)": None,
        "return eval('msg')": None,
    }
    full = {"payload": {"a": {"b": 5}, "c": [1]}, "topic": "t", "large": "x"}
    for code, expected in cases.items():
        owner = await bench.ready(code)
        assert owner.function is not None
        message = {**full, "payload": 1} if expected == {"payload": 1} else full
        assert owner.function.project(message) == (message if expected is None else expected), code


async def test_what_is_not_changed_stays_the_same_object(bench: Bench) -> None:
    owner = await bench.ready(
        "msg.seen = msg.payload.list.length; msg.payload.list.map(x => x); msg.deep.n += 1; return msg"
    )
    msg: dict[str, Any] = {"payload": {"list": [1, 2]}, "deep": {"n": 1, "rest": {}}, "other": object()}
    payload, rest, other = msg["payload"], msg["deep"]["rest"], msg["other"]
    assert await bench.result(owner, msg) is msg
    assert (msg["seen"], msg["deep"]["n"]) == (2, 2)
    assert msg["payload"] is payload
    assert msg["deep"]["rest"] is rest
    assert msg["other"] is other


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("if (msg.a) msg.b = 1; return msg", {"a": 0, "b": 7}, {"a": 0, "b": 7}),
        ("msg.b = undefined; return msg", {"b": 7}, {}),
        ("delete msg.b; return msg", {"b": 7, "c": 1}, {"c": 1}),
        ("msg.p.x = [1]; msg.p.x.push(2); return msg", {"p": {"y": 1}}, {"p": {"y": 1, "x": [1, 2]}}),
        ("var p = msg.p; p.x = 1; delete p.y; return msg", {"p": {"y": 1}}, {"p": {"x": 1}}),
        ("msg.p = msg.p; return msg", {"p": [1]}, {"p": [1]}),
        ("msg.p.length = 1; return msg", {"p": [1, 2]}, {"p": [1]}),
        ("msg.p[0] ^= 255; return msg", {"p": b"\x0f"}, {"p": b"\xf0"}),
        ("msg.d.setTime(0); return msg", {"d": __import__("datetime").datetime(2026, 1, 1, tzinfo=__import__("datetime").UTC)},
         {"d": __import__("datetime").datetime(1970, 1, 1, tzinfo=__import__("datetime").UTC)}),
        ("Object.assign(msg, {x: 1}); delete msg.p; return msg", {"p": 1, "q": 2}, {"q": 2, "x": 1}),
        ("msg = {n: msg.p}; return msg", {"p": 1, "q": 2}, {"n": 1}),
        ("msg.p = msg.q; msg.q = null; return msg", {"p": 1, "q": {"a": 1}}, {"p": {"a": 1}, "q": None}),
    ],
)  # fmt: skip
async def test_changes_of_the_message_come_back(bench: Bench, code: str, before: Any, after: Any) -> None:
    owner = await bench.ready(code)
    assert await bench.result(owner, before) == after


async def test_calls_and_context_keep_their_order(bench: Bench) -> None:
    owner = await bench.ready("const n = global.get('n'); global.set('m', n * 10); return { n }")
    for n in range(50):
        bench.contexts.global_scope().set("n", n)
        assert owner.function is not None
        bench.host.call(owner.function, {})
    for n in range(50):
        assert (await owner.next())[2] == {"n": n}
    assert bench.contexts.global_scope().get("m") == 490


async def test_changes_of_context_that_cross_end_alike(bench: Bench) -> None:
    owner = await bench.ready("if (msg.set) global.set('x', msg.set); return { x: global.get('x') }")
    scope = bench.contexts.global_scope()
    scope.set("x", "first")
    assert owner.function is not None
    bench.host.call(owner.function, {"set": "javascript"})
    await asyncio.sleep(0)
    scope.set("x", "python")
    await owner.next()
    seen = await bench.result(owner, {})
    assert seen["x"] == scope.get("x")


async def test_context_has_all_forms_of_node_red(bench: Bench) -> None:
    owner = await bench.ready("""
      flow.set(['a', 'b'], [1, 2]); flow.set('c.d[1]', 3); context.set('own', { x: 1 }, 'localfilesystem');
      flow.set('gone', 1); flow.set('gone', undefined); context.flow.set('e', 5); global.set('#:(memory)::g', 6);
      let called; flow.get('a', (err, value) => { called = [err === undefined, value] });
      return { r: [flow.get(['a', 'b']), flow.keys().sort(), flow.get('c.d'), context.get('own.x', 'localfilesystem'),
        context.get('own') === undefined, called, context.global.get('g'), flow.get('none.at.all') === undefined] }
    """)
    assert (await bench.result(owner, {}))["r"] == [
        [1, 2], ["a", "b", "c", "e"], [None, 3], 1, True, [True, 1], 6, True,
    ]  # fmt: skip
    assert bench.contexts.flow_scope("f").get("c.d[1]") == 3
    assert bench.contexts.scope("n1:f").get("own", "localfilesystem") == {"x": 1}
    assert "gone" not in bench.contexts.flow_scope("f").values()


async def test_functions_may_keep_in_context_what_only_javascript_can_hold(bench: Bench) -> None:
    setter = await bench.ready("global.set('double', (x) => x * 2); return { ok: 1 }")
    user = await bench.ready("return { payload: global.get('double')(4) }")
    await bench.result(setter, {})
    assert (await bench.result(user, {}))["payload"] == 8


async def test_a_row_of_functions_runs_in_one_crossing(bench: Bench) -> None:
    first = await bench.ready("msg.a = msg.payload; return msg")
    second = await bench.ready(
        "if (msg.a > 1) throw new Error('too much'); msg.b = msg.a + msg.c; return [msg, { x: 1 }]"
    )
    assert first.function is not None
    assert second.function is not None
    bench.host.connect(first.function, second.function)
    await bench.ready("return")
    assert set(first.function.project({"payload": 1, "c": 2, "a": 0, "z": 0})) == {"payload", "c", "a"}
    msg: dict[str, Any] = {"payload": 1, "c": 2, "_msgid": "id"}
    assert await bench.call(first, msg) == ("passed", msg, second)
    assert await second.next() == (
        "sent",
        [[{"payload": 1, "c": 2, "_msgid": "id", "a": 1, "b": 3}], [{"x": 1, "_msgid": "id"}]],
    )
    event = await bench.call(first, {"payload": 2, "c": 0})
    assert event == ("failed", {"payload": 2, "c": 0, "a": 2}, "Error: too much")


async def test_a_function_that_blocks_is_stopped_and_nothing_else_is_lost(impatient: Bench) -> None:
    bench = impatient
    owner = await bench.ready(
        "global.set('n', (global.get('n') || 0) + 1);\nif (msg.block) {\n  while (true) {}\n}\nreturn { i: msg.i }"
    )
    other = await bench.ready("return { i: msg.i, n: global.get('n') }")
    assert owner.function is not None
    assert other.function is not None
    for i in range(20):
        bench.host.call(owner.function, {"i": i, "block": i == 10})
        bench.host.call(other.function, {"i": i})
    finished = [event[2] for event in [await other.next() for _ in range(21)] if event[0] == "finished"]
    assert [result["i"] for result in finished] == list(range(20))
    # Every call but the blocked one had its effect once: its change of the context came first, and counts too.
    assert finished[-1]["n"] == 20
    events = [await owner.next() for _ in range(21)]
    failed = [event for event in events if event[0] == "failed"]
    assert [event[1]["i"] for event in failed] == [10]
    assert "blocked" in failed[0][2]
    assert "(line 3)" in failed[0][2]
    assert sorted(event[2]["i"] for event in events if event[0] == "finished") == [
        i for i in range(20) if i != 10
    ]


async def test_blocking_after_an_await_and_in_a_timer_is_blamed_on_the_function(impatient: Bench) -> None:
    bench = impatient
    waits = await bench.ready("await null;\nfor (;;) {}")
    event = await bench.call(waits, {})
    assert event[0] == "failed"
    assert "(line 2)" in event[2]
    assert await waits.next() == ("started", None)
    timer = await bench.ready(
        "if (!global.get('once')) { global.set('once', 1); setTimeout(() => { for (;;) {} }, 1) }; return msg"
    )
    await bench.result(timer, {})
    events = [await timer.next(), await timer.next()]
    assert ("started", None) in events
    reported = next(event for event in events if event[0] == "reported")
    assert "blocked" in reported[1]


async def test_on_start_code_that_blocks_is_not_started_again(impatient: Bench) -> None:
    owner = impatient.define("return msg", initialize="while (true) {}")
    event = await owner.next()
    assert event[0] == "started"
    assert "On Start" in event[1]
    assert await impatient.call(owner, {}) == ("dropped", {})


async def test_a_time_limit_of_its_own_ends_a_function_alone(bench: Bench) -> None:
    owner = await bench.ready(
        "x = (this.x || 0) + 1; if (msg.block) while (true) {}; return { x }", timeout=0.1
    )
    await bench.result(owner, {})
    assert (await bench.call(owner, {"block": True}))[2] == "Error: Script execution timed out after 100ms"
    assert await bench.result(owner, {}) == {"x": 3}
    assert bench.host.restarts == 0


async def test_the_process_may_be_killed_at_any_time(bench: Bench) -> None:
    owner = await bench.ready("return { n: global.get('n') }")
    waits = await bench.ready("await new Promise(() => {})")
    bench.contexts.global_scope().set("n", 7)
    assert owner.function is not None
    assert waits.function is not None
    for _ in range(2):
        bench.host.call(waits.function, {"waiting": True})
        await bench.result(owner, {})
        pid = bench.host.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        bench.host.call(owner.function, {})
        assert [await owner.next(), await owner.next()] == [("started", None), ("finished", {}, {"n": 7})]
        assert (await waits.next())[0] == "failed"
        assert await waits.next() == ("started", None)
        assert bench.host.pid != pid


async def test_a_message_that_kills_the_process_is_given_up_after_a_second_try(bench: Bench) -> None:
    owner = await bench.ready(
        "if (msg.die) process.kill(process.pid, 9); return msg",
        libs=[{"var": "process", "module": "process"}],
    )
    events = [await bench.call(owner, {"die": True}), await owner.next()]
    assert sorted(event[0] for event in events) == ["failed", "started"]
    assert bench.host.restarts == 2
    assert await bench.result(owner, {"a": 1}) == {"a": 1}


async def test_stray_errors_are_those_of_the_function_they_come_from(bench: Bench) -> None:
    owner = await bench.ready(
        "Promise.reject(new Error('stray')); setTimeout(() => { throw new Error('late') }, 1); return msg"
    )
    await bench.result(owner, {})
    assert {(await owner.next())[:2], (await owner.next())[:2]} == {
        ("reported", "Error: stray"),
        ("reported", "Error: late"),
    }


async def test_closing_runs_on_stop_and_listeners_and_ends_timers(bench: Bench) -> None:
    owner = await bench.ready(
        "setInterval(() => node.warn('tick'), 10); node.status('on'); return msg",
        initialize="node.on('close', (removed, done) => { node.warn(['close', removed]); done() })",
        finalize="await null; node.warn('stop')",
    )
    await bench.result(owner, {}) if (first := await bench.call(owner, {}))[0] == "finished" else None
    assert owner.function is not None
    del first
    await bench.host.remove(owner.function, True)
    seen = []
    while not owner.events.empty():
        seen.append(owner.events.get_nowait())
    kept = [event for event in seen if event != ("warn", "tick")]
    assert ("warn", "stop") in kept
    assert ("warn", ["close", True]) in kept
    assert kept[-1] == ("status", {})
    # Another function has its answer long after the next tick would have come.
    pause = await bench.ready("await new Promise(r => setTimeout(r, 50)); return msg")
    await bench.result(pause, {})
    assert owner.events.empty()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("a = 1;\n  b = ;", "SyntaxError: Unexpected token (line 2, col 7)"),
        ("a = 1;\n  let msg = 2;", "SyntaxError: Identifier 'msg' has already been declared (line 2, col 7)"),
    ],
)
async def test_code_that_cannot_be_compiled_is_refused_with_its_place(
    bench: Bench, code: str, text: str
) -> None:
    assert await bench.define(code).next() == ("started", text)


async def test_on_start_code_that_cannot_be_compiled_is_refused_as_such(bench: Bench) -> None:
    owner = bench.define("return msg", initialize="\nif (")
    assert await owner.next() == ("started", "SyntaxError: Unexpected token (setup: line 2, col 5)")


ORPHAN = """
import asyncio, os, sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from tests.jshost.conftest import Bench
async def main():
    bench = Bench(Path(sys.argv[1]))
    owner = await bench.ready("if (msg.block) while (true) {}; return msg")
    print(bench.host.pid, flush=True)
    bench.host.call(owner.function, {"block": True})
    await asyncio.sleep(60)
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's help is asked on Linux only")
async def test_the_process_dies_with_python_even_in_an_endless_loop(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(tmp_path), str(root)], stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    pid = int(await asyncio.to_thread(parent.stdout.readline))
    parent.kill()
    parent.wait()
    for _ in range(500):
        state = Path(f"/proc/{pid}/stat")
        if not state.exists() or state.read_text().split()[2] == "Z":
            return
        await asyncio.sleep(0.01)
    pytest.fail("the JavaScript process is still there")

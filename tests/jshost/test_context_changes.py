"""Changes that functions make inside values from context, without setting them again (`js/mutation.ts`)."""

from __future__ import annotations

from typing import Any

import pytest
from tests.jshost.conftest import Bench


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("flow.get('x').a = 5;", {"a": 5, "list": [1]}),
        ("const x = flow.get('x'); x.list.push(2);", {"a": 1, "list": [1, 2]}),
        ("let x; x = flow.get('x') || {}; delete x.a;", {"list": [1]}),
        ("const { list } = flow.get('x'); list[0]++;", {"a": 1, "list": [2]}),
        ("var list = flow.get('x').list; list.sort(); list.unshift(0);", {"a": 1, "list": [0, 1]}),
        ("const change = (o) => { o.a = 'f'; }; change(flow.get('x'));", {"a": "f", "list": [1]}),
        ("Object.assign(flow.get('x'), { b: 2 });", {"a": 1, "list": [1], "b": 2}),
        ("await null; const x = flow.get('x'); await null; x.a = 'late';", {"a": "late", "list": [1]}),
        ("const [x] = flow.get(['x']); x.a += 1;", {"a": 2, "list": [1]}),
        ("const x = flow.get('x'); x.a = 1;", {"a": 1, "list": [1]}),
        ("const x = flow.get('x'); flow.set('x', { b: 1 }); x.a = 7;", {"b": 1}),
    ],
)
async def test_they_are_there_for_other_nodes(bench: Bench, code: str, expected: Any) -> None:
    scope = bench.contexts.flow_scope("f")
    scope.set("x", {"a": 1, "list": [1]})
    owner = await bench.ready(f"{code} return msg;")
    await bench.result(owner, {})
    assert scope.get("x") == expected


async def test_they_are_there_when_a_message_is_sent_and_after_a_timer(bench: Bench) -> None:
    scope = bench.contexts.global_scope()
    scope.set("log", [])
    owner = await bench.ready(
        "const log = global.get('log'); log.push('sent'); node.send(msg);"
        "setTimeout(() => { global.get('log').push('timer'); node.warn('done'); }, 5);"
    )
    assert (await bench.call(owner, {}))[0] == "sent"
    assert scope.get("log") == ["sent"]
    assert (await owner.next())[0] == "finished"
    assert (await owner.next()) == ("warn", "done")
    await bench.result(await bench.ready("return msg;"), {})
    assert scope.get("log") == ["sent", "timer"]


async def test_they_are_found_while_other_calls_of_the_function_come_and_go(bench: Bench) -> None:
    scope = bench.contexts.flow_scope("f")
    scope.set("x", {"n": []})
    owner = await bench.ready(
        "const x = flow.get('x'); await new Promise((r) => setTimeout(r, msg.wait)); x.n.push(msg.wait); return msg;"
    )
    assert owner.function is not None
    for wait in (40, 1):
        bench.host.call(owner.function, {"wait": wait})
    for expected in ([1], [1, 40]):
        assert (await owner.next())[0] == "finished"
        assert scope.get("x") == {"n": expected}


async def test_values_that_are_only_read_cost_nothing(bench: Bench) -> None:
    told: list[Any] = []
    scope = bench.contexts.flow_scope("f")
    scope.set("x", {"a": [1, 2]})
    bench.contexts.listen(lambda *change: told.append(change))
    owner = await bench.ready(
        "const x = flow.get('x'); msg.payload = x.a.map((n) => n * 2); msg.copy = JSON.parse(JSON.stringify(x)); msg.copy.a = 1; return msg;"
    )
    await bench.result(owner, {})
    assert told == []


async def test_what_is_changed_and_set_crosses_once(bench: Bench) -> None:
    told: list[Any] = []
    bench.contexts.flow_scope("f").set("x", {"a": 1})
    bench.contexts.listen(lambda *change: told.append(change))
    owner = await bench.ready("const x = flow.get('x'); x.a = 2; flow.set('x', x); return msg;")
    await bench.result(owner, {})
    assert told == [("f", "memory", "x", {"a": 2})]

"""Message traces: which step follows which, what is kept of them, and sending a message again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest

from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running
from wirelatch.workbench import traces
from wirelatch.workbench.traces import NEW_PER_SECOND, Step, Trace, TraceRecorder, send_again

Records = Iterable[dict[str, Any]]


def change(node_id: str, *targets: str) -> dict[str, Any]:
    rules = [{"t": "set", "p": node_id, "pt": "msg", "to": "1", "tot": "num"}]
    return {"id": node_id, "type": "change", "rules": rules, "wires": [list(targets)]}


def probe(node_id: str) -> dict[str, Any]:
    return {"id": node_id, "type": "probe", "wires": [[]]}


@asynccontextmanager
async def recording(flows: Records, **options: Any) -> AsyncIterator[tuple[Runtime, TraceRecorder]]:
    async with running(flows) as runtime:
        recorder = TraceRecorder(runtime, "flow", **options)
        runtime.machine.observing.attach(recorder)
        yield runtime, recorder


async def receive(runtime: Runtime, node_id: str, **msg: Any) -> None:
    node = runtime.node(node_id)
    assert node is not None
    node.receive(msg)
    await runtime.machine.idle()


def only(recorder: TraceRecorder) -> Trace:
    (trace,) = recorder.traces.values()
    return trace


def way(trace: Trace) -> list[tuple[str, str | None, int | None]]:
    """Each step with the node that it came from and that node's output."""
    nodes = [step.node for step in trace.steps]
    return [
        (step.node, None if step.parent is None else nodes[step.parent], step.port) for step in trace.steps
    ]


def value(step: Step) -> Any:
    return orjson.loads(step.value["msg"])


async def test_each_node_that_a_message_comes_to_is_a_step_with_the_message_as_it_was_there() -> None:
    async with recording([change("a", "b"), change("b", "end"), probe("end")]) as (runtime, recorder):
        await receive(runtime, "a", payload=5)
        trace = only(recorder)
        assert way(trace) == [("a", None, None), ("b", "a", 0), ("end", "b", 0)]
        assert [sorted(set(value(step)) - {"_msgid"}) for step in trace.steps] == [
            ["payload"], ["a", "payload"], ["a", "b", "payload"],
        ]  # fmt: skip
        assert all(step.took >= 0 for step in trace.steps)
        assert [step.at for step in trace.steps] == sorted(step.at for step in trace.steps)


async def test_a_message_that_forks_is_followed_on_all_branches() -> None:
    flows = [change("a", "b", "c"), change("b", "end"), change("c", "end"), probe("end")]
    async with recording(flows) as (runtime, recorder):
        await receive(runtime, "a", payload=5)
        assert sorted(way(only(recorder))[1:]) == [
            ("b", "a", 0), ("c", "a", 0), ("end", "b", 0), ("end", "c", 0),
        ]  # fmt: skip


async def test_what_is_joined_belongs_to_the_message_that_completed_it() -> None:
    join = {"id": "join", "type": "join", "mode": "custom", "build": "array", "property": "payload",
            "propertyType": "msg", "count": "2", "wires": [["end"]]}  # fmt: skip
    async with recording([join, probe("end")]) as (runtime, recorder):
        await receive(runtime, "join", payload=1)
        await receive(runtime, "join", payload=2)
        first, second = recorder.traces.values()
        assert way(first) == [("join", None, None)]
        assert way(second) == [("join", None, None), ("end", "join", 0)]


async def test_a_message_that_is_sent_later_belongs_to_its_own_step() -> None:
    delay = {"id": "delay", "type": "delay", "pauseType": "delay", "timeout": "10", "timeoutUnits": "milliseconds",
             "wires": [["end"]]}  # fmt: skip
    async with recording([delay, probe("end")]) as (runtime, recorder):
        await receive(runtime, "delay", payload=1)
        await receive(runtime, "delay", payload=2)
        await collect(runtime, "end").take(2)
        first, second = recorder.traces.values()
        for trace, payload in ((first, 1), (second, 2)):
            assert way(trace) == [("delay", None, None), ("end", "delay", 0)]
            assert value(trace.steps[1])["payload"] == payload
            assert trace.steps[0].took >= 9_000


async def test_messages_of_functions_are_followed_each_function_a_step() -> None:
    def function(node_id: str, code: str, target: str) -> dict[str, Any]:
        return {"id": node_id, "type": "function", "func": code, "outputs": 1, "wires": [[target]]}

    flows = [
        function("f", "msg.a = 1; return msg;", "g"),
        function(
            "g",
            "setTimeout(() => { node.send({payload: 'late', _msgid: msg._msgid}); node.done(); }, 5);",
            "end",
        ),
        probe("end"),
    ]
    async with recording(flows) as (runtime, recorder):
        await receive(runtime, "f", payload=5)
        assert (await collect(runtime, "end").next())["payload"] == "late"
        assert way(only(recorder)) == [("f", None, None), ("g", "f", 0), ("end", "g", 0)]


async def test_an_error_is_at_its_step_and_leads_to_the_catch_node() -> None:
    flows = [change("a", "bad"), {"id": "bad", "type": "json", "wires": [[]]},
             {"id": "catch", "type": "catch", "scope": None, "wires": [["end"]]}, probe("end")]  # fmt: skip
    async with recording(flows) as (runtime, recorder):
        await receive(runtime, "a", payload="{")
        trace = only(recorder)
        assert way(trace) == [
            ("a", None, None), ("bad", "a", 0), ("catch", "bad", None), ("end", "catch", 0),
        ]  # fmt: skip
        assert trace.steps[1].error
        assert trace.summary()["errors"] == 1


async def test_only_so_many_messages_are_followed_as_were_asked_for() -> None:
    async with recording([change("a", "end"), probe("end")], limit=2) as (runtime, recorder):
        for number in range(5):
            await receive(runtime, "a", payload=number)
        assert len(recorder.traces) == 2
        assert recorder.skipped == 3


async def test_of_a_flood_some_messages_are_followed_from_beginning_to_end_and_the_others_not_at_all() -> (
    None
):
    async with recording([change("a", "b"), change("b", "end"), probe("end")]) as (runtime, recorder):
        for number in range(500):
            runtime.node("a").receive({"payload": number})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert NEW_PER_SECOND <= len(recorder.traces) <= 2 * NEW_PER_SECOND
        assert all(len(trace.steps) == 3 for trace in recorder.traces.values())
        assert len(collect(runtime, "end").received) == 500


async def test_a_message_is_sent_again_as_it_was_under_a_new_id() -> None:
    async with recording([change("a", "b"), change("b", "end"), probe("end")]) as (runtime, recorder):
        await receive(runtime, "a", payload={"x": [1]})
        step = only(recorder).steps[1]
        collect(runtime, "end").received[0]["payload"]["x"].append("changed since")
        send_again(runtime, step, None)
        await runtime.machine.idle()
        send_again(runtime, step, 0)
        await runtime.machine.idle()
        first, into, out_of = collect(runtime, "end").received
        assert into["payload"] == {"x": [1]}
        assert into["b"] == 1
        assert "b" not in out_of
        assert len({first["_msgid"], into["_msgid"], out_of["_msgid"]}) == 3
        with pytest.raises(ValueError, match="no output 2"):
            send_again(runtime, step, 1)


async def test_nothing_is_sent_to_a_node_that_does_not_run_any_more() -> None:
    async with recording([change("a", "end"), probe("end")]) as (runtime, recorder):
        await receive(runtime, "a", payload=1)
        step = only(recorder).steps[0]
        await runtime.deploy([record for record in runtime.flows if record["id"] != "a"])
        with pytest.raises(LookupError):
            send_again(runtime, step, None)


async def test_a_large_message_is_shown_in_part_and_steps_are_bounded() -> None:
    loop = [change("a", "b"), change("b", "a")]
    async with recording(loop) as (runtime, recorder):
        runtime.node("a").receive({"payload": [{"text": "x" * 1000}] * 5000})  # type: ignore[union-attr]
        while only(recorder).left_out == 0 if recorder.traces else True:
            await asyncio.sleep(0)
        trace = only(recorder)
        assert len(trace.steps) == 200
        assert all(len(step.value["msg"]) < 60_000 for step in trace.steps)


@pytest.mark.parametrize(
    "large", ["x" * 100_000, b"x" * 100_000, ["x" * 30] * 5000, {"a": {"b": [[1] * 60_000]}}]
)
async def test_a_message_whose_preview_is_short_because_it_was_cut_is_not_kept_whole(large: Any) -> None:
    async with recording([change("a", "end"), probe("end")]) as (runtime, recorder):
        await receive(runtime, "a", payload=large)
        await receive(runtime, "a", payload="small")
        first, second = recorder.traces.values()
        assert [step.message is None for step in first.steps] == [True, True]
        assert [step.message is None for step in second.steps] == [False, False]


async def test_what_traces_keep_is_bounded_by_its_size_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "KEPT_IN_ALL", 500_000)
    monkeypatch.setattr(traces, "NEW_PER_SECOND", 1000)
    async with recording([change("a", "end"), probe("end")]) as (runtime, recorder):
        first: Trace | None = None
        for _ in range(30):
            await receive(runtime, "a", payload="x" * 40_000)
            first = first or only(recorder)
        assert 3 <= len(recorder.traces) <= 6
        assert recorder._size == sum(trace.size for trace in recorder.traces.values()) <= 500_000
        assert first is not None
        assert first.steps == []
        assert not any(
            step.message
            for _, step, *_ in recorder._known.values()
            if step is not None and step.trace is first
        )
    loop = [change("a", "b"), change("b", "a")]
    async with recording(loop) as (runtime, recorder):
        runtime.node("a").receive({"payload": "x" * 40_000})  # type: ignore[union-attr]
        while only(recorder).left_out == 0 if recorder.traces else True:
            await asyncio.sleep(0)
        assert len(only(recorder).steps) < 20


async def test_large_messages_are_not_held_longer_than_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "REMEMBERED_TEXT", 1_000_000)
    async with recording([change("a", "end"), probe("end")]) as (runtime, recorder):
        for _ in range(30):
            await receive(runtime, "a", payload=b"x" * 300_000)
        assert len(recorder._known) <= 4
        assert recorder._held == sum(size for *_, size in recorder._known.values())


async def test_a_step_is_found_by_the_text_of_its_number_only() -> None:
    async with recording([change("a", "end"), probe("end")]) as (runtime, recorder):
        await receive(runtime, "a")
        trace = only(recorder)
        assert trace.step_called("1") is trace.steps[1]
        assert [trace.step_called(text) for text in ("2", "01", "x", "9" * 5000)] == [None] * 4


async def test_a_message_that_goes_to_another_flow_over_links_stays_one_trace() -> None:
    there = {"z": "there"}
    flows = [
        {"id": "flow", "type": "tab"},
        {"id": "there", "type": "tab"},
        {**change("a", "call"), "z": "flow"},
        {"id": "call", "type": "link call", "z": "flow", "links": ["in2"], "wires": [["out"]]},
        {"id": "out", "type": "link out", "z": "flow", "links": ["in1"]},
        {"id": "in1", "type": "link in", **there, "wires": [["end"]]},
        {**probe("end"), **there},
        {"id": "in2", "type": "link in", **there, "wires": [["back"]]},
        {"id": "back", "type": "link out", "mode": "return", **there},
    ]
    async with recording(flows) as (runtime, recorder):
        await receive(runtime, "end", payload="of the other flow itself")
        assert not recorder.traces
        assert recorder.skipped == 0
        await receive(runtime, "a")
        assert way(only(recorder)) == [
            ("a", None, None), ("call", "a", 0), ("in2", "call", 0), ("back", "in2", 0),
            ("out", "call", 0), ("in1", "out", 0), ("end", "in1", 0),
        ]  # fmt: skip

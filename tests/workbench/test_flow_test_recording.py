"""Tests of flows made of what was recorded."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.engine.testing import running
from wirelatch.flowtests import FlowTest, run_test
from wirelatch.nodes.installed import installed_types
from wirelatch.workbench.flow_test_recording import recorded_test
from wirelatch.workbench.traces import Step, Trace, TraceRecorder

RECORDS: list[dict[str, Any]] = [
    {"id": "f", "type": "tab", "label": "F"},
    {"id": "go", "type": "inject", "z": "f", "x": 1, "y": 1, "props": [{"p": "payload"}], "wires": [["ask"]]},
    {"id": "ask", "type": "http request", "z": "f", "x": 2, "y": 1, "url": "http://example.invalid", "wires": [["add"]]},
    {"id": "add", "type": "python", "z": "f", "x": 3, "y": 1, "func": "msg.payload += 1\nreturn msg", "wires": [["out"]]},
    {"id": "out", "type": "debug", "z": "f", "x": 4, "y": 1, "wires": []},
]  # fmt: skip
BY_ID = {record["id"]: record for record in RECORDS}


def trace(*steps: tuple[str, int | None, dict[str, Any] | None], path: str = "f") -> Trace:
    """A trace of (node, parent, message); every message left the first output."""
    made = Trace("t", "f", 0.0, 0)
    for number, (node, parent, message) in enumerate(steps):
        step = Step(made, number, None, node, path, parent, None if parent is None else 0, 0)  # type: ignore[arg-type]
        step.message = message
        made.steps.append(step)
    return made


WAY = (
    ("go", None, {"payload": 5, "_msgid": "1"}),
    ("ask", 0, {"payload": 5, "_msgid": "1"}),
    ("add", 1, {"payload": 41, "_msgid": "1"}),
    ("out", 2, {"payload": 42, "_msgid": "1"}),
)


async def test_what_was_recorded_passes_as_a_test_without_reaching_outside() -> None:
    test = recorded_test(trace(*WAY), BY_ID, installed_types())
    assert test.get("name") == "inject"
    assert test["send"] == [{"from": "go", "port": 0, "message": {"payload": 5}}]
    assert test.get("answers") == [{"node": "ask", "messages": [{"port": 0, "message": {"payload": 41}}]}]
    assert test["expect"] == [{"node": "out", "at": "input", "messages": [{"payload": 42}]}]
    outcome = await run_test(RECORDS, FlowTest.from_json(test), installed_types())
    assert outcome.failures == []
    broken = [{**record, "func": "return msg"} if record["id"] == "add" else record for record in RECORDS]
    assert (await run_test(broken, FlowTest.from_json(test), installed_types())).failures != []


def test_something_is_expected_of_the_nodes_that_are_chosen() -> None:
    test = recorded_test(trace(*WAY), BY_ID, installed_types(), {"add"})
    assert test["expect"] == [{"node": "add", "at": "input", "messages": [{"payload": 41}]}]
    with pytest.raises(ValueError, match="did not come to these nodes"):
        recorded_test(trace(*WAY), BY_ID, installed_types(), {"elsewhere"})


def test_an_error_on_the_way_is_expected() -> None:
    way = trace(*WAY[:3])
    way.steps[2].error = "out of reach"
    test = recorded_test(way, BY_ID, installed_types())
    assert test["expect"] == [{"node": "add", "at": "error", "messages": [{"message": "out of reach"}]}]


def test_what_json_has_no_word_for_is_expected_by_its_kind() -> None:
    way = trace(WAY[0], ("out", 0, {"payload": b"\x00", "rate": float("nan"), "list": [1, {"a": b""}]}))
    test = recorded_test(way, BY_ID, installed_types())
    (message,) = test["expect"][0]["messages"]
    assert message == {
        "payload": {"$type": "buffer"},
        "rate": {"$type": "number"},
        "list": [1, {"a": {"$type": "buffer"}}],
    }


def test_a_message_that_was_too_large_to_be_kept_is_not_sent_again() -> None:
    with pytest.raises(ValueError, match="too large"):
        recorded_test(trace(("add", None, None)), BY_ID, installed_types())


async def test_what_went_over_links_to_another_flow_is_expected_there() -> None:
    flows: list[dict[str, Any]] = [
        {"id": "f", "type": "tab"},
        {"id": "g", "type": "tab"},
        {"id": "go", "type": "inject", "name": "Start", "z": "f", "props": [], "wires": [["out"]]},
        {"id": "out", "type": "link out", "z": "f", "links": ["in"]},
        {"id": "in", "type": "link in", "z": "g", "wires": [["end"]]},
        {"id": "end", "type": "debug", "z": "g", "active": False},
    ]
    async with running(flows) as runtime:
        recorder = TraceRecorder(runtime, "f")
        runtime.machine.observing.attach(recorder)
        go = runtime.node("go")
        assert go is not None
        go.receive({"payload": 7})
        await runtime.machine.idle()
        (seen,) = recorder.traces.values()
        test = recorded_test(seen, {record["id"]: record for record in flows}, installed_types())
    assert test.get("name") == "Start"
    assert test["expect"] == [{"node": "end", "at": "input", "messages": test["expect"][0]["messages"]}]
    assert (await run_test(flows, FlowTest.from_json(test), installed_types())).failures == []

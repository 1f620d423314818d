"""The `change` node; `tests/peers/differential` compares its rules with Node-RED's."""

from __future__ import annotations

import time
from typing import Any

import pytest

from wirelatch.engine.testing import collect, running


def flows(*rules: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": "c", "type": "change", "rules": list(rules), "wires": [["p"]], **more},
        {"id": "p", "type": "probe"},
        {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]},
        {"id": "e", "type": "probe"},
    ]


async def changed(msg: dict[str, Any], *rules: dict[str, Any]) -> dict[str, Any]:
    async with running(flows(*rules)) as runtime:
        runtime.node("c").receive(msg)  # type: ignore[union-attr]
        return await collect(runtime, "p").next()


async def test_a_deep_copy_does_not_follow_later_changes_of_the_original() -> None:
    shared = {"t": "set", "p": "b", "pt": "msg", "to": "a", "tot": "msg"}
    write = {"t": "set", "p": "a.x", "pt": "msg", "to": "new", "tot": "str"}
    assert (await changed({"a": {"x": "old"}}, {**shared, "dc": True}, write))["b"] == {"x": "old"}
    assert (await changed({"a": {"x": "old"}}, shared, write))["b"] == {"x": "new"}


async def test_every_message_gets_json_of_its_own() -> None:
    rule = {"t": "set", "p": "payload", "pt": "msg", "to": '{"list":[]}', "tot": "json"}
    async with running(flows(rule)) as runtime:
        for _ in range(2):
            runtime.node("c").receive({})  # type: ignore[union-attr]
        one, two = await collect(runtime, "p").take(2)
        one["payload"]["list"].append(1)
        assert two["payload"] == {"list": []}


async def test_a_failing_expression_is_an_error_and_stops_the_message() -> None:
    async with running(
        flows({"t": "set", "p": "payload", "pt": "msg", "to": "$number('x')", "tot": "jsonata"})
    ) as runtime:
        runtime.node("c").receive({"payload": 1})  # type: ignore[union-attr]
        assert (await collect(runtime, "e").next())["error"]["source"]["id"] == "c"
        assert not collect(runtime, "p").received


async def test_setting_below_a_text_is_a_warning_and_the_message_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    msg = await changed(
        {"payload": "text"}, {"t": "set", "p": "payload.x", "pt": "msg", "to": "1", "tot": "str"}
    )
    assert msg["payload"] == "text"
    assert "cannot set msg.payload.x" in caplog.text


async def test_context_keys_may_name_a_store_and_take_keys_from_the_message() -> None:
    rules = [
        {"t": "set", "p": "#:(memory)::rooms[msg.room]", "pt": "flow", "to": "payload", "tot": "msg"},
        {"t": "set", "p": "out", "pt": "msg", "to": "rooms.kitchen", "tot": "flow"},
    ]
    assert (await changed({"room": "kitchen", "payload": 21}, *rules))["out"] == 21


async def test_a_rule_that_cannot_be_read_is_an_error_at_the_start(caplog: pytest.LogCaptureFixture) -> None:
    async with running(flows({"t": "set", "p": "a", "pt": "msg", "to": "{", "tot": "json"})):
        assert "invalid JSON" in caplog.text


async def test_rules_of_old_files_are_read_as_they_were_meant() -> None:
    old_regex = {"t": "change", "p": "payload", "from": "[0-9]+", "re": True, "to": "n"}
    assert (await changed({"payload": "a12b"}, old_regex))["payload"] == "anb"
    untyped = {"t": "set", "p": "out", "to": "msg.payload"}
    assert (await changed({"payload": 1}, untyped))["out"] == 1
    async with running(flows(rules=None, action="replace", property="out", to="msg.payload")) as runtime:
        runtime.node("c").receive({"payload": 2})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["out"] == 2


async def test_a_rule_of_an_unknown_kind_changes_nothing_and_the_message_goes_on() -> None:
    assert (await changed({"payload": 1}, {"t": "", "p": "payload"}))["payload"] == 1


async def test_one_rule_costs_less_than_a_microsecond() -> None:
    """The target is 0.5 µs; the bound leaves room for a busy machine."""
    async with running(flows({"t": "set", "p": "payload", "pt": "msg", "to": "x", "tot": "str"})) as runtime:
        handle, msg = runtime.node("c").on_message, {"payload": 1}  # type: ignore[union-attr]
        best = 1.0
        for _ in range(20):
            started = time.perf_counter()
            for _ in range(1000):
                handle(msg)
            best = min(best, (time.perf_counter() - started) / 1000)
        assert best < 1e-6

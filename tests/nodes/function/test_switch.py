"""The `switch` node; `tests/peers/differential` compares its rules with Node-RED's."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.engine.testing import collect, running


def flows(rules: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    ports = [f"p{number}" for number in range(len(rules))]
    return [
        {"id": "s", "type": "switch", "property": "payload", "propertyType": "msg", "rules": rules, "checkall": "true", "repair": False, "outputs": len(rules), "wires": [[port] for port in ports], **more},
        *({"id": port, "type": "probe"} for port in ports),
        {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]},
        {"id": "e", "type": "probe"},
    ]  # fmt: skip


async def routed(rules: list[dict[str, Any]], *messages: dict[str, Any], **more: Any) -> list[list[Any]]:
    """What arrives at each output."""
    async with running(flows(rules, **more)) as runtime:
        for message in messages:
            runtime.node("s").receive(message)  # type: ignore[union-attr]
        await runtime.machine.idle()
        return [
            [msg["payload"] for msg in collect(runtime, f"p{number}").received]
            for number in range(len(rules))
        ]


async def test_text_equals_the_number_it_stands_for_and_texts_are_ordered_as_text() -> None:
    rules = [{"t": "eq", "v": "10", "vt": "num"}, {"t": "lt", "v": "9", "vt": "str"}]
    assert await routed(rules, {"payload": "10"}, {"payload": 10}) == [["10", 10], ["10"]]


async def test_a_rule_can_compare_with_the_previous_value() -> None:
    rules = [{"t": "neq", "v": "", "vt": "prev"}]
    assert await routed(rules, *({"payload": n} for n in (1, 1, 2, 2, 1))) == [[1, 2, 1]]


async def test_expressions_know_the_place_in_the_sequence() -> None:
    rules = [{"t": "jsonata_exp", "v": "$I = $N - 1", "vt": "jsonata"}]
    sequence = [{"payload": n, "parts": {"id": "a", "index": n, "count": 3}} for n in range(3)]
    assert await routed(rules, *sequence) == [[2]]


async def test_repaired_sequences_are_numbered_anew_at_each_output() -> None:
    rules = [{"t": "lt", "v": "2", "vt": "num"}, {"t": "else"}]
    async with running(flows(rules, repair=True)) as runtime:
        for n in range(5):
            runtime.node("s").receive({"payload": n, "parts": {"id": "a", "index": n, "count": 5}})  # type: ignore[union-attr]
        await runtime.machine.idle()
        parts = [msg["parts"] for msg in collect(runtime, "p1").received]
        assert [(part["index"], part["count"]) for part in parts] == [(0, 3), (1, 3), (2, 3)]
        assert len({part["id"] for part in parts}) == 1


async def test_too_many_held_messages_are_dropped_with_an_error() -> None:
    async with running(
        flows([{"t": "else"}], repair=True), settings={"nodeMessageBufferMaxLength": 2}
    ) as runtime:
        for n in range(3):
            runtime.node("s").receive({"payload": n, "parts": {"id": "a", "index": n}})  # type: ignore[union-attr]
        assert "more than 2 messages" in (await collect(runtime, "e").next())["error"]["message"]


@pytest.mark.parametrize(
    "rule", [{"t": "regex", "v": "(", "vt": "str"}, {"t": "head", "v": "1", "vt": "num"}, {"t": "eq", "v": "$number('x')", "vt": "jsonata"}]
)  # fmt: skip
async def test_a_rule_that_fails_is_an_error_that_can_be_caught(rule: dict[str, Any]) -> None:
    async with running(flows([rule])) as runtime:
        runtime.node("s").receive({"payload": "x"})  # type: ignore[union-attr]
        assert (await collect(runtime, "e").next())["error"]["source"]["id"] == "s"


async def test_the_rules_is_true_and_is_false_may_be_written_as_booleans() -> None:
    assert await routed([{"t": True}, {"t": False}], {"payload": True}, {"payload": False}) == [
        [True],
        [False],
    ]


async def test_the_limit_of_held_messages_counts_from_when_it_is_set() -> None:
    async with running(flows([{"t": "else"}], repair=True)) as runtime:
        runtime.settings = {**runtime.settings, "nodeMessageBufferMaxLength": 1}
        for n in range(2):
            runtime.node("s").receive({"payload": n, "parts": {"id": "a", "index": n}})  # type: ignore[union-attr]
        assert "more than 1 messages" in (await collect(runtime, "e").next())["error"]["message"]

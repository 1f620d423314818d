"""The filter node; `tests/peers/differential` compares it with Node-RED's."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.engine.testing import collect, running


async def passed(messages: list[dict[str, Any]], **config: Any) -> list[Any]:
    flows = [
        {"id": "f", "type": "rbe", "func": "rbe", "wires": [["p"]], **config},
        {"id": "p", "type": "probe"},
    ]
    async with running(flows) as runtime:
        for message in messages:
            runtime.node("f").receive(message)  # type: ignore[union-attr]
        await runtime.machine.idle()
        return [msg["payload"] for msg in collect(runtime, "p").received]


async def test_a_value_passes_when_it_changes_in_type_or_content() -> None:
    values = [1, 1, "1", {"a": [1]}, {"a": [1]}, {"a": [2]}, None]
    assert await passed([{"payload": value} for value in values]) == [1, "1", {"a": [1]}, {"a": [2]}, None]


async def test_topics_are_watched_apart_and_reset_forgets_one_or_all() -> None:
    messages = [{"payload": 1, "topic": t} for t in "aab"] + [
        {"reset": 1, "topic": "a"},
        {"payload": 1, "topic": "a"},
        {"payload": 1, "topic": "b"},
    ]
    assert await passed(messages) == [1, 1, 1]
    assert await passed([*messages, {"reset": 1}, {"payload": 1, "topic": "b"}], septopics=False) == [1, 1, 1]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"func": "deadband", "gap": "2"}, [0, 3, 20]), ({"func": "deadbandEq", "gap": "2"}, [0, 2, 20]),
        ({"func": "narrowband", "gap": "2"}, [0, 1, 2, 3]), ({"func": "deadband", "gap": "50%"}, [0, 1, 2, 20]),
    ],
)  # fmt: skip
async def test_bands_let_numbers_pass_by_how_far_they_moved(
    config: dict[str, Any], expected: list[int]
) -> None:
    assert await passed([{"payload": n} for n in (0, 1, 2, 3, 20)], **config) == expected

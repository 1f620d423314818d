"""The `range` node; `tests/peers/differential` compares it with Node-RED's."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.engine.testing import collect, running


@pytest.mark.parametrize(
    ("action", "value", "expected"),
    [
        ("scale", 5, 50), ("scale", "2.5", 25), ("scale", 20, 200), ("clamp", 20, 100), ("clamp", -1, 0), ("roll", 12, 20),
        ("roll", -1, 90), ("drop", 5, 50), ("drop", 11, None), ("scale", "x", None),
    ],
)  # fmt: skip
async def test_numbers_are_mapped_as_the_action_says(action: str, value: Any, expected: Any) -> None:
    flows = [
        {"id": "r", "type": "range", "minin": "0", "maxin": "10", "minout": "0", "maxout": "100", "action": action, "property": "payload", "wires": [["p"]]},
        {"id": "p", "type": "probe"},
    ]  # fmt: skip
    async with running(flows) as runtime:
        runtime.node("r").receive({"payload": value})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert [msg["payload"] for msg in collect(runtime, "p").received] == (
            [] if expected is None else [expected]
        )

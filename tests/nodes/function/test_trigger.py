"""The `trigger` node; `tests/peers/differential` compares it with Node-RED's."""

from __future__ import annotations

import time
from typing import Any

from wirelatch.engine.testing import collect, running


def flows(**config: Any) -> list[dict[str, Any]]:
    base = {
        "id": "t", "type": "trigger", "op1": "on", "op2": "off", "op1type": "str", "op2type": "str", "duration": "60",
        "extend": False, "units": "ms", "reset": "", "bytopic": "all", "topic": "topic", "outputs": 1, "wires": [["p"], ["q"]],
    }  # fmt: skip
    return [{**base, **config}, {"id": "p", "type": "probe"}, {"id": "q", "type": "probe"}]


async def test_it_sends_at_once_and_again_after_a_while() -> None:
    async with running(flows()) as runtime:
        started = time.monotonic()
        runtime.node("t").receive({"payload": "x", "topic": "kept"})  # type: ignore[union-attr]
        first, second = await collect(runtime, "p").take(2)
        assert (first["payload"], second["payload"], second["topic"]) == ("on", "off", "kept")
        assert 0.055 < time.monotonic() - started < 2


async def test_a_message_in_the_meantime_is_swallowed_or_extends_the_time() -> None:
    for extend, enough in ((False, 0.0), (True, 0.09)):
        async with running(flows(extend=extend, duration="100")) as runtime:
            started = time.monotonic()
            runtime.node("t").receive({"payload": 1})  # type: ignore[union-attr]
            probe = collect(runtime, "p")
            await probe.next()
            runtime.node("t").receive({"payload": 2})  # type: ignore[union-attr]
            assert (await probe.next())["payload"] == "off"
            assert time.monotonic() - started > enough
            assert not probe.waiting()


async def test_a_negative_duration_repeats_until_reset() -> None:
    async with running(flows(duration="-20", op1type="pay")) as runtime:
        runtime.node("t").receive({"payload": "x"})  # type: ignore[union-attr]
        assert [msg["payload"] for msg in await collect(runtime, "p").take(4)] == ["x"] * 4
        runtime.node("t").receive({"reset": True})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert "fill" not in runtime.events.retained.get("status/t", {})


async def test_the_second_message_can_be_the_latest_and_have_an_output_of_its_own() -> None:
    async with running(flows(outputs=2, op1type="nul", op2type="payl")) as runtime:
        for number in range(3):
            runtime.node("t").receive({"payload": number})  # type: ignore[union-attr]
        assert (await collect(runtime, "q").next())["payload"] == 2
        assert not collect(runtime, "p").received

"""The `delay` node; `tests/peers/differential` compares what passes with Node-RED's."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.support.flows import CATCH
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, running


def flows(**config: Any) -> list[dict[str, Any]]:
    base = {
        "id": "d", "type": "delay", "pauseType": "delay", "timeout": "50", "timeoutUnits": "milliseconds", "rate": "10",
        "nbRateUnits": "1", "rateUnits": "second", "randomFirst": "10", "randomLast": "20", "randomUnits": "milliseconds",
        "drop": False, "allowrate": False, "outputs": 1, "wires": [["p"], ["q"]],
    }  # fmt: skip
    return [{**base, **config}, {"id": "p", "type": "probe"}, {"id": "q", "type": "probe"}, *CATCH]


def give(runtime: Runtime, *messages: dict[str, Any]) -> None:
    for message in messages:
        runtime.node("d").receive(message)  # type: ignore[union-attr]


async def test_a_message_comes_out_after_its_delay_and_not_before() -> None:
    async with running(flows()) as runtime:
        started = time.monotonic()
        give(runtime, {"payload": 1})
        await collect(runtime, "p").next()
        assert 0.045 < time.monotonic() - started < 2


async def test_random_delays_stay_within_their_bounds() -> None:
    async with running(flows(pauseType="random")) as runtime:
        started = time.monotonic()
        give(runtime, *({"payload": n} for n in range(20)))
        await collect(runtime, "p").take(20)
        assert time.monotonic() - started > 0.009


async def test_reset_forgets_what_waits_and_flush_sends_it_in_order() -> None:
    async with running(flows(timeout="1", timeoutUnits="hours")) as runtime:
        give(
            runtime,
            {"payload": 1},
            {"payload": 2},
            {"reset": True},
            {"payload": 3},
            {"payload": 4},
            {"flush": True},
        )
        assert [m["payload"] for m in await collect(runtime, "p").take(2)] == [3, 4]
        assert not collect(runtime, "p").waiting()


async def test_a_rate_spreads_messages_evenly() -> None:
    async with running(flows(pauseType="rate", rate="20")) as runtime:
        started = time.monotonic()
        give(runtime, *({"payload": n} for n in range(4)))
        assert [m["payload"] for m in await collect(runtime, "p").take(4)] == [0, 1, 2, 3]
        assert 0.14 < time.monotonic() - started < 2


async def test_messages_above_the_rate_go_to_the_second_output_when_dropped() -> None:
    async with running(flows(pauseType="rate", rate="1", drop=True, outputs=2)) as runtime:
        give(runtime, {"payload": 1}, {"payload": 2})
        assert (await collect(runtime, "p").next())["payload"] == 1
        assert (await collect(runtime, "q").next())["payload"] == 2


async def test_a_queue_that_grows_too_long_is_emptied_with_an_error() -> None:
    async with running(
        flows(pauseType="rate", rate="1"), settings={"nodeMessageBufferMaxLength": 2}
    ) as runtime:
        give(runtime, *({"payload": n} for n in range(4)))
        assert "more than 2 messages" in (await collect(runtime, "e").next())["error"]["message"]


async def test_the_latest_message_of_each_topic_waits() -> None:
    async with running(flows(pauseType="timed", rate="10")) as runtime:
        give(runtime, *({"payload": n, "topic": t} for n, t in enumerate("aba")))
        assert [(m["payload"], m["topic"]) for m in await collect(runtime, "p").take(2)] == [
            (2, "a"),
            (1, "b"),
        ]


async def test_a_burst_passes_and_the_allowance_comes_back(listen: Callable[[Runtime, str], Any]) -> None:
    async with running(flows(pauseType="burst", rate="2", nbRateUnits="0.1", outputs=2)) as runtime:
        status = listen(runtime, "status/d")
        give(runtime, *({"payload": n} for n in range(3)))
        assert (await collect(runtime, "q").next())["payload"] == 2
        await collect(runtime, "p").take(2)
        await status.until(lambda data: data["fill"] == "red")
        await status.until(lambda data: data["fill"] == "green")
        give(runtime, {"payload": "again"})
        assert (await collect(runtime, "p").next())["payload"] == "again"


async def test_messages_that_wait_count_as_done_when_the_node_stops() -> None:
    async with running(flows(timeout="1", timeoutUnits="hours")) as runtime:
        give(runtime, {"payload": 1})
        await runtime.set_state("stop")
        await runtime.machine.idle()


async def test_a_burst_of_delayed_messages_takes_no_more_for_each_than_a_few() -> None:
    flow = [
        {
            "id": "d",
            "type": "delay",
            "pauseType": "delay",
            "timeout": "1",
            "timeoutUnits": "milliseconds",
            "wires": [["p"]],
        },
        {"id": "p", "type": "probe"},
    ]
    async with running(flow) as runtime:
        node = runtime.node("d")
        assert node is not None
        for number in range(40_000):
            node.receive({"payload": number})
        received = await collect(runtime, "p").take(40_000, timeout=10)
        assert [message["payload"] for message in received] == list(range(40_000))


async def test_a_turn_that_comes_late_does_not_bring_the_next_message_closer() -> None:
    flow = [
        {"id": "d", "type": "delay", "pauseType": "rate", "rate": "10", "rateUnits": "second", "nbRateUnits": "1", "wires": [["p"]]},
        {"id": "p", "type": "probe"},
    ]  # fmt: skip
    async with running(flow) as runtime:
        probe = collect(runtime, "p")
        for number in range(3):
            runtime.node("d").receive({"payload": number})  # type: ignore[union-attr]
        await probe.next()
        time.sleep(0.16)  # the loop is busy when the second message is due
        await probe.next()
        before = time.monotonic()
        await probe.next()
        assert time.monotonic() - before > 0.09

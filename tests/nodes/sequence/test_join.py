"""The `join` node; `tests/peers/differential/test_sequence.py` compares it with Node-RED's."""

from __future__ import annotations

import time
from typing import Any

from tests.nodes.sequence.conftest import sequence

CUSTOM = {"type": "join", "mode": "custom", "useparts": True, "count": ""}


async def test_parts_are_put_in_their_places_whenever_they_come(bench: Any) -> None:
    async with bench({"type": "join"}) as b:
        a, z, m = sequence("a", "m", "z", type="array")
        (joined,) = await b.after(m, a, z)
        assert joined["payload"] == ["a", "m", "z"]
        assert "parts" not in joined


async def test_the_outer_sequence_is_what_remains(bench: Any) -> None:
    async with bench({"type": "join"}) as b:
        (joined,) = await b.after(
            *sequence(1, 2, type="array", parts={"id": "outer", "index": 1, "count": 2})
        )
        assert joined["parts"] == {"id": "outer", "index": 1, "count": 2}


async def test_what_has_been_joined_is_nobody_elses(bench: Any) -> None:
    async with bench({**CUSTOM, "build": "array", "count": 1}) as b:
        message = {"payload": {"a": [1]}}
        (joined,) = await b.after(message)
        assert joined["payload"][0] is not message["payload"]


async def test_messages_are_done_when_what_they_became_part_of_is_sent(bench: Any) -> None:
    async with bench({**CUSTOM, "build": "string", "joiner": ",", "count": 3}) as b:
        await b.after({"payload": 1}, {"payload": 2})
        assert not b.done.waiting()
        (joined,) = await b.after({"payload": 3})
        assert joined["payload"] == "1,2,3"
        assert b.payloads(b.done) == [1, 2, 3]


async def test_a_reset_drops_what_was_collected_and_is_done_with_it(bench: Any) -> None:
    async with bench({**CUSTOM, "build": "array", "count": 2}) as b:
        sent = await b.after({"payload": 1}, {"reset": True}, {"payload": 2}, {"payload": 3})
        assert [msg["payload"] for msg in sent] == [[2, 3]]
        assert len(b.done.waiting()) == 4


async def test_a_kept_object_is_sent_anew_with_every_message(bench: Any) -> None:
    async with bench({**CUSTOM, "build": "merged", "count": 2, "accumulate": True}) as b:
        sent = await b.after({"payload": {"a": 1}}, {"payload": {"b": 2}}, {"payload": {"a": 3}})
        assert [msg["payload"] for msg in sent] == [{"a": 1, "b": 2}, {"a": 3, "b": 2}]


async def test_complete_sends_what_there_is(bench: Any) -> None:
    async with bench({**CUSTOM, "build": "object", "key": "topic"}) as b:
        sent = await b.after({"payload": 1, "topic": "a"}, {"payload": 2, "topic": "b"}, {"complete": True})
        assert [msg["payload"] for msg in sent] == [{"a": 1, "b": 2}]
        assert "complete" not in sent[0]


async def test_the_timeout_counts_from_the_first_message_and_can_start_afresh(bench: Any) -> None:
    async with bench({**CUSTOM, "build": "array", "timeout": "0.2"}) as b:
        began = time.monotonic()
        b.give({"payload": 1}, {"payload": 2})
        assert (await b.sent.next())["payload"] == [1, 2]
        assert 0.15 < time.monotonic() - began < 2
        b.give({"payload": 3}, {"payload": 4, "reset": True})
        began = time.monotonic()
        b.give({"payload": 5}, {"payload": 6, "restartTimeout": True})
        assert (await b.sent.next())["payload"] == [5, 6]
        assert time.monotonic() - began > 0.15


async def test_a_value_that_is_no_part_of_a_buffer_is_an_error_of_its_message(bench: Any) -> None:
    async with bench({**CUSTOM, "build": "buffer", "joiner": "", "count": 2}) as b:
        sent = await b.after({"payload": "a"}, {"payload": 5}, {"payload": b"b"})
        assert [msg["payload"] for msg in sent] == [b"ab"]
        assert (await b.caught.next())["payload"] == 5


async def test_an_index_of_billions_takes_no_memory(bench: Any) -> None:
    async with bench({"type": "join"}) as b:
        first, second = sequence(1, 2, type="array")
        second["parts"]["index"] = 4_000_000_000
        assert await b.after(first, second) == []
        assert "4000000000" in (await b.caught.next())["error"]["message"]


async def test_a_reduction_knows_the_value_before_the_place_and_the_number(bench: Any) -> None:
    reduce = {"type": "join", "mode": "reduce", "reduceExp": "$A & payload & $I & '/' & $N & ' '", "reduceInit": "", "reduceInitType": "str"}  # fmt: skip
    a, b_, c = sequence("a", "b", "c")
    for right, expected in ((False, "a0/3 b1/3 c2/3 "), (True, "c2/3 b1/3 a0/3 ")):
        async with bench({**reduce, "reduceRight": right}) as b:
            (reduced,) = await b.after(dict(c), dict(a), dict(b_))
            assert reduced["payload"] == expected


async def test_an_accumulated_buffer_stays_one(bench: Any) -> None:
    reduce = {
        "type": "join",
        "mode": "reduce",
        "reduceExp": "$A",
        "reduceInit": "[1,2]",
        "reduceInitType": "bin",
    }
    async with bench(reduce) as b:
        (reduced,) = await b.after(*sequence(1, 2))
        assert reduced["payload"] == b"\x01\x02"


async def test_more_messages_than_may_be_kept_are_dropped_with_an_error_of_the_last(bench: Any) -> None:
    reduce = {"type": "join", "mode": "reduce", "reduceExp": "$A", "reduceInit": "0", "reduceInitType": "num"}
    async with bench(reduce, nodeMessageBufferMaxLength=2) as b:
        assert await b.after(*sequence(1, 2, 3, 4)[:3]) == []
        assert [msg["payload"] for msg in b.caught.waiting()] == [3]
        assert b.payloads(b.done) == [1, 2]


async def test_messages_that_wait_are_done_when_the_node_stops(bench: Any) -> None:
    async with bench({**CUSTOM, "build": "array", "count": 9}) as b:
        await b.after({"payload": 1})
        node = b.runtime.node("n")
        node.close(False)
        await b.runtime.machine.idle()
        assert b.payloads(b.done) == [1]

"""The `batch` node; `tests/peers/differential/test_sequence.py` compares it with Node-RED's."""

from __future__ import annotations

from typing import Any

from tests.nodes.sequence.conftest import sequence


def numbers(*values: Any) -> list[dict[str, Any]]:
    return [{"payload": value} for value in values]


async def test_the_last_messages_of_a_batch_are_the_first_of_the_next(bench: Any) -> None:
    async with bench({"type": "batch", "count": 3, "overlap": 1}) as b:
        sent = await b.after(*numbers(0, 1, 2, 3, 4, 5))
        assert [(msg["payload"], msg["parts"]["index"]) for msg in sent] == [(0, 0), (1, 1), (2, 2), (2, 0), (3, 1), (4, 2)]  # fmt: skip
        assert sent[0]["parts"]["id"] == sent[2]["parts"]["id"] != sent[3]["parts"]["id"]
        assert sent[2] is not sent[3]
        assert b.payloads(b.done) == [0, 1, 2, 3]


async def test_the_end_of_a_sequence_ends_a_batch_where_parts_count(bench: Any) -> None:
    async with bench({"type": "batch", "count": 5, "honourParts": True}) as b:
        sent = await b.after(*sequence("a", "b"), *numbers("c"))
        assert [(msg["payload"], msg["parts"]["count"]) for msg in sent] == [("a", 2), ("b", 2)]


async def test_a_reset_drops_what_waits(bench: Any) -> None:
    async with bench({"type": "batch", "count": 2}) as b:
        sent = await b.after(*numbers(1), {"reset": True}, *numbers(2, 3))
        assert [msg["payload"] for msg in sent] == [2, 3]
        assert len(b.done.waiting()) == 4


async def test_an_interval_without_messages_may_make_an_empty_one(bench: Any) -> None:
    async with bench(
        {"type": "batch", "mode": "interval", "interval": "0.05", "allowEmptySequence": True}
    ) as b:
        b.give(*numbers(1, 2))
        first, second, empty = await b.sent.take(3)
        assert [first["payload"], second["payload"], empty["payload"]] == [1, 2, None]
        assert (first["parts"]["count"], empty["parts"]["count"]) == (2, 1)


async def test_sequences_are_concatenated_in_the_order_of_their_topics(bench: Any) -> None:
    topics = [{"topic": "a"}, {"topic": "b"}]
    async with bench({"type": "batch", "mode": "concat", "topics": topics}) as b:
        late = [{**msg, "topic": "b"} for msg in sequence(3, 4, id="b")]
        early = [{**msg, "topic": "a"} for msg in sequence(1, 2, id="a")]
        sent = await b.after(*late, {"payload": 9, "topic": "other"}, *early)
        assert [msg["payload"] for msg in sent] == [1, 2, 3, 4]
        assert [msg["parts"]["index"] for msg in sent] == [0, 1, 2, 3]
        await b.after({"payload": 1, "topic": "a"})
        assert (await b.caught.next())["error"]["message"] == "no parts property in message"


async def test_more_messages_than_may_be_kept_are_dropped(bench: Any) -> None:
    for mode in ({"count": 9}, {"mode": "interval", "interval": 60}):
        async with bench({"type": "batch", **mode}, nodeMessageBufferMaxLength=2) as b:
            await b.after(*numbers(1, 2, 3))
            assert (b.payloads(b.caught), b.payloads(b.done)) == ([3], [1, 2])
    topics = {"mode": "concat", "topics": [{"topic": "t"}]}
    async with bench({"type": "batch", **topics}, nodeMessageBufferMaxLength=1) as b:
        await b.after(*[{**msg, "topic": "t"} for msg in sequence(1, 2)])
        assert b.payloads(b.caught) == [1, 2]
        assert b.sent.waiting() == []


async def test_settings_that_make_no_sense_are_an_error_and_nothing_passes(bench: Any, caplog: Any) -> None:
    for settings in ({"count": 2, "overlap": 2}, {"mode": "other"}):
        async with bench({"type": "batch", **settings}) as b:
            assert await b.after(*numbers(1, 2, 3)) == []
    assert "Invalid count and overlap" in caplog.text
    assert "unexpected mode other" in caplog.text

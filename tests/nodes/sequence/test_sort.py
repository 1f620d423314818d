"""The `sort` node; `tests/peers/differential/test_sequence.py` compares it with Node-RED's."""

from __future__ import annotations

from functools import cmp_to_key
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.nodes.sequence.conftest import sequence
from wirelatch.nodes.sequence.ordering import in_order
from wirelatch.scripting.values import less_than, strict_equal

ARRAY = {"type": "sort", "target": "payload", "targetType": "msg"}
SEQUENCE = {"type": "sort", "targetType": "seq", "seqKey": "payload", "seqKeyType": "msg"}


async def test_numbers_in_texts_are_texts_unless_told_otherwise(bench: Any) -> None:
    for as_num, expected in ((False, ["10", "8", "9"]), (True, ["8", "9", "10"])):
        async with bench({**ARRAY, "as_num": as_num}) as b:
            (sorted_,) = await b.after({"payload": ["9", "10", "8"]})
            assert sorted_["payload"] == expected


async def test_what_is_equal_keeps_its_order_also_downwards(bench: Any) -> None:
    async with bench({**ARRAY, "msgKeyType": "jsonata", "msgKey": "k", "order": "descending"}) as b:
        items = [{"k": 1, "n": 1}, {"k": 2, "n": 2}, {"k": 1, "n": 3}, {"k": 2, "n": 4}]
        (sorted_,) = await b.after({"payload": items})
        assert [item["n"] for item in sorted_["payload"]] == [2, 4, 1, 3]


async def test_the_messages_of_a_sequence_wait_for_the_last_one(bench: Any) -> None:
    async with bench(SEQUENCE) as b:
        a, b_, c = sequence(3, 1, 2)
        assert await b.after(a, b_) == []
        assert not b.done.waiting()
        sent = await b.after(c)
        assert [(msg["payload"], msg["parts"]["index"]) for msg in sent] == [(1, 0), (2, 1), (3, 2)]
        assert len(b.done.waiting()) == 3


async def test_the_sequence_that_began_first_is_dropped_when_too_many_wait(bench: Any) -> None:
    async with bench(SEQUENCE, nodeMessageBufferMaxLength=2) as b:
        first, *_ = sequence(1, 2, id="first")
        sent = await b.after(first, *sequence(9, 8, 7, id="second")[:2])
        assert sent == []
        assert b.payloads(b.caught) == [1]
        assert len(await b.after(sequence(9, 8, 7, id="second")[2])) == 3


async def test_an_expression_that_fails_is_an_error_of_the_last_message(bench: Any) -> None:
    async with bench({**SEQUENCE, "seqKeyType": "jsonata", "seqKey": "$unknown()"}) as b:
        await b.after(*sequence(1, 2))
        assert b.payloads(b.caught) == [2]
        assert b.payloads(b.done) == [1]


values = st.one_of(
    st.integers(-3, 3), st.floats(allow_nan=False, width=16), st.text("aZ9\ue000😀", max_size=2)
)


@given(
    st.one_of(st.lists(st.integers()), st.lists(st.text("aZ9\ue000😀", max_size=2)), st.lists(values)),
    st.booleans(),
)
def test_the_quick_way_orders_as_comparing_does(keys: list[Any], descending: bool) -> None:
    direction = -1 if descending else 1

    def compare(a: Any, b: Any) -> int:
        return 0 if strict_equal(a, b) else direction if less_than(b, a) else -direction

    assert in_order(keys, keys, descending=descending) == sorted(keys, key=cmp_to_key(compare))

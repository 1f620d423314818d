"""The `split` node; `tests/peers/differential/test_sequence.py` compares it with Node-RED's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelatch.nodes.sequence.split import _pieces_of_text


async def test_every_part_is_a_message_of_its_own_with_all_other_properties(bench: Any) -> None:
    async with bench({"type": "split"}) as b:
        first, second = await b.after(
            {"payload": ["a", {"b": 1}], "topic": "t", "deep": {"x": [1]}, "_msgid": "m"}
        )
        assert first["_msgid"] != second["_msgid"]
        assert first["deep"] is not second["deep"]
        assert first["parts"].pop("id") == second["parts"].pop("id")
        assert first["parts"] == {"type": "array", "count": 2, "len": 1, "index": 0}
        assert (second["payload"], second["topic"], second["parts"]["index"]) == ({"b": 1}, "t", 1)


async def test_the_sequence_a_message_belongs_to_is_kept_below_the_new_one(bench: Any) -> None:
    async with bench({"type": "split"}) as b:
        (part,) = await b.after({"payload": "x", "parts": {"id": "outer", "index": 4}})
        assert part["parts"]["parts"] == {"id": "outer", "index": 4}


async def test_keys_of_objects_come_in_the_order_of_javascript(bench: Any) -> None:
    async with bench({"type": "split", "addname": "topic"}) as b:
        sent = await b.after({"payload": {"b": 1, "10": 2, "a": 3, "9": 4}})
        assert [msg["topic"] for msg in sent] == ["9", "10", "b", "a"]


async def test_a_stream_keeps_what_follows_the_last_separator(bench: Any) -> None:
    async with bench({"type": "split", "stream": True}) as b:
        sent = await b.after({"payload": "one\ntw"}, {"payload": "o\nthree"})
        assert [(msg["payload"], msg["parts"]["index"]) for msg in sent] == [("one", 0), ("two", 1)]
        assert all("count" not in msg["parts"] for msg in sent)


async def test_a_message_is_done_when_what_was_kept_of_it_is_sent(bench: Any) -> None:
    async with bench({"type": "split", "splt": "5", "spltType": "len", "stream": True}) as b:
        await b.after({"payload": "12", "n": 1}, {"payload": "34", "n": 2})
        assert not b.done.waiting()
        await b.after({"payload": "5", "n": 3})
        assert [msg["n"] for msg in b.done.waiting()] == [1, 2, 3]


async def test_what_cannot_be_split_is_not_sent_on(bench: Any) -> None:
    async with bench({"type": "split"}) as b:
        assert (
            await b.after({"payload": 5}, {"payload": True}, {"topic": "no payload"}, {"payload": []}) == []
        )
        assert not b.caught.waiting()
        await b.after({"payload": None})
        assert "null" in (await b.caught.next())["error"]["message"]


@pytest.mark.parametrize(
    "settings",
    [{"spltType": "bin", "splt": "1"}, {"spltType": "len", "splt": "0"}, {"arraySplt": "x"}, {"spltType": "bin", "splt": "["}],
)  # fmt: skip
async def test_a_node_that_cannot_tell_where_to_split_passes_nothing_on(bench: Any, settings: dict[str, Any], caplog: Any) -> None:  # fmt: skip
    async with bench({"type": "split", **settings}) as b:
        assert await b.after({"payload": "a\nb"}) == []
        assert "Invalid split property" in caplog.text


async def test_a_buffer_is_not_split_at_nothing_for_ever(bench: Any) -> None:
    async with bench({"type": "split", "splt": "[]", "spltType": "bin"}) as b:
        assert await b.after({"payload": b"abc"}) == []
        assert (await b.caught.next())["error"]["source"]["id"] == "n"


@given(st.text(alphabet="aé\ud83d😀", max_size=12), st.integers(1, 4))
def test_pieces_of_a_text_are_counted_in_utf_16_units(text: str, size: int) -> None:
    units = text.encode("utf-16-le", "surrogatepass")
    pieces = [piece.encode("utf-16-le", "surrogatepass") for piece in _pieces_of_text(text, size)]
    assert b"".join(pieces) == units
    assert all(len(piece) == 2 * size for piece in pieces[:-1])

"""The `csv` node with both its parsers."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelatch.engine.testing import collect, running
from wirelatch.nodes.parser import csv_legacy, csv_rfc
from wirelatch.nodes.parser.csv_dialects import RfcDialect


def flows(**config: Any) -> list[dict[str, Any]]:
    return [
        {"id": "c", "type": "csv", "spec": "rfc", "wires": [["p"]], **config}, {"id": "p", "type": "probe"},
        {"id": "k", "type": "catch", "scope": None, "wires": [["p"]]},
    ]  # fmt: skip


async def converted(*messages: dict[str, Any], count: int = 1, **config: Any) -> list[dict[str, Any]]:
    """The messages that come out, or what a Catch node got."""
    async with running(flows(**config)) as runtime:
        for msg in messages:
            runtime.node("c").receive(msg)  # type: ignore[union-attr]
        return await collect(runtime, "p").take(count)


async def test_each_row_is_a_message_of_a_sequence() -> None:
    first, second = await converted({"payload": "a,b\n1,x\n2,y\n"}, hdrin=True, count=2)
    assert first["payload"] == {"a": 1, "b": "x"}
    assert second["payload"] == {"a": 2, "b": "y"}
    assert second["columns"] == "a,b"
    assert second["parts"] == {"id": second["_msgid"], "index": 1, "count": 2}


async def test_rfc_4180_keeps_ends_of_line_and_quotes_within_quotes() -> None:
    [msg] = await converted({"payload": 'a,b\r\n"x\r\ny","say ""hi"""'}, hdrin=True, multi="mult")
    assert msg["payload"] == [{"a": "x\r\ny", "b": 'say "hi"'}]


async def test_nothing_between_separators_is_null_and_empty_quotes_are_empty_text() -> None:
    both = {"include_null_values": True, "include_empty_strings": True, "temp": "a,b,c", "multi": "mult"}
    [msg] = await converted({"payload": '1,"",3\n1,,3'}, **both)
    assert msg["payload"] == [{"a": 1, "b": "", "c": 3}, {"a": 1, "b": None, "c": 3}]
    [msg] = await converted({"payload": '1,"",3\n1,,3'}, temp="a,b,c", multi="mult")
    assert msg["payload"] == [{"a": 1, "c": 3}, {"a": 1, "c": 3}]


async def test_numbers_with_leading_zeros_and_plus_signs_stay_text() -> None:
    [msg] = await converted({"payload": "007,+1,1e3,0x10,0.5"}, multi="mult")
    assert list(msg["payload"][0].values()) == ["007", "+1", 1000, 16, 0.5]


async def test_column_names_are_written_once_until_reset() -> None:
    row = {"payload": {"a": 1, "b": 2}}
    messages = await converted(
        dict(row), dict(row), {"reset": True}, dict(row), hdrout="once", temp="b,a", count=3
    )
    assert [msg["payload"] for msg in messages] == ["b,a\r\n2,1\r\n", "2,1\r\n", "b,a\r\n2,1\r\n"]


async def test_pieces_of_a_text_are_put_together_in_one_array() -> None:
    pieces = [{"payload": line, "parts": {"id": "x", "index": n, "count": 3}} for n, line in enumerate(["a,b", "1,2", "3,4"])]  # fmt: skip
    [msg] = await converted(*pieces, hdrin=True, multi="mult")
    assert msg["payload"] == [{"a": 1, "b": 2}, {"a": 3, "b": 4}]
    assert "parts" not in msg


async def test_with_a_template_that_is_no_csv_nothing_is_converted() -> None:
    async with running(flows(temp='a "b", c')) as runtime:
        runtime.node("c").receive({"payload": "1,2"})  # type: ignore[union-attr]
        runtime.node("p").receive({"payload": "behind it"})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["payload"] == "behind it"


async def test_a_value_that_is_no_text_and_no_object_is_an_error_only_for_rfc_4180() -> None:
    [msg] = await converted({"payload": 5})
    assert "only text, objects and arrays" in msg["error"]["message"]
    [msg] = await converted({"payload": 5}, {"payload": "1"}, spec="")
    assert msg["payload"] == {"col1": 1}


@pytest.mark.parametrize("spec", ["rfc", ""])
async def test_long_texts_of_one_kind_take_no_square_of_the_time(spec: str) -> None:
    for text in ('"' * 200_000, "," * 200_000, "1" * 200_000 + "x", '",' * 100_000, '"a"b' * 50_000):
        started = time.monotonic()
        await converted({"payload": text, "topic": 1}, {"payload": "1"}, spec=spec, multi="mult", hdrin=True)
        assert time.monotonic() - started < 5


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(rows=st.lists(st.fixed_dictionaries({"a": CELLS, 'b"c': CELLS, "d,e": CELLS}), min_size=1, max_size=5))
def test_rows_that_are_written_are_read_again(rows: list[dict[str, str]]) -> None:
    options: dict[str, Any] = {
        "separator": ",", "end_of_line": "\r\n", "header": True, "skip": 0, "numbers": False, "empty": True, "nulls": True,
    }  # fmt: skip
    text, _, _ = RfcDialect("", **options).write(rows, {}, header=True, later=False)
    reading = RfcDialect("", **options).read(text, first=True, line=0, from_start=False)
    assert reading is not None
    # An empty cell is written as nothing, which reads as null.
    assert reading.rows == [{key: value or None for key, value in row.items()} for row in rows]


@given(source=st.text('ab1 ,"\r\n;', max_size=40), separator=st.sampled_from([",", ";", "\t"]))
def test_texts_without_quotes_are_read_alike_the_short_and_the_long_way(source: str, separator: str) -> None:
    plain = source.replace('"', "")
    assert csv_rfc.parse(plain, separator) == csv_rfc._Scanner(plain, separator, strict=False).rows(0)


@given(source=st.text('a1 ,"\r\n', max_size=40))
def test_no_text_breaks_the_legacy_parser(source: str) -> None:
    reader = csv_legacy.Reader(",", numbers=True, empty=True, nulls=True, header=True, skip=1)
    try:
        rows, last, _ = reader.read(source, csv_legacy.Columns(""), first=True, line=0)
    except csv_legacy.CsvError:
        return
    assert last == {} or last in rows

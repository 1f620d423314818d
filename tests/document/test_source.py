"""flows.json keeps its bytes (`wirelatch.document.source`, `wirelatch.document.rewriting`)."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirelatch.document.errors import DocumentError
from wirelatch.document.revision import revision
from wirelatch.document.source import Source

ODD = (
    '\ufeff[\r\n  {"id": "a", "type":"tab" ,"label":"\\u00e9\\/\\ud83d",  "n":1.0,"big":12345678901234567890, "e":1E3},\r\n\r\n'
    '\t{ "type":"odd","id":"b", "list":[1 , 2,{"deep":  null}],"twice":1,"twice":2 }\r\n]\r\n'
)


def changed(text: str, change: Any) -> str:
    source = Source.parse(text.encode())
    records = copy.deepcopy(source.records)
    change(records)
    out = source.updated(records)
    assert (
        json.loads(out.content.decode("utf-8-sig")) == records or records == Source.parse(out.content).records
    )
    return out.content.decode()


@pytest.mark.parametrize("text", [ODD, "[]", "[\n]\n", " [ ] ", '[{"id":"a","type":"tab"}]', "", "\n"])
def test_an_unchanged_document_keeps_its_bytes(text: str) -> None:
    source = Source.parse(text.encode())
    assert source.updated(copy.deepcopy(source.records)).content == text.encode()


def test_an_editor_that_reads_numbers_as_javascript_does_changes_nothing() -> None:
    source = Source.parse(b'[{"id":"a","type":"t","n":1.0,"e":1E3}]')
    assert source.updated([{"id": "a", "type": "t", "n": 1, "e": 1000}]).content == source.content


def test_a_number_that_javascript_cannot_hold_survives_an_editor_that_does_not_touch_it() -> None:
    source = Source.parse(b'[{"id":"a","type":"t","n":12345678901234567890}]')
    assert source.updated([{"id": "a", "type": "t", "n": 12345678901234567000}]).content == source.content


def test_only_the_changed_member_is_written_anew() -> None:
    def change(records: Any) -> None:
        records[0]["n"] = 2
        records[1]["list"][2]["deep"] = "x"

    expected = ODD.replace('"n":1.0', '"n":2').replace('"deep":  null', '"deep":  "x"')
    # a key that stands twice cannot be kept once its record changes
    tail = expected.index('\t{ "type"')
    assert changed(ODD, change)[:tail] == expected[:tail]


def test_a_changed_member_deep_inside_leaves_all_else_alone() -> None:
    text = '[{"id":"a","type":"t","rules":[{"t" : "set", "n": 1.50},{"t":"x"}],"x":1.0}]'
    expected = text.replace('"x"}', '"y"}')
    assert changed(text, lambda records: records[0]["rules"][1].update(t="y")) == expected


@pytest.mark.parametrize("indent", ["  ", "    ", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_new_text_takes_the_style_of_the_file(indent: str, newline: str) -> None:
    records: list[dict[str, Any]] = [
        {"id": "a", "type": "tab", "env": []},
        {"id": "b", "type": "x", "wires": [["c"]]},
    ]
    text = json.dumps(records, indent=indent).replace("\n", newline)

    def change(records: Any) -> None:
        records[0]["env"] = [{"name": "X"}]
        records[1]["new"] = {"k": [1]}
        records.append({"id": "c", "type": "y", "wires": [[]]})

    after = copy.deepcopy(records)
    change(after)
    assert changed(text, change) == json.dumps(after, indent=indent).replace("\n", newline)


def test_a_file_on_one_line_stays_on_one_line() -> None:
    text = '[{"id":"a","type":"tab"},{"id":"b","type":"x"}]\n'
    assert (
        changed(text, lambda records: records[1].update(y=1))
        == '[{"id":"a","type":"tab"},{"id":"b","type":"x","y":1}]\n'
    )


def test_removed_and_reordered_records_keep_their_own_text() -> None:
    text = '[\n {"id":"a", "type":"1"},\n {"id":"b",  "type":"2"},\n {"id":"c","type":"3"}\n]'
    swapped = '[\n {"id":"c","type":"3"},\n {"id":"b",  "type":"2"}\n]'

    def change(records: Any) -> None:
        records[:] = [records[2], records[1]]

    assert changed(text, change) == swapped


def test_a_new_document_is_written_with_four_blanks() -> None:
    records = [{"id": "a", "type": "tab", "label": "ä"}]
    expected = '[\n    {\n        "id": "a",\n        "type": "tab",\n        "label": "ä"\n    }\n]'
    assert Source.empty().updated(records).content.decode() == expected


def test_the_container_with_a_revision_is_kept_and_its_revision_brought_up_to_date() -> None:
    text = '{ "rev": "old", "flows": [{"id":"a","type":"tab"}], "more": true }'
    records = [{"id": "a", "type": "tab", "x": 1}]
    out = Source.parse(text.encode()).updated(records).content.decode()
    assert json.loads(out) == {"rev": revision(records), "flows": records, "more": True}
    assert out.startswith('{ "rev": "')


def test_half_characters_that_utf8_cannot_hold_are_escaped() -> None:
    assert '"\\ud800"' in Source.empty().updated([{"id": "a", "type": "t", "s": "\ud800"}]).content.decode()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[{"id":"a",}]', "not valid JSON: .* at line 1, column 12"),
        ('[{"id":"a"}', "not valid JSON"),
        ('[{"id":"a"} {}]', "Expecting ',' delimiter at line 1, column 13"),
        ("[1] 2", "more text after the end"),
        ("5", "must be a list of nodes"),
        ("{}", "holds no `flows`"),
        ('[{"a":NaN}]', "NaN is not JSON"),
        ("[" * 100_000, "nested too deeply|not valid JSON"),
    ],
)
def test_a_broken_file_is_refused_with_the_place(text: str, problem: str) -> None:
    with pytest.raises(DocumentError, match=problem):
        Source.parse(text.encode())


def test_a_file_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(DocumentError, match="not UTF-8"):
        Source.parse(b'["\xff"]')


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
documents = st.lists(st.dictionaries(st.sampled_from("abcdef"), values, max_size=5), max_size=4).map(
    lambda records: [{"id": str(index), "type": "t", **record} for index, record in enumerate(records)]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents, documents, st.sampled_from([None, 1, 4, "\t"]), st.booleans())
def test_whatever_changes_the_new_document_is_what_is_read_again(
    old: Any, new: Any, indent: Any, ascii_only: bool
) -> None:
    text = json.dumps(old, indent=indent, ensure_ascii=ascii_only)
    source = Source.parse(text.encode("utf-8", "surrogatepass") if not ascii_only else text.encode())
    after = source.updated(new)
    assert Source.parse(after.content).records == new
    assert after.updated(copy.deepcopy(new)).content == after.content

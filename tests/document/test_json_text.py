"""JSON as JavaScript writes it (`wirelatch.document.json_text`), and the revision made of it."""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirelatch.document.json_text import number_text, stringify
from wirelatch.document.revision import revision


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"), (-0.0, "0"), (1.5, "1.5"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1.5e300, "1.5e+300"),
        (1e-6, "0.000001"), (1e-7, "1e-7"), (1.25e-9, "1.25e-9"), (123456.789, "123456.789"), (5, "5"), (2**60, str(2**60)),
        (0.1, "0.1"), (-12.5, "-12.5"), (5e-324, "5e-324"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_javascript_writes_them(value: float, text: str) -> None:
    assert number_text(value) == text
    assert stringify({"a": [value]}) == f'{{"a":[{text}]}}'


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_the_same_when_it_is_read_again(value: float) -> None:
    assert float(number_text(value)) == value or math.isclose(value, 0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": "é\u2028\x01\x7f\n"}, '{"a":"é\u2028\\u0001\x7f\\n"}'),
        ("\ud800x", '"\\ud800x"'),
        ([], "[]"),
        ({"a": {}, "b": [True, None]}, '{"a":{},"b":[true,null]}'),
    ],
)
def test_text_is_written_as_javascript_writes_it(value: Any, text: str) -> None:
    assert stringify(value) == text


def test_indented_text_is_the_same_with_and_without_odd_numbers() -> None:
    value = {"a": [1, {"b": []}], "c": {}}
    odd = {**value, "n": 1e300}
    assert stringify(value, "  ") == json.dumps(value, indent=2)
    assert stringify(odd, "  ") == json.dumps(odd, indent=2).replace("1e+300", "1e+300")


def test_the_revision_is_the_hash_of_the_text_as_node_red_computes_it() -> None:
    records = [{"id": "a", "type": "tab", "x": 1.0}]
    assert revision(records) == hashlib.sha256(b'[{"id":"a","type":"tab","x":1}]').hexdigest()

"""JSON as it goes over the wire (`wirelatch.webkit.encoding`)."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from wirelatch.webkit.encoding import json_octets


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"a": [1, "ü", None, True]}, {"a": [1, "ü", None, True]}),
        (math.nan, None),
        ("\ud800", "\ud800"),
        ({"\udc00": ["\ud800", math.inf, {1: (2.5,)}]}, {"\udc00": ["\ud800", None, {"1": [2.5]}]}),
        (10**30, 10**30),
        (object, "<class 'object'>"),
    ],
)
def test_whatever_a_flow_holds_can_be_sent(value: Any, read: Any) -> None:
    assert json.loads(json_octets(value)) == read

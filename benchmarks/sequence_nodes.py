"""The nodes of the palette's category *sequence*."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from benchmarks.report import Row
from benchmarks.side_by_side import Case, Record, compare_all, in_a_row

_TEN = json.dumps([{"number": number, "name": f"sensor-{number}"} for number in range(10)])
_HUNDRED = json.dumps([(number * 37) % 100 for number in range(100)])


def _payload(value: str) -> Record:
    return {
        "type": "change",
        "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": value, "tot": "json"}],
    }


def _text(value: str) -> Record:
    return {"type": "change", "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": value, "tot": "str"}]}


def _join(**more: Any) -> Record:
    return {
        "type": "join", "mode": "auto", "build": "object", "property": "payload", "propertyType": "msg",
        "key": "topic", "joiner": "\\n", "joinerType": "str", "useparts": False, "accumulate": False, "timeout": "",
        "count": "", "reduceRight": False, "reduceExp": "", "reduceInit": "", "reduceInitType": "",
        "reduceFixup": "", **more,
    }  # fmt: skip


_SPLIT = {"type": "split", "splt": "\\n", "spltType": "str", "arraySplt": 1, "arraySpltType": "len", "stream": False, "addname": "", "property": "payload"}  # fmt: skip
_SORT = {"type": "sort", "order": "ascending", "as_num": False, "target": "payload", "targetType": "msg", "msgKey": "payload", "msgKeyType": "elem", "seqKey": "payload", "seqKeyType": "msg"}  # fmt: skip
_BATCH = {"type": "batch", "mode": "count", "count": "10", "overlap": "0", "interval": "10", "allowEmptySequence": False, "honourParts": False, "topics": []}  # fmt: skip

CASES = [
    Case("split, an array of 10", in_a_row(_payload(_TEN), _SPLIT), unit="parts/s", work=10, arrivals=10, most=1_000),
    Case("split, a text of 10 lines", in_a_row(_text("line\n" * 9 + "line"), _SPLIT), unit="parts/s", work=10, arrivals=10, most=1_000),
    Case("split → join, an array of 10", in_a_row(_payload(_TEN), _SPLIT, _join()), unit="parts/s", work=10, most=1_000),
    Case("join, 10 numbers to an array", in_a_row(_join(mode="custom", build="array", count="10")), arrivals=0.1),
    Case("join, reduce a sequence of 10", in_a_row(_payload("[1,2,3,4,5,6,7,8,9,10]"), _SPLIT, _join(mode="reduce", reduceExp="$A + payload", reduceInit="0", reduceInitType="num")), unit="parts/s", work=10, most=500),
    Case("sort, an array of 100 numbers", in_a_row(_payload(_HUNDRED), _SORT), unit="arrays/s", most=2_000),
    Case("split → sort, a sequence of 10", in_a_row(_payload("[3,1,4,15,9,2,6,5,35,8]"), _SPLIT, {**_SORT, "targetType": "seq", "as_num": True}), unit="parts/s", work=10, arrivals=10, most=1_000),
    Case("batch, groups of 10", in_a_row(_BATCH)),
]  # fmt: skip
NAMES = [case.name for case in CASES]


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    return compare_all(CASES, names)

"""The csv node reads and writes what Node-RED's two parsers do."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.cases import Case
from tests.peers.differential.parsers import documents, same
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

CSV_TEXTS = [
    "", "a", "1", "a,b,c", "1,2,3", "a,b,c\n1,2,3", "a,b,c\r\n1,2,3\r\n4,5,6\r\n", "a,b\r1,2\r3,4", "\n\na,b\n\n1,2\n\n",
    "a,b\n1,", "a,b\n,2", "a,b,c\n1,,3", "a,b,c\n,,", ",", "x,,z\n1,2,3", '"a","b"\n"1","2"', 'a,b\n"1,5",2', 'a,b\n"x\ny",2',
    'a,b\n"x\r\ny",2\r\n', 'a,b\n"say ""hi""",2', 'a,b\nsay "hi" now,2', 'a,b\n"x"y,2', 'a,b\nx"y,2', 'a,b\nx""y,2',
    'a,b\n"x" ,2', 'a,b\n "x",2', 'a,b\n"",2', 'a,b\n1,""', 'a,b\n"","x"\n,y', 'a,b\n"""",2', 'a,b\n"unclosed,2\n3,4', 'a,b\n1,2"',
    "a,b\n01,007", "a,b\n-1,-0.5", "a,b\n+1,1e5", "a,b\n1E-3,1e+2", "a,b\n0x10,0b11", "a,b\n1.,.5", "a,b\n 1 , 2 ", "a,b\n1_000,1 000",
    "a,b\nInfinity,NaN", "a,b\n12345678901234567890,1.10", "a,b\n0,00", "a,b\n0.10,-0", "a,b\n1e400,-", "a,b\n.,e5", "a,b\ntrue,null",
    "a,b,c\n1,2", "a,b\n1,2,3", "a,b\n1,2\n\n3,4\n", "a b, c d \n1,2", "ä,ö\nü,ß", "🦊,b\n1,🐢", "a\tb\n1\t2", "a;b\n1;2",
    '"a,b",c\n1,2', '"a ""q""",c\n1,2', "2,1,0\nx,y,z", "a,a\n1,2", "#c\na,b\n1,2", "\ufeffa,b\n1,2", "a,b\n1,2\x00", "a,b\n\t1,\u00a02",
    "one\ntwo\nthree", "a,b\n1,2\n,\n3,4", 'a,b\n"1","2.0"', 'a\n"x', '"', '""', '"\n"', "\r\n", " ", "a,b\n\"\n\",\"\r\"\n",
]  # fmt: skip

CSV_OPTIONS: list[dict[str, Any]] = [
    {}, {"hdrin": True}, {"multi": "mult"}, {"hdrin": True, "multi": "mult"}, {"temp": "x,y"}, {"temp": "x,,z", "multi": "mult"},
    {"strings": False, "hdrin": True, "multi": "mult"}, {"include_empty_strings": True, "hdrin": True, "multi": "mult"},
    {"include_null_values": True, "hdrin": True, "multi": "mult"}, {"include_null_values": True, "include_empty_strings": True},
    {"include_null_values": True, "include_empty_strings": True, "temp": "x,y,z", "multi": "mult"}, {"skip": "1", "multi": "mult"},
    {"skip": "1", "hdrin": True, "multi": "mult"}, {"sep": "\\t", "hdrin": True, "multi": "mult"}, {"sep": ";", "multi": "mult"},
    {"temp": '"x, y" , z', "multi": "mult"}, {"temp": '"x, y",z', "multi": "mult"}, {"skip": "5"},
]  # fmt: skip


def csv(spec: str, **more: Any) -> dict[str, Any]:
    node = {
        "type": "csv", "spec": spec, "sep": ",", "hdrin": "", "hdrout": "none", "multi": "one", "ret": "\\n", "temp": "",
        "skip": "0", "strings": True, "include_empty_strings": "", "include_null_values": "",
    }  # fmt: skip
    return {**node, **more}


@pytest.mark.parametrize("spec", ["", "rfc"])
async def test_csv_reads_the_same(pair: Twins, spec: str) -> None:
    await same(pair, [Case(csv(spec, **options), documents(*CSV_TEXTS)) for options in CSV_OPTIONS])


CSV_PIECES = ["a,b\n", "1,2\n", "3,4\n", '5,"x"\n', "\n", "7,8"]


@pytest.mark.parametrize("spec", ["", "rfc"])
async def test_csv_reads_texts_in_pieces(pair: Twins, spec: str) -> None:
    whole = [
        {"payload": piece, "parts": {"id": "p", "index": index, "count": len(CSV_PIECES)}}
        for index, piece in enumerate(CSV_PIECES)
    ]
    counted_last = [
        {"payload": piece, "parts": {"id": "p", "index": index, **({"count": 3} if index == 2 else {})}}
        for index, piece in enumerate(CSV_PIECES[:3])
    ]
    large = [
        {"payload": "a,b\n1,2\n3,4\n", "parts": {"id": "p", "index": index, "count": 2}} for index in range(2)
    ]
    odd = [
        {"payload": "1,2", "parts": {}}, {"payload": "1,2", "parts": {"index": 0, "count": 1}},
        {"payload": "", "parts": {"index": 0, "count": 1}}, {"payload": "1,2", "parts": "x"}, {"payload": "1,2", "parts": None},
    ]  # fmt: skip
    options: list[dict[str, Any]] = [
        {}, {"hdrin": True}, {"multi": "mult"}, {"multi": "mult", "hdrin": True}, {"skip": "1"}, {"skip": "2", "hdrin": True, "multi": "mult"},
        {"skip": "1", "hdrin": True}, {"temp": "x,y", "multi": "mult"},
    ]  # fmt: skip
    await same(
        pair,
        [
            Case(csv(spec, **option), messages)
            for option in options
            for messages in (whole, counted_last, large, odd)
        ],
    )


CSV_OBJECTS: list[Any] = [
    {"a": 1, "b": 2}, [{"a": 1, "b": 2}, {"a": 3, "b": 4}], [{"a": 1}, {"b": 2}], [{"b": 2, "a": 1}], [1, 2, 3], ["x", "y"], [[1, 2], [3, 4]],
    [["a,b", 'c"d', "e\nf", "g\rh"]], [{"a": "x,y", "b": 'q"r'}, {"a": "l\nm", "b": "n\ro"}], [True, False], [1.5, -0.0, 1e21], [{"a": True, "b": None}],
    [{"a": {"x": 1}, "b": [1, 2]}], [{"a": "", "b": 0}], {}, [], [{}], [[]], [None], [[None, 1]], [{"a": 1}, None], [1, {"a": 2}], [{"a": 1}, 2],
    [[1, 2], {"a": 3, "0": 4}], [{"a": 1}, [5, 6]], ["a,b", 'c"', "d\n"], [{"1": "x", "0": "y"}], [{"a b": 1, "c": 2}], [{'q"q': 1, "n\nl": "v\nw"}],
    [[[1, 2], {"a": 1}]], [{"a": "ä🦊"}], [["1", ["2"]], [3]], None, b"ab", [[1, 2, 3, 4, 5]], [[], [1]], [{"b": 1, "a": 2, "c": 3, "d": 4}], [""], [[""]],
    [{"a": "  x  "}], [{"a": "=1+1"}], [{"a": "1;2"}], [{"a": "tab\there"}], [[1, None]],
]  # fmt: skip


@pytest.mark.parametrize("spec", ["", "rfc"])
async def test_csv_writes_the_same(pair: Twins, spec: str) -> None:
    options: list[dict[str, Any]] = [
        {}, {"hdrout": "all"}, {"hdrout": "once"}, {"temp": "b,a"}, {"temp": "b,,a", "hdrout": "all"}, {"ret": "\\r\\n", "hdrout": "all"},
        {"ret": ""}, {"sep": ";", "hdrout": "all"}, {"sep": "\\t", "temp": "a,c"}, {"temp": "a", "hdrout": True}, {"temp": '"b",a', "hdrout": "all"},
        {"temp": "d,c,b,a,x"}, {"hdrout": False},
    ]  # fmt: skip
    cases = [Case(csv(spec, **option), documents(*CSV_OBJECTS)) for option in options]
    cases += [
        Case(csv(spec, hdrout=hdrout), documents(*CSV_OBJECTS[:6], columns=columns))
        for hdrout in ("none", "all", "once")
        for columns in ("b,a", "a,,b", "", '"a"', "a", None, 5)
    ]
    await same(pair, cases)


@pytest.mark.parametrize("spec", ["", "rfc"])
async def test_csv_heads_a_text_once_until_it_is_reset(pair: Twins, spec: str) -> None:
    rows = [{"payload": {"a": n, "b": -n}} for n in range(3)]
    parts = [{"payload": {"a": n, "b": 1}, "parts": {"id": "p", "index": n, "count": 3}} for n in range(3)]
    reset: list[dict[str, Any]] = [
        *rows,
        {"reset": True},
        *rows,
        {"payload": [{"z": 1}], "reset": 1},
        {"topic": "no payload"},
    ]
    cases = [
        Case(csv(spec, hdrout=hdrout, temp=temp), messages)
        for hdrout in ("none", "all", "once")
        for temp in ("", "b,a")
        for messages in (reset, parts)
    ]
    both = [
        {"payload": "p,q\n1,2"},
        {"payload": [{"p": 3, "q": 4}]},
        {"payload": "5,6"},
        {"payload": 5},
        {"payload": True},
    ]
    cases += [
        Case(csv(spec, **more), both)
        for more in ({}, {"hdrin": True}, {"hdrout": "all"}, {"hdrin": True, "sep": ";"})
    ]
    cases.append(Case({"type": "csv", "spec": spec}, documents("a,b\n1,2", [{"a": 1}])))
    await same(pair, cases)

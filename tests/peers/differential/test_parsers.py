"""The parser nodes: csv, html, json, xml and yaml give for a document what Node-RED's libraries give."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest

from tests.peers.differential.cases import Case, flows_of
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]


SPREAD = """
const value = item => item && item.$bytes ? Buffer.from(item.$bytes) : item;
for (const one of msg.list) {
    if ("payload" in one) one.payload = value(one.payload);
    node.send(one);
}
"""
"""What a function node does, so that all messages of a case come by one press of an inject node's button."""


async def same(pair: Twins, cases: list[Case]) -> None:
    """Run every case on both sides, and report all that differ at once; the order of what comes out is left out."""
    flows = flows_of(cases)
    for record in flows:
        if record["type"] == "inject":
            record["wires"] = [[record["id"].replace("-in", "-spread")]]
    flows += [
        {
            "id": f"{number}-spread", "type": "function", "z": f"{number}-tab", "x": 0, "y": 0, "func": SPREAD,
            "outputs": 1, "wires": [[f"{number}-n"]],
        }
        for number in range(len(cases))
    ]  # fmt: skip
    await pair.deploy(flows)
    for number, case in enumerate(cases):
        await pair.inject(f"{number}-in", {"list": [_sendable(message) for message in case.messages]})
    theirs, ours = await pair.compare(0.3, ordered=False)
    differences = [
        f"{'Node-RED ' if item in theirs else 'Wirelatch'}: {dict(cases[int(item[0].partition('-')[0])].node)}: {item}"
        for item in sorted([*_without(theirs, ours), *_without(ours, theirs)], key=repr)
    ]
    assert not differences, "\n".join(differences)
    assert theirs, "nothing came out"


def _sendable(message: Mapping[str, Any]) -> dict[str, Any]:
    payload = message.get("payload")
    return {**message, "payload": {"$bytes": list(payload)}} if isinstance(payload, bytes) else dict(message)


def _without(some: list[Any], others: list[Any]) -> list[Any]:
    """What comes more often in the first list than in the second."""
    left = Counter(map(repr, others))
    found = []
    for item in some:
        if left[repr(item)]:
            left[repr(item)] -= 1
        else:
            found.append(item)
    return found


def documents(*payloads: Any, **more: Any) -> list[dict[str, Any]]:
    """A message for each document, numbered."""
    return [{"payload": payload, "number": number, **more} for number, payload in enumerate(payloads)]


# csv -------------------------------------------------------------------------------------------------------------

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


# xml -------------------------------------------------------------------------------------------------------------

XML_TEXTS = [
    "<a/>", "<a></a>", "<a>x</a>", "<a> </a>", "<a>\n\t</a>", "<a> x </a>", "<a b='1'/>", '<a b="1" c="2">x</a>', "<a><b/></a>", "<a><b>1</b><b>2</b></a>",
    "<a><b>1</b><c>2</c></a>", "<a>x<b>1</b>y</a>", "<a> <b>1</b> </a>", '<?xml version="1.0" encoding="UTF-8"?><a/>', '\n  <?xml version="1.0"?>\n<a/>',
    "\ufeff<a>x</a>", "<!-- c --><a/>", "<a><!-- c --></a>", "<a>x<!-- c -->y</a>", "<a>x<!---->y</a>", "<a><![CDATA[<x> & y]]></a>", "<a><![CDATA[]]></a>",
    "<a><![CDATA[ ]]></a>", "<a>x<![CDATA[y]]>z</a>", "<a b='1'><![CDATA[ ]]></a>", "<a><![CDATA[a]]b]]></a>", "<a>&lt;&gt;&amp;&quot;&apos;</a>", "<a>&#65;&#x42;&#x1F98A;</a>",
    "<a>&nbsp;&eacute;&EURO;&euro;</a>", "<a>&unknown;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#00065;</a>", "<a>& x</a>", "<a>&amp</a>", "<a>&;</a>",
    "<a b='&lt;&#10;\n\t'/>", "<a b='x<y'/>", "<a b = '1' />", "<a b=1/>", "<a b/>", "<a b c='1'/>", "<a b='1'c='2'/>", "<a b='1' b='2'/>", "<a b='1>", "<a",
    "<a>", "<a><b></a>", "<a></b>", "</a>", "<a/><b/>", "<a/>tail", "text", "text<a/>", "<a/>  ", "", "   ", "<!-- only -->", "<?pi x?>", "<?pi x??><a/>",
    "< a>x</ a >", "<a / >", "<a\n b='1'\n>x</a\n>", "<1a/>", "<a:b xmlns:a='u'><a:c a:d='1'/></a:b>", "<a xmlns='u'><b/></a>", "<x:a/>", "<ä ö='ü'>ß</ä>", "<a-b.c_d:e/>",
    "<!DOCTYPE a><a/>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', '<!DOCTYPE a [<!ENTITY x "y"><!-- ]> --><!ELEMENT a ANY>]><a>z</a>',
    "<a/><!DOCTYPE a>", "<a><!DOCTYPE a></a>", "<a><!-- -- --></a>", "<a><!--", "<a><![CDATA[x</a>", "<a><?pi?>x</a>", "<a>1\r\n2</a>", "<a b='1\r\n2'/>", "<a>1 &lt; 2 &amp;&amp; 3</a>",
    "<A><B>x</B><b>y</b></A>", "<a><b/>x<b/>y<b c='1'>z</b></a>", "<a>  many   spaces  </a>", "<a><![cdata[x]]></a>", "<!doctype a><a/>", "<a><b>1</b>\n<b/>\n<b> </b></a>",
    "<a><$>1</$></a>", "<a b=''></a>", "<a>🦊</a>", "<a></a></a>", "<a><<b/></a>", "<a>]]></a>", "<a>\x01</a>", "<r>" + "<i>1</i>" * 30 + "</r>",
]  # fmt: skip

XML_OPTIONS: list[dict[str, Any]] = [
    {}, {"explicitArray": False}, {"explicitRoot": False}, {"explicitCharkey": True}, {"mergeAttrs": True}, {"mergeAttrs": True, "explicitArray": False}, {"ignoreAttrs": True},
    {"trim": True}, {"normalize": True}, {"normalizeTags": True}, {"emptyTag": "E"}, {"emptyTag": None}, {"emptyTag": {}}, {"xmlns": True}, {"xmlns": True, "explicitArray": False},
    {"explicitChildren": True}, {"explicitChildren": True, "preserveChildrenOrder": True}, {"explicitChildren": True, "preserveChildrenOrder": True, "charsAsChildren": True},
    {"explicitChildren": True, "preserveChildrenOrder": True, "charsAsChildren": True, "includeWhiteChars": True, "normalize": True}, {"explicitChildren": True, "charsAsChildren": True},
    {"explicitChildren": True, "childkey": "kids"}, {"attrkey": "@", "charkey": "#"}, {"chunkSize": 3},
]  # fmt: skip


async def test_xml_reads_the_same(pair: Twins) -> None:
    cases = [
        Case({"type": "xml", "property": "payload"}, documents(*XML_TEXTS, options=options))
        for options in XML_OPTIONS
    ]
    nodes: list[dict[str, Any]] = [
        {}, {"property": "payload", "attr": "", "chr": ""}, {"attr": "@attributes", "chr": "text"}, {"property": "deep.xml"},
    ]  # fmt: skip
    cases += [Case({"type": "xml", **node}, documents(*XML_TEXTS[:30])) for node in nodes]
    odd = [
        {"payload": "<a/>", "options": None}, {"payload": "<a/>", "options": 5}, {"payload": 5}, {"payload": True}, {},
        {"deep": {"xml": "<a>1</a>"}, "payload": "<b/>"},
    ]  # fmt: skip
    cases += [Case({"type": "xml", **node}, odd) for node in nodes]
    await same(pair, cases)


XML_OBJECTS: list[Any] = [
    {"a": "x"}, {"a": ""}, {"a": None}, {"a": 1}, {"a": True}, {"a": 1.5}, {"a": {}}, {"a": []}, {"a": ["x", "y"]}, {"a": {"b": "x"}}, {"a": {"b": ["x", "y"]}}, {"a": {"b": [1, None, {"c": 2}]}},
    {"a": {"$": {"b": 1, "c": "x\"y<z>&\n\t\r'"}, "_": "text"}}, {"a": {"_": "t", "b": "x"}}, {"a": {"b": "x", "_": "t"}}, {"a": {"$": "x"}}, {"a": {"$": {"n": None}}}, {"a": {"_": None}}, {"a": {"_": 5}},
    {"a": "<x> & \"y\" 'z' ]]>"}, {"a": "l1\nl2\r\nl3"}, {"a": {"b": "<&>", "c": ["<", "x"]}}, {"a": 1, "b": 2}, {"root": {"a": 1}}, {}, [], ["x"], [1, 2], [{"a": 1}, {"b": 2}], {"a": [{"b": 1}, {"c": 2}]},
    {"a": [[1, 2], [{"b": 3}]]}, {"a": {"1b": "x"}}, {"a b": 1}, {"": 1}, {"a": "\x01"}, {"a": "ä🦊"}, {"ä": "x"}, {"a": {"b": {"c": {"d": "x", "e": ["1", "2"]}}}}, {"x:a": {"$": {"xmlns:x": "u"}, "x:b": ""}},
    {"a": {"b": ""}}, {"a": {"b": [""]}}, {"a": {"b": ["", ""]}}, {"a": {"b": False, "c": 0}}, None, {"a": {"2": "x", "b": 1}}, {"a": {"$": {"1": 2}}}, {"a": {"$": ["x"]}}, {"a": {"b": {"$": {"c": 1}}}},
    {"a": {"_": "x", "$": {"y": "z"}, "c": [{"_": "1", "$": {"n": 1}}, {"_": "2"}]}}, {"a": {"_": ""}}, {"a": {"_": "", "b": 1}}, {"a": [{"_": "x"}, "y"]}, {"a": {"b": "]]>"}}, {"a": 1e21}, {"a": {"b": {}}},
]  # fmt: skip

XML_BUILDING: list[dict[str, Any] | None] = [
    None, {}, {"renderOpts": {"pretty": True}}, {"renderOpts": {"pretty": True, "indent": "\t", "newline": "\r\n"}}, {"renderOpts": {"pretty": False}, "headless": True}, {"headless": True}, {"rootName": "top"}, {"cdata": True},
    {"cdata": True, "renderOpts": {"pretty": False}}, {"xmldec": {"version": "1.1", "encoding": "ISO-8859-1"}}, {"xmldec": {"version": "1.0", "standalone": False}}, {"xmldec": {"version": "x"}}, {"xmldec": {"encoding": "!"}},
    {"attrkey": "@", "charkey": "#"}, {"attrkey": "b", "charkey": "c"}, {"doctype": {"sysID": "x.dtd"}}, {"doctype": {"pubID": "p", "sysID": "s"}}, {"doctype": {"pubID": "p"}}, {"renderOpts": {"allowEmpty": True, "pretty": True}},
    {"renderOpts": {"spaceBeforeSlash": True}}, {"renderOpts": {"pretty": True, "offset": 2}}, {"renderOpts": {"pretty": True, "dontPrettyTextNodes": True}}, {"renderOpts": {"pretty": True, "spaceBeforeSlash": "  "}},
]  # fmt: skip


async def test_xml_writes_the_same(pair: Twins) -> None:
    await same(
        pair,
        [
            Case(
                {"type": "xml", "property": "payload"},
                documents(*XML_OBJECTS, **({} if options is None else {"options": options})),
            )
            for options in XML_BUILDING
        ],
    )


# yaml ------------------------------------------------------------------------------------------------------------

YAML_SCALARS = [
    "yes", "no", "on", "off", "y", "true", "True", "TRUE", "tRUE", "null", "Null", "~", "", "nil", "0", "-0", "+1", "007", "08", "0o17", "0o8", "0x1F", "-0x1f", "0b101", "0b2", "1_000", "1e3",
    "1E-2", "1.", ".5", "-.5", "+.5", "1.5e+3", "1e400", "9007199254740993", "123456789012345678901234567890", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "-.nan", "1:30", "190:20:30", "2001-12-14",
    "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2001-12-15 2:59:43.10", "2001-1-1", "2001-13-45", "0099-01-01", "2001-12-14T21:59:43Z", "2001-12-14T21:59:43.123456+01:30", "<<", "=",
    "'quoted'", "'it''s'", '"a\\tb\\u00e9\\x41\\U0001F98A\\n\\/\\e\\_"', '"\\q"', "'yes'", '"1"', "a b  c", "a#b", "a #b", "a:b", "http://x.y/z?a=b&c", "-x", "?x", ":x", "- x", "@x", "`x`", "%x", "&x", "*x", "!x",
    "a, b", "[a, b", "{a", "'x", '"x', "ä🦊", "a\tb", "-", "--", "---x", "1 2", "0.1.2", "12e", "e5", "!!str 1", "!!str yes", "!!int '5'", "!!int x", "!!float 1", "!!bool yes", "!!bool 'true'", "!!null ''",
    "!!binary x", "!!timestamp 2001-12-14", "!!js/function 'x'", "!!python/object:os.system x", "!x y", "! 5", "!!str", "!!map", "!!seq", "!!set", "!<tag:yaml.org,2002:str> 5",
]  # fmt: skip

YAML_TEXTS = [
    *[f"a: {scalar}\n" for scalar in YAML_SCALARS], *[f"- {scalar}" for scalar in YAML_SCALARS[:14]], *YAML_SCALARS[:70],
    "", " ", "\n", "\n\n", "# comment", "# c\na: 1 # d\n", "---\na: 1", "---\na: 1\n...\n", "%YAML 1.2\n---\na: 1", "%YAML 1.1\n---\na: yes", "%YAML 2.0\n---\na", "--- a\n--- b", "a: 1\n---\nb: 2", "---", "---\n---\n", "a\n...\n",
    "a: 1\nb: 2", "a: 1\na: 2", "{a: 1, a: 2}", "a:\n  b:\n    c: 1", "a:\n- 1\n- 2", "a:\n  - 1\n  - b: 2\n    c: 3\n  -\n    d: 4", "- - 1\n  - 2\n- 3", "a:\n\tb: 1", "a: 1\n b: 2", "a:\n  b: 1\n c: 2", "- a\n b", "a: b: c", "a: 'b' c",
    "[1, [2, 3], {a: 4}]", "[1, 2,]", "[1,, 2]", "[,]", "{a: 1, b}", "{a, b: }", "{a:1}", '{"a":1}', "{'a':1,\"b\":[1,2]}", "[a: 1, b: 2]", "[\n1,\n2\n]", "{a: [1,\n 2]}", "[1 2]", "[1]]", "{a: 1}}", "[a, b]: c", "{a: b}: c", "? a\n: b", "? [a, b]\n: c",
    "? a\n? b", "? |\n  x\n: y", "1: a\ntrue: b\nnull: c\n1.5: d", "~: x", ": x", "a:", "a:\nb:", "a: |\n  x\n  y\n", "a: |-\n  x\n  y\n\n", "a: |+\n  x\n\n", "a: >\n  x\n  y\n\n  z\n", "a: >-\n  x\n   y\n  z", "a: |2\n   x\n  y", "a: >\n\n  x\n", "a: |\n x\n  y\nb: 1",
    "a: |\n", "|\n x", ">\n x\n y", "a: x\n  y\n\n  z", "a: 'x\n  y\n\n  z'", 'a: "x\\\n  y"', 'a: "x\n  y"', "a: x\ny", "&a x", "a: &x 1\nb: *x", "a: &x {b: 1}\nc: *x", "a: *x", "a: &x 1\nb: &x 2\nc: *x",
    "x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3", "y:\n  b: 3\n  <<: {a: 1, b: 2}", "<<: [{a: 1}, {a: 2, b: 3}]", "<<: 5", "<<: [1]", "'<<': {a: 1}", "<<: {a: 1}\n<<: {b: 2}", "<<: {a: 1}\na: 2\na: 3", "!!set {a, b}", "!!set {a: 1}", "!!omap [a: 1, b: 2]", "!!omap [a: 1, a: 2]",
    "!!pairs [a: 1, a: 2]", "!!map [1]", "!!seq {a: 1}", "!!str [1]", "!!map {a: 1}", "!!seq [1]", "!foo {a: 1}", "a: \x01", "a: '\x01'", "a: \u2028b", "a: b\u2029c", "a: \x85b", "\ufeffa: 1", "a: \x00", "a: \x7f", "key with spaces: value with: colon",
    "a: 1\r\nb: 2\r\n", "a: |\r\n  x\r\n  y\r\n", "a: 1\rb: 2", "a:    1   \n", "a:\t1", "a: [1,\t2]", "- a\n-b", "a: {b: {c: {d: [1]}}}", "'a b': 1\n\"c\": 2", "a : 1", "a:1", "a: -\n", "a: - b", "- - - a", "-\n  - a", "a: #c\n  b", "a: 'x' #c\nb: 1", "#a\n#b\n\na: 1\n\n#c\n",
    "{\n  \"json\": [1, 2.5, true, null, \"x\\u0041\"],\n  \"o\": {}\n}", "a: !!int\n", "- &a a\n- &b b\n- *a\n- *b", "a: &a\nb: *a", "[&a x, *a]", "{a: &x 1, b: *x}", "x: &x\n  - 1\ny: *x", "__proto__: 1", "constructor: 1", "a: '#x'\nb: '- y'", "[" * 99 + "]" * 99, "[" * 120 + "]" * 120,
    "a: ''\nb: \"\"\n", "? \n: x", "- ? a\n  : b", "- a: 1\n  b: 2\n- c", "a: [b\n, c]", "a: {b: c\n, d: e}", "a: 'b\n\n\n  c'", "a:\n  'b'", "a: |1\n x", "a: |0\n x", "a: |x\n y", "plain\ntext\n", "a: [x y, z: w]", "a: \"\\u12\"", "a: '\t'", "a\n\nb", "a: b\n\nc: d\n\n\n", "--- |\n x\n", "--- {a: 1}", "---\n- 1\n- 2\n",
]  # fmt: skip


def yaml_node(**more: Any) -> dict[str, Any]:
    return {"type": "yaml", "property": "payload", **more}


async def test_yaml_reads_the_same(pair: Twins) -> None:
    size = 25
    await same(
        pair,
        [
            Case(yaml_node(), documents(*YAML_TEXTS[start : start + size]))
            for start in range(0, len(YAML_TEXTS), size)
        ],
    )


LONG = "the quick brown fox jumps over the lazy dog " * 5
YAML_VALUES: list[Any] = [
    *[{"a": text} for text in [
        "", "x", "yes", "No", "true", "null", "~", "1", "1.5", "1e3", "0x1f", "0o7", "1:30", "2001-12-14", "2001-12-14t21:59:43", "<<", "=", ".inf", "- x", "-x", "? x", ":x", "a: b", "a:", "a:b", "a #b", "a#b", "#a", "'a'", '"a"', "it's", "a'b\"c",
        " a", "a ", "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", "\n", "\n\n", " a\nb", "\n a", "a\tb", "\x01", "a\x85b", "a\u00a0b", "a\u2028b", "ä", "🦊", "\ufeff", "[a", "{a", "a]", "a,b", "&a", "*a", "!a", "|a", ">a", "%a", "@a", "`a", "a\\b", "\\", "a\r\nb",
        LONG, f"{LONG}\n{LONG}", f" {LONG}", f"{LONG}\n  {LONG}\n{LONG}\n", "x" * 100, "x" * 100 + " y", "a " * 60, "a  " * 60, "🦊 " * 50, f"{LONG}\n\n\n{LONG}", f"\n{LONG}", "y", "n", "off", "1_000", "+1", "08", "é: è", "a:\tb", "-", "?", "---", "...", "--- a", "...a", "a\n---\nb",
        "\ud83e\udd8a", "http://a.b/c?d=e&f#g", "12:30:45", "1__2", "0b1", "-.5", "+.5", "1.", "!!str a", "a : b", "a\n b\n", "  ", " ", "a\n ",
    ]],
    {}, [], {"a": {}}, {"a": []}, {"a": None}, {"a": True, "b": False}, {"a": 0, "b": -1, "c": 1.5, "d": 1e21, "e": 1e-7, "f": 123456789012}, [1, "2", None, True], [[1, 2], [3, [4]]], [{"a": 1, "b": 2}, {"c": [1, {"d": 2}]}], {"a": {"b": {"c": [1, 2]}}},
    {"b": 1, "a": 2, "2": 3, "1": 4}, {"": 1, "yes": 2, "1": 3, "a b": 4, "a: b": 5, "x\ny": 6, "🦊": 7, "#": 8}, {"k" * 1100: 1, "l": {"m" * 1100: [1]}}, [[], {}, ""], {"a": [[]], "b": [{}]}, b"hello", {"a": {"type": "Buffer", "data": [1]}}, 5, True, None, [[[["deep"]]]],
    {"a": [{"b": [{"c": [{"d": 1}]}]}]}, {"a": {"b": "x\ny", "c": [LONG, "l1\nl2\n"]}}, [f"{LONG}", "a\nb"], {"list": ["a", "b"], "after": 1}, {"n": [None, None]}, [-0.0], {"x": 5e-324, "y": 1.7976931348623157e308}, ["a", ["b", {"c": "d\n"}]], {"a": {"b": LONG * 3}},
]  # fmt: skip


async def test_yaml_writes_the_same(pair: Twins) -> None:
    size = 25
    cases = [
        Case(yaml_node(), documents(*YAML_VALUES[start : start + size]))
        for start in range(0, len(YAML_VALUES), size)
    ]
    cases.append(
        Case(
            yaml_node(property="deep.x"),
            [{"deep": {"x": "a: 1"}}, {"deep": {}}, {"payload": 1}, {"deep": {"x": {"a": [1]}}}],
        )
    )
    await same(pair, cases)


# html ------------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Tïtle &amp; more</title><meta charset="utf-8"><style>p > a { color: red }</style><script>if (1 < 2) { "x" }</script></head>
<body class="a b">
<!-- comment -->
<h1 id="top">Head <b>bold</b> &lt;1&gt;</h1>
<ul class="list"><li class="x">one<li class="x y">two<li lang=en-US>three <i>it</i></ul>
<ul id=second><li>four</li><li data-n="5" data-Upper=U>five</li></ul>
<div><p class='p1'>par 1 <a href="http://x.y/?a=1&b=2" title='say "hi"'>link</a><br>line<p>par 2 <img src=a.png alt=""><p></p><p> </p></div>
<form><input type=text name=t value="v"><input name=u><input type=CHECKBOX checked><input type=radio><select><option>o1<option selected value=2>o2</select><textarea disabled>ta
x</textarea><button type=submit>go</button></form>
<table><tr><td>1<td>2<tr><td colspan=2>3</table>
<div id="e1"></div><div id=e2><!-- c --></div><section><h2>S</h2><div><section><p>deep</p></section></div></section>
<svg viewBox="0 0 1 1"><circle r=1 /><text>svgt</text></svg><template><b class=x>tpl</b></template><noscript><i>ns</i></noscript>
<pre>
 pre &nbsp; é 🦊</pre><a>no href</a><a href="#x" class="ext A">two</a></body></html>"""

SELECTORS = [
    "h1", "H1", "li", "ul li", "ul > li", "ul>li", "li + li", "li ~ li", ".x", "li.x.y", "#second li", "ul#second > li", "*", "p", "p a", "a[href]", "a[href='#x']", "a[href^=http]", "a[href$='2']", "a[href*=\"x.y\"]", "[class~=y]", "[lang|=en]",
    "li[lang!=en]", "[type=checkbox]", "[type=CHECKBOX]", "[class=X]", "[class=X i]", "[data-n='5']", "[data-upper]", "li:first", "li:last", "li:eq(1)", "li:eq(-1)", "li:eq(9)", "li:gt(1)", "li:lt(2)", "li:even", "li:odd", "li:nth(0)", ":first", "li:first-child",
    "li:last-child", "li:nth-child(2)", "li:nth-child(odd)", "li:nth-child(2n+1)", "li:nth-child(-n+2)", "li:nth-last-child(1)", "li:nth-of-type(2)", "p:nth-last-of-type(2)", "p:only-child", "h2:only-of-type", "p:first-of-type", "p:last-of-type", "p:empty", "div:empty",
    "div:parent", "li:contains(o)", "li:contains('two')", 'p:contains("par 2")', "li:icontains(TWO)", "ul:has(.x)", "ul:has(> li[lang])", "li:has(+ li)", "section:has(section)", "li:not(.x)", "li:not(.x, [lang])", "li:not(:first)", "li:not(:last-child)", "li:is(.x, [lang])",
    ":header", ":input", ":checkbox", ":radio", ":text", ":submit", ":button", ":checked", ":selected", ":disabled", ":enabled", ":required", ":optional", ":any-link", ":link", "html", ":root", "head > title", "title", "style", "script", "td", "tr:first", "td:last",
    "template b", "template", "noscript", "noscript i", "svg", "circle", "text", "pre", "br", "img", "input", "body > *", "div p:first", "h1, h2", "h2, h1", "li:first, li:last", "p:first, h1", "li:first-child:first", "ul > li:last", "li.x:first", "*:contains(deep)", "section p", "section > div p",
    "b < h1", "p < div", "a:visited", "a:hover", "li:first.x", "nothing", "li:nth(1)", "li:even:first", "option:selected", "[disabled]", "[alt='']", "[alt]", "p:not(:empty)", "li\n>\ti", "ul  li", " li ", "li , h1", "/* c */ li", "#e1, #e2", "\\#top", "#top", "li:where(.y)", "li:matches(.y)",
    "> body", "+ li", "~ li", "", "li:", "li[", "li[a=", "li:foo", "li::before", "li:eq", "li:not(", "li)", "li >> i", "li,", ",li", "ns|li", "li:nth-child(x)", "li:first-child(1)", "li:has", "123", "a[href=http://x.y]", "li:contains(", "<b>x</b>", "li:eq(x)", "p:eq(1):contains(par)", ".A", ".ext",
]  # fmt: skip


def html(**more: Any) -> dict[str, Any]:
    return {
        "type": "html",
        "property": "payload",
        "outproperty": "payload",
        "tag": "",
        "ret": "html",
        "as": "single",
        "chr": "_",
        **more,
    }


async def test_html_finds_the_same_elements(pair: Twins) -> None:
    size = 30
    chunks = [SELECTORS[start : start + size] for start in range(0, len(SELECTORS), size)]
    cases = [
        Case(html(ret=ret), [{"payload": PAGE, "select": selector} for selector in chunk])
        for chunk in chunks
        for ret in ("html", "text", "attr", "compl")
    ]
    await same(pair, cases)


HTML_TEXTS = [
    "", "text", "<p>x", "<p>1<p>2", "<li>a<li>b", "<b><i>x</b>y</i>", "<table><p>x</p><tr><td>1</table>", "<p>a<div>b</p>c", "&amp;&lt;&copy;&notanentity;&#65;&#x1F98A;&#0;", "<p title=a&amp;b>x", "<P CLASS=Big>x</P>", "<p class=a class=b>x", "<script>a<b</script><p>x",
    "<p><!-- c -->x<!-- d --></p>", "<p><br/><br></br></p>", "<a/><b>x", "<p>é🦊\u00a0</p>", "<p>'\"</p>", "<p a='\"' b=\"'\" c>x</p>", "<?xml version='1.0'?><p>x</p>", "<![CDATA[x]]><p>y</p>", "<p>x\r\ny</p>", "<p>  x  </p>", "<textarea>\n\nx</textarea>", "<pre>\nx</pre>",
    "<svg><p>x</p></svg>", "<math><mi>x</mi></math>", "<iframe><p>x</p></iframe>",  "<head><p>x</p></head>", "<frameset><frame></frameset>", "<p><tr><td>x</td></tr></p>", "<div><td>x</td></div>", "<ul><li><ul><li>x</ul></ul>", "<p></p>", "<p> </p>",
    "<a href=1><a href=2>x</a></a>", "<button><button>x</button></button>", "<p>x</p></body></html><p>y</p>", "<p>&nbsp;x&nbsp;</p>", "<xmp><b>x</b></xmp>", "<plaintext><b>x", "<b>1<b>2<b>3<b>4", "<font><p>x</font>y", "<custom-tag a-b=1>x</custom-tag>", "<p\n\tid=1>x", "<p id=>x", "<p =x>y",
]  # fmt: skip


async def test_html_reads_documents_as_browsers_do(pair: Twins) -> None:
    cases = [
        Case(html(tag=tag, ret=ret), documents(*HTML_TEXTS))
        for tag in ("*", "p", "body")
        for ret in ("html", "text", "attr", "compl")
    ]
    await same(pair, cases)


async def test_html_sends_elements_one_by_one(pair: Twins) -> None:
    values: list[Any] = [PAGE, "", None, 5, True, b"<li>x</li>", "<li>a</li>"]
    messages = [{"payload": value, "topic": "t"} for value in values]
    nodes = [
        html(tag=tag, ret=ret, **{"as": how}, **more)
        for tag in ("li", "p", "")
        for ret in ("html", "text", "attr", "compl", "")
        for how in ("multi", "single", "")
        for more in ({}, {"outproperty": "found.it", "chr": "content"})
    ]
    cases = [Case(node, messages) for node in nodes]
    cases += [
        Case(html(property="deep.html", outproperty="", tag="b"), [{"deep": {"html": "<b>x</b>"}}, {"deep": {}}, {"payload": "<b>y</b>"}]),
        Case(html(tag="b"), [{"select": "i", "payload": "<b>1</b><i>2</i>"}]),
        Case(html(), [{"select": 5, "payload": "<b>1</b>"}, {"select": None, "payload": "<b>1</b>"}, {"payload": "<b>1</b>"}]),
        Case({"type": "html"}, [{"select": "b", "payload": "<b>1</b>"}]),
    ]  # fmt: skip
    await same(pair, cases)


# json ------------------------------------------------------------------------------------------------------------

JSON_TEXTS = [
    "{}", "[]", "null", "true", "1", "-0", "1.0", "1e3", "1E-7", '"x"', '""', " [1] ", "[1,]", "{a:1}", "{'a':1}", "01", "+1", ".5", "1.", "NaN", "Infinity", "-", "tru", "", " ", "[", '{"a":1', '{"a":1}}', '{"a":1,"a":2}', '"\\u00e9\\ud83e\\udd8a"', '"\\ud800"', '"\\q"', '"\n"',
    '"\t"', '{"a":{"b":[1,{"c":null}]}}', '{"2":1,"1":2}', "\ufeff{}", "[1]x", "/* */1", '{"__proto__":1}', "123456789012345678901234567890", '"ä🦊"', "[" * 50 + "]" * 50, "1 2", '"\\/"', "\u00a0[1]",
]  # fmt: skip
JSON_VALUES: list[Any] = [
    {}, [], None, True, False, 0, -1.5, 1e21, 1e-7, {"a": 1, "b": [1, 2, {"c": None}]}, [None, "x"], {"2": 1, "1": 2, "b": 3}, {"a": "ä\u2028\n\"\\"}, "text", "", [[[]]], {"": {}}, b"[1]", b"x", b"", {"a": [], "b": {}},
]  # fmt: skip


def json_node(**more: Any) -> dict[str, Any]:
    return {"type": "json", "property": "payload", "action": "", "pretty": False, **more}


async def test_json_converts_the_same(pair: Twins) -> None:
    nodes = [
        json_node(action=action, pretty=pretty) for action in ("", "str", "obj") for pretty in (False, True)
    ]
    cases = [Case(node, documents(*JSON_TEXTS, *JSON_VALUES)) for node in nodes]
    cases.append(
        Case(
            json_node(property="deep.x"),
            [{"deep": {"x": "[1]"}}, {"deep": {}}, {"payload": 1}, {"deep": {"x": [1]}}],
        )
    )
    cases.append(Case({"type": "json"}, documents("[1]", [1])))
    await same(pair, cases)


SCHEMAS: list[Any] = [
    {}, True, False, {"type": "object"}, {"type": ["string", "number"]}, {"type": "integer", "minimum": 3}, {"type": "string", "minLength": 2, "enum": ["abc"]}, {"minLength": 2, "maxLength": 3, "pattern": "^a+$"}, {"enum": [1, "a", None, [1]]},
    {"const": {"a": 1}}, {"minimum": 1, "maximum": 2, "exclusiveMinimum": 1, "exclusiveMaximum": 2.5, "multipleOf": 0.1}, {"required": ["a", "b"], "type": "object"}, {"properties": {"a": {"type": "number"}, "b": {"maxLength": 1}}, "required": ["c"]},
    {"properties": {"a/b": {"type": "number"}, "c~d": {"type": "null"}}}, {"additionalProperties": False, "properties": {"a": True}}, {"additionalProperties": {"type": "string"}, "patternProperties": {"^x": {"type": "number"}}}, {"patternProperties": {"^a": False}},
    {"propertyNames": {"maxLength": 1}}, {"propertyNames": {"pattern": "^b", "minLength": 2}}, {"minProperties": 2, "maxProperties": 1}, {"dependencies": {"a": ["b", "c"], "b": {"required": ["d"]}}}, {"items": {"type": "string"}}, {"items": [{"type": "string"}, True]},
    {"items": [{"type": "string"}], "additionalItems": False}, {"items": [True], "additionalItems": {"type": "number"}}, {"minItems": 2, "maxItems": 1}, {"uniqueItems": True}, {"uniqueItems": True, "items": {"type": "number"}}, {"contains": {"type": "number"}}, {"contains": False},
    {"not": {"type": "object"}}, {"not": {}}, {"allOf": [{"type": "object"}, {"required": ["a"]}]}, {"anyOf": [{"type": "string"}, {"required": ["zz"]}]}, {"oneOf": [{"type": "object"}, {"type": "array"}, {"required": ["a"]}]}, {"oneOf": [{"type": "null"}, {"minLength": 9}]},
    {"if": {"type": "object"}, "then": {"required": ["x"]}, "else": {"minimum": 5}}, {"if": {"type": "string"}, "then": {"minLength": 10}}, {"definitions": {"n": {"type": "number"}}, "properties": {"a": {"$ref": "#/definitions/n"}}}, {"$ref": "#/definitions/x", "definitions": {"x": {"required": ["q"]}}},
    {"type": ["object", "array", "string", "number", "boolean", "null"], "properties": {"a": {"$ref": "#"}}, "items": {"$ref": "#"}, "not": {"const": 1}}, {"definitions": {"t": {"properties": {"a": {"$ref": "#/definitions/t"}}, "maxProperties": 1}}, "$ref": "#/definitions/t"}, {"properties": {"a": {"$ref": "#nn"}}, "definitions": {"n": {"$id": "#nn", "type": "string"}}},
    {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}, {"$schema": "http://json-schema.org/draft-06/schema#", "type": "array"}, {"$schema": "http://json-schema.org/draft-04/schema#"}, {"$schema": "https://json-schema.org/draft/2020-12/schema"}, {"type": "foo"}, {"type": []}, {"minimum": "1"}, {"required": "a"}, {"required": ["a", "a"]},
    {"properties": []}, {"pattern": "["}, {"enum": []}, {"unknown": 1}, {"$ref": "#/nothing"}, {"$ref": "http://x.y/z"}, {"if": True}, {"then": True}, {"additionalItems": False}, {"multipleOf": 0}, {"maxLength": -1}, {"maxLength": 1.5}, {"items": 5}, {"allOf": []}, {"title": "t", "description": "d", "default": 1, "examples": [1], "$comment": "c", "readOnly": True, "contentMediaType": "x"},
    {"nullable": True, "type": "string"}, {"nullable": True}, {"type": "string", "nullable": False}, {"type": "number", "multipleOf": 3, "const": 4}, {"type": "array", "items": {"type": "object", "required": ["k"], "properties": {"k": {"type": ["integer", "null"]}}}}, {"properties": {"a": {"properties": {"b": {"items": {"properties": {"c": {"type": "string"}}}}}}}}, "schema", 5, [], None, 0, "",
    {"type": "object", "minProperties": 3, "required": ["u"], "anyOf": [{"required": ["v"]}, {"required": ["w"]}]}, {"definitions": {"p": {"minimum": 10}}, "items": {"allOf": [{"$ref": "#/definitions/p"}, {"multipleOf": 7}]}}, {"id": "x"}, {"deprecated": True, "writeOnly": True},
]  # fmt: skip
CHECKED: list[Any] = [
    {"a": 1}, {"a": "x", "b": "long"}, {}, [], ["a", 1], [1, 1], [1, 2, 1, 2], [{"a": 1}, {"a": 1}], "abc", "a", "aaaa", 1, 1.5, 2, 0.3, 9, -5, True, False, {"a/b": "x", "c~d": 1}, {"a": {"a": {"a": 1, "b": 2}}}, {"xa": "s", "b": 5}, {"bb": 1, "a": 2, "b": 3}, {"k": None}, [{"k": 1}, {"k": "x"}, {}],
    {"a": {"b": [{"c": "x"}, {"c": 1}]}}, [7, 14, 8, 70], ["x", "x", 1, True], 21, {"b": 1}, [[1], [1]], "ä🦊",
]  # fmt: skip


async def test_json_finds_the_same_violations_of_a_schema(pair: Twins) -> None:
    await same(
        pair,
        [Case(json_node(), documents(*CHECKED, schema=schema)) for schema in SCHEMAS]
        + [
            Case(json_node(action=action), documents(*map(json.dumps, CHECKED[:8]), schema=SCHEMAS[12]))
            for action in ("str", "obj", "")
        ]
        + [Case(json_node(action="obj"), documents(*CHECKED[:8], schema=SCHEMAS[12]))]
        + [Case(json_node(), [{"payload": 1, "schema": schema} for schema in SCHEMAS])],
    )

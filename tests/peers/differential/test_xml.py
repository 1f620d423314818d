"""The xml node reads and writes what xml2js does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.cases import Case
from tests.peers.differential.parsers import documents, same
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

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

"""The html node finds what cheerio does."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.cases import Case
from tests.peers.differential.parsers import documents, same
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]

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

"""Templates render as mustache.js and Node-RED render them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.scripting.scopes import FakeNode

from wirelatch.scripting import mustache


@pytest.mark.parametrize(
    ("template", "msg", "expected"),
    [
        ("{{a}} {{{a}}} {{&a}} {{ & a }}", {"a": "<'\"&/`=>"}, "&lt;&#39;&quot;&amp;&#x2F;&#x60;&#x3D;&gt; " + " ".join(["<'\"&/`=>"] * 3)),
        ("{{n}} {{f}} {{t}} {{z}} {{u}} {{nan}}", {"n": 1.0, "f": False, "t": True, "z": 0, "u": None, "nan": float("nan")}, "1 false true 0  NaN"),
        ("{{a.b.c}} {{a.x.c}}|{{l.1}} {{l.length}}", {"a": {"b": {"c": 5}}, "l": [1, 2]}, "5 |2 2"),
        ("{{o}} {{l}} {{b}}", {"o": {}, "l": [1, [2, None]], "b": b"buf"}, "[object Object] 1,2, buf"),
        ("{{#l}}<{{.}}>{{/l}}{{^l}}none{{/l}}", {"l": [1, "b"]}, "<1><b>"),
        ("{{#l}}x{{/l}}{{^l}}none{{/l}}", {"l": []}, "none"),
        ("{{#a}}{{b}}{{c}}{{/a}}", {"a": {"b": 1}, "c": 2}, "12"),
        ("{{#a}}{{a}}{{/a}}{{#t}}{{a}}{{/t}}", {"a": "s", "t": True}, "ss"),
        ("{{#z}}x{{/z}}{{#e}}x{{/e}}{{#s}}{{.}}{{/s}}", {"z": 0, "e": "", "s": 5}, "5"),
        ("{{#l}}{{#x}}{{y}}{{/x}}{{/l}}", {"l": [{"x": {"y": 1}}, {"x": {"y": 2}}]}, "12"),
        ("a{{! comment }}b{{> partial}}c", {}, "abc"),
        ("{{=<% %>=}}<% a %>{{a}}<%={{ }}=%>{{a}}", {"a": 1}, "1{{a}}1"),
        ("  {{#a}}  \n x\n  {{/a}}\nend", {"a": 1}, " x\nend"),
        ("x {{#a}}\ny\n{{/a}} z", {"a": 1}, "x \ny\n z"),
        ("\n  {{! gone }}  \nz", {}, "\nz"),
        ("{{#a}}\r\nq\r\n{{/a}}\r\n", {"a": 1}, "q\r\n"),
        ("{{payload}}", {"payload": "ü😀"}, "ü😀"),
        ("", {}, ""),
    ],
)  # fmt: skip
def test_rendering(template: str, msg: dict[str, Any], expected: str) -> None:
    assert mustache.compile(template).render(msg) == expected


def test_context_and_environment_are_looked_up_after_the_message() -> None:
    node = FakeNode(flow={"a": {"b": 1}}, glob={"g": "<"}, env={"HOME": "/h"}, stores={"file": {"x": 9}})
    template = "{{flow.a.b}} {{{global.g}}} {{{env.HOME}}} {{flow[file].x}} {{#flow.a}}{{b}}{{/flow.a}} [{{flow.none}}{{env.NONE}}]"
    assert mustache.compile(template).render({}, node) == "1 < /h 9 1 []"
    assert mustache.compile("{{flow.a}}").render({"flow": {"a": "own"}}, node) == "own"


def test_text_for_json_is_escaped_outside_of_sections() -> None:
    assert mustache.compile('"{{{a}}}"').render({"a": 'x\n\t\\"'}, escape_json=True) == '"x\\n\\t\\\\""'


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{#a}}x", 'Unclosed section "a" at 6'),
        ("{{#a}}{{/b}}", 'Unclosed section "a" at 6'),
        ("{{/a}}", 'Unopened section "a" at 0'),
        ("ab {{c", "Unclosed tag at 6"),
        ("{{{a}}", "Unclosed tag"),
        ("{{=<%=}}", "Invalid tags"),
    ],
)
def test_templates_that_are_refused(template: str, text: str) -> None:
    with pytest.raises(mustache.MustacheError, match=text):
        mustache.compile(template)

"""Mustache templates (https://mustache.github.io/mustache.5.html), compiled once and rendered with a message.

Names are looked up in the message, then `env.NAME`, `flow.key`, `global.key` and `flow[store].key` in the node's
surroundings, as Node-RED's template node does. Values print as JavaScript prints them, and `{{ }}` escapes the eight
characters that mustache.js escapes. There are no lambdas, and partials print nothing, as in Node-RED.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from wirelatch.scripting import mustache_parser
from wirelatch.scripting.kinds import UNDEFINED
from wirelatch.scripting.mustache_parser import MustacheError, Token
from wirelatch.scripting.paths import member
from wirelatch.scripting.scope import Scope, context_of
from wirelatch.scripting.values import is_truthy, to_string

__all__ = ["MustacheError", "Template", "compile", "escape_html"]

_ESCAPED = str.maketrans({
    "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "/": "&#x2F;", "`": "&#x60;", "=": "&#x3D;",
})  # fmt: skip
_SPECIAL = re.compile(r"[&<>\"'/`=]")
_CONTEXT = re.compile(r"(flow|global)(?:\[(\w+)\])?\.(.+)")
_ENV = re.compile(r"env\.(.+)")
_JSON_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\b": "\\b"})


class _Frame:
    """What one rendering looks at: the stack of views, the node, whether texts go into JSON."""

    __slots__ = ("escape_json", "node", "views")

    def __init__(self, msg: Any, node: Scope | None, escape_json: bool) -> None:
        self.views = [msg]
        self.node = node
        self.escape_json = escape_json


_Part = Callable[[_Frame], str]
_Lookup = Callable[[_Frame], Any]


@lru_cache(maxsize=512)
def compile(template: str) -> Template:  # noqa: A001 - the word of the field
    """The template, compiled once and kept. Raises MustacheError."""
    return Template(template)


def escape_html(text: str) -> str:
    """The text with the characters that mustache.js escapes as HTML entities."""
    return text.translate(_ESCAPED) if _SPECIAL.search(text) else text


class Template:
    """A compiled template."""

    def __init__(self, text: str) -> None:
        self.text = text
        tokens = mustache_parser.parse(text)
        self._parts = _compile_all(tokens)
        self._plain = _plain_parts(tokens, self._parts)

    def render(self, msg: Any, node: Scope | None = None, *, escape_json: bool = False) -> str:
        """The text for a message.

        `escape_json` writes line ends, tabs and backslashes of text values as JSON escapes, for a template whose
        result is parsed as JSON (outside of sections only, as in Node-RED).
        """
        if self._plain is not None and not escape_json and type(msg) is dict:
            return self._render_plain(self._plain, msg, node)
        frame = _Frame(msg, node, escape_json)
        return "".join([part if isinstance(part, str) else part(frame) for part in self._parts])

    @staticmethod
    def _render_plain(parts: list[_PlainPart], msg: dict[str, Any], node: Scope | None) -> str:
        """Texts and properties of the message one after the other, which most templates are."""
        out = []
        for literal, name, escaped, otherwise in parts:
            out.append(literal)
            value = msg.get(name, UNDEFINED)
            kind = type(value)
            if kind is str:
                out.append(value.translate(_ESCAPED) if escaped and _SPECIAL.search(value) else value)
            elif kind is int:
                out.append(str(value) if -_SAFE < value < _SAFE else to_string(value))
            elif otherwise is not None:
                out.append(otherwise(_Frame(msg, node, False)))
        return "".join(out)


_PlainPart = tuple[str, str, bool, "_Part | None"]
"""Text, the property behind it, whether that is escaped, and how to render it when it is neither text nor integer."""
_SAFE = 2**53


def _plain_parts(tokens: list[Token], parts: list[str | _Part]) -> list[_PlainPart] | None:
    """The parts of a template without sections and nested names; None for others."""
    if any(token.kind in ("#", "^") or (token.kind != "text" and "." in token.value) for token in tokens):
        return None
    names = [token for token in tokens if token.kind != "text"]
    plain: list[_PlainPart] = []
    literal = ""
    for part in parts:
        if isinstance(part, str):
            literal = part
            continue
        token = names.pop(0)
        plain.append((literal, token.value, token.kind == "name", part))
        literal = ""
    return [*plain, (literal, "", False, None)]


def _compile_all(tokens: list[Token]) -> list[str | _Part]:
    parts: list[str | _Part] = []
    for token in tokens:
        if token.kind == "text":
            if not token.value:
                continue
            if parts and isinstance(parts[-1], str):
                parts[-1] += token.value
            else:
                parts.append(token.value)
        elif token.kind == "#":
            parts.append(_section(_lookup(token.value), _compile_all(token.children)))
        elif token.kind == "^":
            parts.append(_inverted(_lookup(token.value), _compile_all(token.children)))
        else:
            parts.append(_variable(_lookup(token.value), escaped=token.kind == "name"))
    return parts


def _render(parts: list[str | _Part], frame: _Frame) -> str:
    return "".join([part if isinstance(part, str) else part(frame) for part in parts])


def _variable(lookup: _Lookup, *, escaped: bool) -> _Part:
    def render(frame: _Frame) -> str:
        value = lookup(frame)
        if value is None or value is UNDEFINED:
            return ""
        if isinstance(value, str):
            return escape_html(value) if escaped else value
        if isinstance(value, (int, float)):
            return to_string(value)
        return escape_html(to_string(value)) if escaped else to_string(value)

    return render


def _section(lookup: _Lookup, parts: list[str | _Part]) -> _Part:
    def render(frame: _Frame) -> str:
        value = lookup(frame)
        if isinstance(value, (list, tuple)):
            return "".join([_inside(frame, item, parts) for item in value])
        if not is_truthy(value):
            return ""
        return _render(parts, frame) if value is True else _inside(frame, value, parts)

    return render


def _inside(frame: _Frame, view: Any, parts: list[str | _Part]) -> str:
    escape_json, frame.escape_json = frame.escape_json, False
    frame.views.append(view)
    try:
        return _render(parts, frame)
    finally:
        frame.views.pop()
        frame.escape_json = escape_json


def _inverted(lookup: _Lookup, parts: list[str | _Part]) -> _Part:
    def render(frame: _Frame) -> str:
        value = lookup(frame)
        empty = not value if isinstance(value, (list, tuple)) else not is_truthy(value)
        return _render(parts, frame) if empty else ""

    return render


def _lookup(name: str) -> _Lookup:
    if name == ".":
        return lambda frame: _as_text(frame, frame.views[-1])
    elsewhere = _surroundings(name)
    first, *rest = name.split(".")

    def find(frame: _Frame) -> Any:
        for view in reversed(frame.views):
            found = member(view, first) if view is not None and view is not UNDEFINED else UNDEFINED
            for index, key in enumerate(rest):
                if found is UNDEFINED or found is None:
                    found = UNDEFINED
                    break
                found = member(found, key)
                if found is UNDEFINED and index < len(rest) - 1:
                    break
            if found is not UNDEFINED:
                return _as_text(frame, found)
        return elsewhere(frame.node) if frame.node is not None else ""

    return find


def _as_text(frame: _Frame, value: Any) -> Any:
    return value.translate(_JSON_ESCAPED) if frame.escape_json and isinstance(value, str) else value


def _surroundings(name: str) -> Callable[[Scope], Any]:
    env = _ENV.match(name)
    if env:
        variable = env[1]
        return lambda node: _or_empty(node.env(variable))
    context = _CONTEXT.match(name)
    if context:
        kind, store, key = context.groups()
        return lambda node: context_of(node, kind).get(key, store)
    return lambda node: ""


def _or_empty(value: Any) -> Any:
    return "" if value is UNDEFINED else value

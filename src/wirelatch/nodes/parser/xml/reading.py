"""XML text as objects, in the shape that Node-RED's xml node gives them.

The shape and its options are those of xml2js: https://github.com/Leonidas-from-XIV/node-xml2js#options. Options whose
values are functions (processors, validator) cannot be in a message and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from wirelatch.nodes.parser.javascript_objects import SPACE
from wirelatch.nodes.parser.xml.scanner import Scanner, XmlError

_MANY_SPACES = re.compile(rf"[{SPACE}]{{2,}}")
_NAMESPACES = {"xml": "http://www.w3.org/XML/1998/namespace", "xmlns": "http://www.w3.org/2000/xmlns/"}
_DEEPEST = 10_000
"""Elements inside each other; a message deeper than this could not be worked with."""


def parse_xml(source: str, options: Mapping[str, Any] | None = None) -> Any:
    """The document as objects; None when it holds no element. Raises XmlError that says where it is wrong."""
    if not source.strip(SPACE):
        return None
    builder = _Builder(options or {})
    Scanner(source.removeprefix("\ufeff"), last_attribute_wins=builder.namespaces).run(builder)
    return builder.result


class _Element:
    __slots__ = ("cdata", "content", "name", "namespaces", "text")

    def __init__(self, name: str, content: dict[str, Any], namespaces: dict[str, str]) -> None:
        self.name = name
        self.content = content
        self.text: list[str] = []
        self.cdata = False
        self.namespaces = namespaces


class _Builder:
    """Makes the objects while the document is read."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        def option(name: str, default: Any) -> Any:
            return options[name] if name in options else default  # noqa: SIM401 - null is a value

        self.result: Any = None
        self._open: list[_Element] = []
        self._attributes_key = str(option("attrkey", "$"))
        self._text_key = str(option("charkey", "_"))
        self._children_key = str(option("childkey", "$$"))
        self._lists = bool(option("explicitArray", True))
        self._root = bool(option("explicitRoot", True))
        self._explicit_text = bool(option("explicitCharkey", False))
        self._trim = bool(option("trim", False))
        self._normalize = bool(option("normalize", False))
        self._lower = bool(option("normalizeTags", False))
        self._upper = not option("strict", True)
        self._without_attributes = bool(option("ignoreAttrs", False))
        self._merge = bool(option("mergeAttrs", False))
        self._empty = option("emptyTag", "")
        self.namespaces = bool(option("xmlns", False))
        self._children = bool(option("explicitChildren", False))
        self._in_order = self._children and bool(option("preserveChildrenOrder", False))
        self._text_children = bool(option("charsAsChildren", False))
        self._white_children = bool(option("includeWhiteChars", False))

    def open_tag(self, name: str, attributes: dict[str, str], scanner: Scanner) -> None:
        if len(self._open) >= _DEEPEST:
            scanner.fail(f"more than {_DEEPEST} elements inside each other", scanner.position)
        if self._upper:
            name = name.upper()
            attributes = {key.upper(): value for key, value in attributes.items()}
        content: dict[str, Any] = {}
        values: Mapping[str, Any] = attributes
        namespaces = self._open[-1].namespaces if self._open else _NAMESPACES
        uri, local = "", name
        if self.namespaces:
            namespaces, values, uri, local = _resolved(name, attributes, namespaces, scanner)
        if values and not self._without_attributes:
            if self._merge:
                for key, value in values.items():
                    self._add(content, key, value)
            else:
                content[self._attributes_key] = dict(values)
        name = name.lower() if self._lower else name
        if self._in_order:
            content["#name"] = name
        if self.namespaces:
            content[f"{self._attributes_key}ns"] = {"uri": uri, "local": local}
        self._open.append(_Element(name, content, namespaces))

    def text(self, text: str) -> None:
        if not self._open:
            return
        element = self._open[-1]
        element.text.append(text)
        if self._in_order and self._text_children and (self._white_children or text.strip(SPACE)):
            shown = _MANY_SPACES.sub(" ", text).strip(SPACE) if self._normalize else text
            child = {"#name": "__text__", self._text_key: shown}
            element.content.setdefault(self._children_key, []).append(child)

    def cdata(self, text: str) -> None:
        if self._open:
            self.text(text)
            self._open[-1].cdata = True

    def close_tag(self) -> bool:
        element = self._open.pop()
        value = self._value(element)
        parent = self._open[-1] if self._open else None
        if self._children and not self._merge and isinstance(value, dict):
            value = self._with_children(value, parent)
        if parent is not None:
            self._add(parent.content, element.name, value)
            return False
        self.result = {element.name: value} if self._root else value
        return True

    def _value(self, element: _Element) -> Any:
        text = "".join(element.text)
        content = element.content
        if element.cdata or text.strip(SPACE):
            if self._trim:
                text = text.strip(SPACE)
            if self._normalize:
                text = _MANY_SPACES.sub(" ", text).strip(SPACE)
            if not content and not self._explicit_text:
                return text
            if self._text_key in content:
                raise XmlError(f"an element or attribute is named {self._text_key!r} as its text is")
            return {self._text_key: text, **content}
        if content:
            return content
        return self._empty if self._empty != "" else text

    def _with_children(self, value: dict[str, Any], parent: _Element | None) -> Any:
        """The value with its children in a property of their own."""
        if not self._in_order:
            own: dict[str, Any] = {}
            if self._attributes_key in value:
                own[self._attributes_key] = value.pop(self._attributes_key)
            if not self._text_children and self._text_key in value:
                own[self._text_key] = value.pop(self._text_key)
            if value:
                own[self._children_key] = value
            return own
        if parent is None:
            return value
        parent.content.setdefault(self._children_key, []).append(dict(value))
        value.pop("#name", None)
        if len(value) == 1 and self._text_key in value and not self._explicit_text:
            return value[self._text_key]
        return value

    def _add(self, target: dict[str, Any], key: str, value: Any) -> None:
        if key not in target:
            target[key] = [value] if self._lists else value
        elif isinstance(target[key], list):
            target[key].append(value)
        else:
            target[key] = [target[key], value]


def _resolved(
    name: str, attributes: dict[str, str], namespaces: dict[str, str], scanner: Scanner
) -> tuple[dict[str, str], dict[str, Any], str, str]:
    """Namespaces in force (https://www.w3.org/TR/xml-names/), the attributes as objects, and the tag's own."""
    for key, value in attributes.items():
        prefix, local = _prefix_and_local(key, attribute=True)
        if prefix != "xmlns":
            continue
        if local in _NAMESPACES and value != _NAMESPACES[local]:
            scanner.fail(
                f"{local}: prefix must be bound to {_NAMESPACES[local]}\nActual: {value}", scanner.position
            )
        namespaces = {**namespaces, local: value}
    prefix, local = _prefix_and_local(name)
    uri = namespaces.get(prefix, "")
    if prefix and not uri:
        scanner.fail(f'Unbound namespace prefix: "{name}"', scanner.position)
    values: dict[str, Any] = {}
    for key, value in attributes.items():
        own, rest = _prefix_and_local(key, attribute=True)
        bound = namespaces.get(own, "") if own else ""
        if own and own != "xmlns" and not bound:
            scanner.fail(f'Unbound namespace prefix: "{own}"', scanner.position)
        values[key] = {"name": key, "value": value, "prefix": own, "local": rest, "uri": bound}
    return namespaces, values, uri, local


def _prefix_and_local(name: str, *, attribute: bool = False) -> tuple[str, str]:
    if attribute and name == "xmlns":
        return "xmlns", ""
    if ":" not in name:
        return "", name
    prefix, local = name.split(":")[:2]
    return prefix, local

"""Objects as XML text, as Node-RED's xml node writes them.

Which property becomes what, and the options, are those of xml2js's builder:
https://github.com/Leonidas-from-XIV/node-xml2js#options-for-the-builder-class.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wirelatch.nodes.parser.javascript_objects import is_object, keys_of
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED, is_truthy, to_string

_NAME = re.compile(
    r"[:A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C\u200D\u2070-\u218F\u2C00-\u2FEF"
    r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF]"
    r"[-.0-9:A-Z_a-z\u00B7\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u037D\u037F-\u1FFF\u200C\u200D\u203F\u2040\u2070-\u218F"
    r"\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF]*\Z"
)
_ORDINARY_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*\Z")
_TO_ESCAPE = re.compile("[&<>\r\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ILLEGAL = {
    "1.0": re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]"),
    "1.1": re.compile("[\0\ud800-\udfff\ufffe\uffff]"),
}
_DECLARATION = {"version": "1.0", "encoding": "UTF-8", "standalone": True}
_RENDERING = {"pretty": True, "indent": "  ", "newline": "\n"}


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Element | str] = field(default_factory=list)


def build_xml(value: Any, options: Mapping[str, Any]) -> str:
    """The text of a document. Raises ValueError for names and characters that XML does not have."""
    try:
        return _Writer(options).document(value)
    except RecursionError:
        raise ValueError("the object is nested too deeply, or holds itself") from None


class _Writer:
    def __init__(self, options: Mapping[str, Any]) -> None:
        self._attributes_key = to_string(options.get("attrkey", "$"))
        self._text_key = to_string(options.get("charkey", "_"))
        self._root_name = options.get("rootName", "root")
        self._cdata = is_truthy(options.get("cdata", False))
        self._headless = is_truthy(options.get("headless", False))
        declaration = options.get("xmldec", _DECLARATION)
        self._declaration: Mapping[str, Any] = declaration if isinstance(declaration, Mapping) else {}
        doctype = options.get("doctype")
        self._doctype: Mapping[str, Any] = doctype if isinstance(doctype, Mapping) else {}
        version = self._declaration.get("version")
        self._version = (
            to_string(version) if is_truthy(version if version is not None else UNDEFINED) else "1.0"
        )
        rendering = options.get("renderOpts", _RENDERING)
        rendering = rendering if isinstance(rendering, Mapping) else {}
        self._pretty = is_truthy(rendering.get("pretty", False))
        self._indent = _or(rendering.get("indent"), "  ")
        self._newline = _or(rendering.get("newline"), "\n") if self._pretty else ""
        offset = rendering.get("offset")
        self._offset = int(offset) if isinstance(offset, (int, float)) and offset == offset else 0
        self._allow_empty = is_truthy(rendering.get("allowEmpty", False))
        self._plain_text = is_truthy(
            rendering.get("dontPrettyTextNodes", rendering.get("dontprettytextnodes", False))
        )
        slash = rendering.get("spaceBeforeSlash", rendering.get("spacebeforeslash", ""))
        self._before_slash = " " if slash is True else _or(slash, "")

    def document(self, value: Any) -> str:
        keys = keys_of(value)
        name = self._root_name
        if len(keys) == 1 and name == "root":
            name = keys[0]
            value = paths.member(value, name)
        if name is None:
            raise ValueError("the root element needs a name")
        root = _Element(self._checked_name(to_string(name)))
        self._fill(root, value)
        pieces = [] if self._headless else list(self._head(root.name))
        self._write(root, 0, self._pretty, pieces)
        text = "".join(pieces)
        return text.removesuffix(self._newline) if self._newline else text

    def _head(self, root_name: str) -> Iterator[str]:
        """The XML declaration and the document type."""
        declaration = {**self._declaration, **self._doctype}
        if not re.search(r"1\.[0-9]+", self._version):
            raise ValueError(f"invalid version number: {self._version}")
        yield f'{self._indentation(0, self._pretty)}<?xml version="{self._version}"'
        encoding, standalone = declaration.get("encoding"), declaration.get("standalone")
        if encoding is not None:
            if not re.match(r"[A-Za-z][A-Za-z0-9._-]*\Z", to_string(encoding)):
                raise ValueError(f"invalid encoding: {to_string(encoding)}")
            yield f' encoding="{to_string(encoding)}"'
        if standalone is not None:
            yield f' standalone="{"yes" if is_truthy(standalone) else "no"}"'
        yield f"{self._before_slash}?>{self._newline}"
        public, system = self._doctype.get("pubID"), self._doctype.get("sysID")
        if public is None and system is None:
            return
        if system is None:
            public, system = None, public
        yield f"{self._indentation(0, self._pretty)}<!DOCTYPE {root_name}"
        if is_truthy(public) and public is not None:
            yield f' PUBLIC "{self._legal(to_string(public))}" "{self._legal(to_string(system))}"'
        elif is_truthy(system):
            yield f' SYSTEM "{self._legal(to_string(system))}"'
        yield f"{self._before_slash}>{self._newline}"

    # From values to elements -----------------------------------------------------------------------------------

    def _fill(self, element: _Element, value: Any) -> None:
        if value is UNDEFINED:
            raise ValueError(f"the element {element.name} has no value")
        if not is_object(value):
            element.children.append(self._text(value))
        elif isinstance(value, (list, tuple)):
            for item in value:
                for key in _enumerable(item):
                    self._add(element, key, paths.member(item, key), fill=True)
        else:
            for key in _enumerable(value):
                self._member(element, key, paths.member(value, key))

    def _member(self, element: _Element, key: str, value: Any) -> None:
        if key == self._attributes_key:
            if is_object(value):
                for name in _enumerable(value):
                    self._attribute(element, name, paths.member(value, name))
        elif key == self._text_key:
            if value is UNDEFINED or is_object(value):
                raise ValueError(f"the text of {element.name} is {'null' if value is None else 'an object'}")
            element.children.append(self._text(value))
        elif isinstance(value, (list, tuple)):
            for item in value:
                self._add(element, key, item, fill=not isinstance(item, str))
        else:
            self._add(element, key, "" if value is UNDEFINED else value, fill=is_object(value))

    def _add(self, parent: _Element, key: str, value: Any, *, fill: bool) -> None:
        """Add a child; one whose key begins with a mark is no element."""
        if key.startswith(("#text", "#cdata", "#comment", "#raw", "?")):
            text = "" if value is None or value is UNDEFINED else to_string(value)
            parent.children.append(self._marked(key, text))
            return
        child = _Element(self._checked_name(key))
        parent.children.append(child)
        if fill:
            self._fill(child, value)
        else:
            child.children.append(self._text(value if isinstance(value, str) else to_string(value)))

    def _marked(self, key: str, text: str) -> str:
        if key.startswith("#text"):
            return self._escaped(text)
        if key.startswith("#raw"):
            return text
        self._legal(text)
        if key.startswith("#cdata"):
            return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>', 1)}]]>"
        if key.startswith("#comment"):
            if "--" in text:
                raise ValueError(f"a comment cannot hold two hyphens: {text}")
            return f"<!-- {text} -->"
        if "?>" in text:
            raise ValueError(f"invalid value of a processing instruction: {text}")
        return f"<?{self._legal(key[1:])}{' ' if text else ''}{text}?>"

    def _text(self, value: Any) -> str:
        if self._cdata and isinstance(value, str) and ("&" in value or "<" in value or ">" in value):
            return f"<![CDATA[{value.replace(']]>', ']]]]><![CDATA[>', 1)}]]>"
        return self._escaped(value if isinstance(value, str) else to_string(value))

    def _escaped(self, text: str) -> str:
        if not _TO_ESCAPE.search(text):
            return text
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#xD;")
        return self._legal(text)

    def _attribute(self, element: _Element, name: str, value: Any) -> None:
        if value is None or value is UNDEFINED:
            return
        text = to_string(value).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        text = text.replace("\t", "&#x9;").replace("\n", "&#xA;").replace("\r", "&#xD;")
        element.attributes[self._checked_name(name)] = self._legal(text)

    def _checked_name(self, name: str) -> str:
        if _ORDINARY_NAME.match(name):
            return name
        if not _NAME.match(self._legal(name)):
            raise ValueError(f"an element or attribute cannot be named {name!r}")
        return name

    def _legal(self, text: str) -> str:
        illegal = _ILLEGAL.get(self._version)
        found = illegal.search(text) if illegal is not None else None
        if found is not None:
            raise ValueError(f"XML has no character U+{ord(found.group()):04X}: {text[:100]}")
        return text

    # From elements to text -------------------------------------------------------------------------------------

    def _indentation(self, level: int, pretty: bool) -> str:
        return self._indent * max(0, level + self._offset) if pretty else ""

    def _write(self, element: _Element, level: int, pretty: bool, out: list[str]) -> None:
        newline = self._newline if pretty else ""
        attributes = "".join([f' {name}="{text}"' for name, text in element.attributes.items()])
        out.append(f"{self._indentation(level, pretty)}<{element.name}{attributes}")
        children = element.children
        if all(child == "" for child in children):
            out.append(f"></{element.name}>" if self._allow_empty else f"{self._before_slash}/>")
        elif pretty and len(children) == 1 and isinstance(children[0], str) and self._is_text(children[0]):
            out.append(f">{children[0]}</{element.name}>")
        else:
            inside = pretty and not (
                self._plain_text
                and any(isinstance(child, str) and self._is_text(child) for child in children)
            )
            line = self._newline if inside else ""
            out.append(f">{line}")
            for child in children:
                if isinstance(child, str):
                    out.append(f"{self._indentation(level + 1, inside)}{child}{line}")
                else:
                    self._write(child, level + 1, inside, out)
            out.append(f"{self._indentation(level, inside)}</{element.name}>")
        out.append(newline)

    @staticmethod
    def _is_text(child: str) -> bool:
        return not child.startswith(("<!--", "<?"))


def _enumerable(value: Any) -> list[str]:
    return [] if value is None or value is UNDEFINED else keys_of(value)


def _or(value: Any, default: str) -> str:
    return default if value is None else to_string(value)

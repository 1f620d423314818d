"""The `xml` node: XML text to objects and back."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import text, typed
from wirelatch.nodes.parser.converted_property import compile_property
from wirelatch.nodes.parser.javascript_objects import is_object
from wirelatch.scripting.values import UNDEFINED


class Xml(
    Node,
    type="xml",
    category="parser",
    color="#DEBD5C",
    icon="parser-xml",
    label=("{name}", "xml"),
):
    """
    Converts between XML text and objects.

    An element becomes a property, whose value is an array, as the element can come several times. An element with
    nothing but text is a text; one with attributes is an object with the attributes in `$` and the text in `_`, or in
    the properties named here. `<p class="tag">Hello <b>World</b></p>` is

        {"p": {"_": "Hello ", "$": {"class": "tag"}, "b": ["World"]}}

    Anything that is not text is turned into XML the other way round. An object with a single property gives the root
    element its name; otherwise it is `root`.

    Text that is not XML is an error, which a Catch node can handle; its message tells line and column. Entities other
    than those of XML and HTML are not known; document type declarations have no effect.

    ### msg.options

    An object with [options of xml2js](https://github.com/Leonidas-from-XIV/node-xml2js#options), the library that
    Node-RED uses. To objects: `explicitArray`, `explicitRoot`, `explicitCharkey`, `mergeAttrs`, `ignoreAttrs`, `trim`,
    `normalize`, `normalizeTags`, `emptyTag`, `xmlns`, `explicitChildren`, `preserveChildrenOrder`, `charsAsChildren`,
    `includeWhiteChars`, `attrkey`, `charkey`, `childkey`. To XML: `rootName`, `renderOpts` (`pretty`, `indent`,
    `newline`, `allowEmpty` …), `xmldec`, `doctype`, `headless`, `cdata`, `attrkey`, `charkey`.
    """

    name: str = text(label="Name")
    property: str | None = typed("payload", ("msg",), "propertyType", "msg", label="Property", required=True)
    attr: str | None = text(
        label="Property name for XML tag attributes", placeholder="$", absent="", heading="XML to objects"
    )
    chr: str | None = text(
        label="Property name for tag text content", placeholder="_", absent="", heading="XML to objects"
    )

    fusable = True
    isolated = True

    def start(self) -> None:
        """Compile the property."""
        # Not with the program: the patterns in these take long to compile, and most starts can do without.
        from wirelatch.nodes.parser.xml.reading import parse_xml
        from wirelatch.nodes.parser.xml.writing import build_xml

        self._parse, self._build = parse_xml, build_xml
        self._get, self._set = compile_property(self.property)

    def on_message(self, msg: Message) -> Output:
        value = self._get(msg)
        if value is UNDEFINED:
            return msg
        if isinstance(value, str):
            options = self._options(msg, {})
            options["async"] = True
            options["attrkey"] = self.attr or options.get("attrkey") or "$"
            options["charkey"] = self.chr or options.get("charkey") or "_"
            self._set(msg, self._parse(value, options))
            return msg
        if is_object(value):
            options = self._options(msg, {"renderOpts": {"pretty": False}})
            options["async"] = False
            self._set(msg, self._build(value, options))
            return msg
        self.warn("only XML text and objects can be converted; the message is dropped")
        return None

    @staticmethod
    def _options(msg: Message, default: dict[str, Any]) -> dict[str, Any]:
        """The message's options, to which what the node decides is added, as Node-RED does."""
        if "options" not in msg or not is_object(msg["options"]):
            return default
        if not isinstance(msg["options"], dict):
            raise ValueError("msg.options must be an object")
        return msg["options"]

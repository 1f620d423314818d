"""The `yaml` node: YAML text to values and back."""

from __future__ import annotations

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import text, typed
from wirelatch.nodes.parser.converted_property import compile_property
from wirelatch.nodes.parser.javascript_objects import is_object
from wirelatch.scripting.values import UNDEFINED


class Yaml(
    Node,
    type="yaml",
    category="parser",
    color="#DEBD5C",
    icon="parser-yaml",
    label=("{name}", "yaml"),
):
    """
    Converts between YAML text and values.

    Text is read as one document of YAML 1.2: `yes` and `no` are texts, `2024-05-01` is a date, `&name`, `*name` and
    `<<` work, tags that would make objects of programs do not. Text that is not YAML, holds several documents or a key
    twice is an error, which a Catch node can handle; its message tells line and column.

    An object or an array is written as YAML, indented by two spaces, with lines of up to 80 characters.
    """

    name: str = text(label="Name")
    property: str | None = typed("payload", ("msg",), "propertyType", "msg", label="Property", required=True)

    fusable = True
    isolated = True

    def start(self) -> None:
        """Compile the property."""
        # Not with the program: the patterns in these take long to compile, and most starts can do without.
        from wirelatch.nodes.parser.yaml.reading import parse_yaml
        from wirelatch.nodes.parser.yaml.writing import dump_yaml

        self._parse, self._dump = parse_yaml, dump_yaml
        self._get, self._set = compile_property(self.property)

    def on_message(self, msg: Message) -> Output:
        value = self._get(msg)
        if value is UNDEFINED:
            return msg
        if isinstance(value, str):
            self._set(msg, self._parse(value))
            return msg
        if isinstance(value, (bytes, bytearray)):
            self.warn("a Buffer cannot be converted; the message is dropped")
            return None
        if not is_object(value):
            self.warn("only YAML text, objects and arrays can be converted; the message is dropped")
            return None
        self._set(msg, self._dump(value))
        return msg

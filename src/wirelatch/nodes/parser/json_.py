"""The `json` node: text to objects and back."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, select, text, typed
from wirelatch.nodes.parser import json_schema
from wirelatch.nodes.parser.converted_property import compile_property
from wirelatch.scripting.values import UNDEFINED, is_truthy, json_stringify, type_of

_UNPAIRED = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff\ufffd]")


class Json(
    Node,
    type="json",
    category="parser",
    color="#DEBD5C",
    icon="parser-json",
    label=("{name}", "json"),
):
    """
    Converts between JSON text and objects.

    Left to itself, the node turns text (or a Buffer of UTF-8 text) into an object, and anything else into text. *Action*
    can ask for one of the two always; a value that already is what was asked for passes unchanged. *Format* writes
    the text over several lines, indented by four spaces.

    Text that is not JSON is an error, which a Catch node can handle; its message says where the text is wrong.

    ### Checking against a schema

    When the message has `msg.schema`, a [JSON Schema](https://json-schema.org) (draft 6 or 7), the object is checked
    against it. If it fits, the message passes without the schema; if not, it is an error at this node, and
    `msg.schemaError` lists every violation.
    """

    name: str = text(label="Name")
    action: str | None = select(
        "",
        {"": "Convert between JSON text and object", "str": "Always convert to JSON text", "obj": "Always convert to object"},
        label="Action", absent="",
    )  # fmt: skip
    property: str | None = typed("payload", ("msg",), "propertyType", "msg", label="Property", required=True)
    pretty: bool | None = checkbox(False, label="Format JSON string", when={"action": ["", "str"]})

    fusable = True
    isolated = True

    def start(self) -> None:
        """Compile the property."""
        self._get, self._set = compile_property(self.property)
        self._indent = 4 if self.pretty else None
        self._action = self.action or ""
        self._schema: json_schema.Schema | None = None
        self._schema_source: Any = UNDEFINED

    def on_message(self, msg: Message) -> Output:
        value = self._get(msg)
        schema = self._schema_for(msg) if is_truthy(msg.get("schema")) else None
        if value is UNDEFINED:
            return msg
        if isinstance(value, (str, bytes, bytearray)):
            return self._from_text(msg, value, schema)
        if type_of(value) in ("object", "boolean", "number"):
            return self._from_value(msg, value, schema)
        self.warn(f"cannot convert a value of type {type_of(value)}; the message is dropped")
        return None

    def _from_text(
        self, msg: Message, value: str | bytes | bytearray, schema: json_schema.Schema | None
    ) -> Output:
        if self._action != "str":
            parsed = parse_json(value)
            self._set(msg, parsed)
            self._check(msg, parsed, schema)
        elif schema is not None:
            self._check(msg, parse_json(value), schema)
        return msg

    def _from_value(self, msg: Message, value: Any, schema: json_schema.Schema | None) -> Output:
        self._check(msg, value, schema)
        if self._action != "obj":
            self._set(msg, json_stringify(value, self._indent))
        return msg

    def _schema_for(self, msg: Message) -> json_schema.Schema:
        source = msg["schema"]
        if self._schema is None or source != self._schema_source:
            self._schema = json_schema.compile_schema(source)
            self._schema_source = source
        return self._schema

    @staticmethod
    def _check(msg: Message, value: Any, schema: json_schema.Schema | None) -> None:
        if schema is None:
            return
        violations = schema(value)
        if violations:
            msg["schemaError"] = violations
            raise ValueError(f"the value does not fit the schema: {json_schema.violations_text(violations)}")
        del msg["schema"]


def parse_json(source: str | bytes | bytearray) -> Any:
    """Parse JSON text; raises ValueError that says where it is wrong."""
    try:
        return orjson.loads(source)
    except orjson.JSONDecodeError as error:
        # orjson refuses halves of character pairs, and bytes that are not UTF-8; JavaScript takes them.
        text_ = source if isinstance(source, str) else bytes(source).decode("utf-8", "replace")
        if _UNPAIRED.search(text_):
            try:
                return json.loads(text_, parse_constant=_refuse)
            except ValueError:
                pass
        raise ValueError(f"not valid JSON: {error}") from None


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")

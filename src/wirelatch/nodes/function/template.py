"""The `template` node: text with values of the message filled in, by Mustache (https://mustache.github.io/mustache.5.html)."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import code, hidden, select, text, typed
from wirelatch.nodes.function.property_access import Target, compile_target
from wirelatch.nodes.parser.json_ import parse_json
from wirelatch.scripting import mustache
from wirelatch.scripting.values import UNDEFINED, to_string


class Template(
    Node,
    type="template",
    category="function",
    color="rgb(243, 181, 103)",
    icon="template",
    label=("{name}", "template"),
):
    """
    Sets a property to a text made from a template.

    With the *Mustache* syntax, tags in the template are replaced by values:

    - `{{payload}}` by a property of the message, with `<`, `>`, `&` and quotes written as HTML entities;
    - `{{{payload}}}` or `{{&payload}}` by the same value as it is;
    - `{{flow.name}}`, `{{global.name}}` by context, `{{flow[store].name}}` from a named store, `{{env.NAME}}` by an
      environment variable;
    - `{{#items}}…{{/items}}` repeats its content for each element of a list and leaves it out when the value is empty
      or false; `{{^items}}…{{/items}}` is there only then; `{{.}}` is the element itself.

    *Plain text* uses the template as it is. When the template is left empty, `msg.template` is used.

    *Output as* JSON or YAML parses the finished text into an object.
    """

    name: str = text(label="Name")
    field: str = typed("payload", ("msg", "flow", "global"), "fieldType", "msg", label="Property", absent="")
    fieldType: str | None = hidden("msg")
    syntax: str | None = select(
        "mustache", {"mustache": "Mustache template", "plain": "Plain text"}, label="Format"
    )
    format: str = select(
        "handlebars",
        {
            "handlebars": "Mustache", "html": "HTML", "json": "JSON", "javascript": "JavaScript", "css": "CSS",
            "markdown": "Markdown", "php": "PHP", "python": "Python", "sql": "SQL", "yaml": "YAML", "text": "none",
        },
        label="Syntax highlight", absent="handlebars",
    )  # fmt: skip
    template: str | None = code(
        "This is the payload: {{payload}} !", "@format", label="Template", absent=None
    )
    output: str | None = select(
        "str", {"str": "Plain text", "json": "Parsed JSON", "yaml": "Parsed YAML"}, label="Output as"
    )

    fusable = True

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        source = self.template or ""
        reads_context = not source or "flow" in source or "global" in source
        self.isolated = (self.fieldType or "msg") == "msg" and not reads_context

    def start(self) -> None:
        """Compile the template."""
        self._target: Target = compile_target(self, self.field or "payload", self.fieldType or "msg")
        self._mustache = (self.syntax or "mustache") == "mustache"
        self._parse = _PARSERS.get(self.output or "str")
        self._escape = self.output == "json"
        self._compiled: mustache.Template | None = None
        self._broken: mustache.MustacheError | None = None
        if self._mustache and self.template:
            try:
                self._compiled = mustache.compile(self.template)
            except mustache.MustacheError as error:
                self._broken = error  # an error for each message, which Catch nodes see

    def on_message(self, msg: Message) -> Output:
        compiled = self._compiled
        if compiled is not None:
            value: Any = compiled.render(msg, self, escape_json=self._escape)
        else:
            value = self._other_source(msg)
        if self._parse is not None:
            value = self._parse(value)
        self._target.assign(msg, value)
        return msg

    def _other_source(self, msg: Message) -> Any:
        """What a node without a Mustache template of its own gives: plain text, or a template in the message."""
        if self._broken is not None:
            raise self._broken
        source = (self.template or msg.get("template", "")) if self.template is not None else UNDEFINED
        if not self._mustache:
            return source
        if source is UNDEFINED:
            raise ValueError("there is no template")
        return mustache.compile(to_string(source)).render(msg, self, escape_json=self._escape)


def _parse_json(source: Any) -> Any:
    return parse_json(to_string(source))


def _parse_yaml(source: Any) -> Any:
    # Not with the program: most starts can do without.
    from wirelatch.nodes.parser.yaml.reading import parse_yaml

    return parse_yaml(to_string(source))


_PARSERS = {"json": _parse_json, "yaml": _parse_yaml}

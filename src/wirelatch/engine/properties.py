"""The typed attributes of a node class: each is one property in flows.json and one field of the edit form.

A palette node declares them as class attributes, in the order in which the form shows them::

    class Delay(Node, type="delay", category="function"):
        pauseType: str = select("delay", {"delay": "Delay each message", "rate": "Limit the rate"}, label="Action")
        timeout: str = number("5", label="For", when={"pauseType": ["delay"]})

`default` is what the editor writes into a new node. `absent` is what the running node reads when the key is missing
from the file, as it is in files of older releases: Node-RED's runtime reads `undefined` there, never the default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wirelatch.engine.palette_json import FieldJson

Condition = Mapping[str, Sequence[Any]]
"""Property name to the values at which a field is shown; several names must all hold."""


@dataclass(frozen=True, kw_only=True)
class Property:
    """One configuration property: how it is stored, and with which widget it is edited."""

    widget: str
    default: Any = None
    absent: Any = None
    name: str | None = None
    """Name in flows.json, where that cannot be a Python attribute name (`from`)."""
    label: str = ""
    required: bool = False
    help: str = ""
    placeholder: str = ""
    icon: str = ""
    section: str = ""
    """Title of the tab of the form that shows this field; empty: the first tab."""
    heading: str = ""
    """Title over this field and those after it that have the same one."""
    when: Condition | None = None
    options: Mapping[str, str] | None = None
    """Value to label, for `select`; property to label, for `which`."""
    other: str = ""
    """What "another value" is called, for a `select` that takes any text."""
    types: Sequence[str] = ()
    """Typed-input types, for `typed`: msg flow global str num bool json bin date re jsonata env node …"""
    type_property: str | None = None
    """The property that holds the chosen type, for `typed`; that of the cron expression, for `schedule`."""
    type_default: str | None = None
    language: str | None = None
    """Syntax of a code editor; `@format` takes it from the value of the property `format`."""
    node_type: str | Sequence[str] | None = None
    """Type of the config node (or of the nodes to pick from) that the value names by id."""
    fields: Mapping[str, Property] = field(default_factory=dict)
    """The fields of one row, for `rows`; a single field named `""` means that rows are plain values."""
    minimum: float | None = None
    maximum: float | None = None
    secret: bool = False
    """True for credentials that the API never gives back."""
    upload: str = ""
    """How a file becomes the value of a credential: as `text` (which may have lines), or as `base64`."""
    scripts: Mapping[str, str] | None = None
    """Named texts that a widget offers for insertion (examples)."""

    def to_json(self, name: str) -> FieldJson:
        """The form field as `/api/v1/node-types` gives it; empty parts are left out."""
        out: Any = {"name": self.name or name, "widget": self.widget, "default": self.default}
        for key in (
            "label", "required", "help", "placeholder", "icon", "section", "heading", "when", "other", "types", "type_property",
            "type_default", "language", "node_type", "minimum", "maximum", "secret", "upload", "scripts",
        ):  # fmt: skip
            value = getattr(self, key)
            if value not in (None, "", False, ()):
                out[key] = value
        if self.options is not None:
            out["options"] = [{"value": value, "label": label} for value, label in self.options.items()]
        if self.fields:
            out["fields"] = [row.to_json(row_name) for row_name, row in self.fields.items()]
        field_json: FieldJson = out
        return field_json


def text(default: str = "", **more: Any) -> Any:
    """A line of text."""
    return Property(widget="text", default=default, **more)


def textarea(default: str = "", **more: Any) -> Any:
    """Several lines of plain or Markdown text."""
    return Property(widget="textarea", default=default, **more)


def number(default: float | str = "", **more: Any) -> Any:
    """A number; Node-RED stores most of them as strings, and so does the form when the default is one."""
    return Property(widget="number", default=default, **more)


def checkbox(default: bool | str = False, **more: Any) -> Any:
    """A yes or no. A text as default is what a new node holds until somebody ticks it: then it is True or False."""
    return Property(widget="checkbox", default=default, **more)


def select(default: str, options: Mapping[str, str], **more: Any) -> Any:
    """One of the given values (value to label)."""
    return Property(widget="select", default=default, options=options, **more)


def which(options: Mapping[str, str], **more: Any) -> Any:
    """A choice between properties of which one is used (property to label). It is not stored itself: the property that
    is set tells, and choosing another one empties it. The fields are shown by `when` with the name of this one.
    """
    return Property(widget="which", options=options, **more)


def typed(default: Any, types: Sequence[str], type_property: str, type_default: str, **more: Any) -> Any:
    """A value whose meaning the type beside it decides: `typedInput` in Node-RED's words."""
    return Property(
        widget="typed",
        default=default,
        types=types,
        type_property=type_property,
        type_default=type_default,
        **more,
    )


def code(default: str, language: str, **more: Any) -> Any:
    """Source text in a code editor."""
    return Property(widget="code", default=default, language=language, **more)


def rows(default: Sequence[Any], fields: Mapping[str, Property], **more: Any) -> Any:
    """An ordered list of rows that the user adds to, removes from and sorts."""
    return Property(widget="rows", default=list(default), fields=fields, **more)


def schedule(crontab_property: str, **more: Any) -> Any:
    """Seconds between repetitions, as text; or, in the other property, the times as a cron expression."""
    return Property(widget="schedule", default="", absent="", type_property=crontab_property, **more)


def config_node(node_type: str, **more: Any) -> Any:
    """The id of a config node of the given type."""
    return Property(widget="config", default="", node_type=node_type, **more)


def node_list(node_type: str | Sequence[str] | None = None, **more: Any) -> Any:
    """A list of node ids picked from the canvas or a tree; `node_type` limits the choice."""
    return Property(widget="nodes", node_type=node_type, **{"default": [], **more})


def hidden(default: Any = None, **more: Any) -> Any:
    """Kept in flows.json and read by the node, edited by another field or by the canvas."""
    return Property(widget="hidden", default=default, **more)


def credential(*, secret: bool = True, **more: Any) -> Any:
    """A credential: stored apart from flows.json; a secret one is write-only in every API."""
    return Property(widget="credential", default="", absent="", secret=secret, **more)

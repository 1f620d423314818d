"""What `/api/v1/node-types` says of a node type; the browser's types are written from these (tools/api_types.py)."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

ConditionJson = dict[str, list[Any]]
"""Property name to the values at which something holds; several names must all hold."""


class LabelRuleJson(TypedDict):
    """A text with `{property}` places, tried in order; the first whose properties are all set names the node."""

    text: str
    when: NotRequired[ConditionJson]


class OptionJson(TypedDict):
    """One choice of a `select`."""

    value: str
    label: str


class FieldJson(TypedDict):
    """One property of a node type: a key of its records and a field of its form. What is empty is left out."""

    name: str
    widget: str
    default: NotRequired[Any]
    label: NotRequired[str]
    required: NotRequired[bool]
    help: NotRequired[str]
    placeholder: NotRequired[str]
    icon: NotRequired[str]
    section: NotRequired[str]
    """Title of the tab of the form; absent: the first."""
    heading: NotRequired[str]
    """Title over this field and those after it that have the same one."""
    when: NotRequired[ConditionJson]
    options: NotRequired[list[OptionJson]]
    """The choices of a `select`; the properties that a `which` decides between."""
    other: NotRequired[str]
    """What "another value" is called, for a `select` that takes any text."""
    types: NotRequired[list[str]]
    """Typed-input types."""
    type_property: NotRequired[str]
    type_default: NotRequired[str]
    language: NotRequired[str]
    node_type: NotRequired[str | list[str]]
    """Type of the config node (or of the nodes) that the value names by id."""
    fields: NotRequired[list[FieldJson]]
    """The fields of one row, for `rows`."""
    minimum: NotRequired[float]
    maximum: NotRequired[float]
    secret: NotRequired[bool]
    upload: NotRequired[Literal["text", "base64"]]
    """How a file becomes the value of a credential."""
    scripts: NotRequired[dict[str, str]]
    """Named texts that a widget offers for insertion."""


class NodeTypeJson(TypedDict):
    """The palette entry of one node type."""

    type: str
    category: str
    color: str
    icon: str
    inputs: int
    outputs: int
    label: list[LabelRuleJson]
    palette_label: str
    align: str
    button: str | None
    """`inject`, or `toggle:<property>`."""
    output_labels: list[str]
    module: str
    version: str
    help: str
    fields: list[FieldJson]

"""Node types as HTML, for the stock Node-RED editor: a form, a registration and a help text, made from the class.

Inputs with the id `node-input-<property>` (`node-config-input-…` for config nodes) are read and written by that editor
itself; elements with `data-field` by the script that `/plugins` serves (`web/src/stock-editor`).
https://nodered.org/docs/creating-nodes/node-html
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from wirelatch.engine.palette import NodeType

WITHOUT_DEFINITION = frozenset({"junction"})
"""Types that the editor knows itself."""

Field = Mapping[str, Any]


def set_definition(set_id: str, types: Iterable[NodeType]) -> str:
    """The HTML of one set, with the mark by which the editor tells sets apart."""
    return f"<!-- --- [red-module:{set_id}] --- -->\n" + "".join(map(definition, types))


def definition(node_type: NodeType) -> str:
    """Form, registration and help of one type."""
    if node_type.type in WITHOUT_DEFINITION:
        return ""
    name, entry = html.escape(node_type.type), node_type.to_json()
    registration = json.dumps(entry, default=str).replace("<", "\\u003c")
    return (
        f'<script type="text/html" data-template-name="{name}">\n{form(entry)}</script>\n'
        f'<script type="text/javascript">wirelatch.registerType({registration});</script>\n'
        f'<script type="text/markdown" data-help-name="{name}">\n{_in_script(node_type.help)}\n</script>\n'
    )


def form(entry: Mapping[str, Any]) -> str:
    """The edit form of an entry of `/api/v1/node-types`, fields with a section in a part of their own."""
    prefix = "node-config-input" if entry["category"] == "config" else "node-input"
    sections: dict[str, list[str]] = {}
    heading = ""
    for index, field in enumerate(entry["fields"]):
        row = _row(index, field, prefix)
        if row and field["widget"] != "hidden":
            before, heading = heading, field.get("heading", "")
            if heading and heading != before:
                title = html.escape(heading)
                row = f'<div class="form-row" data-heading="{title}"><b>{title}</b></div>\n{row}'
        if row:
            sections.setdefault("" if field["widget"] == "hidden" else field.get("section", ""), []).append(
                row
            )
    parts = "".join(
        f'<div data-section="{html.escape(title)}">\n{"".join(rows)}</div>\n'
        for title, rows in sections.items()
    )
    return f'<div class="wirelatch-form" data-type="{html.escape(entry["type"])}">\n{parts}</div>\n'


def _row(index: int, field: Field, prefix: str) -> str:
    name, widget = field["name"], field["widget"]
    identifier = html.escape(f"{prefix}-{name}")
    if widget == "hidden":
        return f'<input type="hidden" id="{identifier}">\n' if name == "outputs" else ""
    control = _control(field, identifier)
    is_own = control is None
    if control is None:
        control = f'<div data-field="{html.escape(name)}" style="display: inline-block; width: 70%;"></div>'
    label = html.escape(field.get("label", ""))  # none: the row goes on with what stands before it
    if widget == "checkbox":
        row = f'<label for="{identifier}" style="width: auto;">{control} {label}</label>'
    else:
        target = "" if is_own else f' for="{identifier}"'
        row = f"<label{target}>{label}</label>\n{control}"
    about = f'<div class="form-tips">{html.escape(field["help"])}</div>' if field.get("help") else ""
    return f'<div class="form-row" data-row="{index}">{row}{about}</div>\n'


def _control(field: Field, identifier: str) -> str | None:
    """The input that the editor serves itself; None where it would store another type than ours."""
    widget, default = field["widget"], field["default"]
    placeholder = html.escape(field.get("placeholder", ""))
    is_text = isinstance(default, str)
    if widget == "number" and field["name"] == "outputs":
        least, most = field.get("minimum", 0), field.get("maximum", 500)
        return f'<input type="number" id="{identifier}" min="{least:g}" max="{most:g}" style="width: 80px;">'
    if widget == "credential":
        return f'<input type="{"password" if field.get("secret") else "text"}" id="{identifier}">'
    if widget == "config":
        return f'<input type="text" id="{identifier}">'
    if widget in ("text", "number") and is_text:
        return f'<input type="text" id="{identifier}" placeholder="{placeholder}">'
    if widget == "textarea" and is_text:
        return f'<textarea id="{identifier}" rows="6" style="width: 70%;"></textarea>'
    if widget == "checkbox" and isinstance(default, bool):
        return f'<input type="checkbox" id="{identifier}" style="width: auto; margin-top: 0;">'
    options = field.get("options", ())
    if (
        widget == "select"
        and is_text
        and not field.get("other")
        and all(isinstance(option["value"], str) for option in options)
    ):
        shown = "".join(
            f'<option value="{html.escape(option["value"])}">{html.escape(option["label"])}</option>'
            for option in options
        )
        return f'<select id="{identifier}">{shown}</select>'
    return None


def _in_script(text: str) -> str:
    """Text that cannot end the script element it stands in."""
    return re.sub(r"</(script)", r"&lt;/\1", text, flags=re.IGNORECASE)

"""The texts that node types declare in Python, for translators: `web/src/i18n/node-texts/texts.json`.

`npm run messages` makes the catalogues from it. Names of node types are the same in every language and so are not in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from wirelatch.engine.palette import NodeRegistry, NodeType
from wirelatch.engine.palette_json import FieldJson

NODE_TEXTS = Path(__file__).resolve().parent.parent / "web/src/i18n/node-texts/texts.json"
_PLACE = re.compile(r"\{[^{}]*\}")
_WORD = re.compile(r"[^\W\d_]{2}")


def node_texts() -> str:
    """By type: the texts of form, canvas and palette in `form`, the paragraphs of the long help in `help`."""
    import wirelatch.nodes

    registry = NodeRegistry()
    registry.add_package(wirelatch.nodes)
    types = sorted((node_class.palette for node_class in registry), key=lambda node: node.type)
    return json.dumps({node.type: _texts(node) for node in types}, ensure_ascii=False, indent=1) + "\n"


def _texts(node: NodeType) -> dict[str, list[str]]:
    description, *more = paragraphs(node.help)
    shown = [*_of_canvas(node), *(text for field in node.to_json()["fields"] for text in _of_field(field))]
    return {"form": _once([description, *shown], node), "help": _once(more, node)}


def paragraphs(text: str) -> list[str]:
    """What stands between blank lines, as the editor takes it apart (`help.ts`)."""
    return re.split(r"\n\s*\n", text.strip())


def _of_canvas(node: NodeType) -> Iterator[str]:
    for rule in node.label:
        yield rule if isinstance(rule, str) else rule[0]
    yield from node.output_labels


def _of_field(field: FieldJson) -> Iterator[str]:
    if field["widget"] == "hidden":
        return
    for key in ("label", "help", "placeholder", "section", "heading", "other"):
        yield str(field.get(key, ""))
    yield from (option["label"] for option in field.get("options", []))
    yield from field.get("scripts", {})
    for row in field.get("fields", []):
        yield from _of_field(row)


def _once(texts: list[str], node: NodeType) -> list[str]:
    names = {node.type, node.palette_label}
    return [
        text
        for text in dict.fromkeys(texts)
        if _WORD.search(said := _PLACE.sub("", text)) and said not in names
    ]

"""The text of a blueprint, read with bounds: no Python objects, no rings, no aliases that grow beyond measure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, SequenceNode

from wirelatch.identity.blueprints.entries import MOST_BYTES, Blueprint, BlueprintError, Entry
from wirelatch.identity.blueprints.tags import TAGS, make

MOST_NODES = 200_000
"""With every alias counted as what it stands for, and a long text as many."""
TEXT_OF_A_VALUE = 100
"""So many characters count as one value."""
DEEPEST = 64
_ENTRY_FIELDS = ("model", "state", "id", "identifiers", "attrs", "conditions", "permissions")


class Loader(yaml.SafeLoader):
    """YAML with the tags of blueprints, and no other ones."""


def _construct(loader: yaml.SafeLoader, node: Node) -> Any:
    parts: Any
    if isinstance(node, SequenceNode):
        parts = [loader.construct_object(part, deep=True) for part in node.value]
    elif isinstance(node, MappingNode):
        raise BlueprintError(f"line {node.start_mark.line + 1}: {node.tag} takes no mapping")
    else:
        parts = node.value
    try:
        return make(node.tag, parts, node.start_mark.line + 1)
    except ValueError as error:
        raise BlueprintError(f"line {node.start_mark.line + 1}: {node.tag}: {error}") from None


for _tag in TAGS:
    Loader.add_constructor(_tag, _construct)


def read(text: str) -> Blueprint:
    """Read a blueprint; raises BlueprintError."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise BlueprintError(f"a blueprint has at most {MOST_BYTES} bytes")
    try:
        loader = Loader(text)
        try:
            root = loader.get_single_node()
            if root is None:
                raise BlueprintError("the blueprint is empty")
            _size(root, {}, 0)
            value = loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise BlueprintError(_told(error)) from None
    except (RecursionError, ValueError, OverflowError) as error:
        raise BlueprintError(f"this YAML cannot be read: {error}") from None
    if not isinstance(value, dict) or not isinstance(root, MappingNode):
        raise BlueprintError("a blueprint is a mapping with version and entries")
    return _blueprint(value, root)


def _size(node: Node, known: dict[int, int], depth: int) -> int:
    """How many nodes there are with all aliases written out; raises BlueprintError."""
    if depth > DEEPEST:
        raise BlueprintError(
            f"line {node.start_mark.line + 1}: nested more than {DEEPEST} levels deep, or in a ring"
        )
    if id(node) in known:
        return known[id(node)]
    total = 1
    if isinstance(node, CollectionNode):
        for part in node.value:
            for each in part if isinstance(part, tuple) else (part,):
                total += _size(each, known, depth + 1)
    else:
        total += len(node.value) // TEXT_OF_A_VALUE
    if total > MOST_NODES:
        raise BlueprintError(f"the blueprint has more than {MOST_NODES} values, with its aliases written out")
    known[id(node)] = total
    return total


def _told(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else str(problem)


def _blueprint(value: Mapping[Any, Any], root: MappingNode) -> Blueprint:
    if value.get("version", 1) != 1:
        raise BlueprintError(f"version {value['version']!r} of the format is not known; 1 is")
    metadata = value.get("metadata") or {}
    if not isinstance(metadata, dict):
        raise BlueprintError("metadata must be a mapping")
    labels, context = metadata.get("labels") or {}, value.get("context") or {}
    if not isinstance(labels, dict) or not isinstance(context, dict):
        raise BlueprintError("labels and context must be mappings")
    entries = value.get("entries")
    nodes = next((node for key, node in root.value if key.value == "entries"), None)
    found: list[Entry] = []
    if isinstance(entries, dict) and isinstance(nodes, MappingNode):
        # Sections: their names only group the entries.
        for (_, within), section in zip(nodes.value, entries.values(), strict=True):
            _entries(section, within, found)
    else:
        _entries(entries, nodes, found)
    return Blueprint(tuple(found), context, str(metadata.get("name") or ""), labels)


def _entries(values: Any, node: Node | None, found: list[Entry]) -> None:
    if not isinstance(values, list) or not isinstance(node, SequenceNode):
        raise BlueprintError("entries must be a list")
    for value, place in zip(values, node.value, strict=True):
        number, line = len(found) + 1, place.start_mark.line + 1
        if not isinstance(value, dict):
            raise BlueprintError(f"entry {number} (line {line}) must be a mapping")
        if not value.get("model"):
            raise BlueprintError(f"entry {number} (line {line}) has no model")
        given = {name: value[name] for name in _ENTRY_FIELDS if value.get(name) is not None}
        found.append(Entry(number, line, **given))

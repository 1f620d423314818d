"""What the palette knows of a node type, and the registry of all installed types.

A type is one class in one file under `wirelatch/nodes/`; other packages offer theirs through the entry-point group
`wirelatch.nodes`, whose entries name a module.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import inspect
import logging
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeGuard

from wirelatch.engine.palette_json import LabelRuleJson, NodeTypeJson
from wirelatch.engine.properties import Property

if TYPE_CHECKING:
    from wirelatch.engine.node import Node

log = logging.getLogger(__name__)

CATEGORIES = ("common", "function", "network", "sequence", "parser", "storage")
"""Palette order of the built-in categories; others follow by name, `config` is never shown there."""


@lru_cache(maxsize=64)
def _package_version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def installed_version(module: str) -> str:
    """The version of the distribution that a module came with, empty when it was not installed as one."""
    return _package_version(module.partition(".")[0])


@dataclass(frozen=True, kw_only=True)
class NodeType:
    """The palette entry of one node type."""

    type: str
    category: str
    color: str = "#ddd"
    icon: str = "node"
    inputs: int = 1
    outputs: int = 1
    """Number of ports; a property named `outputs` of the node overrules it."""
    label: Sequence[str | tuple[str, Mapping[str, Sequence[Any]]]] = ("{name}",)
    """Texts to try in order, `{property}` filled in: the first whose properties are all set (and whose condition
    holds, where it has one) names the node on the canvas; the type's name when none does. `{property:20}` takes a
    value of at most 20 characters; `{property? text}` stands for the text where the property is on."""
    palette_label: str = ""
    align: str = "left"
    button: str | None = None
    """What the button beside the node does: `inject`, or `toggle:<property>`."""
    output_labels: Sequence[str] = ()
    module: str = ""
    version: str = ""
    help: str = ""
    properties: Mapping[str, Property] = field(default_factory=dict)
    """Attribute name to property, in the order of the form."""

    @property
    def is_config(self) -> bool:
        """Whether nodes of this type stand beside the flow and are named by others."""
        return self.category == "config"

    @property
    def credentials(self) -> dict[str, Property]:
        """The properties that are stored as credentials, by their name in the credentials file."""
        return {p.name or name: p for name, p in self.properties.items() if p.widget == "credential"}

    def to_json(self) -> NodeTypeJson:
        """The entry as `/api/v1/node-types` gives it."""
        labels = [_label_rule(item) for item in self.label]
        return {
            "type": self.type,
            "category": self.category,
            "color": self.color,
            "icon": self.icon,
            "inputs": self.inputs,
            "outputs": self.outputs,
            "label": labels,
            "palette_label": self.palette_label or self.type,
            "align": self.align,
            "button": self.button,
            "output_labels": list(self.output_labels),
            "module": self.module,
            "version": self.version,
            "help": self.help,
            "fields": [p.to_json(name) for name, p in self.properties.items()],
        }


def _label_rule(rule: str | tuple[str, Mapping[str, Sequence[Any]]]) -> LabelRuleJson:
    if isinstance(rule, str):
        return {"text": rule}
    text, when = rule
    return {"text": text, "when": {name: list(values) for name, values in when.items()}}


def _is_node_class(item: type) -> TypeGuard[type[Node]]:
    """Whether a class declares a node type of its own."""
    return isinstance(vars(item).get("palette"), NodeType)


class NodeRegistry:
    """The installed node types, by type name. One that is switched off is as good as not installed."""

    def __init__(self) -> None:
        self._classes: dict[str, type[Node]] = {}
        self._off: dict[str, type[Node]] = {}

    def __iter__(self) -> Iterator[type[Node]]:
        return iter(self._classes.values())

    def __contains__(self, type_name: object) -> bool:
        return type_name in self._classes

    def get(self, type_name: str) -> type[Node] | None:
        """The class of a type, or None when it is not installed."""
        return self._classes.get(type_name)

    def installed(self) -> Iterator[tuple[type[Node], bool]]:
        """Every class with whether it is switched on."""
        yield from ((node_class, True) for node_class in self._classes.values())
        yield from ((node_class, False) for node_class in self._off.values())

    def switch(self, type_name: str, *, on: bool) -> None:
        """Switch a type on or off; nothing happens to one that is not installed."""
        source, target = (self._off, self._classes) if on else (self._classes, self._off)
        if type_name in source:
            target[type_name] = source.pop(type_name)

    def add(self, node_class: type[Node]) -> None:
        """Register a class; the first one to take a type name keeps it."""
        taken = self._classes.setdefault(node_class.palette.type, node_class)
        if taken is not node_class:
            log.warning(
                "node type %r of %s is already registered", node_class.palette.type, node_class.__module__
            )

    def add_module(self, module: ModuleType) -> None:
        """Register every node class that the module itself defines."""
        for item in vars(module).values():
            if inspect.isclass(item) and item.__module__ == module.__name__ and _is_node_class(item):
                self.add(item)

    def add_package(self, package: ModuleType) -> None:
        """Register the node classes of the modules in a package's folders; a broken one is logged and left out.

        Packages inside these folders have no node types: they are loaded by the nodes that need them.
        """
        for folder in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            if folder.ispkg:
                self._add_folder(importlib.import_module(folder.name))

    def _add_folder(self, folder: ModuleType) -> None:
        for info in pkgutil.iter_modules(folder.__path__, folder.__name__ + "."):
            if info.ispkg:
                continue
            try:
                self.add_module(importlib.import_module(info.name))
            except Exception:
                log.exception("cannot load the node module %s", info.name)

    def add_entry_points(self, group: str = "wirelatch.nodes") -> None:
        """Register what other installed packages offer; one that cannot be imported is logged and left out."""
        for entry in entry_points(group=group):
            try:
                self.add_module(entry.load())
            except Exception:
                log.exception("cannot load the node module %s", entry.value)

"""The order in which the palette shows node types: Node-RED's for those it has, by name for all others."""

from __future__ import annotations

from collections.abc import Iterable

from wirelatch.engine.palette import CATEGORIES, NodeType

ORDER = (
    "inject", "debug", "complete", "catch", "status", "link in", "link call", "link out", "comment", "junction",
    "function", "python", "switch", "change", "range", "template", "delay", "trigger", "exec", "rbe",
    "mqtt in", "mqtt out", "http in", "http response", "http request", "websocket in", "websocket out", "tcp in",
    "tcp out", "tcp request", "udp in", "udp out",
    "split", "join", "sort", "batch",
    "csv", "html", "json", "xml", "yaml",
    "file", "file in", "watch",
)  # fmt: skip


def in_palette_order(types: Iterable[NodeType]) -> list[NodeType]:
    """The types by category, then by place; categories of other packages follow by name, config nodes come last."""
    categories = {name: index for index, name in enumerate(CATEGORIES)}
    places = {name: index for index, name in enumerate(ORDER)}

    def key(item: NodeType) -> tuple[int, str, int, str]:
        category = len(categories) + 1 if item.is_config else categories.get(item.category, len(categories))
        return category, item.category, places.get(item.type, len(places)), item.type

    return sorted(types, key=key)

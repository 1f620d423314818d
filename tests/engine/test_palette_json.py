"""The palette's answer has what the types that the browser shares say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wirelatch.engine.palette_json import FieldJson, NodeTypeJson
from wirelatch.nodes.installed import installed_types


def all_fields(fields: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    for field in fields:
        yield field
        yield from all_fields(field.get("fields", ()))


def test_types_and_fields_have_exactly_the_keys_that_are_declared() -> None:
    for node_class in installed_types():
        entry = node_class.palette.to_json()
        assert set(entry) == set(NodeTypeJson.__annotations__)
        for field in all_fields(entry["fields"]):
            assert set(field) <= set(FieldJson.__annotations__)
            assert {"name", "widget"} <= set(field)

"""Documents by themselves, for the specs of Node-RED's `flows/util`; `js/documents.cjs` is the other end."""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from wirelatch.access.permissions import has_permission
from wirelatch.document.diff import compare, record_changed
from wirelatch.document.outline import Container, Outline, instance_of, outline
from wirelatch.engine.environment import substitute
from wirelatch.scripting.values import UNDEFINED

Records = list[dict[str, Any]]


class DocumentCommands:
    """Sorting, comparing and substituting, without a runtime."""

    def do_parse(self, records: Records) -> dict[str, Any]:
        """The records by what they are, in the shape that Node-RED's `parseConfig` gives."""
        sorted_out = outline(records)
        return {
            "allNodes": sorted_out.records,
            "subflows": {
                subflow_id: {**_contents(container), "instances": _instances(sorted_out, subflow_id)}
                for subflow_id, container in sorted_out.subflows.items()
            },
            "configs": sorted_out.outside.configs,
            "flows": {
                flow_id: {**_contents(container), "subflows": {}}
                for flow_id, container in sorted_out.tabs.items()
            },
        }

    def do_diff(self, old: Records, new: Records) -> dict[str, Any]:
        """What a deploy of `new` over `old` changes."""
        diff = compare(outline(map(_placed, old)), outline(map(_placed, new)))
        names = ("added", "changed", "removed", "rewired", "linked")
        return {**{name: sorted(getattr(diff, name)) for name in names}, "flowChanged": sorted(diff.flows)}

    def do_record_changed(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        """Whether a node means something else than before."""
        return record_changed({"type": "test", **old}, {"type": "test", **new})

    def do_substitute(self, value: Any, settings: Mapping[str, Any]) -> Any:
        """The value with environment variables filled in."""
        return substitute(value, SimpleNamespace(env=lambda name: settings.get(name, UNDEFINED)))

    def do_process_variable(self, name: str, excluded: list[str]) -> Any:
        """A variable of the process's environment, as flows see it."""
        from wirelatch.engine.runtime import Runtime

        process = SimpleNamespace(_hidden=frozenset(excluded), _env=os.environ)
        return Runtime.process_variable(process, name)  # type: ignore[arg-type]

    def do_permission(self, scope: Any, permission: str) -> bool:
        """Whether a scope includes a permission."""
        return has_permission(scope, permission)


def _placed(record: dict[str, Any]) -> dict[str, Any]:
    """An instance of a subflow where an editor would have put it: the specs leave that out."""
    return record if instance_of(record) is None else {"x": 0, "y": 0, **record}


def _contents(container: Container) -> dict[str, Any]:
    return {
        **container.record,
        "nodes": {node_id: _shown(record) for node_id, record in container.nodes.items()},
        "configs": container.configs,
        "groups": container.groups,
    }


def _instances(sorted_out: Outline, subflow_id: str) -> list[dict[str, Any]]:
    return [_shown(sorted_out.records[node_id]) for node_id in sorted_out.instances.get(subflow_id, ())]


def _shown(record: dict[str, Any]) -> dict[str, Any]:
    subflow = instance_of(record)
    return record if subflow is None else {**record, "subflow": subflow}

"""Small flows around one node: an inject node, the node under test, a debug node per output, and a Catch node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Case:
    """A node's configuration, and the messages it gets."""

    node: Mapping[str, Any]
    messages: Sequence[Mapping[str, Any]]
    outputs: int = 1
    pause: float = 0.0
    """Seconds between two messages."""
    quiet: float = 0.2
    """Seconds of silence after which the case is over."""
    more: Sequence[Mapping[str, Any]] = field(default_factory=list)
    """Further nodes of the tab."""


def flows_of(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """One tab per case; ids are `<number>-in`, `-n`, `-out0` …, `-caught`."""
    flows: list[dict[str, Any]] = []
    for number, case in enumerate(cases):
        tab = f"{number}-tab"
        outs = [f"{number}-out{port}" for port in range(case.outputs)]
        flows.append({"id": tab, "type": "tab", "label": f"case {number}"})
        flows.append(
            _placed(
                tab,
                {
                    "id": f"{number}-in",
                    "type": "inject",
                    "props": [],
                    "repeat": "",
                    "crontab": "",
                    "once": False,
                    "wires": [[f"{number}-n"]],
                },
            )
        )
        flows.append(_placed(tab, {"wires": [[out] for out in outs], **case.node, "id": f"{number}-n"}))
        flows += [_placed(tab, debug(out)) for out in outs]
        flows.append(
            _placed(
                tab,
                {"id": f"{number}-catch", "type": "catch", "scope": None, "wires": [[f"{number}-caught"]]},
            )
        )
        flows.append(_placed(tab, debug(f"{number}-caught")))
        flows += [_placed(tab, dict(record)) for record in case.more]
    return flows


def debug(node_id: str) -> dict[str, Any]:
    """A debug node that shows whole messages in the sidebar."""
    return {
        "id": node_id,
        "type": "debug",
        "active": True,
        "tosidebar": True,
        "complete": "true",
        "targetType": "full",
        "wires": [],
    }


def _placed(tab: str, record: dict[str, Any]) -> dict[str, Any]:
    return {"z": tab, "x": 100, "y": 100, "wires": [], **record}

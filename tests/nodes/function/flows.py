"""Flows with a function node."""

from __future__ import annotations

from typing import Any


def function(
    func: str, *, node_id: str = "f", wires: list[list[str]] | None = None, **more: Any
) -> dict[str, Any]:
    """A function node wired to the probe."""
    wires = [["p"]] if wires is None else wires
    return {"id": node_id, "type": "function", "func": func, "outputs": len(wires), "wires": wires, **more}

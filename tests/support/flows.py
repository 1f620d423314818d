"""What tests put around the node they test: a probe for what it sends, a Catch and a Status node with theirs."""

from __future__ import annotations

from typing import Any

PROBE: dict[str, Any] = {"id": "p", "type": "probe"}
CATCH: list[dict[str, Any]] = [
    {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]},
    {"id": "e", "type": "probe"},
]
STATUS: list[dict[str, Any]] = [
    {"id": "s", "type": "status", "scope": None, "wires": [["st"]]},
    {"id": "st", "type": "probe"},
]

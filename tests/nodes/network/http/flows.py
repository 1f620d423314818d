"""Flows with an `http request` node."""

from __future__ import annotations

from typing import Any


def flows(url: str, **config: Any) -> list[dict[str, Any]]:
    """The node `h`, probes for what it sends (`p`) and for its errors (`e`)."""
    return [
        {"id": "h", "type": "http request", "method": "GET", "ret": "txt", "url": url, "headers": [], "wires": [["p"]], **config},
        {"id": "p", "type": "probe"},
        {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]}, {"id": "e", "type": "probe"},
    ]  # fmt: skip

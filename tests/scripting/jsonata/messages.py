"""The message that the tables of expressions are tried on."""

from __future__ import annotations

from typing import Any

MESSAGE: dict[str, Any] = {
    "payload": {
        "items": [{"price": 2, "qty": 3, "tags": ["a"]}, {"price": 1.5, "qty": 4, "tags": ["b", "c"]}],
        "name": "n",
        "temp": 21.5,
        "empty": [],
        "one": [7],
        "nested": [[1, 2], [3]],
        "ok": True,
    },
    "topic": "home/kitchen/temperature",
    "list": [5, 3, 9, 1],
    "text": "Hällo 😀 wörld",
    "nothing": None,
    "neg": -3.5,
    "people": [{"id": 1, "doc": {"v": 1}}, {"id": 2, "doc": {"v": 2}}, {"id": 1}],
}

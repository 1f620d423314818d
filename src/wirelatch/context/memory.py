"""The context store that keeps everything in memory, and what every store can do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Data = dict[str, Any]


class MemoryStore:
    """Scopes by id, each a mapping of top-level keys to values; values are kept by reference, as Node-RED does."""

    module = "memory"
    cached = True
    """Whether values are in memory; if not, JavaScript can only reach them with a callback, as in Node-RED."""

    def __init__(self) -> None:
        self.scopes: dict[str, Data] = {}

    def open(self) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Nothing to save."""

    def data(self, scope: str) -> Data:
        """The values of a scope; an empty mapping for one that was never written."""
        return self.scopes.get(scope) or self.scopes.setdefault(scope, {})

    def changed(self, scope: str, key: str, data: Data) -> None:
        """Told after every change of a scope's data, with the property expression that was set in it."""

    def delete(self, scope: str) -> None:
        """Forget a scope."""
        self.scopes.pop(scope, None)

    def keep(self, ids: Iterable[str]) -> None:
        """Forget the scopes of nodes and flows that are not among `ids`; `global` always stays."""
        known = set(ids)
        for scope in list(self.scopes):
            if not is_kept(scope, known):
                self.delete(scope)


def is_kept(scope: str, known: set[str]) -> bool:
    """Whether a scope belongs to a node or flow that is there, or to all."""
    node_id, _, flow_id = scope.partition(":")
    return scope == "global" or (node_id in known and (not flow_id or flow_id in known))

"""The context store that keeps everything in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Data = dict[str, Any]


class MemoryStore:
    """Scopes by id, each a mapping of top-level keys to values; values are kept by reference, as Node-RED does."""

    module = "memory"

    def __init__(self) -> None:
        self.scopes: dict[str, Data] = {}

    def open(self) -> None:
        """Nothing to open."""

    def close(self) -> None:
        """Nothing to save."""

    def data(self, scope: str) -> Data:
        """The values of a scope; an empty mapping for one that was never written."""
        return self.scopes.get(scope) or self.scopes.setdefault(scope, {})

    def changed(self, scope: str) -> None:
        """Told after every change of a scope's data."""

    def delete(self, scope: str) -> None:
        """Forget a scope."""
        self.scopes.pop(scope, None)

    def keep(self, ids: Iterable[str]) -> None:
        """Forget the scopes of nodes and flows that are not among `ids`; `global` always stays."""
        known = set(ids)
        for scope in list(self.scopes):
            node_id, _, flow_id = scope.partition(":")
            if scope != "global" and (node_id not in known or (flow_id and flow_id not in known)):
                self.delete(scope)

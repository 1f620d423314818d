"""The agent's commands for context: `node.context()` and the module that configures the stores."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wirelatch.scripting.values import UNDEFINED

if TYPE_CHECKING:
    from wirelatch.context.scopes import ContextScope
    from wirelatch.engine.node import Node
    from wirelatch.engine.runtime import Runtime


class ContextCommands:
    """Reading and writing the context of a node, its flow, or all flows."""

    runtime: Runtime

    def __init__(self) -> None:
        self.context_storage: dict[str, Any] | None = None
        self.ended: dict[str, Node] = {}
        """The nodes of the flow that ran last, once it has been unloaded."""

    def node(self, load: int, node_id: str) -> Node | None:
        """A running node of that load."""
        raise NotImplementedError

    def do_context(self, load: int, node_id: str, which: str, action: str, args: list[Any]) -> Any:
        """`get` (keys, store), `set` (keys, values, store) or `keys` (store)."""
        node = self.node(load, node_id) or self.ended.get(node_id)
        if node is None:
            return UNDEFINED
        scope = self._scope(node, which)
        if action == "keys":
            return scope.keys(_named(args[0]))
        keys = args[0]
        if action == "get":
            if isinstance(keys, list):
                return values_of(scope, keys, _named(args[1]))
            return scope.get(keys, _named(args[1]))
        if not isinstance(keys, list):
            scope.set(keys, args[1], _named(args[2]))
            return None
        values = args[1] if isinstance(args[1], list) else [args[1]]
        for position, key in enumerate(keys):
            scope.set(key, values[position] if position < len(values) else None, _named(args[2]))
        return None

    @staticmethod
    def _scope(node: Node, which: str) -> ContextScope:
        if which == "global":
            return node.runtime.global_context()
        return node.flow.context() if which == "flow" else node.context()


def values_of(scope: ContextScope, keys: list[str], store: str | None = None) -> list[list[Any]]:
    """Several values, each in a list, which is empty for `undefined`: a list itself cannot hold that."""
    found = [scope.get(key, store) for key in keys]
    return [[] if value is UNDEFINED else [value] for value in found]


def _named(store: Any) -> str | None:
    return None if store is UNDEFINED else store

"""The agent's commands for the unit specs of context (`js/stores.cjs`): our stores, without a runtime around them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from tests.conformance.contexts import values_of
from wirelatch.context.stores import ContextStores
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED


def _stores(directory: Path, configuration: Any, seed: Any = None) -> ContextStores:
    return ContextStores(
        directory, paths=paths, undefined=UNDEFINED, configuration=configuration, global_seed=seed
    )


class StoreCommands:
    """Single stores by number, and one set of all stores."""

    def __init__(self) -> None:
        self._opened: list[ContextStores] = []
        self._all = _stores(Path(tempfile.gettempdir()), {"memory": {"module": "memory"}})

    # One store -------------------------------------------------------------------------------------------------

    def do_store_open(self, module: str, config: dict[str, Any], home: str) -> int:
        """Open a store; gives its number."""
        stores = _stores(Path(home) / "context", {"s": {"module": module, "config": config}})
        stores.open()
        self._opened.append(stores)
        return len(self._opened) - 1

    def do_store(self, number: int, action: str, args: list[Any]) -> Any:
        """`get`, `set`, `keys` of a scope; `delete`, `keep`, `close`."""
        stores = self._opened[number]
        store = stores.stores["s"]
        if action in ("close", "keep", "delete"):
            return getattr(store, action)(*args)
        scope = stores.scope(args[0])
        if action == "get":
            return values_of(scope, args[1])
        if action == "keys":
            return scope.keys()
        for key in args[1]:
            paths.parse(key)
        for key, value in zip(args[1], args[2], strict=True):
            scope.set(key, value)
        return None

    # All stores ------------------------------------------------------------------------------------------------

    def do_stores_init(self, settings: dict[str, Any]) -> None:
        """Begin anew with a configuration; the only store is `memory` when there is none."""
        self._all.close()
        configuration = settings["contextStorage"] or {"memory": {"module": "memory"}}
        directory = Path(tempfile.mkdtemp(prefix="wl-stores-"))
        self._all = _stores(directory, configuration, settings["functionGlobalContext"])
        self._all.configured = bool(settings["contextStorage"])
        self._all.open()

    def do_stores_flow(self, flow_id: str, parent_id: str | None) -> None:
        """Let a flow have a flow around it."""
        self._all.flow_scope(flow_id, parent_id)

    def do_stores_scope(self, scope_id: str, action: str, args: list[Any]) -> Any:
        """`get`, `set` or `keys` of a scope."""
        scope = self._all.scope(scope_id)
        store = None if args[-1] in (None, UNDEFINED) else args[-1]
        if action == "get":
            store = None if args[1] in (None, UNDEFINED) else args[1]
            return values_of(scope, args[0], store)
        if action == "keys":
            return scope.keys(store)
        for key, value in zip(args[0], args[1], strict=True):
            scope.set(key, value, store)
        return None

    def do_stores_delete(self, node_id: str, flow_id: str | None) -> None:
        """A node is gone; or forget what is global."""
        if node_id == "global":
            for store in self._all.stores.values():
                store.delete("global")
        else:
            self._all.node_closed(node_id, flow_id or "")

    def do_stores_keep(self, ids: list[str]) -> None:
        """Forget what belongs to others."""
        self._all.keep(ids)

    def do_stores_close(self) -> None:
        """Close all."""
        self._all.close()

    def do_stores_list(self) -> dict[str, Any]:
        """Which there are, and which is the default."""
        return {"default": self._all.default, "stores": list(self._all.stores)}

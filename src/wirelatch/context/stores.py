"""The context stores of a runtime, and the scopes that live in them.

Stores are configured as in Node-RED's `contextStorage`: a mapping of names to `{"module": "memory" |
"localfilesystem" | "sqlite", "config": {…}}`, where `default` may name another one. Without a configuration there are
`memory`, the default, and `localfilesystem`. What `config` may hold:

* localfilesystem: `dir` and `base` (files are in `dir/base`; the data directory and `context`), `flushInterval` (30
  seconds), `cache` (true);
* sqlite: `dir` and `base` likewise (the database is `dir/base/<name>.sqlite`), or `file`; `flushInterval` (0.1 seconds),
  `synchronous` (`full`, or `normal`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from wirelatch.context.local_files import LocalFilesStore
from wirelatch.context.memory import MemoryStore
from wirelatch.context.scopes import ContextScope, Paths
from wirelatch.context.sqlite import SqliteStore

log = logging.getLogger(__name__)

Listener = Callable[[str, str, str, Any], None]
"""Called as (scope id, store name, key, value) after a change; the value is `undefined` for a removed key."""

_NAME = re.compile(r"[a-zA-Z0-9_]+\Z")


class StoreConfigurationError(ValueError):
    """`contextStorage` cannot be used; the text says why."""


class ContextStores:
    """All stores, and one `ContextScope` per scope id: `global`, `<flow>`, `<node>:<flow>`."""

    def __init__(
        self,
        directory: Path,
        *,
        paths: Paths,
        undefined: Any,
        configuration: Mapping[str, Any] | None = None,
        global_seed: Mapping[str, Any] | None = None,
        export_seed_keys: bool = True,
    ) -> None:
        self.paths = paths
        self.undefined = undefined
        self.configured = bool(configuration)
        """Whether the administrator chose the stores; if not, a node's context ends with the node, as in Node-RED."""
        self.stores: dict[str, MemoryStore] = {}
        self.default = "memory"
        self._listeners: dict[object, Listener] = {}
        self._unknown: set[str] = set()
        self._scopes: dict[str, ContextScope] = {}
        self.global_seed: Mapping[str, Any] = global_seed or {}
        """What the settings put into the global context (`functionGlobalContext`)."""
        self.export_seed_keys = export_seed_keys
        """Whether `keys` of the global context lists those of the settings (`exportGlobalContextKeys`)."""
        self._global = ContextScope(self, "global", seed=global_seed)
        self._configure(directory, configuration or {})
        self._default_store = self.stores[self.default]

    def _configure(self, directory: Path, configuration: Mapping[str, Any]) -> None:
        if not configuration:
            self.stores = {"memory": MemoryStore(), "localfilesystem": LocalFilesStore(directory)}
            return
        alias: str | None = None
        for name, entry in configuration.items():
            if name == "default" and isinstance(entry, str):
                alias = entry
                continue
            if name == "_":
                continue  # reserved, and passed over by Node-RED too
            if not _NAME.match(name):
                raise StoreConfigurationError(f"{name!r} cannot name a store; use letters, digits and _")
            self.stores[name] = self._make(name, entry, directory)
        if alias is not None and alias not in self.stores:
            raise StoreConfigurationError(f"default names the store {alias!r}, which is not configured")
        if not self.stores:
            self.stores = {"memory": MemoryStore()}
        self.default = alias or ("default" if "default" in self.stores else next(iter(self.stores)))

    @staticmethod
    def _make(name: str, entry: Any, directory: Path) -> MemoryStore:
        module = entry.get("module") if isinstance(entry, Mapping) else None
        options = (entry.get("config") or {}) if isinstance(entry, Mapping) else {}
        if not isinstance(options, Mapping):
            raise StoreConfigurationError(
                f"contextStorage: config of the store {name!r} must be a table of names and values"
            )
        if module is None:
            raise StoreConfigurationError(f"Context store {name!r} missing 'module' option")
        if module == "memory":
            return MemoryStore()
        if "dir" in options:
            directory = Path(options["dir"]).expanduser() / str(options.get("base") or "context")
        elif options.get("base"):
            directory = directory.parent / str(options["base"])
        if module == "localfilesystem":
            return LocalFilesStore(
                directory,
                name=name,
                flush_interval=_seconds(name, options, 30.0),
                cache=bool(options.get("cache", True)),
            )
        if module == "sqlite":
            synchronous = options.get("synchronous", "full")
            if synchronous not in ("full", "normal"):
                raise StoreConfigurationError(f"synchronous of the store {name!r} must be full or normal")
            return SqliteStore(
                Path(options["file"]).expanduser() if "file" in options else directory / f"{name}.sqlite",
                name=name,
                flush_interval=_seconds(name, options, 0.1),
                synchronous=synchronous,
            )
        raise StoreConfigurationError(
            f"store {name!r} needs a module, one of memory, localfilesystem and sqlite"
        )

    def open(self) -> None:
        """Load what is on file; raises OSError when a store cannot be read."""
        for store in self.stores.values():
            store.open()

    def close(self) -> None:
        """Write what is not yet on file."""
        for store in self.stores.values():
            store.close()

    # Scopes ----------------------------------------------------------------------------------------------------

    def global_scope(self) -> ContextScope:
        """The context that all flows share."""
        return self._global

    def flow_scope(self, flow_id: str, parent_id: str | None = None) -> ContextScope:
        """The context of a flow; `$parent` leads from a subflow instance to the flow it stands on."""
        if flow_id == "global":
            return self._global
        scope = self._scopes.get(flow_id)
        if scope is None:
            scope = self._scopes[flow_id] = ContextScope(self, flow_id)
        if parent_id and scope.parent is None:
            scope.parent = self.flow_scope(parent_id)
        return scope

    def scope_of_flow(self, flow_id: str) -> ContextScope:
        """The context of a flow if it was ever used; one that nobody else has, if not."""
        return (
            self._global if flow_id == "global" else self._scopes.get(flow_id) or ContextScope(self, flow_id)
        )

    def node_scope(self, node_id: str, flow_id: str) -> ContextScope:
        """The context of a node."""
        scope_id = f"{node_id}:{flow_id}" if flow_id and flow_id != "global" else node_id
        scope = self._scopes.get(scope_id)
        if scope is None:
            scope = self._scopes[scope_id] = ContextScope(self, scope_id)
        return scope

    def scope(self, scope_id: str) -> ContextScope:
        """The scope of an id, whichever kind it is."""
        node_id, _, flow_id = scope_id.partition(":")
        return self.node_scope(node_id, flow_id) if flow_id else self.flow_scope(scope_id)

    def node_closed(self, node_id: str, flow_id: str) -> None:
        """Forget a node's context when no stores were configured."""
        scope_id = f"{node_id}:{flow_id}" if flow_id and flow_id != "global" else node_id
        if not self.configured and scope_id in self._scopes:
            self._default_store.delete(scope_id)

    def keep(self, ids: Iterable[str]) -> None:
        """Forget everything of nodes and flows that are not among `ids`."""
        known = set(ids)
        for scope_id in [s for s in self._scopes if s.partition(":")[0] not in known]:
            del self._scopes[scope_id]
        for store in dict.fromkeys(self.stores.values()):
            store.keep(known)

    # Stores ----------------------------------------------------------------------------------------------------

    def store(self, name: str | None) -> MemoryStore:
        """The store of a name; the default one for no name, and for an unknown one, which is warned about once."""
        return self._default_store if not name else self.named(name)[1]

    def named(self, name: str | None) -> tuple[str, MemoryStore]:
        """As `store`, with the name it goes by."""
        if not name:
            return self.default, self._default_store
        store = self.stores.get(name)
        if store is not None:
            return name, store
        if name not in self._unknown and name not in ("default", "_"):
            self._unknown.add(name)
            log.warning("Unknown context store '%s' specified. Using default store.", name)
        return self.default, self._default_store

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Tell `callback` of every change from now on; the result ends that."""
        key = object()
        self._listeners[key] = callback

        def forget() -> None:
            self._listeners.pop(key, None)

        return forget

    def tell(self, scope_id: str, store: str, key: str, value: Any) -> None:
        """Tell the listeners of a change."""
        for listener in tuple(self._listeners.values()):
            listener(scope_id, store, key, value)


def _seconds(name: str, options: Mapping[str, Any], default: float) -> float:
    value = options.get("flushInterval", default)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise StoreConfigurationError(f"flushInterval of the store {name!r} must be a number of seconds")
    return float(value)

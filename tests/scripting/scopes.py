"""A node's surroundings without a runtime: what `wirelatch.scripting.scope.Scope` asks for."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED


class DictContext:
    """A context over plain dicts."""

    def __init__(self, data: dict[str, Any], stores: dict[str, dict[str, Any]] | None = None) -> None:
        self.data = data
        self.stores = stores or {}

    def get(self, key: str, store: str | None = None) -> Any:
        return paths.get(self.stores[store] if store else self.data, key)

    def set(self, key: str, value: Any, store: str | None = None) -> None:
        paths.set(self.stores[store] if store else self.data, key, value)

    def keys(self, store: str | None = None) -> list[str]:
        return list(self.stores[store] if store else self.data)


class FakeNode:
    """Environment and contexts."""

    def __init__(
        self,
        *,
        flow: dict[str, Any] | None = None,
        glob: dict[str, Any] | None = None,
        env: dict[str, Any] | None = None,
        stores: dict[str, dict[str, Any]] | None = None,
    ) -> None:
        self.flow = SimpleNamespace(context=lambda: DictContext(flow or {}, stores))
        self.runtime = SimpleNamespace(global_context=lambda: DictContext(glob or {}))
        self._env = env or {}

    def env(self, name: str) -> Any:
        return self._env.get(name, UNDEFINED)

    def context(self) -> DictContext:
        return DictContext({})

"""A context scope: what a node, a flow or the whole runtime remembers, reached by keys.

A key is a property expression (`a.b[0]`), with the store in front where it is not the default one (`#:(file)::a.b`);
`$parent.` in a flow's key means the flow around the subflow. https://nodered.org/docs/user-guide/context
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from wirelatch.context.stores import ContextStores

_STORE_AND_KEY = re.compile(r"#:\((\S+?)\)::(.*)\Z", re.DOTALL)
_PARENT = "$parent."


class Paths(Protocol):
    """Property expressions; `wirelatch.scripting.paths` is one, handed in by the engine above."""

    def get(self, target: Any, path: str, /) -> Any: ...

    def set(self, target: Any, path: str, value: Any, /) -> bool: ...


class ContextScope:
    """One scope in all stores; values are given and kept by reference."""

    def __init__(
        self,
        stores: ContextStores,
        scope_id: str,
        *,
        parent: ContextScope | None = None,
        seed: Mapping[str, Any] | None = None,
    ) -> None:
        self.id = scope_id
        self.parent = parent
        self._stores = stores
        self._seed = seed

    def get(self, key: str, store: str | None = None) -> Any:
        """The value at a key; the stores' `undefined` when there is none."""
        key, store = self._split(key, store)
        stores = self._stores
        if key.startswith("$parent"):
            scope, key = self._climb(key)
            return scope.get(key, store) if scope is not None and key else stores.undefined
        data = stores.store(store).data(self.id)
        if key in data:
            return data[key]
        value = stores.paths.get(data, key)
        if value is stores.undefined and self._seed:
            value = stores.paths.get(self._seed, key)
        return value

    def set(self, key: str, value: Any, store: str | None = None) -> None:
        """Set the value at a key; `undefined` removes it."""
        key, store = self._split(key, store)
        if key.startswith("$parent"):
            scope, key = self._climb(key)
            if scope is not None and key:
                scope.set(key, value, store)
            return
        name, target = self._stores.named(store)
        data = target.data(self.id)
        if key.isidentifier() and value is not self._stores.undefined:
            data[key] = value
        else:
            self._stores.paths.set(data, key, value)
        target.changed(self.id, key, data)
        self._stores.tell(self.id, name, key, value)

    def delete(self, key: str, store: str | None = None) -> None:
        """Remove the value at a key."""
        self.set(key, self._stores.undefined, store)

    def keys(self, store: str | None = None) -> list[str]:
        """The top-level keys."""
        keys = dict.fromkeys((self._seed or ()) if self._stores.export_seed_keys else ())
        keys.update(dict.fromkeys(self._stores.store(store).data(self.id)))
        return list(keys)

    def values(self, store: str | None = None) -> dict[str, Any]:
        """All keys that `keys` lists with their values, as a new mapping."""
        values = self.stored(store)
        if self._seed and self._stores.export_seed_keys:
            return {**self._seed, **values}
        return values

    def stored(self, store: str | None = None) -> dict[str, Any]:
        """What was set, without what the settings give, as a new mapping."""
        return dict(self._stores.store(store).data(self.id))

    @staticmethod
    def _split(key: str, store: str | None) -> tuple[str, str | None]:
        if not isinstance(key, str) or not key:
            raise ValueError("Invalid context key")
        if key[0] == "#" and (match := _STORE_AND_KEY.match(key)):
            if not match[2]:
                raise ValueError("Invalid context key")
            return match[2], store or match[1]
        return key, store

    def _climb(self, key: str) -> tuple[ContextScope | None, str]:
        scope: ContextScope | None = self
        while key.startswith(_PARENT):
            scope = scope.parent if scope is not None else None
            key = key[len(_PARENT) :]
        if key == "$parent":
            return None, ""
        return scope, key

"""Keeping the context that JavaScript functions see the same as the one in the stores: see `js/contexts.ts`.

The stores are the truth. A change made in JavaScript before it had seen an earlier one made here comes after it, and is
told back, so that both ends have the later value.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from wirelatch.scripting import paths

log = logging.getLogger("wirelatch.jshost")


class Stores(Protocol):
    """The context stores (`wirelatch.context.stores.ContextStores`)."""

    @property
    def stores(self) -> Any: ...

    @property
    def default(self) -> str: ...

    @property
    def global_seed(self) -> Any: ...

    @property
    def export_seed_keys(self) -> bool: ...

    def scope(self, scope_id: str) -> Any: ...

    def listen(self, callback: Callable[[str, str, str, Any], None]) -> Callable[[], None]: ...


class Replication:
    """Copies of the scopes that functions use, in the JavaScript process."""

    def __init__(self, stores: Stores, send: Callable[[tuple[Any, ...]], None]) -> None:
        self._stores = stores
        self._send = send
        self._used: Counter[str] = Counter()
        self._last: dict[str, int] = {}
        self._number = 0
        self._seen: int | None = None
        """While a change from JavaScript is carried out: the number of the last change it had seen."""
        self._stop_listening = stores.listen(self._changed)

    def close(self) -> None:
        """Copy no more."""
        self._stop_listening()

    @property
    def greeting(self) -> dict[str, Any]:
        """The stores, with whether their values are copied; which is the default; what the settings give."""
        stores = self._stores
        return {
            "stores": {name: store.cached for name, store in stores.stores.items()},
            "default": stores.default,
            "seed": dict(stores.global_seed),
            "exportSeedKeys": stores.export_seed_keys,
        }

    def use(self, scopes: Iterable[str]) -> None:
        """A function uses these scopes: copy those that are not there yet."""
        for scope in scopes:
            self._used[scope] += 1
            if self._used[scope] == 1:
                self._load(scope)

    def release(self, scopes: Iterable[str]) -> None:
        """A function that used these scopes is gone."""
        for scope in scopes:
            self._used[scope] -= 1
            if self._used[scope] <= 0:
                del self._used[scope]
                self._last.pop(scope, None)
                self._send(("forget", scope))

    def load_all(self) -> None:
        """Copy everything again, into a new process."""
        for scope in self._used:
            self._load(scope)

    def _load(self, scope: str) -> None:
        for name, store in self._stores.stores.items():
            if store.cached:
                self._send(("load", scope, name, self._stores.scope(scope).stored(name)))

    def _changed(self, scope: str, store: str, key: str, value: Any) -> None:
        if not self._stores.stores[store].cached:
            return
        if scope not in self._used or (self._seen is not None and self._seen >= self._last.get(scope, 0)):
            return
        self._number += 1
        self._last[scope] = self._number
        self._send(("set", self._number, scope, store, key, value))

    def receive(self, scope: str, store: str, key: str, value: Any, seen: int) -> None:
        """Carry out a change made in JavaScript."""
        self._seen = seen
        try:
            self._stores.scope(scope).set(key, value, store)
        except (OSError, ValueError) as error:
            log.error("context %s of %s cannot be set in the store %s: %s", key, scope, store, error)
        finally:
            self._seen = None

    def read(self, scope: str, store: str, keys: list[str] | None) -> list[Any]:
        """The values of keys in a store of which nothing is copied; without `keys`, which keys there are.

        Raises OSError or ValueError when the store cannot be read.
        """
        found = self._stores.scope(scope)
        return found.keys(store) if keys is None else [found.get(key, store) for key in keys]

    def write(self, scope: str, store: str, keys: list[str], values: list[Any]) -> None:
        """Set values in a store of which nothing is copied; raises OSError or ValueError when they cannot be kept."""
        for key in keys:
            paths.parse(key)  # all or none
        for key, value in zip(keys, values, strict=True):
            self._stores.scope(scope).set(key, value, store)

"""What a script or an expression may ask of the node it runs in: environment variables and context.

A protocol, so that this floor needs nothing of the engine above it; the engine's `Node` fits it as it is.
"""

from __future__ import annotations

from typing import Any, Protocol


class Context(Protocol):
    """One context scope; missing keys give UNDEFINED or None, as the store sees fit."""

    def get(self, key: str, store: str | None = None, /) -> Any: ...

    def set(self, key: str, value: Any, store: str | None = None, /) -> Any: ...

    def keys(self, store: str | None = None, /) -> Any: ...


class _Flow(Protocol):
    def context(self) -> Context: ...


class _Runtime(Protocol):
    def global_context(self) -> Context: ...


class Scope(Protocol):
    """The part of a node that scripts see."""

    @property
    def flow(self) -> Any:
        """The running flow; its `context()` is the flow context."""

    @property
    def runtime(self) -> Any:
        """The runtime; its `global_context()` is the global context."""

    def env(self, name: str) -> Any:
        """An environment variable as this node sees it, UNDEFINED when there is none of that name."""

    def context(self) -> Any:
        """The node's own context."""


def context_of(node: Scope, kind: str) -> Context:
    """The context of a node that is called `flow`, `global` or `node` in a form."""
    if kind == "flow":
        flow: _Flow = node.flow
        return flow.context()
    if kind == "global":
        runtime: _Runtime = node.runtime
        return runtime.global_context()
    own: Context = node.context()
    return own

"""All node types there are: the built-in ones, and those of other installed packages."""

from __future__ import annotations

from wirelatch import nodes
from wirelatch.engine.palette import NodeRegistry


def installed_types() -> NodeRegistry:
    """A registry with every type that can be imported; the built-in ones come first."""
    registry = NodeRegistry()
    registry.add_package(nodes)
    registry.add_entry_points()
    return registry

"""The syntax tree of JSONata."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Slot:
    """Where a `%` finds its parent: the variable that carries it, and how many levels up it still is."""

    label: str
    level: int = 1


@dataclass(slots=True, eq=False)
class Node:
    """A node of the tree.

    `kind` is one of name, variable, string, number, value, regex, wildcard, descendant, parent, binary, negate, array,
    object, block, call, partial, placeholder, lambda, condition, default, coalesce, transform, sort, bind, apply, path;
    from the parser, also filter, group, focus, index and map, which the analysis turns into paths, and end, an error.
    """

    kind: str
    value: Any = None
    position: int = 0
    left: Any = None
    right: Any = None
    items: list[Any] = field(default_factory=list)
    """Steps of a path, items of an array, pairs of an object, arguments, expressions of a block, terms of a sort."""
    other: Any = None
    """What a condition gives otherwise; what a transform deletes."""
    signature: Any = None
    keep_array: bool = False
    keep_singleton: bool = False
    """Of a path: a single result stays in an array."""
    constructs: bool = False
    """Of an array: it stays an item of its own in a path."""
    predicates: list[Any] | None = None
    """Filters of a node that is not a step."""
    stages: list[Any] | None = None
    """Filters and index variables of a step."""
    group: Any = None
    focus: str | None = None
    index: str | None = None
    ancestor: Slot | None = None
    tuple: bool = False
    """Whether the step makes a stream of tuples, which carry variables."""
    slot: Slot | None = None
    seeking: list[Slot] | None = None
    """The `%` inside that have not found their step yet."""
    tail: bool = False
    """Of a call: it is the last thing that its function does."""

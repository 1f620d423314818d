"""Sorting as JavaScript's `Array.prototype.sort` does with a comparison by `===` and `>`.

What cannot be ordered so (a text among numbers, `undefined`) comes where the algorithm puts it. V8's is a port of
Python's, so that both put it at the same place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key
from typing import Any

from wirelatch.scripting.values import less_than, strict_equal


def in_order(items: Sequence[Any], keys: Sequence[Any], *, descending: bool) -> list[Any]:
    """The items by their keys, of which there is one for each; items with equal keys keep their order."""
    sortable = _sortable(keys)
    if sortable is items:
        return sorted(items, reverse=descending)
    if sortable is not None:
        places = sorted(range(len(items)), key=sortable.__getitem__, reverse=descending)
    else:
        direction = -1 if descending else 1

        def compare(a: int, b: int) -> int:
            first, second = keys[a], keys[b]
            if strict_equal(first, second):
                return 0
            return direction if less_than(second, first) else -direction

        places = sorted(range(len(items)), key=cmp_to_key(compare))
    return [items[place] for place in places]


def _sortable(keys: Sequence[Any]) -> Sequence[Any] | None:
    """Keys that Python orders in the same way; None where it does not."""
    kinds = set(map(type, keys))
    if kinds <= {int, float}:
        return None if float in kinds and any(key != key for key in keys) else keys
    if kinds == {str}:
        if all(map(str.isascii, keys)):
            return keys
        # By UTF-16 units: characters beyond U+FFFF come before those from U+E000 on.
        return [key.encode("utf-16-be", "surrogatepass") for key in keys]
    return None

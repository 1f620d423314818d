"""What JavaScript's operators say of any value: its keys and members, whether it is an object, what `trim` takes away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.scripting import paths
from wirelatch.scripting.numbers import SPACE
from wirelatch.scripting.serialization import ordered_keys
from wirelatch.scripting.values import UNDEFINED

__all__ = ["SPACE", "is_object", "keys_of", "member"]


def keys_of(value: Any) -> list[str]:
    """`Object.keys(value)`. Raises ValueError for null and undefined."""
    if isinstance(value, Mapping):
        return [str(key) for key in ordered_keys(value)]
    if isinstance(value, (list, tuple, str, bytes, bytearray)):
        return [str(index) for index in range(len(value))]
    if value is None or value is UNDEFINED:
        raise ValueError("null has no properties")
    return []


def member(value: Any, key: str) -> Any:
    """`value[key]`, UNDEFINED where there is nothing. Raises ValueError for null and undefined."""
    if type(value) is dict:
        return value.get(key, UNDEFINED)
    if value is None or value is UNDEFINED:
        raise ValueError("null has no properties")
    return paths.member(value, key)


def is_object(value: Any) -> bool:
    """Whether `typeof value` is `object`: everything but text, numbers and booleans."""
    return not isinstance(value, (str, int, float)) and value is not UNDEFINED

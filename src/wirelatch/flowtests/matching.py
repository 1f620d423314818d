"""Comparing a message with what is expected of it.

Expected objects name what has to be there; with `exact` nothing else may be. Lists have to be of one length. Instead of a
value an object with one of the keys below may stand, for what is not known beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from wirelatch.scripting.values import type_of

IGNORED = frozenset({"_msgid"})


def differences(expected: Any, given: Any, *, exact: bool, path: str = "msg") -> list[str]:
    """Sentences about what differs; empty when the message is as expected."""
    if isinstance(expected, Mapping) and len(expected) == 1:
        ((key, operand),) = expected.items()
        matcher = MATCHERS.get(key)
        if matcher is not None:
            return matcher(operand, given, path)
    if isinstance(expected, Mapping):
        if not isinstance(given, Mapping):
            return [f"{path} is {shown(given)}, not an object"]
        top = path == "msg"
        found = []
        for key, value in expected.items():
            if top and key in IGNORED:
                continue
            if key not in given:
                found.append(f"{path}.{key} is missing; expected {shown(value)}")
            else:
                found += differences(value, given[key], exact=exact, path=f"{path}.{key}")
        if exact:
            more = [key for key in given if key not in expected and not (top and key in IGNORED)]
            found += [f"{path}.{key} is {shown(given[key])}, and was not expected" for key in more]
        return found
    if isinstance(expected, list):
        if not isinstance(given, list):
            return [f"{path} is {shown(given)}, not a list"]
        if len(expected) != len(given):
            return [f"{path} has {len(given)} entries, not {len(expected)}"]
        return [
            text
            for index, (one, other) in enumerate(zip(expected, given, strict=True))
            for text in differences(one, other, exact=exact, path=f"{path}[{index}]")
        ]
    same = type(expected) is type(given) if isinstance(expected, bool) or isinstance(given, bool) else True
    if same and expected == given:
        return []
    return [f"{path} is {shown(given)}, not {shown(expected)}"]


def shown(value: Any, longest: int = 120) -> str:
    """A value in a sentence."""
    text = repr(value)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _type(operand: Any, given: Any, path: str) -> list[str]:
    kind = _kind(given)
    return [] if kind == operand else [f"{path} is of type {kind}, not {operand}"]


def _kind(value: Any) -> str:
    """As the editor names types: `typeof`, with array, buffer and null apart."""
    if value is None:
        return "null"
    if isinstance(value, bytes | bytearray):
        return "buffer"
    return "array" if isinstance(value, list) else type_of(value)


def _regex(operand: Any, given: Any, path: str) -> list[str]:
    try:
        if isinstance(given, str) and re.search(str(operand), given):
            return []
    except re.error as error:
        return [f"{path}: {operand!r} is no regular expression: {error}"]
    return [f"{path} is {shown(given)}, which {operand!r} does not match"]


def _near(operand: Any, given: Any, path: str) -> list[str]:
    is_pair = isinstance(operand, list) and len(operand) == 2
    if not is_pair or not all(isinstance(number, int | float) for number in operand):
        return [f"{path}: $near takes a number and how far from it is near, not {shown(operand)}"]
    wanted, tolerance = operand
    if isinstance(given, int | float) and not isinstance(given, bool) and abs(given - wanted) <= tolerance:
        return []
    return [f"{path} is {shown(given)}, not within {tolerance} of {wanted}"]


MATCHERS: Mapping[str, Callable[[Any, Any, str], list[str]]] = {
    "$any": lambda operand, given, path: [],
    "$type": _type,
    "$regex": _regex,
    "$near": _near,
}
"""By key: the operand, what is there, and its place, to what differs."""

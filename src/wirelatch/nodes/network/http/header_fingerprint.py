"""Headers that only pass through: those an `http request` received must not go out again by themselves.

`http request` leaves a fingerprint of the received headers among them. If they are still the same at the next
`http request` or at an `http response`, nobody meant them to be sent, and they are dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.scripting.values import to_string, type_of

NAME = "x-node-red-request-node"


def fingerprint(headers: Mapping[str, Any]) -> str:
    """A short digest of the headers, whatever their order: the one that Node-RED computes, with which flows may have
    kept headers."""
    return f"{_digest(0, headers, ''):08x}"


def _digest(seed: int, value: Any, key: str) -> int:
    """32-bit hashes folded over key, kind and content, as the npm package `hash-sum` does it."""
    if isinstance(value, Mapping):
        content = _fold(_fold(_fold(seed, key), "[object Object]"), "object")
        for name in sorted(value):
            content = _digest(content, value[name], str(name))
        return _fold(content, "[object Object]")
    if isinstance(value, list):
        content = _fold(_fold(_fold(seed, key), "[object Array]"), "object")
        for index in sorted(map(str, range(len(value)))):
            content = _digest(content, value[int(index)], index)
        return _fold(content, to_string(value))
    kind = "object" if value is None else type_of(value)
    name = "Null" if value is None else kind.capitalize()
    return _fold(_fold(_fold(_fold(seed, key), f"[object {name}]"), kind), to_string(value))


def _fold(seed: int, text: str) -> int:
    if not text:
        return seed
    for character in text:
        seed = ((seed << 5) - seed + ord(character)) & 0xFFFFFFFF
    return (0x100000000 - seed) * 2 if seed & 0x80000000 else seed


def drop_passed_through(msg: dict[str, Any]) -> None:
    """Delete `msg.headers` when they are as an `http request` received them."""
    headers = msg.get("headers")
    if isinstance(headers, dict) and NAME in headers:
        mark = headers.pop(NAME)
        if fingerprint(headers) == mark:
            del msg["headers"]

"""Headers that only pass through: those an `http request` received must not go out again by themselves.

`http request` leaves a fingerprint of the received headers among them. If they are still the same at the next
`http request` or at an `http response`, nobody meant them to be sent, and they are dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha1
from typing import Any

from wirelatch.scripting.values import json_stringify

NAME = "x-node-red-request-node"


def fingerprint(headers: Mapping[str, Any]) -> str:
    """A short digest of the headers, whatever their order."""
    members = sorted((str(name), json_stringify(value)) for name, value in headers.items())
    return sha1(repr(members).encode(), usedforsecurity=False).hexdigest()[:8]


def drop_passed_through(msg: dict[str, Any]) -> None:
    """Delete `msg.headers` when they are as an `http request` received them."""
    headers = msg.get("headers")
    if isinstance(headers, dict) and NAME in headers:
        mark = headers.pop(NAME)
        if fingerprint(headers) == mark:
            del msg["headers"]

"""The property that a parser node converts: where it is read from and written to.

Other nodes take a property below something that does not exist for undefined; in the parser nodes of Node-RED it is an
error, which flows catch.
"""

from __future__ import annotations

from typing import Any

from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED


def compile_property(path: str | None) -> tuple[paths.Getter, paths.Setter]:
    """Functions that read and write the property of a message; reading raises ValueError below what is not there."""
    path = path or "payload"
    read, write = paths.compile_get(path), paths.compile_set(path)
    parts = paths.of_message(path)
    if len(parts) == 1:
        return read, write

    def read_or_fail(msg: Any) -> Any:
        value = read(msg)
        if value is UNDEFINED:
            above = paths.resolve(parts, msg)[:-1]
            parent = msg
            for key in above:
                parent = paths.member(parent, key)
                if parent is UNDEFINED or parent is None:
                    raise ValueError(f"cannot read msg.{path}: there is no {paths.normalise(tuple(above))}")
        return value

    return read_or_fail, write

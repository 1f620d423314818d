"""`|pattern|update, deletion|`: a copy of an object with changes. https://docs.jsonata.org/other-operators#-------transform"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.jsonata.kinds import is_function, is_object
from wirelatch.scripting.jsonata.runtime import Code, Frame, Native, call
from wirelatch.scripting.jsonata.syntax import Node
from wirelatch.scripting.kinds import UNDEFINED


def transform_of(
    pattern: Code, update: Code, deletion: Code | None, node: Node, library: Mapping[str, Any]
) -> Code:
    """The transform as a function of JSONata."""

    def change(match: Any, frame: Frame) -> None:
        changes = update(match, frame)
        if changes is not UNDEFINED:
            if not is_object(changes):
                raise fail("T2011", node.right.position, value=changes)
            if isinstance(match, dict) and isinstance(changes, dict):
                match.update(changes)
            elif changes and not is_object(match) and not isinstance(match, list):
                raise JsonataError(
                    "only an object can be changed by a transform", position=node.position, value=match
                )
        if deletion is None:
            return
        names = deletion(match, frame)
        if names is UNDEFINED:
            return
        listed = names if isinstance(names, list) else [names]
        if not all(isinstance(name, str) for name in listed):
            raise fail("T2012", node.other.position, value=names)
        if isinstance(match, dict):
            for name in listed:
                match.pop(name, None)

    def make(_: Any, frame: Frame) -> Any:
        def transform(value: Any) -> Any:
            if value is UNDEFINED:
                return UNDEFINED
            clone = frame.get("clone")
            if clone is UNDEFINED:
                clone = library["clone"]
            if not is_function(clone):
                raise fail("T2013", node.position)
            result = call(clone, [value], None, frame)
            matches = pattern(result, frame)
            if matches is not UNDEFINED:
                for match in matches if isinstance(matches, list) else [matches]:
                    frame.run.spend(1)
                    change(match, frame)
            frame.run.nested = True
            return result

        return Native("transform", transform, "<(oa):o>", 1)

    return make

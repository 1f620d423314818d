"""Values between a spec (JavaScript) and the agent (Python): the JSON of `wirelatch.jshost.codec` with kinds of its own.

`js/codec.cjs` is the other end. Besides the kinds listed in `wirelatch/jshost/js/codec.ts` there are: e an Error,
x a regular expression of ours, p something that only the spec can use (a function, a symbol, an instance of a class of functions), which goes back as
the same thing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from wirelatch.jshost.codec import TAG, Decoder, Encoder, Handles
from wirelatch.jshost.functions import JsError
from wirelatch.scripting.values import UNDEFINED, ErrorValue

handles = Handles()


class Foreign:
    """Something of the spec's that Python can only hand back."""

    def __init__(self, number: int, text: str) -> None:
        self.number = number
        self.text = text

    def __repr__(self) -> str:
        return self.text

    def __deepcopy__(self, memo: Any) -> Foreign:
        return self


class ForeignFunction(Foreign):
    """A function of the spec's."""

    def __call__(self, *args: Any) -> Any:
        raise TypeError("a function of the spec cannot be called from here")


class SpecEncoder(Encoder):
    """Writes one frame for the spec."""

    def frame(self, items: list[Any]) -> bytes:
        """The items as one line of JSON."""
        return json.dumps([self._pack(item, {}) for item in items], separators=(",", ":")).encode()

    def _pack(self, value: Any, around: dict[int, int]) -> Any:
        if isinstance(value, ErrorValue):
            return {TAG: "e", "v": {str(key): self._pack(item, around) for key, item in value.items()}}
        if isinstance(value, BaseException):
            return {TAG: "e", "v": {k: self._pack(v, around) for k, v in described(value).items()}}
        if (
            type(value) is dict
            and any(item is UNDEFINED for item in value.values())
            and id(value) not in around
        ):
            # A property that is there and undefined is kept: specs can tell it from one that is missing.
            around[id(value)] = 0
            packed = {str(key): self._pack(item, around) for key, item in value.items()}
            label = around.pop(id(value))
            return {TAG: "l", "i": label, "v": packed} if label else packed
        return super()._pack(value, around)

    def _tagged(self, value: Any, pack: Callable[[Any], Any]) -> dict[str, Any]:
        if isinstance(value, Foreign):
            return {TAG: "p", "v": value.number}
        if isinstance(value, re.Pattern):
            return {TAG: "x", "v": value.pattern}
        return super()._tagged(value, pack)


class SpecDecoder(Decoder):
    """Reads the frames of the spec."""

    def frame(self, text: bytes) -> list[Any]:
        """The items of one line."""
        return [self._unpack(item, {}) for item in json.loads(text)]

    def _special(self, kind: str, value: dict[str, Any], labels: dict[int, Any]) -> Any:
        if kind == "e":
            content = value["v"]
            assert isinstance(content, dict)
            return ErrorValue({key: self._unpack(item, labels) for key, item in content.items()})
        if kind == "p":
            kind_of_it = ForeignFunction if value.get("c") else Foreign
            return kind_of_it(value["v"], value.get("s", ""))
        return super()._special(kind, value, labels)


def described(error: BaseException) -> dict[str, Any]:
    """An exception as the properties of a JavaScript Error."""
    if isinstance(error, JsError):
        return error.as_value()
    about: dict[str, Any] = {"name": "Error", "message": str(error), "stack": f"Error: {error}"}
    code = getattr(error, "code", None)
    return {**about, "code": code} if isinstance(code, (str, int)) else about

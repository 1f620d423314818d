"""A message as Python functions see it: a dict whose items are attributes too."""

from __future__ import annotations

from typing import Any


class Message(dict[str, Any]):
    """`msg.payload` is `msg["payload"]`, also further inside: `msg.payload.temperature`.

    Items that are named as a method of dict (`items`, `get`, `keys`, `values`, `copy`, `update`, `pop`, `clear` …)
    are reached by brackets only, and so is what is inside lists.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            value = self[name]
        except KeyError:
            raise AttributeError(f"the message has no property {name!r}") from None
        if type(value) is dict:
            value = self[name] = Message(value)
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(f"the message has no property {name!r}") from None

"""Calls between `link call` (or a script's `node.linkcall`), `link in` and `link out`.

A call puts `{"id": <call>, "node": <caller>}` on the stack `msg._linkSource`; returning takes it off again and hands
the message to the caller's `return_link_message`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol, cast

from wirelatch.engine.identifiers import generate_id
from wirelatch.scripting.values import to_string

if TYPE_CHECKING:
    from wirelatch.engine.node import Message, Node
    from wirelatch.engine.runtime import Runtime


_DEFAULT_MILLISECONDS = 5000.0


class Caller(Protocol):
    """A node that makes calls."""

    def return_link_message(self, call_id: str, msg: Message, /) -> None:
        """Take the answer to a call."""


class LinkCalls:
    """The calls that a script makes with `node.linkcall`, which wait for their answers."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._waiting: dict[str, asyncio.Future[Message]] = {}

    async def call(self, target: Any, msg: Any, milliseconds: Any = None) -> Message:
        """Send a message of the script's own to a `link in` node, and wait for what a `link out` node returns.

        Raises ValueError when the target or the message is none, TimeoutError with the text `timeout`.
        """
        if not isinstance(target, str) or not target.strip():
            raise ValueError("Error link call target parameter is not valid, expected a string")
        if not isinstance(msg, dict):
            raise ValueError("Error link call msg parameter is not valid, expected an object")
        node = self._node
        link_in = find_link_in(node, target, dynamic=True)
        call_id = generate_id() + generate_id()
        sources = msg.get("_linkSource")
        source = {"id": call_id, "node": node.id}
        msg["_linkSource"] = [*(sources if isinstance(sources, list) else ()), source]
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[call_id] = answer
        valid = isinstance(milliseconds, (int, float)) and milliseconds > 0
        try:
            async with asyncio.timeout((milliseconds if valid else _DEFAULT_MILLISECONDS) / 1000):
                link_in.receive(msg)
                return await answer
        except TimeoutError:
            raise TimeoutError("timeout") from None
        finally:
            self._waiting.pop(call_id, None)

    def returned(self, call_id: str, msg: Message) -> None:
        """The answer to a call; one that comes too late is dropped."""
        if msg.get("_linkSource") == []:
            del msg["_linkSource"]
        answer = self._waiting.get(call_id)
        if answer is not None and not answer.done():
            answer.set_result(msg)

    def give_up(self) -> None:
        """Nobody waits any more."""
        for answer in self._waiting.values():
            answer.cancel()


def find_link_in(caller: Node, target: Any, *, dynamic: bool) -> Node:
    """The `link in` node that a call means: an id, or, if `dynamic`, a name.

    A name means the node on the caller's own flow if there is exactly one, else the only one outside subflows.
    Raises ValueError when there is none, or more than one.
    """
    runtime = caller.runtime
    node = runtime.node(target) if isinstance(target, str) else None
    if node is not None and node.type == "link in":
        return node
    if dynamic and isinstance(target, str) and target:
        named = [n for n in runtime.nodes() if n.type == "link in" and (n.name or n.id) == target]
        nearby = [n for n in named if n.flow is caller.flow]
        if len(nearby) == 1:
            return nearby[0]
        outside = [n for n in named if n.flow.kind != "subflow"]
        if len(outside) == 1:
            return outside[0]
        if len(outside) > 1:
            raise ValueError(f"Multiple link-in nodes named '{target}' found")
    raise ValueError(f"target link-in node '{to_string(target) if target else ''}' not found")


def return_message(runtime: Runtime, msg: Message) -> bool:
    """Give a message back to whoever called last; False when nobody did, or is there no more."""
    sources = msg.get("_linkSource")
    if not isinstance(sources, list) or not sources:
        return False
    source = sources.pop()
    if not isinstance(source, dict):
        return False
    caller = runtime.node(source.get("node", ""))
    if caller is None or not hasattr(caller, "return_link_message"):
        return False
    cast(Caller, caller).return_link_message(str(source.get("id")), msg)
    return True

"""What the nodes that work on sequences of messages share: finding the sequence, keeping messages, giving up.

A sequence is made of messages with the same `msg.parts.id`; `parts.index` is the place of a message in it, and
`parts.count` the length, which may come with one of the messages only
(https://nodered.org/docs/user-guide/messages#message-sequences).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wirelatch.scripting.values import to_number

if TYPE_CHECKING:
    from wirelatch.engine.node import Message, Node


def place_of(msg: Message) -> dict[str, Any] | None:
    """`msg.parts`, where it says to which sequence the message belongs and where in it."""
    parts = msg.get("parts")
    return parts if isinstance(parts, dict) and "id" in parts and "index" in parts else None


def too_many(node: Node, kept: int) -> bool:
    """Whether a node keeps more messages than the setting `nodeMessageBufferMaxLength` allows; 0 allows any number."""
    limit = to_number(node.runtime.settings.get("nodeMessageBufferMaxLength") or 0)
    return 0 < limit < kept


def overflow(node: Node) -> ValueError:
    """The error of a node that keeps too many messages."""
    return ValueError(f"too many pending messages in {node.type} node")


def finish(node: Node, messages: Iterable[Message]) -> None:
    """Say of messages that were kept that they are done, however they ended."""
    for msg in messages:
        node.done(msg)

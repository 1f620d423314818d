"""The `link call` node: sends a message to a `link in` node and waits for what a `link out` node returns."""

from __future__ import annotations

import asyncio
from typing import Any

from wirelatch.engine.identifiers import generate_id
from wirelatch.engine.links import find_link_in
from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import node_list, number, select, text
from wirelatch.scripting.values import clone, parse_float

_DEFAULT_SECONDS = 30.0


class LinkCall(
    Node,
    type="link call",
    category="common",
    color="#dddddd",
    icon="link-call",
    label=("{name}", ("link call: dynamic", {"linkType": ["dynamic"]}), "link call"),
):
    """
    Calls the flow that starts at a *link in* node, and sends on what a *link out* node in the mode *return* gives back.

    With a dynamic target, `msg.target` names the *link in* node by id or name: one on the same flow is preferred;
    otherwise the name must be unique.

    If nothing is returned within the timeout, the node reports the error `timeout`, which a Catch node can handle.
    """

    name: str = text(label="Name")
    linkType: str = select(
        "static",
        {"static": "Fixed target", "dynamic": "Dynamic target (msg.target)"},
        label="Target",
        absent="static",
    )
    links: list[str] | str | None = node_list("link in", label="Link", when={"linkType": ["static"]})
    timeout: str | float = number("30", label="Timeout", placeholder="30", absent="30")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        links = self.links
        self.target = links if isinstance(links, str) else links[0] if links else None
        seconds = parse_float(str(self.timeout or "30"))
        self._seconds = seconds if seconds == seconds else _DEFAULT_SECONDS
        self._calls: dict[str, asyncio.Future[Message]] = {}

    def on_message(self, msg: Message) -> asyncio.Future[Message]:
        """Call the target; the message is done when an answer comes."""
        dynamic = self.linkType == "dynamic"
        target = find_link_in(self, msg.get("target") if dynamic else self.target, dynamic=dynamic)
        loop = asyncio.get_running_loop()
        call_id = generate_id() + generate_id()
        answer: asyncio.Future[Message] = loop.create_future()
        timer = loop.call_later(self._seconds, self._timed_out, call_id, clone(msg))
        answer.add_done_callback(lambda _: timer.cancel())
        self._calls[call_id] = answer
        sources = msg.get("_linkSource")
        msg["_linkSource"] = [
            *(sources if isinstance(sources, list) else ()),
            {"id": call_id, "node": self.id},
        ]
        self.runtime.machine.deliver(target.route, msg)
        return answer

    def return_link_message(self, call_id: str, msg: Message) -> None:
        """A `link out` node gives a message back; a second answer to the same call is sent on too."""
        if msg.get("_linkSource") == []:
            del msg["_linkSource"]
        answer = self._calls.pop(call_id, None)
        if answer is None or answer.done():
            self.send(msg)
        else:
            answer.set_result(msg)

    def _timed_out(self, call_id: str, msg: Message) -> None:
        answer = self._calls.pop(call_id, None)
        if answer is not None and not answer.done():
            answer.cancel()
            self.error("timeout", msg)

    def close(self, removed: bool) -> None:
        """Nobody waits any more."""
        calls, self._calls = self._calls, {}
        for answer in calls.values():
            answer.cancel()

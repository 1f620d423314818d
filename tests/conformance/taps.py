"""What the agent listens to in our runtime: messages at `helper` nodes, and every call of a node that reports.

The spies of Node-RED's test helper wrap `Node.prototype`; the ones here wrap the methods of `wirelatch.engine.node.Node`
and `Runtime`, and replace our texts by the message keys that the specs compare with (`texts.toml`).
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping
from typing import Any

from tests.conformance.texts import keyed, logged_as_error
from wirelatch.engine.node import TRACE, Message, Node
from wirelatch.engine.reports import error_text
from wirelatch.engine.runtime import Runtime
from wirelatch.nodes.network.http import transports

Tell = Callable[[str, str, list[Any]], None]
"""Called as (kind of event, id of the node, arguments)."""

tell: Tell = lambda kind, node_id, args: None  # noqa: E731
"""Set by the agent for each load."""

LEVELS = {logging.ERROR: 20, logging.WARNING: 30, logging.INFO: 40, logging.DEBUG: 50, TRACE: 60}
_THROWING_CONSTRUCTORS = frozenset({"function"})
SPIED = ("log", "status", "warn", "error", "debug", "trace", "send")


def listen(to: Tell) -> None:
    """Tell `to` from now on."""
    global tell
    tell = to


sent: dict[int, tuple[int, Any]] = {}
"""Messages that came from the spec since the flow was loaded: id of the object to its number there, and the object."""


def tell_of_input(node: Node, msg: Message) -> None:
    """Tell the spec of a message; with its number when it is the very object that the spec has sent."""
    tell("input", node.id, [msg, sent[id(msg)][0] if id(msg) in sent else None])


class Helper(Node, type="helper", category="test", inputs=1, outputs=1):
    """Hands every message to the spec, and passes nothing on."""

    def on_message(self, msg: Message) -> None:
        """Hand the message over."""
        tell_of_input(self, msg)


class BridgeRuntime(Runtime):
    """A runtime whose log the spec sees."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.never_built: set[str] = set()
        """Nodes that could not start, of the types whose constructor throws in Node-RED: specs find no node then."""

    def log_node(self, node: Node, level: int, entry: Any) -> None:
        """Log, and tell the spec in the form of Node-RED's log events."""
        event: dict[str, Any] = {"level": LEVELS[level], "id": node.id, "type": node.type, "msg": entry}
        if isinstance(entry, BaseException) and not logged_as_error(entry):
            event["msg"] = error_text(entry)
        if "name" in node.config:
            event["name"] = node.name
        if node.z:
            event["z"] = node.z
        event["path"] = node.flow.path
        tell("log", node.id, [event])
        super().log_node(node, level, entry)

    def node_failed(self, node: Node, error: BaseException) -> None:
        """A node that cannot start: Node-RED's nodes log an error or a warning of their own then."""
        if node.type in _THROWING_CONSTRUCTORS:
            self.never_built.add(node.id)
        level, entry = keyed(node.type, "error", error)
        event = {
            "level": 30 if level == "warn" else 20,
            "id": node.id,
            "type": node.type,
            "path": node.flow.path,
        }
        tell("log", node.id, [{**event, "msg": error_text(entry)}])
        tell(f"call:{level}", node.id, [error_text(entry)])
        super().node_failed(node, error)


def spy_on_nodes() -> None:
    """Wrap the reporting methods of all nodes; once per process."""
    for name in SPIED:
        setattr(Node, name, _spied(name, getattr(Node, name)))


def _spied(name: str, method: Any) -> Any:
    @functools.wraps(method)
    def spy(self: Node, *args: Any, **named: Any) -> Any:
        given = list(args)
        if name == "status" and named:
            given = [{key: value for key, value in named.items() if value is not None}]
            named = {}
        if given and name != "send":
            level, given[0] = keyed(self.type, name, given[0])
            if level != name and level in SPIED:
                return getattr(self, level)(given[0])
        try:
            return method(self, *given, **named)
        finally:
            tell(
                f"call:{name}", self.id, given
            )  # afterwards, as in Node-RED: what it logged is known by then

    return spy


def spy_on_proxies() -> None:
    """Tell the spec whenever `http request` asks which proxy the environment names; once per process."""
    choose = transports.proxy_for

    def told(url: str, options: Mapping[str, Any] | None = None) -> str:
        chosen = choose(url, options)
        tell("proxy", "", [url, options, chosen])
        return chosen

    transports.proxy_for = told


def listen_to_input(node: Node) -> None:
    """Tell the spec of every message that this node gets, before it handles it."""
    if isinstance(node, Helper):
        return
    handle = node.on_message

    def told(msg: Message) -> Any:
        tell_of_input(node, msg)
        return handle(msg)

    node.fusable = node.isolated = node.passes_through = False  # type: ignore[misc]
    node.handle_with(told)

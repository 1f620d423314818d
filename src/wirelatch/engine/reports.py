"""Where errors, statuses and completed messages go: to Catch, Status and Complete nodes.

Node-RED's rules (https://nodered.org/docs/user-guide/handling-errors): Catch nodes are tried with their own scope
first, then those of the whole flow, then those for uncaught errors only; nearer groups before farther ones. Every one
that matches fires, each with its own clone. What a subflow does not handle goes to the flow its instance stands on,
with the instance as the reporting node.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wirelatch.scripting.values import UNDEFINED, clone, to_string

if TYPE_CHECKING:
    from wirelatch.engine.flow import Flow
    from wirelatch.engine.node import Message, Node

_MOST_CALLS = 10
"""Calls in an error's stack, as many as in JavaScript."""
LOOP_LIMIT = 10
"""An error that has come round this often is not delivered any more."""


def error_text(error: str | BaseException) -> str:
    """The text of an error as users see it; an exception without a text is named by its class."""
    if isinstance(error, RecursionError):
        return "the message is nested too deep"
    if isinstance(error, BaseException):
        return str(error) or type(error).__name__
    return str(error)


_WITH_EMPTY_NAMES = frozenset({"debug", "delay", "function", "http proxy", "tcp request", "template"})
"""Types whose nodes have the name that the file holds even when it is empty; those of others then have none."""


def source_of(node: Node) -> dict[str, Any]:
    """How a message names the node that an error, status or completion came from."""
    name = node.name or (node.config.get("name", UNDEFINED) if node.type in _WITH_EMPTY_NAMES else UNDEFINED)
    return {"id": node.id, "type": node.type, "name": name}


def candidates(flow: Flow, listeners: Sequence[Any], reporting: Node) -> list[Any]:
    """The Catch or Status nodes of a flow that listen to a node, nearest group first."""
    found: list[tuple[int, Any]] = []
    for listener in listeners:
        scope, group = listener.scope, listener.g
        if isinstance(scope, list):
            if reporting.id not in scope:
                continue
        elif scope == "group" and group and not reporting.g:
            continue
        distance = 0
        if reporting.g:
            around = flow.groups.get(reporting.g)
            while around is not None and around.id != group:
                distance += 1
                around = around.parent
            if around is None and group and scope == "group":
                continue
        found.append((distance, listener))
    found.sort(key=lambda item: item[0])
    return [listener for _, listener in found]


def report_error(
    flow: Flow, node: Node, error: str | BaseException, msg: Message, reporting: Node | None = None
) -> bool:
    """Give an error to the Catch nodes; True when one of them took it."""
    reporting = reporting or node
    count = 1
    previous = msg.get("error")
    source = previous.get("source") if isinstance(previous, Mapping) else None
    if isinstance(source, Mapping) and source.get("id") == node.id and isinstance(source.get("count"), int):
        count = source["count"] + 1
        if count == LOOP_LIMIT:
            node.warn("Message exceeded maximum number of catches")
            return False
    handled = False
    if flow.kind == "global" and flow.users_of(reporting):
        for user in _users_on_flows(reporting):
            handled = report_error(user.flow, node, error, msg, user) or handled
        return handled
    uncaught_open = False
    for catch in candidates(flow, flow.catches, reporting):
        if catch.uncaught and not uncaught_open:
            if handled:
                continue
            uncaught_open = True
        message = clone(msg)
        if getattr(error, "thrown", False):
            # Node-RED's function node puts what its code throws into the message itself.
            message["_error"] = error.as_value()  # type: ignore[union-attr]
        elif "error" in message:
            message["_error"] = message["error"]
        message["error"] = _error_property(node, error, count)
        flow.runtime.machine.deliver(catch.route, message)
        handled = True
    if not handled and flow.kind == "subflow" and flow.parent is not None:
        return report_error(flow.parent, node, error, msg, flow.instance)
    return handled


def _users_on_flows(config: Node) -> list[Node]:
    """The nodes on flows that use a global config node, themselves or through other config nodes (even in a ring)."""
    users: list[Node] = []
    seen, waiting = {config.id}, [config]
    while waiting:
        node = waiting.pop()
        for user in node.flow.users_of(node):
            if user.id in seen:
                continue
            seen.add(user.id)
            (waiting if user.flow.kind == "global" else users).append(user)
    return users


def _error_property(node: Node, error: str | BaseException, count: int) -> dict[str, Any]:
    out: dict[str, Any] = {"message": error_text(error), "source": {**source_of(node), "count": count}}
    if isinstance(error, BaseException):
        code = getattr(error, "code", None) or getattr(error, "errno", None)
        if code is not None:
            out["code"] = code
        stack = getattr(error, "stack", None)
        out["stack"] = stack if isinstance(stack, str) else _stack_of(error)
        if error.__cause__ is not None:
            out["cause"] = error_text(error.__cause__)
    return out


def _stack_of(error: BaseException) -> str:
    """Where an error was raised, in the form of JavaScript's stacks: innermost first.

    Not Python's own form, which looks into source files: that takes longer than all else that is done about an error.
    """
    calls = [
        f"    at {frame.f_code.co_qualname} ({frame.f_code.co_filename}:{line})"
        for frame, line in traceback.walk_tb(error.__traceback__)
    ]
    return "\n".join([f"{type(error).__name__}: {error}", *calls[: -_MOST_CALLS - 1 : -1]])


def report_status(
    flow: Flow, node: Node, status: dict[str, Any], reporting: Node | None = None, *, announce: bool = True
) -> bool:
    """Show a node's status to the editors and give it to the Status nodes; True when one of them took it."""
    reporting = reporting or node
    if "text" in status and not isinstance(status["text"], str):
        status["text"] = to_string(status["text"])
    if announce:
        shown = {key: status[key] for key in ("text", "fill", "shape") if key in status}
        flow.runtime.events.publish(f"status/{node.id}", shown, retain=True)
    if flow.runtime.starting:
        return False  # As in Node-RED, where Status nodes are looked for when all nodes are there.
    handled = False
    if flow.kind == "global" and flow.users_of(reporting):
        for user in _users_on_flows(reporting):
            handled = report_status(user.flow, node, status, user, announce=False) or handled
        return handled
    for listener in candidates(flow, flow.statuses, reporting):
        message = {"status": {**clone(status), "source": source_of(node)}}
        flow.runtime.machine.deliver(listener.route, message)
        handled = True
    if not handled and flow.parent is not None and flow.kind == "subflow" and not flow.has_status_output:
        return report_status(flow.parent, node, status, flow.instance, announce=False)
    return handled


def report_complete(node: Node, listeners: Sequence[Node], msg: Message) -> None:
    """Give a message that a node is done with to the Complete nodes that listen to it."""
    for listener in listeners:
        message = clone(msg)
        message["complete"] = {"source": source_of(node)}
        listener.runtime.machine.deliver(listener.route, message)

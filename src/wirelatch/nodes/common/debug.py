"""The `debug` node: show messages in the editor's sidebar, in the log and as the node's status."""

from __future__ import annotations

import time
from typing import Any

from wirelatch.engine.debug_encoding import DEFAULT_LENGTH, encode_event, node_event
from wirelatch.engine.inspection import inspect
from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, text, typed
from wirelatch.scripting import jsonata, paths
from wirelatch.scripting.values import UNDEFINED, to_string

_STATUS_LENGTH = 32
"""`debugStatusLength` where the settings have none."""
_MARK = "{console? ⇲}"
_BURST = 0.1
"""Seconds between two messages below which the counter is shown only after a pause."""
_PAUSE = 0.2


class Debug(
    Node,
    type="debug",
    category="common",
    color="#87a980",
    icon="debug",
    outputs=0,
    align="right",
    button="toggle:active",
    label=(
        "{name}" + _MARK,
        ("JSONata" + _MARK, {"targetType": ["jsonata"]}),
        ("msg" + _MARK, {"complete": ["true", True]}),
        ("msg.payload" + _MARK, {"complete": ["false", False, ""]}),
        "msg.{complete}" + _MARK,
    ),
):
    """
    Shows messages in the debug sidebar, and if you like in the log and below the node.

    *Output* chooses what is shown: one property of the message, the whole message, or the result of a JSONata
    expression. What is longer than the setting `debugMaxLength` is cut there.

    The button switches the node off and on, without a deploy.

    The status below the node can show the same value, a property of its own, the result of an expression, or the
    number of messages so far.
    """

    name: str = text("_DEFAULT_", label="Name")
    complete: Any = typed(
        "false",
        ("msg", "full", "jsonata"),
        "targetType",
        "msg",
        label="Output",
        required=True,
        absent="false",
    )
    targetType: str | None = hidden(None)
    tosidebar: bool = checkbox(True, label="debug window", absent=True)
    console: bool | str = checkbox(False, label="system log", absent=False)
    tostatus: bool = checkbox(False, label="node status (32 characters)", absent=False)
    statusVal: str = typed(
        "", ("auto", "msg", "jsonata", "counter"), "statusType", "auto", label="Status", when={"tostatus": [True]},
        absent="",
    )  # fmt: skip
    statusType: str | None = hidden("auto")
    active: bool | None = hidden(True, absent=True)

    def start(self) -> None:
        """Compile the expressions and show the first status."""
        settings = self.runtime.settings
        self._limit = int(settings.get("debugMaxLength") or DEFAULT_LENGTH)
        self._status_limit = int(settings.get("debugStatusLength") or _STATUS_LENGTH)
        self.active = True if self.active is None else bool(self.active)
        self._log = to_string(self.console) == "true"
        self._count = 0
        self._last = 0.0
        self._shown: dict[str, Any] | None = None
        self._timer: Any = None
        self._expression = self._status_expression = None
        complete = to_string(self.complete or "payload")
        self._property = "payload" if complete == "false" else complete
        self._kind = self.statusType or "auto"
        if self.tostatus and self._kind == "counter":
            self.status(fill="blue", shape="ring", text="0")
        elif self.tostatus:
            self.status()
        if self.targetType == "jsonata":
            self._expression = jsonata.compile(to_string(self.complete))
        if self._kind == "jsonata":
            self._status_expression = jsonata.compile(self.statusVal)

    def set_active(self, active: bool) -> None:
        """Switch the output to the sidebar on or off until the next deploy."""
        self.active = active

    def on_message(self, msg: Message) -> Output:
        if self._is_own_status(msg):
            return None
        if self.tostatus is True:
            self._show_status(msg)
        if not (self._log or (self.active and self.tosidebar)):
            return None
        whole = self._expression is None and self._property == "true"
        value = msg if whole else self._value(msg)
        if self._log:
            self.log(value if isinstance(value, str) and "\n" not in value else "\n" + self._text(value))
        if self.active and self.tosidebar and self.runtime.events.heard:
            shown = {} if whole or self._expression is not None else {"property": self._property}
            event = node_event(self, topic=msg.get("topic", UNDEFINED), **shown, msg=value)
            self.runtime.events.publish("debug", encode_event(event, self._limit))
        return None

    def close(self, removed: bool) -> None:
        if self.tostatus:
            self.status()

    def _is_own_status(self, msg: Message) -> bool:
        """Whether the message tells of this node's status: showing it would cause the next such message."""
        status = msg.get("status")
        source = status.get("source") if isinstance(status, dict) else None
        return isinstance(source, dict) and source.get("id") == self.id

    def _value(self, msg: Message) -> Any:
        if self._expression is not None:
            return self._expression.evaluate(msg, self)
        try:
            return paths.get(msg, self._property)
        except paths.PathError:
            return UNDEFINED

    @staticmethod
    def _text(value: Any) -> str:
        return value if isinstance(value, str) else inspect(value, 10)

    def _show_status(self, msg: Message) -> None:
        if self._kind == "counter":
            self._show_count()
            return
        if self._kind == "auto":
            value = msg.get("payload", UNDEFINED) if self._property == "true" else self._value(msg)
        elif self._status_expression is not None:
            value = self._status_expression.evaluate(msg, self)
        else:
            value = paths.get(msg, self.statusVal or self._property)
        shown = {"fill": "grey", "shape": "dot", "text": value if isinstance(value, str) else inspect(value)}
        if isinstance(value, dict) and all(value.get(key) for key in shown):
            shown = {key: value[key] for key in shown}
        if self._kind == "auto":
            error, status = msg.get("error"), msg.get("status")
            if isinstance(error, dict):
                shown |= {"fill": "red", "text": error.get("message", "")}
            if isinstance(status, dict):
                shown = {"fill": "grey", "shape": "ring", "text": ""} | {
                    k: v for k, v in status.items() if k in shown
                }
        text = to_string(shown["text"])
        shown["text"] = text if len(text) <= self._status_limit else text[: self._status_limit] + "..."
        if shown != self._shown:
            self._shown = shown
            self.status(shown)

    def _show_count(self) -> None:
        now = time.monotonic()
        quiet, self._last = now - self._last > _BURST, now
        self._count += 1
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if quiet:
            self.status(fill="blue", shape="ring", text=str(self._count))
        else:
            self._timer = self.call_later(_PAUSE, self._show_final_count)

    def _show_final_count(self) -> None:
        self.status(fill="blue", shape="ring", text=str(self._count))

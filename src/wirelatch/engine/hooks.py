"""Hooks into the way of a message: `onSend preRoute preDeliver postDeliver onReceive postReceive onComplete`.

The names, their order and their payloads are Node-RED's: https://nodered.org/docs/api/hooks/messaging/. Handlers are
plain functions; one that returns False ends the way of the message there, one that raises is an error of the node.
While any hook is registered no run of nodes is executed as straight calls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from wirelatch.scripting.values import clone

if TYPE_CHECKING:
    from wirelatch.engine.machine import Machine
    from wirelatch.engine.routes import Message, Route

NAMES = ("onSend", "preRoute", "preDeliver", "postDeliver", "onReceive", "postReceive", "onComplete")

Handler = Callable[[Any], Any]


class Hooks:
    """The registered handlers; an id is a hook's name, with `.label` behind it when it shall be removable."""

    def __init__(self) -> None:
        self.active = False
        self.on_change: Callable[[], None] = lambda: None
        self._handlers: dict[str, list[tuple[str, Handler]]] = {name: [] for name in NAMES}

    def add(self, hook_id: str, handler: Handler) -> None:
        """Register a handler, after those that are there."""
        name, _, label = hook_id.partition(".")
        if name not in self._handlers:
            raise ValueError(f"there is no hook named {name!r}; hooks are {', '.join(NAMES)}")
        if label and any(label == known for known, _ in self._handlers[name]):
            raise ValueError(f"hook {hook_id} is already registered")
        self._handlers[name].append((label, handler))
        self._changed()

    def remove(self, hook_id: str) -> None:
        """Remove `name.label`, or `*.label` everywhere."""
        name, _, label = hook_id.partition(".")
        if not label:
            raise ValueError("a hook can only be removed by its label")
        for known in NAMES if name == "*" else (name,):
            self._handlers[known] = [entry for entry in self._handlers.get(known, ()) if entry[0] != label]
        self._changed()

    def clear(self) -> None:
        """Remove all."""
        self._handlers = {name: [] for name in NAMES}
        self._changed()

    def _changed(self) -> None:
        self.active = any(self._handlers.values())
        self.on_change()

    def trigger(self, name: str, payload: Any) -> bool:
        """Call the handlers of a hook; False when one of them halted."""
        return all(handler(payload) is not False for _, handler in tuple(self._handlers[name]))

    def send(self, machine: Machine, source: Route, events: list[tuple[int, Route, Message]]) -> None:
        """Send events with the hooks that see a message on its way out."""
        described = [
            {
                "msg": msg,
                "source": {"id": source.node_id, "node": source.node, "port": port},
                "destination": {"id": receiver.node_id, "node": None},
                "cloneMessage": position > 0,
            }
            for position, (port, receiver, msg) in enumerate(events)
        ]
        try:
            if described and self.trigger("onSend", described):
                for event in described:
                    self._send_one(machine, source, event)
        except Exception as error:
            machine.fail(source, error, None)

    def _send_one(self, machine: Machine, source: Route, event: dict[str, Any]) -> None:
        try:
            if not self.trigger("preRoute", event):
                return
            receiver = machine.routes.get(event["destination"]["id"])
            if receiver is None or receiver.node is None:
                return
            event["destination"]["node"] = receiver.node
            if event["cloneMessage"]:
                event["msg"] = clone(event["msg"])
            if not self.trigger("preDeliver", event):
                return
            source._sent += 1
            machine.inject(receiver, event["msg"])
            self.trigger("postDeliver", event)
        except Exception as error:
            machine.fail(source, error, None)

    def completed(self, machine: Machine, route: Route, msg: Message) -> bool:
        """Trigger `onComplete`; False when a handler halted."""
        try:
            return self.trigger("onComplete", {"msg": msg, "node": {"id": route.node_id, "node": route.node}})
        except Exception as error:
            machine.fail(route, error, None)
            return True

    def receiving(self, machine: Machine, route: Route) -> Callable[[Message], Any]:
        """A handler for `route` that triggers the hooks around its node's own."""
        node = route.node
        assert node is not None

        def handle(msg: Message) -> Any:
            event = {"msg": msg, "destination": {"id": route.node_id, "node": node}}
            try:
                if not self.trigger("onReceive", event):
                    return None
            except Exception as error:
                machine.fail(route, error, None)
                return None
            try:
                return node.on_message(event["msg"])
            finally:
                try:
                    self.trigger("postReceive", event)
                except Exception as error:
                    machine.fail(route, error, None)

        return handle

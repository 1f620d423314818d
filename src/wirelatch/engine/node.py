"""The base class of all node types: what one class in one file under `wirelatch/nodes/` is made of.

A class declares its palette entry as class arguments, its configuration as typed attributes
(`wirelatch.engine.properties`) and its help as docstring; `on_message` is what it does. The meaning of sending,
errors, status and completion follows Node-RED: https://nodered.org/docs/creating-nodes/node-js.
"""

from __future__ import annotations

import asyncio
import copy
import inspect
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from wirelatch.engine.palette import NodeType, installed_version
from wirelatch.engine.properties import Property
from wirelatch.scripting import typed_values

if TYPE_CHECKING:
    from wirelatch.context.scopes import ContextScope
    from wirelatch.engine.flow import Flow
    from wirelatch.engine.routes import Route
    from wirelatch.engine.runtime import Runtime

Message = dict[str, Any]
Output = Message | Sequence[Message | Sequence[Message] | None] | None
"""What a handler may return, and `send` takes: nothing; one message for output 0; or a list with an entry per output,
each nothing, a message, or a list of messages."""

TRACE = 5
"""Level of the most talkative log entries, below `logging.DEBUG`."""


class Node:
    """A running node. Everything but `on_message`, `start` and `close` is offered by the engine."""

    palette: ClassVar[NodeType]
    _plan: ClassVar[tuple[tuple[str, str, Any, bool], ...]] = ()
    """Attribute, key in the record, value without that key, and whether that has to be copied."""
    _credentials: ClassVar[tuple[tuple[str, str, Any], ...]] = ()

    fusable: bool = False
    """True when `on_message` is a plain synchronous function that returns all it sends: the engine may then call it
    straight after the node before it. May be set per instance."""
    isolated: bool = False
    """True when, besides, `on_message` reads and writes nothing but its own configuration, its own state and the
    message (no context, no files, no other node): such nodes are called straight under load as well."""

    choose: Callable[[Message], Any] | None = None
    """For nodes that hand the message itself to one of many outputs: does what `on_message` does, but gives the number
    of the output, starting at 0, where that is all there is to say. Called in place of it within a run of nodes; set
    per instance when the node starts."""

    passes_through: ClassVar[bool] = False
    """True when `on_message` does nothing but return the message: within a run of nodes it is not even called."""

    needs_start: ClassVar[bool] = False
    """True when a message that comes although `start` has failed is an error, for Catch nodes to deal with. Otherwise
    such messages are dropped, as in Node-RED."""

    def __init_subclass__(cls, *, type: str | None = None, category: str = "common", **palette: Any) -> None:  # noqa: A002
        super().__init_subclass__()
        properties: dict[str, Property] = {}
        for base in reversed(cls.__mro__):
            for name, value in vars(base).items():
                if isinstance(value, Property):
                    properties[name] = value
        cls._plan = tuple(
            (name, p.name or name, p.absent, isinstance(p.absent, (list, dict)))
            for name, p in properties.items()
            if p.widget != "credential"
        )
        cls._credentials = tuple(
            (name, p.name or name, p.absent) for name, p in properties.items() if p.widget == "credential"
        )
        if type is None:
            return
        cls.palette = NodeType(
            type=type,
            category=category,
            module=cls.__module__,
            version=installed_version(cls.__module__),
            help=inspect.cleandoc(cls.__doc__ or ""),
            properties=properties,
            **palette,
        )

    def __init__(
        self, flow: Flow, config: dict[str, Any], credentials: dict[str, Any], *, alias: str | None = None
    ) -> None:
        self.flow = flow
        self.runtime: Runtime = flow.runtime
        self.config = config
        self.credentials = credentials
        self.id: str = config["id"]
        self.type: str = config["type"]
        self.z: str = config.get("z") or ""
        self.g: str | None = config.get("g") or None
        self.alias = alias
        """Id in the subflow's definition, for a node inside an instance of one."""
        self.path = f"{flow.path}/{alias or self.id}"
        self.wires: list[list[str | None]] = config.get("wires") or []
        own = self.__dict__
        for attribute, key, absent, mutable in self._plan:
            if key in config:
                own[attribute] = config[key]
            else:
                own[attribute] = copy.copy(absent) if mutable else absent
        for attribute, key, absent in self._credentials:
            own[attribute] = credentials.get(key, absent)
        self.name: str = config.get("name") or ""
        self.route: Route = flow.runtime.machine.route(self.id)
        """The compiled route: receivers, and the counters `received`, `sent` and `errors`."""
        self._timers: set[asyncio.TimerHandle] = set()
        self._many_timers = 1000
        self._tasks: set[asyncio.Task[Any]] = set()

    def __repr__(self) -> str:
        return f"<{self.type} {self.id}>"

    # What a node type implements -------------------------------------------------------------------------------

    @classmethod
    def differences(cls, config: Mapping[str, Any]) -> Iterable[str]:
        """Sentences for `wirelatch check`: what a node of this configuration does otherwise than Node-RED's does."""
        return ()

    def start(self) -> Awaitable[None] | None:
        """Called when all nodes of the deploy are constructed and wired; an exception becomes the node's error, and
        `on_message` is not called then."""

    def on_message(self, msg: Message) -> Output | Awaitable[Output]:
        """Handle a message; what is returned is sent, then the message is done and Complete nodes fire.

        An exception becomes `self.error(exception, msg)` and Catch nodes fire. For deferred work return an
        `asyncio.Future` (cheapest), or make this an `async def` (a task per message). A node that keeps messages for
        as long as it pleases returns `HELD`, and calls `done` for each when it is through with it.
        """

    def close(self, removed: bool) -> Awaitable[None] | None:
        """Called when the node stops; `removed` when it is gone from the document. May take 15 s at most."""

    # Messages --------------------------------------------------------------------------------------------------

    def handle_with(self, handler: Callable[[Message], Any]) -> None:
        """Take messages with this function instead of `on_message`: one made for the configuration by `start`."""
        route = self.route
        ours = route.handle == self.on_message
        self.on_message = handler  # type: ignore[method-assign, assignment]
        if ours:
            route.handle = handler
        if route.inside is not None:
            route.inside.renew()

    def send(self, output: Output) -> None:
        """Send messages now; the first one is not cloned, all others are (Node-RED's clone rule)."""
        self.runtime.machine.send(self.route, output)

    def receive(self, msg: Message | None = None) -> None:
        """Put a message into this node's input, as if it had come over a wire."""
        self.runtime.machine.inject(self.route, {} if msg is None else msg)

    def done(self, msg: Message) -> None:
        """Say that a message is done with which `on_message` kept, by returning HELD; Complete nodes fire."""
        if self.route.completes:
            self.runtime.machine.on_complete(self.route, msg)

    # Reports ---------------------------------------------------------------------------------------------------

    def error(self, error: str | BaseException, msg: Message | None = None) -> None:
        """Report an error; with the message that led to it, Catch nodes get it, and it is logged if none does."""
        self.route.errors += 1
        machine = self.runtime.machine
        if machine.watched:
            machine.observing.failed(self.route, error, msg)
        if isinstance(msg, dict) and self.flow.report_error(self, error, msg):
            return
        self.runtime.log_node(self, logging.ERROR, error)

    def warn(self, text: Any) -> None:
        """Log a warning; it is shown in the debug sidebar too."""
        self.runtime.log_node(self, logging.WARNING, text)

    def log(self, text: Any) -> None:
        """Log an entry of level info."""
        self.runtime.log_node(self, logging.INFO, text)

    def debug(self, text: Any) -> None:
        """Log an entry of level debug."""
        self.runtime.log_node(self, logging.DEBUG, text)

    def trace(self, text: Any) -> None:
        """Log an entry of level trace."""
        self.runtime.log_node(self, TRACE, text)

    def status(
        self,
        status: str | Mapping[str, Any] | None = None,
        *,
        fill: str | None = None,
        shape: str | None = None,
        text: str | None = None,
    ) -> None:
        """Show a status under the node and tell Status nodes; nothing at all clears it.

        Either a text, or a mapping with `fill` (red green yellow blue grey), `shape` (dot ring) and `text`, or these
        as keywords.
        """
        if status is None:
            parts = {"fill": fill, "shape": shape, "text": text}
            shown: dict[str, Any] = {key: value for key, value in parts.items() if value is not None}
        elif isinstance(status, Mapping):
            shown = dict(status)
        else:
            shown = {"text": status}
        self.flow.report_status(self, shown)

    # What surrounds the node -----------------------------------------------------------------------------------

    def env(self, name: str) -> Any:
        """The value of an environment variable as this node sees it (its group's, flow's, … the process's);
        UNDEFINED when there is none."""
        if name == "NR_NODE_NAME":
            return self.name
        if name == "NR_NODE_ID":
            return self.id
        if name == "NR_NODE_PATH":
            return self.path
        return self.flow.setting(name, self.g)

    def config_node(self, node_id: str) -> Node | None:
        """The running config node of that id, or None when it is missing or disabled."""
        return self.flow.find_node(node_id) if node_id else None

    def context(self) -> ContextScope:
        """The node's own context."""
        return self.runtime.contexts.node_scope(self.alias or self.id, self.flow.id)

    def evaluate(self, value: Any, kind: str, msg: Message | None) -> Any:
        """What a typed input stands for; raises ValueError with a text for the user."""
        return typed_values.evaluate(value, kind, msg=msg, node=self)

    # Work that outlives a call ---------------------------------------------------------------------------------

    def call_later(self, seconds: float, callback: Callable[..., Any], *args: Any) -> asyncio.TimerHandle:
        """Call back after a delay; cancelled when the node closes. An exception becomes the node's error."""
        handle: asyncio.TimerHandle

        def fire() -> None:
            self._timers.discard(handle)
            try:
                callback(*args)
            except Exception as error:
                self.error(error)

        if len(self._timers) > self._many_timers:
            # Cancelled timers do not take themselves out. Twice as many next time: the cost stays that of a few each.
            self._timers = {timer for timer in self._timers if not timer.cancelled()}
            self._many_timers = max(1000, 2 * len(self._timers))
        handle = asyncio.get_running_loop().call_later(max(0.0, seconds), fire)
        self._timers.add(handle)
        return handle

    def spawn(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine beside the node; cancelled when the node closes. An exception becomes the node's error."""
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._task_done)
        return task

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Let a task that somebody else looks after end with the node."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _task_done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.error(error)

    def release(self) -> list[asyncio.Task[Any]]:
        """Cancel timers and tasks; the engine calls this after `close`. Gives the tasks that are still ending."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        tasks = [task for task in self._tasks if not task.done()]
        for task in tasks:
            task.cancel()
        return tasks

    def dissolve(self) -> None:
        """Let go of everything but what the node is called; the engine does it a while after the node has closed."""
        own = self.__dict__
        kept = {name: own[name] for name in _LASTING if name in own}
        own.clear()
        own.update(kept)


_LASTING = ("id", "type", "z", "g", "name", "alias", "path", "config", "flow", "runtime", "route")

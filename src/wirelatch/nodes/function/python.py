"""The `python` node: a function in Python, run in the runtime itself.

The counterpart of the JavaScript function, with the same abilities under Python's names; what it costs per message is
a call. As it shares the runtime's event loop, one that blocks is found out and interrupted
(`wirelatch.scripting.interruption`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

from wirelatch.engine.links import LinkCalls
from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import code, number, text
from wirelatch.scripting import message, python
from wirelatch.scripting.interruption import Blocked, Guarded, Work, watchdog
from wirelatch.scripting.surroundings import ContextView, Environment, NodeView, Util
from wirelatch.scripting.values import clone, to_number

_FAULTS = (Exception, Blocked, SystemExit, KeyboardInterrupt)
"""What user code may raise: an `exit()` in it ends its message, not the program."""

BLOCK_SECONDS = 5.0
"""Limit of a function that has none of its own."""


class PythonFunction(
    Node,
    type="python",
    category="function",
    color="#b5d3f0",
    icon="python",
    label=("{name}", "python"),
    palette_label="python",
):
    """
    Runs Python on every message.

    The message is `msg`: a dict whose items are attributes too. What the code returns is sent: a dict is a message
    for the first output, a list has an entry for each output (`None` for nothing), and an entry that is itself a list
    holds several messages. Return nothing to send nothing.

    ```python
    msg.payload = msg.payload["temperature"] * 1.8 + 32
    return msg
    ```

    - `await` may be used anywhere; modules are imported as usual.
    - `node.send(messages)` sends at any time, `node.done()` tells that the message is through.
    - `node.warn(text)`, `node.log(text)`, `node.error(text, msg)` (Catch nodes get it when the message is given),
      `node.status(fill="green", shape="dot", text="ok")`.
    - `await node.linkcall(target, msg, timeout=5)` calls the flow of a *link in* node by its id or name, and gives what
      a *link out* node in the mode *return* gives back.
    - `node.call_later(seconds, function)` and `node.spawn(coroutine)` run until the node closes,
      `node.on_close(function)` when it does.
    - `context`, `flow` and `global_context` remember values: `flow.get("count", 0)`, `flow.set("count", 1)`,
      `flow["count"]`, `flow.keys()`.
    - `env.get("NAME")` reads an environment variable.
    - `util` holds `clone_message`, `get_message_property`, `set_message_property`, `compare_objects`, `generate_id` …

    *On Start* runs once when the node starts; messages wait until it is through. Its variables and functions are
    there in *On Message* (which declares `global name` to assign one) and in *On Stop*.

    The code runs in the runtime itself. What keeps it from going on for longer than the time-out (five seconds unless
    set) is interrupted, which is an error that Catch nodes get. Call what takes long with `await`, or in a thread:
    `await asyncio.to_thread(work)`.
    """

    name: str = text("_DEFAULT_", label="Name")
    func: str = code("return msg", "python", label="On Message", section="On Message", absent="")
    outputs: int = number(1, label="Outputs", section="Setup", minimum=0, maximum=500, absent=1)
    timeout: Any = number(
        0,
        label="Time-out (seconds)",
        section="Setup",
        minimum=0,
        absent=0,
        help="Longest time that the code may run without a pause; 0 for five seconds.",
    )
    initialize: str = code("", "python", label="On Start", section="On Start", absent="")
    finalize: str = code("", "python", label="On Stop", section="On Stop", absent="")

    _function: Callable[[Any, Any], Any] | None = None
    _link_calls: LinkCalls | None = None
    _watching = False

    # Life ------------------------------------------------------------------------------------------------------

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        where = f"{self.id}{f' [{self.name}]' if self.name else ''}"
        self._files = tuple(f"<python{part} {where}>" for part in ("", " On Start", " On Stop"))
        self._body: python.Body | None = None
        try:
            self._body = python.Body(self.func or "", self._files[0])
        except python.PythonError:
            return  # told in `start`
        traits = self._body.traits
        starts_late = bool((self.initialize or "").strip())
        self.fusable = not (traits.is_async or traits.calls_done or traits.uses_node or starts_late)
        self.isolated = self.fusable and not traits.reaches_out

    def start(self) -> Awaitable[None] | None:
        """Compile the code and run On Start."""
        limit = to_number(self.timeout or 0)
        if not limit > 0:
            limit = to_number(self.runtime.settings.get("functionTimeout") or 0)
        self._limit = float(limit) if limit > 0 else BLOCK_SECONDS
        self._work = Work(f"python function {self.name or self.id!r}", self._limit, self._files)
        self._node = NodeView(self)
        self._close_callbacks: list[Callable[[], Any]] = []
        self._waiting: list[tuple[Message, asyncio.Future[Output]]] | None = None
        self._shows_status = False
        body = self._body = self._body or python.Body(self.func or "", self._files[0])
        initialize = (
            python.Script(self.initialize, self._files[1]) if (self.initialize or "").strip() else None
        )
        self._finalize = (
            python.Script(self.finalize, self._files[2]) if (self.finalize or "").strip() else None
        )
        self._names: dict[str, Any] = {
            "__name__": "__wirelatch__",
            "node": self._node,
            "context": ContextView(self.context),
            "flow": ContextView(self.flow.context),
            "global_context": ContextView(self.runtime.global_context),
            "env": Environment(self),
            "util": Util,
        }
        self._traits = body.traits
        self._guard = watchdog()
        self._guard.start()
        self._watching = True
        if initialize is None:
            self._ready()
            return None
        self._waiting = []
        started = self._run(lambda: initialize.run(self._names))
        if started is None:
            self._ready()
            return None
        return self._finish_start(started)

    async def _finish_start(self, started: Awaitable[Any]) -> None:
        try:
            await self._await(started)
        except BaseException:
            waiting, self._waiting = self._waiting or [], None
            for _, future in waiting:
                future.cancel()
            raise
        self._ready()

    def _ready(self) -> None:
        assert self._body is not None
        self._function = self._body.bind(self._names)
        waiting, self._waiting = self._waiting or [], None
        for msg, future in waiting:
            self._resolve(msg, future)

    def _resolve(self, msg: Message, future: asyncio.Future[Output]) -> None:
        if future.done():
            return
        try:
            output = self.on_message(msg)
        except Exception as error:
            future.set_exception(error)
            return
        if isinstance(output, Awaitable):
            asyncio.ensure_future(output).add_done_callback(lambda inner: _copy_result(inner, future))
        else:
            future.set_result(output)

    async def close(self, removed: bool) -> None:
        """Run On Stop."""
        if self._link_calls is not None:
            self._link_calls.give_up()
        try:
            if self._function is not None:
                self._function = None
                finalize = self._finalize
                if (
                    finalize is not None
                    and (work := self._run(lambda: finalize.run(self._names))) is not None
                ):
                    await self._await(work)
                for callback in self._close_callbacks:
                    result = self._run(callback)
                    if isinstance(result, Awaitable):
                        await self._await(result)
        finally:
            if self._watching:
                self._watching = False
                self._guard.stop()
                for file in self._files:
                    python.forget(file)
            if getattr(self, "_shows_status", False):
                self.status({})

    # Messages --------------------------------------------------------------------------------------------------

    def on_message(self, msg: Message) -> Output | Awaitable[Output]:
        function = self._function
        if function is None:
            return self._wait(msg)
        traits = self._traits
        if traits.is_async or traits.calls_done:
            return self._start_long(function, msg)
        seen: Any = message.Message(msg) if traits.wants_attributes else msg
        node = NodeView(self, msg.get("_msgid")) if traits.uses_node else None
        guard = self._guard
        outer = guard.enter(self._work)
        try:
            output = function(seen, node)
        except _FAULTS as error:
            if seen is not msg:
                _write_back(msg, seen)
            raise python.describe(error, self._files) from None
        finally:
            guard.leave(outer)
        if output is None:
            return None
        return self._outgoing(output, msg, seen)

    def _outgoing(self, output: Any, msg: Message, seen: Any) -> Output:
        """What was returned, with the message itself in place of what the code saw of it, and its id everywhere."""
        if output is seen:
            if seen is not msg:
                _write_back(msg, seen)
            return msg
        if seen is not msg:
            _write_back(msg, seen)
        stamped: Output = _stamped(output, msg.get("_msgid"), seen, msg)
        return stamped

    def _start_long(self, function: Callable[[Any, Any], Any], msg: Message) -> Awaitable[Output]:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] | None = loop.create_future() if self._traits.calls_done else None

        def finish() -> None:
            if done is not None and not done.done():
                done.set_result(None)

        return self._long(function, msg, NodeView(self, msg.get("_msgid"), finish), done)

    async def _long(
        self,
        function: Callable[[Any, Any], Any],
        msg: Message,
        node: NodeView,
        done: asyncio.Future[None] | None,
    ) -> Output:
        seen = message.Message(msg)
        try:
            if self._traits.is_async:
                output = await Guarded(function(seen, node), self._guard, self._work)
            else:
                outer = self._guard.enter(self._work)
                try:
                    output = function(seen, node)
                finally:
                    self._guard.leave(outer)
        except _FAULTS as error:
            _write_back(msg, seen)
            raise python.describe(error, self._files) from None
        result: Output = None if output is None else self._outgoing(output, msg, seen)
        if done is None:
            return result
        self.send(result)
        await done
        return None

    def _wait(self, msg: Message) -> Awaitable[Output] | None:
        if self._waiting is None:
            return None
        future: asyncio.Future[Output] = asyncio.get_running_loop().create_future()
        self._waiting.append((msg, future))
        return future

    # Running user code -----------------------------------------------------------------------------------------

    def _run(self, work: Callable[[], Any]) -> Any:
        """Call user code outside of any message; its exception comes described."""
        outer = self._guard.enter(self._work)
        try:
            return work()
        except _FAULTS as error:
            raise python.describe(error, self._files) from None
        finally:
            self._guard.leave(outer)

    async def _await(self, work: Awaitable[Any]) -> Any:
        guarded = Guarded(work, self._guard, self._work) if isinstance(work, Coroutine) else work
        try:
            return await guarded
        except _FAULTS as error:
            raise python.describe(error, self._files) from None

    def return_link_message(self, call_id: str, msg: Message) -> None:
        """A `link out` node gives the answer to `node.linkcall`."""
        if self._link_calls is not None:
            self._link_calls.returned(call_id, msg)

    # What the code may ask for (wirelatch.scripting.surroundings.Services) ---------------------------------------

    def send_messages(self, output: Any, *, clone_first: bool, message_id: Any) -> None:
        """`node.send`."""
        if clone_first:
            output = _with_first_cloned(output)
        self.send(_stamped(output, message_id, None, None) if message_id else output)

    async def call_link(self, target: Any, msg: Any, seconds: float) -> Message:
        """`node.linkcall`."""
        if self._link_calls is None:
            self._link_calls = LinkCalls(self)
        own = clone(dict(msg)) if isinstance(msg, dict) else msg
        return message.Message(await self._link_calls.call(target, own, seconds * 1000))

    def report(self, error: Any, msg: Any) -> None:
        """`node.error`."""
        if isinstance(error, BaseException):
            error = python.describe(error, self._files)
        self.error(error, dict(msg) if isinstance(msg, dict) else None)

    def show_status(self, status: Any, **parts: Any) -> None:
        """`node.status`."""
        self._shows_status = True
        if isinstance(status, Mapping) or status is None:
            self.status(status, **parts)
        else:
            self.status(str(status))

    def later(
        self, seconds: float, callback: Callable[..., Any], arguments: tuple[Any, ...]
    ) -> asyncio.TimerHandle:
        """`node.call_later`."""

        def run() -> None:
            result = self._run(lambda: callback(*arguments))
            if isinstance(result, Coroutine):
                self.beside(result)

        return self.call_later(seconds, run)

    def beside(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """`node.spawn`."""
        return self.spawn(self._await(work))

    def on_close(self, callback: Callable[[], Any]) -> None:
        """`node.on_close`."""
        self._close_callbacks.append(callback)


def _write_back(msg: Message, seen: dict[str, Any]) -> None:
    msg.clear()
    msg.update(seen)


def _stamped(output: Any, message_id: Any, seen: Any, msg: Any) -> Any:
    """The output with the id on every message, and `msg` where the code put what it saw of it."""
    if isinstance(output, dict):
        if output is seen and msg is not None:
            return msg
        if message_id:
            output["_msgid"] = message_id
        return output
    if isinstance(output, (list, tuple)):
        return [_stamped(item, message_id, seen, msg) for item in output]
    return output


def _with_first_cloned(output: Any) -> Any:
    if isinstance(output, dict):
        return clone(output)
    if isinstance(output, (list, tuple)):
        out = list(output)
        for index, entry in enumerate(out):
            if entry is not None:
                out[index] = _with_first_cloned(entry)
                break
        return out
    return output


def _copy_result(inner: asyncio.Future[Output], outer: asyncio.Future[Output]) -> None:
    if outer.done():
        return
    if inner.cancelled():
        outer.cancel()
    elif (error := inner.exception()) is not None:
        outer.set_exception(error)
    else:
        outer.set_result(inner.result())

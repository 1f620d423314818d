"""`JsHost`: JavaScript functions in one Node.js process, started when the first of them is defined.

Commands go out in order and together, once per turn of the event loop; answers come back in the order in which things
happened. So a function sees what was set in context before its message was sent, and what it sets is there before its
message goes on.

When one stretch of user code takes longer than `BLOCK_SECONDS` (`watchdog.py`), or the process dies, it is replaced: every function is defined again (its On
Start code runs again, what it kept in variables is gone), context is copied again, messages that it had not begun are
sent again. A function that blocked, and those that were waiting for something, report an error for their messages.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

from wirelatch.jshost.answers import Answers
from wirelatch.jshost.child import Child
from wirelatch.jshost.codec import Encoder, Handles
from wirelatch.jshost.contexts import Replication, Stores
from wirelatch.jshost.functions import Call, FunctionOwner, JsError, JsFunction, Message
from wirelatch.jshost.modules import Modules
from wirelatch.jshost.rescue import Finding, examine
from wirelatch.jshost.watchdog import Watchdog

log = logging.getLogger("wirelatch.jshost")

BLOCK_SECONDS = 5.0
"""How long a stretch of user code may take when nothing else is said."""
_PING_SECONDS = 1.0
_BATCH = 128
_BLOCKS_ALLOWED, _BLOCKS_WITHIN = 3, 120.0
"""A function that blocks this often within so many seconds is not started again."""
_QUICK_DEATHS, _QUICK_SECONDS = 5, 10.0


class JsHost:
    """The functions, the calls in flight, and the process that runs them."""

    def __init__(
        self, data_dir: Path | str, environ: Mapping[str, str], *, block_seconds: float | None = None
    ) -> None:
        self._directory = Path(data_dir)
        self._environ = environ
        self.block_seconds = block_seconds or BLOCK_SECONDS
        self.handles = Handles()
        self._encoder = Encoder(self.handles)
        self._answers = Answers(self)
        self._child: Child | None = None
        self.contexts: Replication | None = None
        self._modules: Modules | None = None
        self._global_modules: Mapping[str, str] = {}
        self.functions: dict[int, JsFunction] = {}
        self.calls: dict[int, Call] = {}
        self._last_key = 0
        self._last_call = 0
        self._out: list[Any] = []
        self._flush_scheduled = False
        self._closing = False
        self.asked = False
        """Whether a question of the watchdog waits for its answer, among whatever else does."""
        self._watchdog: Watchdog | None = None
        self._watch_timer: asyncio.TimerHandle | None = None
        self._finding: Finding | None = None
        self._answering: set[asyncio.Task[Any]] = set()
        self._examining: asyncio.Task[None] | None = None
        self._deaths: list[float] = []
        self._preparing: asyncio.Future[None] | None = None
        self.shape = 0
        """Grows with every change in what functions there are and what they need."""
        self.restarts = 0
        """How often the process was replaced."""

    @property
    def pid(self) -> int | None:
        """Id of the process, None while there is none."""
        return self._child.pid if self._child else None

    async def access_context(self, scope: str, store: str, keys: list[str] | None, *values: Any) -> Any:
        """Read or write values of a store that keeps none in memory, for a function that waits for it."""
        if self.contexts is None:
            raise LookupError("there is no context")
        if values:
            self.contexts.write(scope, store, keys or [], *values)
            return None
        return self.contexts.read(scope, store, keys)

    # Functions -------------------------------------------------------------------------------------------------

    def use_contexts(self, stores: Stores) -> None:
        """Tell where context is kept; must come before the first function."""
        if self.contexts is None:
            self.contexts = Replication(stores, self._send)

    def use_modules(
        self, settings: Mapping[str, Any] | None, global_modules: Mapping[str, str] | None
    ) -> None:
        """Tell what may be installed from npm (Node-RED's `externalModules`), and which modules the global context has,
        by their names there; must come before the first function."""
        if self._modules is None:
            self._modules = Modules(self._directory, self._environ, settings)
            self._global_modules = global_modules or {}

    async def provide_module(self, name: str, version: str, built_in: bool) -> None:
        """See to it that functions can import a module; raises ModuleError when they cannot."""
        if self._modules is None:
            self._modules = Modules(self._directory, self._environ)
        await self._modules.provide(name, version, built_in)

    def define(self, owner: FunctionOwner, definition: dict[str, Any], scopes: Sequence[str]) -> JsFunction:
        """Compile a function and run its On Start code; `owner.js_started` tells how that went.

        `definition` is described in `js/function.ts`; `scopes` are the context scopes that its code can reach.
        """
        self._ensure_child()
        self._last_key += 1
        function = JsFunction(self._last_key, owner, definition, scopes)
        self.functions[function.key] = function
        self.shape += 1
        if self.contexts is not None:
            self.contexts.use(scopes)
        self._send(("define", function.key, definition))
        return function

    def note_prepared(self) -> None:
        """Whoever waits in `prepared` is told when all functions are."""
        if self._preparing is not None and all(function.prepared for function in self.functions.values()):
            self._preparing.set_result(None)
            self._preparing = None

    async def prepared(self) -> None:
        """Wait until the process has read the code of all functions, so that the next call finds it awake."""
        while not all(function.prepared for function in self.functions.values()):
            if self._preparing is None:
                self._preparing = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._preparing)

    def connect(self, function: JsFunction, following: JsFunction | None) -> None:
        """Let `following` take the messages that `function` returns, in the same crossing."""
        function.next = following
        self._send(("next", function.key, following.key if following else None))

    async def remove(self, function: JsFunction, removed: bool) -> None:
        """Run the function's On Stop code and forget it."""
        if function.closed is not None or self.functions.get(function.key) is not function:
            return
        function.closed = asyncio.get_running_loop().create_future()
        if self._child is None:
            function.closed.set_result(None)
        else:
            self._send(("close", function.key, removed))
        try:
            await function.closed
        finally:
            self.functions.pop(function.key, None)
            self.shape += 1
            self.note_prepared()
            for other in self.functions.values():
                if other.next is function:
                    other.next = None
            if self.contexts is not None:
                self.contexts.release(function.scopes)
            for call in [call for call in self.calls.values() if call.target is function]:
                del self.calls[call.id]
                function.owner.js_dropped(call)

    def call(self, function: JsFunction, msg: Message, future: asyncio.Future[Any] | None = None) -> None:
        """Give a message to a function."""
        number = self._last_call = self._last_call + 1
        if function.failed:
            function.owner.js_dropped(Call(number, function, msg, future))
            return
        self.calls[number] = Call(number, function, msg, future)
        if function.sends_late and "req" in msg:
            self.handles.keep(msg)
        out = self._out
        out.append((0, number, function.key, function.project(msg)))
        if not self._flush_scheduled:
            if len(self.calls) == 1:
                self._flush()
            else:
                self._flush_scheduled = True
                asyncio.get_running_loop().call_soon(self._flush)
        elif len(out) >= _BATCH:
            self._write()

    def answer(self, number: int, work: Coroutine[Any, Any, Any]) -> None:
        """Give what `work` gives to the code that asked for it, unless its process is gone by then."""
        child = self._child

        def tell(task: asyncio.Task[Any]) -> None:
            self._answering.discard(task)
            if task.cancelled() or self._child is not child:
                return
            error = task.exception()
            problem = None if error is None else str(error) or type(error).__name__
            self._send(("answer", number, problem, None if error else task.result()))

        task = asyncio.get_running_loop().create_task(work)
        self._answering.add(task)
        task.add_done_callback(tell)

    # Writing ---------------------------------------------------------------------------------------------------

    def _send(self, command: tuple[Any, ...]) -> None:
        if self._child is None:
            return
        self._out.append(command)
        if not self._flush_scheduled:
            self._flush_scheduled = True
            asyncio.get_running_loop().call_soon(self._flush)

    def _flush(self) -> None:
        self._flush_scheduled = False
        self._write()

    def _write(self) -> None:
        out = self._out
        if not out or self._child is None:
            return
        self._out = []
        try:
            frame = self._encoder.encode(out)
        except RecursionError:
            self._write_each(out)
        else:
            self._child.write(frame)
        if self._watch_timer is None:
            self._watch_timer = asyncio.get_running_loop().call_later(self._watch_interval, self._watch)

    def _write_each(self, out: list[Any]) -> None:
        """Something in a batch cannot cross: find out what, so that nothing else is held up by it."""
        for command in out:
            try:
                frame = self._encoder.encode([command])
            except RecursionError:
                self._cannot_cross(command)
                continue
            if self._child is not None:
                self._child.write(frame)

    def _cannot_cross(self, command: tuple[Any, ...]) -> None:
        text = "the message is nested too deep for JavaScript"
        if command[0] == 0:
            call = self.calls.pop(command[1], None)
            if call is not None:
                call.target.owner.js_failed(call, call.target.owner, JsError(text))
        elif command[0] == "answer":
            self._send(("answer", command[1], text, None))
        else:
            log.error("a value is nested too deep for JavaScript and is missing there: %.60s", command[1:4])

    # The process -----------------------------------------------------------------------------------------------

    def _ensure_child(self) -> None:
        if self._child is not None:
            return
        self._directory.mkdir(parents=True, exist_ok=True)
        self._child = Child(
            environ=self._environ,
            directory=self._directory,
            on_frame=self._answers.receive,
            on_end=self._ended,
        )
        self._watchdog = Watchdog(self._child, asyncio.get_running_loop().time())
        self.asked = False
        self._send(
            (
                "hello",
                str(self._directory),
                self.contexts.greeting if self.contexts else None,
                dict(self._global_modules),
            )
        )

    @property
    def _watch_interval(self) -> float:
        return min(_PING_SECONDS, self.block_seconds / 5)

    def _watch(self) -> None:
        """Look whether the process gets on; every second while there is something to answer for."""
        self._watch_timer = None
        loop = asyncio.get_running_loop()
        child, watchdog = self._child, self._watchdog
        if child is None or watchdog is None or self._closing:
            return
        limit = self.block_seconds + max(
            (f.definition["timeout"] for f in self.functions.values()), default=0
        )
        if watchdog.look(loop.time(), self._watch_interval, limit):
            log.error("the JavaScript process has not answered for %.3g s and is replaced", watchdog.silent)
            self._examining = loop.create_task(self._examine(child))
            return
        if not self.asked:
            self.asked = True
            self._send(("ping", 0))
        if self.functions:
            self._watch_timer = loop.call_later(self._watch_interval, self._watch)

    async def _examine(self, child: Child) -> None:
        try:
            self._finding = await examine(child)
        finally:
            child.kill()

    def _ended(self) -> None:
        """The process is gone, by our hand or not."""
        child, self._child = self._child, None
        finding, self._finding = self._finding, None
        self._out, self.asked, self._watchdog = [], False, None
        self.handles.free_all()
        if self._watch_timer is not None:
            self._watch_timer.cancel()
            self._watch_timer = None
        if self._closing:
            return
        self.restarts += 1
        if finding is None:
            log.error(
                "the JavaScript process %s ended unexpectedly and is replaced", child.pid if child else ""
            )
        now = time.monotonic()
        self._deaths = [*(at for at in self._deaths if now - at < _QUICK_SECONDS), now]
        delay = 0.0 if len(self._deaths) < _QUICK_DEATHS else 1.0
        asyncio.get_running_loop().call_later(delay, self._restart, finding or Finding())

    def _restart(self, finding: Finding) -> None:
        if self._closing:
            return
        calls = list(self.calls.values())
        self.calls = {}
        blocked = self.functions.get(finding.key) if finding.key is not None else None
        begun = finding.begun or 0
        stopped = [
            call
            for call in calls
            if call.id == finding.call
            # Code that goes on after a pause does not say for which of its calls.
            or (not finding.call and call.target is blocked and call.id <= begun and not call.returned)
        ]
        if blocked is not None:
            self._note_block(blocked)
        if self.functions:
            self._ensure_child()
            if self.contexts is not None:
                self.contexts.load_all()
        for function in list(self.functions.values()):
            if function.closed is not None:
                if not function.closed.done():
                    function.closed.set_result(None)
            elif not function.failed:
                self._send(("define", function.key, function.definition))
        for function in self.functions.values():
            if function.next is not None and not function.failed and not function.next.failed:
                self._send(("next", function.key, function.next.key))
        self._report_block(blocked, finding, stopped)
        for call in calls:
            if call not in stopped:
                self._try_again(call, finding)

    def _note_block(self, function: JsFunction) -> None:
        now = time.monotonic()
        function.blocks = [*(at for at in function.blocks if now - at < _BLOCKS_WITHIN), now]

    def _report_block(self, blocked: JsFunction | None, finding: Finding, stopped: list[Call]) -> None:
        if blocked is None and not stopped:
            return
        part = {"setup": "On Start: ", "cleanup": "On Stop: "}.get(finding.part, "")
        place = f" ({part}line {finding.line})" if finding.line else ""
        error = JsError(
            f"Function blocked the JavaScript process for {self.block_seconds:g} s and was stopped{place}",
            "ETIMEDOUT",
        )
        owner = (blocked or stopped[0].target).owner
        if blocked is not None and (finding.part == "setup" or len(blocked.blocks) >= _BLOCKS_ALLOWED):
            blocked.failed = True
            self._send(("close", blocked.key, False))
            owner.js_started(error)
        elif not stopped:
            owner.js_reported(error, {})
        for call in stopped:
            call.target.owner.js_failed(call, owner, error)

    def _try_again(self, call: Call, finding: Finding) -> None:
        function = call.target
        if self.functions.get(function.key) is not function or function.failed:
            function.owner.js_dropped(call)
            return
        begun = call.id <= finding.begun if finding.begun is not None else not function.repeatable
        if call.returned or begun or call.lives <= 0:
            error = JsError("the JavaScript process ended before the function was through", "EINTR")
            if call.returned:
                function.owner.js_done(call)
            else:
                function.owner.js_failed(call, function.owner, error)
            return
        call.lives -= 1
        # Numbers go up with the order of sending, which `begun` relies on.
        call.id = self._last_call = self._last_call + 1
        self.calls[call.id] = call
        if function.sends_late:
            self.handles.keep(call.msg)
        self._out.append((0, call.id, function.key, function.project(call.msg)))
        if not self._flush_scheduled:
            self._flush_scheduled = True
            asyncio.get_running_loop().call_soon(self._flush)

    async def close(self) -> None:
        """End the process; nothing can be defined after that."""
        self._closing = True
        for task in self._answering:
            task.cancel()
        if self._examining is not None:
            self._examining.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._examining
        if self._watch_timer is not None:
            self._watch_timer.cancel()
            self._watch_timer = None
        if self.contexts is not None:
            self.contexts.close()
        child, self._child = self._child, None
        if child is not None:
            await child.close()

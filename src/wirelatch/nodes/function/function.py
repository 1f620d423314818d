"""The `function` node: JavaScript, run in the Node.js process of `wirelatch.jshost`.

What follows from running in another process, where Node-RED runs the code in its own:

* Only the properties that the code touches cross, as copies; what it did not change stays the same object. Functions,
  regular expressions and instances of classes cannot leave the process as themselves: of the last their own properties
  do, and typed arrays become Buffers. Values may be some hundred levels deep.
* `msg.req` can be read (headers, query, params, cookies, body, ip, url, method …) and handed on; `msg.res` has Express's
  methods for answering, but those that need a file or a template.
* Context holds copies too. A change inside a value that was not `set` again is found where the code shows that it
  makes one (`jshost/js/mutation.ts`), and is then there for other kinds of node after the call. Values that only
  JavaScript can hold stay visible to other functions.
* Functions that are wired one to one run one after the other without a detour over the queue.
* A function that blocks is stopped by replacing the process: variables, timers and connections of all functions are
  lost then, and their On Start code runs again. A function with a time-out is interrupted alone, which costs it about
  0.1 ms per message: V8 needs a thread for it every time. Its time-out covers waiting too, which Node-RED's does not.
* A promise that was returned is waited for, and a rejection that nobody waits for is an error of the node; neither ends
  the process.
* `Date`, `Map` and `Set` are shared by all functions; `global.x = …` without `set` is seen by the same node only.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Mapping
from typing import Any

from wirelatch.engine.environment import PARENT
from wirelatch.engine.links import LinkCalls
from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import Property, code, hidden, number, rows, text
from wirelatch.jshost.functions import Call, FunctionOwner, JsError, JsFunction
from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED, to_number

_ENV_NAME = re.compile(r"""\benv\s*\.\s*get\s*\(\s*(["'`])((?:(?!\1).)*)\1\s*\)""")
_ENV_USE = re.compile(r"\benv\b(?!\s*:)")
_CONTEXT_USE = re.compile(r"\b(context|flow|global|RED|eval|Function)\b")
_COMPUTED_KEY = re.compile(r"""\.\s*[gs]et\s*\(\s*(?!["'\[]|`[^`$]*`)|\b(?:eval|Function|RED)\b""")
_TAKEN_NAMES = (
    "console", "util", "Buffer", "URL", "URLSearchParams", "Date", "RED", "__node__", "node", "context", "flow", "global", "env",
    "setTimeout", "clearTimeout", "setInterval", "clearInterval", "promisify",
)  # fmt: skip
"""Names that a module cannot have, since functions find something else under them."""
_LONGEST_CHAIN = 32


class Function(
    Node,
    type="function",
    category="function",
    color="#fdd0a2",
    icon="function",
    label=("{name}", "function"),
):
    """
    Runs JavaScript on every message.

    The message is `msg`. What the code returns is sent: an object is a message for the first output, a list has an
    entry for each output (`null` for nothing), and an entry that is itself a list holds several messages. Return
    nothing to send nothing.

    ```js
    msg.payload = msg.payload.toUpperCase();
    return msg;
    ```

    - `node.send(messages)` sends at any time, also from callbacks; `node.done()` tells that the message is through.
    - `node.warn(text)`, `node.log(text)`, `node.error(text, msg)` (Catch nodes get it when the message is given),
      `node.status({fill: "green", shape: "dot", text: "ok"})`.
    - `context`, `flow` and `global` remember values: `flow.get("count")`, `flow.set("count", 1)`, `flow.keys()`.
    - `env.get("NAME")` reads an environment variable.
    - `RED.util.cloneMessage(msg)` and its companions, `Buffer`, `URL`, `fetch`, timers, `util` are there; modules of
      Node.js and npm packages get a variable name under *Setup*. A package that is missing is installed when the node
      starts; messages wait until it is there.
    - `await` may be used anywhere; `await node.linkcall(target, msg, {timeout: 5000})` calls the flow of a *link in*
      node by its id or name, and gives what a *link out* node in the mode *return* gives back.

    *On Start* runs once when the node starts; messages wait until it is through. *On Stop* runs before it closes.

    Code that takes longer than the time-out is stopped, which is an error that Catch nodes get. So is code that keeps
    all others from going on for longer than the settings of the runtime allow.
    """

    name: str = text("_DEFAULT_", label="Name")
    func: str = code("\nreturn msg;", "javascript", label="On Message", section="On Message", absent="")
    outputs: int = number(1, label="Outputs", section="Setup", minimum=0, maximum=500, absent=1)
    timeout: Any = number(0, label="Time-out (seconds)", section="Setup", minimum=0, absent=0,
                          help="Longest time that the code may take for a message, pauses included; 0 for the limit that the runtime sets for all functions.")  # fmt: skip
    noerr: Any = hidden(0)
    initialize: str = code("", "javascript", label="On Start", section="On Start", absent="")
    finalize: str = code("", "javascript", label="On Stop", section="On Stop", absent="")
    libs: list[Any] = rows(
        [],
        {
            "var": Property(widget="text", default="", label="Variable"),
            "module": Property(widget="text", default="", label="Module"),
        },
        label="Modules",
        section="Setup",
        help="Modules of Node.js (os, fs/promises …) or npm packages (uuid, uuid@^9, @scope/name); what is missing is "
        "installed with npm in the data directory.",
        absent=[],
    )

    _function: JsFunction | None = None
    _status_shown = False
    _connected = -1
    """State of wires and functions when the following functions were looked for."""

    def start(self) -> None:
        """Compile the code and run On Start; messages that arrive meanwhile wait in the JavaScript process."""
        self._check_modules()
        host, settings = self.runtime.js, self.runtime.settings
        host.use_contexts(self.runtime.contexts)
        host.use_modules(settings.get("externalModules"), settings.get("functionGlobalModules"))
        self._host = host
        self._link_calls = LinkCalls(self)
        self._machine = self.runtime.machine
        self._function = host.define(self, self._definition(), self._scopes())

    def _check_modules(self) -> None:
        libs = [lib for lib in self.libs or () if isinstance(lib, Mapping) and lib.get("var")]
        if libs and self.runtime.settings.get("functionExternalModules") is False:
            raise ValueError("Function node not allowed to load external modules")
        taken = set(_TAKEN_NAMES)
        for name in (str(lib["var"]) for lib in libs):
            if name in taken:
                raise ValueError(f"Invalid module variable name: {name}")
            taken.add(name)

    def _seconds(self) -> float:
        """The time-out: its own, or the one for all functions that have none."""
        for value in (self.timeout, self.runtime.settings.get("globalFunctionTimeout")):
            seconds = to_number(value or 0)
            if seconds > 0:
                return seconds
        return 0

    def _definition(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "path": self.path,
            "outputs": self.outputs,
            "func": self.func or "",
            "initialize": self.initialize or "",
            "finalize": self.finalize or "",
            "timeout": self._seconds(),
            "libs": [lib for lib in self.libs or () if isinstance(lib, Mapping)],
            "scope": self.context().id,
            "flows": self._flow_scopes(),
            "env": self._environment(),
        }

    def _sources(self) -> str:
        return "\n".join((self.func or "", self.initialize or "", self.finalize or ""))

    def _flow_scopes(self) -> list[str]:
        scopes = []
        scope: Any = self.flow.context()
        while scope is not None:
            scopes.append(scope.id)
            scope = scope.parent
        return scopes

    def _scopes(self) -> list[str]:
        """The context scopes that the code may reach, going by the words in it."""
        words = set(_CONTEXT_USE.findall(self._sources()))
        scopes: list[str] = []
        if words & {"context", "eval", "Function"}:
            scopes.append(self.context().id)
        if words - {"global"}:
            flows = self._flow_scopes()
            # What is around the flow, up to the global context, costs copies: only who may ask for it gets it.
            scopes += (
                flows if PARENT in self._sources() or _COMPUTED_KEY.search(self._sources()) else flows[:1]
            )
        if words - {"flow"}:
            scopes.append("global")
        return list(dict.fromkeys(scopes))

    def _environment(self) -> dict[str, Any]:
        """The variables that the code asks for by name; all there are when it works the names out."""
        source = self._sources()
        if not _ENV_USE.search(source) and "RED" not in source:
            return {}
        names = {match[2] for match in _ENV_NAME.finditer(source)}
        if len(_ENV_USE.findall(source)) > len(_ENV_NAME.findall(source)) or "RED" in source:
            names |= self._all_names()
        values = {name: self.env(name) for name in names}
        return {name: value for name, value in values.items() if value is not UNDEFINED}

    def _all_names(self) -> set[str]:
        names = set(os.environ)
        names |= {"NR_NODE_NAME", "NR_NODE_ID", "NR_NODE_PATH", "NR_GROUP_NAME", "NR_GROUP_ID", "NR_FLOW_NAME",
                  "NR_FLOW_ID", "NR_SUBFLOW_NAME", "NR_SUBFLOW_ID", "NR_SUBFLOW_PATH"}  # fmt: skip
        flow: Any = self.flow
        levels = 0
        while flow is not None:
            names |= set(flow.values)
            levels += 1 + len(flow.groups)
            for group in flow.groups.values():
                names |= set(group.values)
            flow = flow.parent
        if PARENT in self._sources():
            outer = names - set(os.environ)
            names |= {PARENT * depth + name for depth in range(1, min(levels, 8) + 1) for name in outer}
        return names

    # Messages --------------------------------------------------------------------------------------------------

    def on_message(self, msg: Message) -> Output | asyncio.Future[Output]:
        function = self._function
        if function is None:
            return None
        state = self._machine.bindings + self._host.shape
        if state != self._connected:
            self._connected = state
            self._connect(function)
        if self.route.completes:
            future: asyncio.Future[Output] = asyncio.get_running_loop().create_future()
            self._host.call(function, msg, future)
            return future
        self._machine.hold(self.route)
        self._host.call(function, msg)
        return None

    def _connect(self, function: JsFunction) -> None:
        """Find out which functions may run in the same crossing as this one, and tell when that has changed."""
        node: Function = self
        for _ in range(_LONGEST_CHAIN):
            following: JsFunction | None = None
            target = node.route.only
            if target is not None and function.hands_on and not node.route.completes and not target.completes:
                other = target.node
                if type(other) is Function:
                    following = other._function
            if following is not function.next:
                self._host.connect(function, following)
            if following is None:
                return
            node, function = following.owner, following  # type: ignore[assignment]

    # What the code does (wirelatch.jshost.functions.FunctionOwner) -----------------------------------------------

    def js_started(self, error: JsError | str | None) -> None:
        """On Start is through, or the function cannot run."""
        if error is not None:
            self.error(error)
            self._status_shown = True
            self.status(fill="red", shape="ring", text="cannot run")
        elif self._status_shown:
            self._status_shown = False
            self.status({})

    def js_sent(self, output: Any) -> None:
        """`node.send`, or the end of a chain."""
        self.send(output)

    def js_finished(self, call: Call, output: Any) -> None:
        """The code returned."""
        if call.future is None:
            if output is not None:
                self._machine.send(self.route, output)
            self._machine.release(self.route)
        elif call.target.calls_done:
            self.send(output)
        elif not call.future.done():
            call.future.set_result(output)

    def js_done(self, call: Call) -> None:
        """`node.done()`."""
        if call.future is not None and not call.future.done():
            call.future.set_result(None)

    def js_passed(self, call: Call, last: FunctionOwner) -> None:
        """The message went on to other functions in the same crossing."""
        self._count_passage(call.target, last)
        self._end(call, None)

    def _count_passage(self, function: JsFunction, last: FunctionOwner) -> None:
        for _ in range(_LONGEST_CHAIN):
            following = function.next
            if function.owner is last or following is None:
                return
            function.owner.route.pass_on(following.owner.route)  # type: ignore[attr-defined]
            function = following

    def js_failed(self, call: Call, owner: FunctionOwner, error: JsError | str) -> None:
        """The code threw."""
        if isinstance(error, JsError):
            error.thrown = True
            if owner is self and call.future is not None:
                if not call.future.done():
                    call.future.set_exception(error)
                return
        if owner is not self:
            self._count_passage(call.target, owner)
        owner.js_reported(error, call.msg)
        self._end(call, None, cancel=True)

    def js_dropped(self, call: Call) -> None:
        """The message will not be handled."""
        self._end(call, None, cancel=True)

    def _end(self, call: Call, output: Output, *, cancel: bool = False) -> None:
        if call.future is None:
            self._machine.release(self.route)
        elif not call.future.done():
            if cancel:
                call.future.cancel()
            else:
                call.future.set_result(output)

    def js_reported(self, error: JsError | str, msg: Message | None) -> None:
        """`node.error`."""
        self.error(error, msg)

    def js_logged(self, level: str, value: Any) -> None:
        """`node.warn` and the like."""
        getattr(self, level)("undefined" if value is UNDEFINED else value)

    def js_status(self, status: Any) -> None:
        """`node.status`."""
        self.status(status if status is not UNDEFINED and status is not None else {})

    async def js_asked(self, what: str, details: list[Any]) -> Any:
        """`node.linkcall`, and JSONata of `RED.util`."""
        if what == "linkcall":
            return await self._link_calls.call(*details)
        expression, msg, variables = details
        return jsonata.compile(expression).evaluate(msg, self, variables)

    def return_link_message(self, call_id: str, msg: Message) -> None:
        """A `link out` node gives the answer to `node.linkcall`."""
        self._link_calls.returned(call_id, msg)

    async def close(self, removed: bool) -> None:
        """Run On Stop, end timers."""
        function, self._function = self._function, None
        if function is not None:
            await self._host.remove(function, removed)
            self._link_calls.give_up()
        if self._status_shown:
            self.status({})

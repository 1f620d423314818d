"""The `exec` node: run a command of the operating system."""

from __future__ import annotations

import asyncio
import errno
import re
from collections.abc import Awaitable
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, number, select, text, typed
from wirelatch.engine.routes import HELD, Held
from wirelatch.nodes.function.exec_command import STDERR, STDOUT, Command, through_shell
from wirelatch.nodes.function.property_access import compile_read
from wirelatch.scripting.values import UNDEFINED, clone, to_number, to_string

_WORD = re.compile(r'(?:[^\s"]+|"[^"]*")+')
_QUOTED = re.compile(r'".*"\Z')
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MAX_BUFFER = 10_000_000


class Exec(
    Node,
    type="exec",
    category="function",
    color="darksalmon",
    icon="exec",
    outputs=3,
    output_labels=("stdout", "stderr", "return code"),
    label=("{name}", "{command}", ("spawn", {"useSpawn": ["true"]}), "exec"),
):
    """
    Runs a command of the operating system, and sends what it puts out.

    The command line is the **command**, then a property of the message if one is to be appended, then the extra
    parameters, with a blank between. Parameters that contain blanks need double quotes around them.

    ### Outputs

    1. what the command wrote to its standard output, in `payload`
    2. what it wrote to its standard error
    3. how it ended: `payload.code` is its return code, null when a signal (`payload.signal`) ended it; if it failed,
       `payload.message` tells more

    Output is a string, or a Buffer where it is not readable text in UTF-8.

    ### When the command is complete, or while it is running

    **exec mode** lets a shell run the command line, so that pipes and `>` work, and sends all output when it is
    through; the first two messages have the return code in `msg.rc` as well. The output is bounded by the setting
    `execMaxBufferSize` (10 MB); a command that puts out more is ended.

    **spawn mode** runs the program without a shell and sends each piece of output as it comes.

    ### Ending a command

    A message with `msg.kill` ends the running command: it is the name of a signal (`SIGINT`, `SIGQUIT`, `SIGHUP` …),
    `SIGTERM` when empty. If several run at the same time, `msg.pid` tells which; the status shows the number. With a
    **timeout**, a command that takes longer is ended. Whatever still runs is ended when the node stops, together with
    all that it has started itself.
    """

    command: str | None = text(label="Command", placeholder="Command", absent="")
    addpay: Any = typed(
        "", ("msg",), "addpayType", "msg", label="Append", placeholder="nothing; or payload", absent=True
    )
    append: str | None = text("", label="Extra parameters", placeholder="extra input parameters", absent="")
    useSpawn: Any = select(
        "false",
        {
            "false": "when the command is complete - exec mode",
            "true": "while the command is running - spawn mode",
        },
        label="Output", absent="",
    )  # fmt: skip
    timer: Any = number("", label="Timeout (seconds)", placeholder="optional", minimum=0, absent="")
    winHide: Any = checkbox(False, label="Hide console (on Windows)")
    oldrc: Any = hidden(False)
    name: str = text(label="Name")

    def start(self) -> None:
        """Read the settings."""
        self._command = (self.command or "").strip()
        appended = "payload" if self.addpay is True else self.addpay
        self._read = compile_read(to_string(appended)) if appended else None
        self._append = (self.append or "").strip()
        self._spawns = self.useSpawn == "true"
        seconds = to_number(self.timer or 0)
        self._seconds = float(seconds) if seconds > 0 else 0.0
        self._old_codes = to_string(self.oldrc or False) != "false"
        self._running: set[Command] = set()

    def on_message(self, msg: Message) -> Output | Held:
        if "kill" in msg:
            self._kill(msg)
            return None
        line = self._command
        value = UNDEFINED if self._read is None else self._read(msg)
        if value is not UNDEFINED:
            line += " " + to_string(value)
        if self._append:
            line += " " + self._append
        if self._spawns:
            words = [word[1:-1] if _QUOTED.match(word) else word for word in _WORD.findall(line)]
            if not words:
                raise ValueError("there is no command to run")
            self.debug(f"{words[0]} [{','.join(words[1:])}]")
            command = Command(lambda descriptor, data: self._send_piece(msg, descriptor, data))
            self._running.add(command)
            self.spawn(self._stream(msg, words, command))
        else:
            self.debug(line)
            output = _Output(int(to_number(self.runtime.settings.get("execMaxBufferSize") or _MAX_BUFFER)))
            self._running.add(output.command)
            self.spawn(self._collect(msg, line, output))
        return HELD

    def close(self, removed: bool) -> Awaitable[None] | None:
        running: set[Command] = getattr(self, "_running", set())
        self._running = set()
        self.status()
        return _end_all(running) if running else None

    def _kill(self, msg: Message) -> None:
        name = msg["kill"]
        if not isinstance(name, str) or not name.upper().startswith("SIG"):
            name = msg["kill"] = "SIGTERM"
        if "pid" in msg:
            wanted = to_string(msg["pid"])
            chosen = [command for command in self._running if str(command.pid) == wanted]
        else:
            chosen = list(self._running)
        if len(chosen) == 1:
            chosen[0].signal(name.upper())
            self.status(fill="red", shape="dot", text="killed")

    async def _run(self, command: Command, arguments: list[str]) -> bool:
        """Run a command to its end; False when the node has been stopped before."""
        timer = None
        try:
            await command.start(arguments, self.runtime.process_environment())
            self.status(fill="blue", shape="dot", text=f"pid:{command.pid}")
            if self._seconds:
                timer = self.call_later(self._seconds, command.signal, "SIGTERM")
            await asyncio.shield(command.closed)
        finally:
            if timer is not None:
                timer.cancel()
            known = command in self._running
            self._running.discard(command)
        return known

    # exec ------------------------------------------------------------------------------------------------------

    async def _collect(self, msg: Message, line: str, output: _Output) -> None:
        """Send the output when the command is through."""
        try:
            if not await self._run(output.command, through_shell(line)):
                return
        except (OSError, ValueError) as error:
            self.error(error, msg)
            return
        failure = output.failure(line)
        msg.pop("payload", None)
        out: list[Message | None] = [msg, None, None]
        if output.of[STDERR]:
            out[1] = {**clone(msg), "payload": _readable(output.of[STDERR])}
        msg["payload"] = _readable(output.of[STDOUT])
        self.status()
        if failure is not None or not self._old_codes:
            result = {"code": 0} if failure is None else failure
            out[2] = {**clone(msg), "payload": result}
            msg["rc"] = result
            if out[1] is not None:
                out[1]["rc"] = result
        if failure is not None:
            code = failure["code"]
            self.status(fill="red", shape="dot", text="killed" if code is None else f"error:{code}")
            self.debug(f"error:{failure['message']}")
        self.send(out)
        self.done(msg)

    # spawn -----------------------------------------------------------------------------------------------------

    def _send_piece(self, msg: Message, descriptor: int, data: bytes) -> None:
        msg["payload"] = _readable(data)
        self.send([clone(msg)] if descriptor == STDOUT else [None, clone(msg)])

    async def _stream(self, msg: Message, words: list[str], command: Command) -> None:
        """Send how the program has ended, after the pieces of its output."""
        ended_by: str | None = None
        code: int | None
        try:
            if not await self._run(command, words):
                return
            code, ended_by = command.outcome
        except ValueError as error:
            self.error(error, msg)
            return
        except OSError as error:
            if error.errno not in _CANNOT_START:
                self.error(error, msg)
                return
            code = -error.errno
            self.status(fill="blue", shape="dot", text="pid:undefined")
        result: Any = code
        if not self._old_codes:
            result = {"code": code}
            if ended_by is not None:
                result["signal"] = ended_by
        msg["payload"] = result
        if code is None:
            self.status(fill="red", shape="dot", text="killed")
        else:
            if code == 0:
                self.status()
            self.status(fill="red" if code < 0 else "yellow", shape="dot", text=f"rc:{code}")
        self.send([None, None, clone(msg)])
        self.done(msg)


_CANNOT_START = frozenset({errno.ENOENT, errno.EACCES, errno.EAGAIN, errno.EMFILE, errno.ENFILE})
"""What Node.js reports as the end of a process that never began, with the negative number as its code."""


class _Output:
    """What a command has put out, as far as that may be kept."""

    def __init__(self, limit: int) -> None:
        self.of = {STDOUT: b"", STDERR: b""}
        self.command = Command(self._take)
        self._pieces: dict[int, list[bytes]] = {STDOUT: [], STDERR: []}
        self._lengths = {STDOUT: 0, STDERR: 0}
        self._limit = limit
        self._too_long = 0

    def _take(self, descriptor: int, data: bytes) -> None:
        length = self._lengths[descriptor]
        self._lengths[descriptor] += len(data)
        if self._lengths[descriptor] > self._limit:
            data = data[: self._limit - length]
            self._too_long = descriptor
            self.command.stop_reading()
            self.command.signal("SIGTERM")
        self._pieces[descriptor].append(data)

    def failure(self, line: str) -> dict[str, Any] | None:
        """How the command failed, once it is through; None when it did not. The output is complete after that."""
        for descriptor, pieces in self._pieces.items():
            self.of[descriptor] = b"".join(pieces)
        if self._too_long:
            name = "stdout" if self._too_long == STDOUT else "stderr"
            return {
                "code": "ERR_CHILD_PROCESS_STDIO_MAXBUFFER",
                "message": f"{name} maxBuffer length exceeded",
            }
        code, ended_by = self.command.outcome
        if code == 0:
            return None
        said = self.of[STDERR]
        try:
            explanation = said.decode("utf-8")
        except UnicodeDecodeError:
            explanation = said.decode("latin-1")
        failure: dict[str, Any] = {"code": code, "message": f"Command failed: {line}\n{explanation}"}
        if ended_by is not None:
            failure["signal"] = ended_by
        return failure


async def _end_all(commands: set[Command]) -> None:
    await asyncio.gather(*(command.end() for command in commands))


def _readable(data: bytes) -> str | bytes:
    """Text, where the bytes are text: UTF-8 without control characters but tabs and line ends."""
    if _NOT_TEXT.search(data):
        return data
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data

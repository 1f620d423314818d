"""`wirelatch run`: starts both halves as child processes, watches over them, and ends them together.

A half that dies is started again, later each time, while the other goes on.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from wirelatch.cli import data_directory, listening
from wirelatch.cli.errors import UNUSABLE
from wirelatch.cli.supervised import READY_FD
from wirelatch.settings import Settings

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY = 60.0
"""Seconds of life after which a half counts as healthy again."""
STOP_SECONDS = 25.0
SETUP_PATH = "/if/flow/initial-setup/"


class Half:
    """One child process, started again whenever it dies."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self.ready = asyncio.Event()
        self._arguments = arguments
        self._environment = environment
        self._process: asyncio.subprocess.Process | None = None
        self._stopping = False

    async def keep_running(self) -> int:
        """Run until stopped; returns the exit code, which is not 0 when starting again cannot help."""
        pause = FIRST_PAUSE
        while True:
            started = time.monotonic()
            code = await self._run_once()
            if self._stopping:
                return 0
            if code == UNUSABLE and not self.ready.is_set():
                return code
            if time.monotonic() - started > STEADY:
                pause = FIRST_PAUSE
            how = f"was ended by signal {-code}" if code < 0 else f"ended with code {code}"
            _report(f"the {self.name} half {how}; starting it again in {pause:g} s")
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            if self._stopping:
                return 0

    async def _run_once(self) -> int:
        reading, writing = os.pipe()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "wirelatch",
            self.name,
            *self._arguments,
            stdin=asyncio.subprocess.PIPE,
            pass_fds=[writing],
            env={**self._environment, READY_FD: str(writing)},
            start_new_session=True,  # Ctrl-C reaches us only, and we pass it on
        )
        os.close(writing)
        if self._stopping:
            self._process.terminate()
        watcher = asyncio.create_task(self._announce(reading))
        code = await self._process.wait()
        watcher.cancel()
        return code

    async def _announce(self, descriptor: int) -> None:
        """Print the child's line once it says that it is ready; a restart is silent."""
        stream = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(descriptor, "rb")
        )
        try:
            line = (await stream.readline()).decode().rstrip("\n")
            if line and not self.ready.is_set():
                print(line, flush=True)
                self.ready.set()
            elif line:
                _report(f"the {self.name} half is ready again")
        finally:
            transport.close()

    async def stop(self) -> None:
        """Ask the child to end; make it end if it does not."""
        self._stopping = True
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            _report(f"the {self.name} half did not end in time and is killed")
            process.kill()


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Start both halves and stay until a signal comes or one of them cannot start."""
    listening.check(settings)
    data_directory.prepare(settings.data)
    token = settings.link_token or data_directory.link_token(settings.data)
    listening.warn(settings)
    return asyncio.run(
        _supervise(settings, _arguments(options), {**os.environ, "WIRELATCH_LINK_TOKEN": token})
    )


def _arguments(options: Mapping[str, Any]) -> list[str]:
    """The options to hand on to both children: as they were given."""
    out = []
    for name, value in options.items():
        if value is not None and name != "safe_mode":
            out += ["--" + name.replace("_", "-"), str(value)]
    return out


async def _supervise(settings: Settings, arguments: list[str], environment: dict[str, str]) -> int:
    safe = {"WIRELATCH_SAFE_MODE": "true"} if settings.safe_mode else {}
    identity = Half("identity", arguments, environment)
    flows = Half("flows", arguments, {**environment, **safe})
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(signum, stop.set)
    keeping = [asyncio.create_task(half.keep_running()) for half in (identity, flows)]
    telling = asyncio.create_task(_tell_about_setup(settings, identity, flows))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({*keeping, stopped}, return_when=asyncio.FIRST_COMPLETED)
    telling.cancel()
    codes = [task.result() for task in keeping if task.done()]
    await asyncio.gather(identity.stop(), flows.stop())
    stopped.cancel()
    for task in keeping:
        task.cancel()
    await asyncio.gather(*keeping, return_exceptions=True)
    return max(codes, default=0)


async def _tell_about_setup(settings: Settings, identity: Half, flows: Half) -> None:
    """Once both halves are ready: where the first administrator is set up, if there is none yet."""
    await identity.ready.wait()
    await flows.ready.wait()
    if await asyncio.to_thread(_setup_is_open, settings):
        print(f"Set up the first administrator at {settings.identity_base_url}{SETUP_PATH}", flush=True)


def _setup_is_open(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    connection = http.client.HTTPConnection(host, settings.identity_port, timeout=5)
    try:
        connection.request("GET", SETUP_PATH, headers={"Host": urlsplit(settings.identity_base_url).netloc})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _report(text: str) -> None:
    print(f"wirelatch run: {text}", file=sys.stderr, flush=True)

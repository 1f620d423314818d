"""`/api/v1/flow-tests`: the tests of flows as the editor's test panel reads, keeps and runs them.

They run in a process of their own (`wirelatch test`), with the flows that the editor shows, deployed or not: a test that
hangs or eats memory takes nothing else with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from wirelatch.access.guarded_routes import Route
from wirelatch.adminapi.service import Service
from wirelatch.flowtests import FILE_NAME, FlowTest, FlowTestError, read, write
from wirelatch.webkit.encoding import json_octets
from wirelatch.webkit.errors import HttpError, json_response

LONGEST_RUN = 300.0
"""Seconds for all tests of one request."""
LONGEST_OUTPUT = 32_000_000
"""Octets that the tests of one request may print, and their outcomes with it."""
_STARTING = 10.0


class FlowTests:
    """The file of tests, and running some of them."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._file = Path(service.settings.data) / FILE_NAME
        self._one_at_a_time = asyncio.Semaphore(1)

    def routes(self) -> list[Route]:
        """The routes with their permissions: running a test runs code, as deploying does."""
        return [
            Route("GET", "/api/v1/flow-tests", "flows.read", self.read),
            Route("PUT", "/api/v1/flow-tests", "flows.write", self.write),
            Route("POST", "/api/v1/flow-tests/run", "flows.write", self.run),
        ]

    async def read(self, request: Request) -> Response:
        """`{rev, tests}`."""
        tests = self._tests()
        return json_response({"rev": _revision(tests), "tests": tests})

    async def write(self, request: Request) -> Response:
        """Replace all tests: `{rev, tests}`, where `rev` is what was read; 409 when somebody else wrote since."""
        body = await self._service.json_object(request)
        tests = _list_of(body, "tests")
        if body.get("rev") != _revision(self._tests()):
            raise HttpError(409, "version_mismatch", "Somebody else has changed the tests")
        try:
            write(self._file, tests)
        except FlowTestError as error:
            raise HttpError(400, "invalid_test", str(error)) from None
        return json_response({"rev": _revision(tests)})

    async def run(self, request: Request) -> Response:
        """Run `tests` on `flows` (the deployed ones, if left out): a list of `{id, passed, failures, received, seconds}`."""
        body = await self._service.json_object(request)
        tests = _list_of(body, "tests")
        flows = body.get("flows")
        if flows is not None and not all(isinstance(record, dict) for record in _list_of(body, "flows")):
            raise HttpError(400, "invalid_request", "`flows` has to be a list of objects")
        try:
            longest = sum(FlowTest.from_json(test).longest + _STARTING for test in tests)
        except FlowTestError as error:
            raise HttpError(400, "invalid_test", str(error)) from None
        if not tests:
            return json_response([])
        given = {"flows": self._service.runtime.flows if flows is None else flows, "tests": tests}
        running = asyncio.ensure_future(self._in_turn(given, min(longest, LONGEST_RUN)))
        leaving = asyncio.ensure_future(_left(request))
        try:
            # Nobody else's tests wait for those that nobody waits for any more.
            await asyncio.wait({running, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if not running.done():
                raise HttpError(499, "gone", "Whoever asked has gone")
            return json_response(running.result())
        finally:
            for task in (running, leaving):
                task.cancel()
            await asyncio.gather(running, leaving, return_exceptions=True)

    async def _in_turn(self, given: dict[str, Any], seconds: float) -> list[Any]:
        octets = await asyncio.to_thread(json_octets, given)
        async with self._one_at_a_time:
            return await self._run(octets, len(given["tests"]), seconds)

    async def _run(self, given: bytes, count: int, seconds: float) -> list[Any]:
        command = [sys.executable, "-m", "wirelatch", "test", "--stdin", "--json"]
        process = await asyncio.create_subprocess_exec(
            *command,
            "--data",
            str(self._service.settings.data),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=self._service.runtime.process_environment(),
            start_new_session=True,  # with what its nodes start, it is ended as one
        )
        try:
            async with asyncio.timeout(seconds):
                output, errors = await _outcome(process, given)
        except TimeoutError:
            raise HttpError(504, "too_long", f"The tests did not end within {seconds:.0f} s") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        # Nodes may print; what is told about tests is one JSON object a line.
        outcomes = [json.loads(line) for line in output.splitlines() if line.startswith(b'{"id"')]
        if process.returncode not in (0, 1) or len(outcomes) < count:
            raise HttpError(500, "test_failed", errors.decode(errors="replace").strip()[-1000:])
        return outcomes

    def _tests(self) -> list[dict[str, Any]]:
        try:
            return read(self._file)
        except FlowTestError as error:
            raise HttpError(500, "unusable_file", str(error)) from None


async def _left(request: Request) -> None:
    """Wait until whoever sent a request, whose body is read, has gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _outcome(process: asyncio.subprocess.Process, given: bytes) -> tuple[bytes, bytes]:
    """What a process prints and says of errors; HttpError when that is too much to be held."""
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    left = LONGEST_OUTPUT

    async def read(stream: asyncio.StreamReader) -> bytes:
        nonlocal left
        parts = []
        while part := await stream.read(65_536):
            left -= len(part)
            if left < 0:
                raise HttpError(500, "test_failed", f"The tests printed more than {LONGEST_OUTPUT} octets")
            parts.append(part)
        return b"".join(parts)

    async def write(stream: asyncio.StreamWriter) -> None:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            stream.write(given)
            await stream.drain()
        stream.close()

    output = asyncio.ensure_future(read(process.stdout))
    errors = asyncio.ensure_future(read(process.stderr))
    try:
        await asyncio.gather(write(process.stdin), output, errors)
    finally:
        output.cancel()
        errors.cancel()
    await process.wait()
    return output.result(), errors.result()


def _list_of(body: dict[str, Any], name: str) -> list[Any]:
    found = body.get(name)
    if not isinstance(found, list):
        raise HttpError(400, "invalid_request", f"`{name}` has to be a list")
    return found


def _revision(tests: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps(tests, sort_keys=True).encode()).hexdigest()[:32]

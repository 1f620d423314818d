"""A Node.js process that runs the steps of a client library, one after the other, with state kept between them.

A test writes each step as the JavaScript that the library's own documentation shows, with three names in scope:
`library` (the package), `state` (an object that lasts as long as the process) and `args` (what the test passes).
"""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from tests.peers.npm import NODE, installed, node_environment

HARNESS = Path(__file__).with_name("run_steps.cjs")


class Refused(Exception):
    """What a step threw: the fields that client libraries give their errors."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__(json.dumps(fields))
        self.fields = fields

    @property
    def error(self) -> Any:
        """The OAuth error code, where the provider answered with one."""
        return self.fields.get("error")


class NodeProgram:
    """Runs steps; each returns what its JavaScript returns, as JSON carries it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._input: IO[str] = process.stdin
        self._output: IO[str] = process.stdout

    def run(self, source: str, **args: Any) -> Any:
        """Run one step; raises Refused with what it threw."""
        self._input.write(json.dumps({"source": source, "args": args}) + "\n")
        self._input.flush()
        line = self._output.readline()
        assert line, "the Node.js process has ended"
        answer = json.loads(line)
        if "thrown" in answer:
            raise Refused(answer["thrown"])
        return answer.get("value")


@contextlib.contextmanager
def node_program(package: str) -> Iterator[NodeProgram]:
    """A process with this npm package (`name@version`) as `library`."""
    modules = installed(package)
    name = package.rpartition("@")[0]
    process = subprocess.Popen(
        [str(NODE), str(HARNESS), str(modules), name],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=node_environment(),
    )
    try:
        yield NodeProgram(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()

"""Node.js as the judge of what JavaScript does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from wirelatch.jshost.child import node_binary

_LOOP = """
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const [code, ...values] = JSON.parse(line);
  let out;
  try { out = { value: eval(code)(...values) }; } catch (error) { out = { error: String(error.message) }; }
  process.stdout.write(JSON.stringify(out) + '\\n');
});
"""


class NodeJs:
    """One Node.js process that applies functions to values."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [node_binary(), "-e", _LOOP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={"TZ": "UTC"},
        )

    def __call__(self, code: str, *values: Any) -> Any:
        """`code` is a function expression; its result comes as JSON has it. An exception becomes ValueError."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([code, *values]) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer.get("value")

    def close(self) -> None:
        """End it."""
        self._process.communicate()


@pytest.fixture(scope="session")
def nodejs() -> Iterator[NodeJs]:
    """JavaScript's own answer."""
    node = NodeJs()
    yield node
    node.close()

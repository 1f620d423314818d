"""Whether the code in a document can be compiled: JavaScript by the Node.js that would run it, Python by this one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from typing import Any

from wirelatch.jshost.child import node_binary
from wirelatch.scripting.python import Body, PythonError, Script

PARTS = {"initialize": "On Start", "func": "On Message", "finalize": "On Stop"}
"""The properties of a function node that hold code, with the names of their tabs."""

_INSPECT = """
const vm = require("node:vm");
const { isBuiltin } = require("node:module");
const given = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const problem = (code) => {
  try {
    new vm.Script(`(async function(msg, node) {\\n${code}\\n})`, { filename: "function", lineOffset: -1 });
    return null;
  } catch (error) {
    const line = /^function:(\\d+)/.exec(error.stack ?? "");
    return `${error.message}${line ? ` (line ${line[1]})` : ""}`;
  }
};
const packages = given.modules.filter((name) => !isBuiltin(name));
process.stdout.write(JSON.stringify([given.sources.map(problem), packages]));
"""


class FunctionNodes:
    """The JavaScript function nodes of a document, looked through by one short-lived Node.js process."""

    def __init__(self, records: Iterable[Mapping[str, Any]]) -> None:
        functions = [record for record in records if record["type"] == "function"]
        sources = {
            (record["id"], part): record[part]
            for record in functions
            for part in PARTS
            if isinstance(record.get(part), str) and record[part].strip()
        }
        modules = {record["id"]: _modules(record) for record in functions}
        given = {
            "sources": list(sources.values()),
            "modules": sorted({m for ms in modules.values() for m in ms}),
        }
        problems, packages = _inspect(given) if any(given.values()) else ([], [])
        self.problems: dict[tuple[str, str], str] = {
            place: text for place, text in zip(sources, problems, strict=True) if text
        }
        """Syntax errors by node id and property."""
        self.packages: dict[str, list[str]] = {
            node_id: found
            for node_id, names in modules.items()
            if (found := [m for m in names if m in packages])
        }
        """The npm packages that a node names under Setup, by node id."""


def _modules(record: Mapping[str, Any]) -> list[str]:
    libs = record.get("libs")
    names = [lib.get("module") for lib in libs if isinstance(lib, dict)] if isinstance(libs, list) else []
    return [name for name in names if isinstance(name, str) and name]


def _inspect(given: Mapping[str, list[str]]) -> tuple[list[str | None], list[str]]:
    done = subprocess.run(  # noqa: S603 - our own program on our own Node.js
        [str(node_binary()), "-e", _INSPECT],
        input=json.dumps(given),
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    problems, packages = json.loads(done.stdout)
    return problems, packages


def python_problem(code: str, part: str) -> str | None:
    """The syntax error of the code in one property of a Python function node, None when it has none."""
    try:
        Body(code, "function") if part == "func" else Script(code, "function")
    except PythonError as error:
        return str(error)
    return None

"""JSONata: expressions give on messages what the engine of Node-RED gives, values and error codes.

The expressions of real people's flow files are tried on messages of many shapes, and a table of our own beside them.
"""

from __future__ import annotations

import json
import math
import re
import subprocess
from datetime import datetime
from typing import Any

import pytest

from tests.conformance.jsonata import same
from tests.peers.differential.jsonata_table import EXPRESSIONS, MESSAGES
from tests.peers.node_red import VERSION
from tests.peers.npm import NODE, installed
from tests.scripting.scopes import FakeNode
from tests.support.real_files import folder
from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED, epoch_ms, from_epoch_ms

pytestmark = pytest.mark.peers

FLOW = {"f": {"x": 2}, "list": [1, 2, 3], "ActiveAlerts": ["a"]}
GLOBAL = {"g": [1, 2], "name": "global"}
ENV = {"A": "a", "GLOBAL_ID": "id7", "MODULE_ID": "m"}

_THEIRS = """
const fs = require("node:fs");
const util = require(process.argv[1] + "/@node-red/util").util;
const { expressions, messages, flow, globals, env } = JSON.parse(fs.readFileSync(0, "utf8"));
const revive = (key, value) =>
  value && value.$bytes ? Buffer.from(value.$bytes) : value && "$date" in Object(value) ? new Date(value.$date) : value;
const show = value => {
  if (typeof value === "function" || (value && (value._jsonata_lambda || value._jsonata_function))) return { $function: true };
  if (typeof value === "number") return Number.isFinite(value) ? value : { $number: String(value) };
  if (Buffer.isBuffer(value)) return { $bytes: [...value] };
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(item => item === undefined ? null : show(item));
  if (value && typeof value === "object") {
    if (typeof value.toISOString === "function") return value.toISOString();
    return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, show(item)]));
  }
  return value;
};
const reader = data => (key, store, done) => {
  const value = util.getObjectProperty(data, key);
  return typeof done === "function" ? done(null, value) : value;
};
const node = {
  _flow: { getSetting: name => env[name] },
  context: () => ({ flow: { get: reader(flow) }, global: { get: reader(globals) } }),
};
(async () => {
  const answers = [];
  for (const text of expressions) {
    let prepared, failed;
    try { prepared = util.prepareJSONataExpression(text, node); } catch (error) { failed = error; }
    for (const message of messages) {
      if (failed) { answers.push({ code: failed.code ?? "?" }); continue; }
      const msg = JSON.parse(JSON.stringify(message), revive);
      answers.push(await new Promise(done => util.evaluateJSONataExpression(prepared, msg, (error, value) =>
        done(error ? { code: error.code ?? "?" } : value === undefined ? { none: true } : { value: show(value) }))));
    }
  }
  process.stdout.write(JSON.stringify(answers));
})();
"""


def _shown(value: Any) -> Any:
    if value is UNDEFINED:
        return None
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, (int, float)):
        if math.isfinite(value):
            return value
        return {"$number": "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"}
    if isinstance(value, bytes):
        return {"$bytes": list(value)}
    if isinstance(value, datetime):
        return {"$date": epoch_ms(value)}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items() if item is not UNDEFINED}
    return (
        {"$function": True}
        if callable(value) or type(value).__module__.startswith("wirelatch.scripting.jsonata")
        else repr(value)
    )


def _revived(value: Any) -> Any:
    if isinstance(value, list):
        return [_revived(item) for item in value]
    if isinstance(value, dict):
        if "$bytes" in value:
            return bytes(value["$bytes"])
        if "$date" in value:
            return from_epoch_ms(value["$date"])
        return {key: _revived(item) for key, item in value.items()}
    return value


def _ours(expression: str, message: Any) -> dict[str, Any]:
    node = FakeNode(flow=FLOW, glob=GLOBAL, env=ENV)
    try:
        value = jsonata.compile(expression).evaluate(_revived(message), node)
    except jsonata.JsonataError as error:
        return {"code": error.code or "?", "message": str(error)}
    return {"none": True} if value is UNDEFINED else {"value": _shown(value)}


def _agree(theirs: dict[str, Any], ours: dict[str, Any]) -> bool:
    if "code" in theirs and "code" in ours:
        return theirs["code"] in ("?", ours["code"])
    if "value" in theirs and "value" in ours:
        return same(ours["value"], theirs["value"])
    return theirs.keys() == ours.keys()


def _compare(expressions: list[str]) -> None:
    given = {"expressions": expressions, "messages": MESSAGES, "flow": FLOW, "globals": GLOBAL, "env": ENV}
    command = [str(NODE), "-e", _THEIRS, str(installed(f"node-red@{VERSION}"))]
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=True, timeout=110
    )
    answers = iter(json.loads(done.stdout))
    differences = [
        f"{expression}\n    on {json.dumps(message)[:200]}\n    Node-RED  {theirs}\n    Wirelatch {ours}"
        for expression in expressions
        for message in MESSAGES
        for theirs, ours in [(next(answers), _ours(expression, message))]
        if not _agree(theirs, ours)
    ]
    assert not differences, f"{len(differences)} differ:\n" + "\n".join(differences)


def test_expressions_of_our_table_give_what_node_red_gives() -> None:
    assert len(EXPRESSIONS) * len(MESSAGES) > 300
    _compare(EXPRESSIONS)


def test_expressions_of_real_flows_give_what_node_red_gives() -> None:
    source = folder() / "jsonata.txt"
    lines = [line for line in source.read_text("utf-8").splitlines() if line.startswith("{")]
    expressions = [json.loads(line)["expr"] for line in lines]
    changing = re.compile(r"\$(?:now|millis|random|shuffle)\(|\$moment\(\)")
    steady = [text for text in expressions if not changing.search(text)]
    assert len(steady) > 150
    _compare(steady)

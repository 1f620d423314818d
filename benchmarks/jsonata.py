"""JSONata expressions, in microseconds each: our engine, and the one of Node-RED in the same Node.js, without nodes around.

Compiled expressions are evaluated on one message again and again; the best of several rounds counts, as everything else
on the machine only makes it slower.
"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Sequence
from typing import Any

from tests.peers.node_red import VERSION
from tests.peers.npm import NODE, installed

from benchmarks.report import Row
from wirelatch.scripting import jsonata

ROUNDS = 7
CALLS = 3_000

MESSAGE: dict[str, Any] = {
    "payload": {
        "items": [{"price": number, "qty": 2, "name": f"n{number}"} for number in range(10)],
        "name": "kitchen",
        "temp": 21.5,
        "a": {"b": {"c": 1}},
    },
    "topic": "home/kitchen",
}
EXPRESSIONS = {
    "path": "payload.a.b.c",
    "arithmetic": "payload.temp * 9 / 5 + 32",
    "concatenation": "topic & '/' & payload.name",
    "conditional": "payload.temp > 20 ? 'warm' : 'cold'",
    "$sum over 10 items": "$sum(payload.items.price)",
    "$sum of 10 products": "$sum(payload.items.(price * qty))",
    "object": '{"t": topic, "v": payload.temp}',
    "filter of 10 items": "payload.items[price > 5]",
    "order-by of 10 items": "payload.items^(>price).name",
    "$map over 10 items": "$map(payload.items, function($v) { $v.price * 2 })",
    "$split and index": "$split(topic, '/')[1]",
    "regular expression": "$replace(topic, /[aeiou]/, '_')",
    "$uppercase": "$uppercase(payload.name)",
    "date picture": "$fromMillis(1700000000123, '[Y0001]-[M01]-[D01] [H01]:[m01]')",
    "number picture": "$formatNumber(payload.temp, '#,##0.00')",
    "recursion, 50 deep": "($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(50))",
}
NAMES = [f"JSONata: {name}" for name in EXPRESSIONS]

_THEIRS = """
const jsonata = require(process.argv[1] + "/@node-red/util/lib/jsonata.js");
const { expressions, message, rounds, calls } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
(async () => {
  const figures = [];
  for (const text of expressions) {
    const expression = jsonata(text);
    let best = Infinity;
    for (let round = 0; round < rounds; round++) {
      const began = process.hrtime.bigint();
      for (let call = 0; call < calls; call++) await expression.evaluate(message, {});
      best = Math.min(best, Number(process.hrtime.bigint() - began) / calls / 1000);
    }
    figures.push(best);
  }
  process.stdout.write(JSON.stringify(figures));
})();
"""


def _ours(text: str) -> float:
    evaluate = jsonata.compile(text).evaluate
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for _ in range(CALLS):
            evaluate(MESSAGE)
        best = min(best, (time.perf_counter() - began) / CALLS * 1e6)
    return best


def _theirs(texts: Sequence[str]) -> list[float]:
    given = {"expressions": texts, "message": MESSAGE, "rounds": ROUNDS, "calls": CALLS}
    command = [str(NODE), "-e", _THEIRS, str(installed(f"node-red@{VERSION}"))]
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=True, timeout=300
    )
    figures: list[float] = json.loads(done.stdout)
    return figures


def run(names: Sequence[str]) -> list[Row]:
    """The figures of these names."""
    texts = [EXPRESSIONS[name.removeprefix("JSONata: ")] for name in names]
    theirs = _theirs(texts)
    return [
        Row(name, "µs", _ours(text), other) for name, text, other in zip(names, texts, theirs, strict=True)
    ]

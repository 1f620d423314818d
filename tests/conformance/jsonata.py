"""The public test suite of JSONata, run with our engine and, beside it, with the one that Node-RED brings.

    python -m tests.conformance.jsonata --suite DIR      DIR holds `datasets` and `groups`

The suite is `test/test-suite` of https://github.com/jsonata-js/jsonata; its TESTSUITE.md describes the cases. It is
never part of this repository. Prints a line per case that we fail and theirs passes, and the rates of both.
"""

from __future__ import annotations

import argparse
import json
import math
import multiprocessing
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_THEIRS = """
const fs = require("node:fs");
const jsonata = require(process.argv[1] + "/lib/jsonata.js");
(async () => {
  const answers = [];
  for (const given of JSON.parse(fs.readFileSync(0, "utf8"))) {
    try {
      const expression = jsonata(given.expr);
      if ("timelimit" in given) {
        const start = Date.now();
        let depth = 0;
        const check = () => {
          if (depth > given.depth || Date.now() - start > given.timelimit)
            throw Object.assign(new Error("bound"), { code: "U1001" });
        };
        expression.assign(Symbol.for("jsonata.__evaluate_entry"), () => { depth++; check(); });
        expression.assign(Symbol.for("jsonata.__evaluate_exit"), () => { depth--; check(); });
      }
      const value = await expression.evaluate("data" in given ? given.data : undefined, given.bindings);
      answers.push(value === undefined ? { none: true } : { value });
    } catch (error) {
      answers.push({ code: error.code ?? "?" });
    }
  }
  process.stdout.write(JSON.stringify(answers));
})();
"""


@dataclass
class Case:
    """One case: what to evaluate on what, and what should come out."""

    name: str
    expression: str
    data: Any
    has_data: bool
    about: dict[str, Any]

    def passed(self, answer: dict[str, Any]) -> bool:
        """Whether an answer (`{"value"}`, `{"none"}` or `{"code"}`) is the one that the case asks for."""
        if "undefinedResult" in self.about:
            return "none" in answer
        if "result" in self.about:
            return "value" in answer and same(answer["value"], self.about["result"])
        wanted = self.about.get("code") or self.about.get("error", {}).get("code")
        return bool(answer.get("code") == wanted)


def same(one: Any, other: Any) -> bool:
    """Equality of JSON values: numbers by value, booleans apart from numbers, keys in any order."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return one == other or (math.isfinite(one) and math.isclose(one, other, rel_tol=1e-15))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and bool(one == other)


def cases(suite: Path) -> Iterator[Case]:
    """All cases of the suite, in the order of its folders."""
    datasets = {
        file.stem: json.loads(file.read_text("utf-8")) for file in (suite / "datasets").glob("*.json")
    }
    for file in sorted((suite / "groups").glob("*/*.json")):
        found = json.loads(file.read_text("utf-8"))
        for number, about in enumerate(found if isinstance(found, list) else [found]):
            name = f"{file.parent.name}/{file.stem}" + (f"[{number}]" if isinstance(found, list) else "")
            expression = about.get("expr")
            if "expr-file" in about:
                expression = (file.parent / about["expr-file"]).read_text("utf-8")
            if "data" in about:
                yield Case(name, expression, about["data"], True, about)
            elif about.get("dataset") is not None:
                yield Case(name, expression, datasets[about["dataset"]], True, about)
            else:
                yield Case(name, expression, None, False, about)


def ours(case: Case) -> dict[str, Any]:
    """What our engine answers."""
    from wirelatch.scripting import jsonata
    from wirelatch.scripting.values import UNDEFINED

    try:
        data = case.data if case.has_data else UNDEFINED
        # A bound of the suite counts steps of the reference's evaluation: three for each call of the cases that reach it.
        depth = (
            min(case.about["depth"] // 3, jsonata.DEPTH_LIMIT)
            if "depth" in case.about
            else jsonata.DEPTH_LIMIT
        )
        value = jsonata.compile(case.expression).evaluate(
            data, variables=case.about.get("bindings") or None, depth=depth
        )
    except jsonata.JsonataError as error:
        # The suite's own driver sets these bounds, and gives its own code when they are reached.
        bounded = "timelimit" in case.about and error.code in ("D1011", "D1012")
        return {"code": "U1001" if bounded else error.code or f"? {error}"}
    except RecursionError:
        return {"code": "RecursionError"}
    return {"none": True} if value is UNDEFINED else {"value": json.loads(json.dumps(value, default=repr))}


def theirs(all_cases: list[Case]) -> list[dict[str, Any]]:
    """What the engine of Node-RED answers."""
    from tests.peers.node_red import VERSION
    from tests.peers.npm import NODE, installed

    given = []
    for case in all_cases:
        one = {"expr": case.expression, "bindings": case.about.get("bindings") or {}}
        if case.has_data:
            one["data"] = case.data
        given.append({**one, **{key: case.about[key] for key in ("timelimit", "depth") if key in case.about}})
    with tempfile.TemporaryFile("w+") as stdin:
        json.dump(given, stdin)
        stdin.seek(0)
        command = [str(NODE), "-e", _THEIRS, str(installed(f"node-red@{VERSION}") / "@node-red/util")]
        done = subprocess.run(command, stdin=stdin, capture_output=True, text=True, check=True, timeout=600)
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def main() -> None:
    """Run both engines and print the comparison; 1 when ours fails a case that theirs passes."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance.jsonata", description=__doc__)
    parser.add_argument("--suite", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    all_cases = list(cases(options.suite))
    with multiprocessing.Pool(1) as pool:  # apart, should a case take the process down
        mine = [pool.apply_async(ours, (case,)).get(60) for case in all_cases]
    passed = [
        (case.passed(a), case.passed(b))
        for case, a, b in zip(all_cases, mine, theirs(all_cases), strict=True)
    ]
    for case, answer, (we, they) in zip(all_cases, mine, passed, strict=True):
        if they and not we:
            wanted = {
                key: case.about[key] for key in ("result", "code", "undefinedResult") if key in case.about
            }
            print(f"{case.name}: {case.expression}\n    wanted {wanted}\n    got    {answer}")
    total, we, they = len(passed), sum(w for w, _ in passed), sum(t for _, t in passed)
    both = sum(w for w, t in passed if t)
    print(
        f"cases {total}; ours {we} ({we / total:.1%}); Node-RED's {they} ({they / total:.1%}); of those ours {both / they:.1%}"
    )
    sys.exit(both < they)


if __name__ == "__main__":
    main()

"""`python -m tests.conformance --specs DIR [pattern …]`: run Node-RED's specs against our runtime (README.md)."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from tests.conformance.broker import broker_environment
from tests.conformance.reasons import Reasons, judged, undo_accidents
from tests.conformance.report import write_report
from tests.conformance.running import Options, SpecResult, run_spec

UNIT_SPECS = (
    "unit/@node-red/editor-api/lib/auth/permissions_spec.js",
    "unit/@node-red/runtime/lib/flows/util_spec.js",
    "unit/@node-red/runtime/lib/nodes/context/index_spec.js",
    "unit/@node-red/runtime/lib/nodes/context/localfilesystem_spec.js",
    "unit/@node-red/runtime/lib/nodes/context/memory_spec.js",
    "unit/@node-red/util/lib/util_spec.js",
)
"""Specs of Node-RED's inner functions that ours can answer too."""
VARIABLE = "WIRELATCH_NODE_RED_SPECS"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument(
        "--specs",
        type=Path,
        default=os.environ.get(VARIABLE),
        help=f"the folder `test` of Node-RED's source (default: ${VARIABLE})",
    )
    parser.add_argument(
        "--grep", default="", help="only tests whose full title matches this regular expression"
    )
    parser.add_argument("--patience", type=float, default=3.0, help="multiplies every timeout (default 3)")
    parser.add_argument("--retries", type=int, default=1, help="attempts after a failure (default 1)")
    parser.add_argument("--parallel", type=int, default=2, help="spec files at a time (default 2)")
    parser.add_argument("--log", action="store_true", help="show what the agent and mocha wrote")
    parser.add_argument("--brief", action="store_true", help="no details of failures")
    parser.add_argument("--report", type=Path, help="write the table to this file (all specs must have run)")
    parser.add_argument(
        "patterns",
        nargs="*",
        help="parts of the names of spec files; none: all of nodes/, and the unit specs that can be run",
    )
    return parser.parse_args()


def _chosen(specs: Path, patterns: list[str]) -> list[str]:
    names = sorted(
        str(path.relative_to(specs))
        for path in specs.glob("**/*_spec.js")
        if "node_modules" not in path.parts
    )
    if not patterns:
        return [name for name in names if name.startswith("nodes/") or name in UNIT_SPECS]
    return [name for name in names if any(pattern in name for pattern in patterns)]


async def _run(arguments: argparse.Namespace) -> int:
    specs: Path = arguments.specs
    names = _chosen(specs, arguments.patterns)
    if not names:
        print("no spec file has such a name", file=sys.stderr)
        return 2
    reasons = Reasons.read()
    limit = asyncio.Semaphore(arguments.parallel)
    results: list[SpecResult] = []
    bad = 0
    with broker_environment(any("mqtt" in name for name in names)) as environment:
        options = Options(arguments.patience, arguments.retries, arguments.grep, environment=environment)

        async def one(name: str) -> SpecResult:
            async with limit:
                return await run_spec(specs, name, options)

        for running in asyncio.as_completed([one(name) for name in names]):
            result = await running
            undo_accidents(result, reasons)
            results.append(result)
            bad += _show(result, reasons, arguments)
    results.sort(key=lambda result: result.name)
    print(_sum(results))
    if arguments.report:
        write_report(arguments.report, results, reasons)
    return 1 if bad else 0


def _show(result: SpecResult, reasons: Reasons, arguments: argparse.Namespace) -> int:
    """Print a spec file's result; gives how many of its failures nobody has explained."""
    verdict = judged(result, reasons, complete=not arguments.grep)
    print(
        f"{result.name}: {result.count('passed')} passed, {result.count('failed')} failed"
        f" ({len(verdict.unexplained)} unexplained), {result.count('pending')} pending",
        flush=True,
    )
    if result.problem:
        print(f"  PROBLEM: {result.problem}")
    if not arguments.brief:
        for outcome in result.outcomes:
            if outcome.state == "passed" and outcome.retried:
                print(f"  AGAIN  passed at the second attempt: {outcome.title}")
        for outcome in verdict.unexplained:
            print(f"  FAILED {outcome.title}")
            print("\n".join("      " + line for line in outcome.details.splitlines()))
    for title in verdict.stale:
        print(f"  STALE  reasons.toml explains a test that passes or is not there: {title}")
    if arguments.log or result.problem:
        print("\n".join("  | " + line for line in result.log.splitlines()[-400:]))
    sys.stdout.flush()
    return len(verdict.unexplained) + len(verdict.stale) + bool(result.problem)


def _sum(results: list[SpecResult]) -> str:
    passed, failed, pending = (
        sum(r.count(state) for r in results) for state in ("passed", "failed", "pending")
    )
    again = sum(result.retried for result in results)
    return f"{len(results)} spec files: {passed} passed ({again} at the second attempt), {failed} failed, {pending} pending"


def main() -> int:
    """Run what the command line asks for."""
    arguments = _arguments()
    if arguments.specs is None or not Path(arguments.specs).is_dir():
        print(f"--specs (or ${VARIABLE}) must name the folder `test` of Node-RED's source", file=sys.stderr)
        return 2
    arguments.specs = Path(arguments.specs).absolute()
    return asyncio.run(_run(arguments))


if __name__ == "__main__":
    sys.exit(main())

"""`wirelatch test`: run the tests of flows, here or in CI, without starting anything else."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.document import DocumentError
from wirelatch.document.source import Source
from wirelatch.engine.defaults import DEFAULT_SETTINGS
from wirelatch.flowtests import FILE_NAME, FlowTest, FlowTestError, Outcome, read, report, run_test
from wirelatch.settings import Settings


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Run them; 0 when all have passed, 1 when one has not, 2 when there is nothing to run or a file is unusable."""
    try:
        records, tests = _from_input() if options["stdin"] else _from_files(settings, options)
        wanted = [
            test for test in tests if not options["names"] or {test.id, test.name} & set(options["names"])
        ]
    except (OSError, ValueError, DocumentError) as error:
        raise CommandError(str(error)) from None
    if not wanted:
        raise CommandError("there is no such test" if options["names"] else "there are no tests")
    tell = report.json_of if options["json"] else report.text_of
    outcomes = asyncio.run(_run(records, wanted, settings, lambda outcome: print(tell(outcome), flush=True)))
    if not options["json"]:
        print(report.summary(outcomes))
    if options["junit"]:
        Path(options["junit"]).write_bytes(report.junit(outcomes))
    return 0 if all(outcome.passed for outcome in outcomes) else FAILED


async def _run(
    records: Sequence[dict[str, Any]], tests: Sequence[FlowTest], settings: Settings, tell: Any
) -> list[Outcome]:
    from wirelatch.nodes.installed import installed_types

    registry = installed_types()
    outcomes = []
    for test in tests:
        outcome = await run_test(records, test, registry, settings=settings.runtime())
        tell(outcome)
        outcomes.append(outcome)
    return outcomes


def _from_files(
    settings: Settings, options: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[FlowTest]]:
    flows = Path(options["flows"] or settings.data / str(DEFAULT_SETTINGS["flowFile"])).expanduser()
    tests = Path(options["tests"] or flows.parent / FILE_NAME).expanduser()
    if not tests.exists():
        raise FlowTestError(f"there is no file {tests}")
    source = Source.parse(flows.read_bytes(), where=str(flows))
    return source.records, [FlowTest.from_json(test) for test in read(tests)]


def _from_input() -> tuple[list[dict[str, Any]], list[FlowTest]]:
    """`{"flows": […], "tests": […]}` on standard input, as the editor hands them over."""
    given = json.load(sys.stdin)
    return given["flows"], [FlowTest.from_json(test) for test in given["tests"]]

"""How outcomes are told: text for people, a JSON object a line for programs, JUnit's XML for CI systems.

JUnit's format: https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree

from wirelatch.flowtests.running import Outcome


def text_of(outcome: Outcome) -> str:
    """One line, and one for each failure."""
    verdict = "passed" if outcome.passed else "FAILED"
    lines = [f"{verdict}  {outcome.test.name} ({outcome.seconds * 1000:.0f} ms)"]
    return "\n".join([*lines, *(f"        {failure}" for failure in outcome.failures)])


def json_of(outcome: Outcome) -> str:
    """One object on a line; what came is in the order of the test's expectations."""
    told = {
        "id": outcome.test.id,
        "name": outcome.test.name,
        "flow": outcome.test.flow,
        "passed": outcome.passed,
        "seconds": round(outcome.seconds, 4),
        "failures": outcome.failures,
        "received": [outcome.received.get(number, []) for number in range(len(outcome.test.expect))],
    }
    return json.dumps(told, ensure_ascii=False, default=str)


def summary(outcomes: Sequence[Outcome]) -> str:
    """The last line."""
    failed = sum(not outcome.passed for outcome in outcomes)
    return f"{len(outcomes) - failed} passed, {failed} failed"


def junit(outcomes: Iterable[Outcome]) -> bytes:
    """The file that CI systems read."""
    suites = ElementTree.Element("testsuites")
    by_flow: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_flow.setdefault(outcome.test.flow, []).append(outcome)
    for flow, own in by_flow.items():
        failed = sum(not outcome.passed for outcome in own)
        suite = ElementTree.SubElement(
            suites, "testsuite", name=flow, tests=str(len(own)), failures=str(failed)
        )
        for outcome in own:
            case = ElementTree.SubElement(
                suite, "testcase", name=outcome.test.name, classname=flow, time=f"{outcome.seconds:.3f}"
            )
            for failure in outcome.failures:
                ElementTree.SubElement(case, "failure", message=_printable(failure))
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        + ElementTree.tostring(suites, encoding="unicode").encode()
    )


def _printable(text: str) -> str:
    """XML takes no control characters (https://www.w3.org/TR/xml/#charsets)."""
    return "".join(letter if letter.isprintable() else " " for letter in text)

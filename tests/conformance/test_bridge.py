"""The bridge itself, with a spec file of our own (`specs/bridge_spec.js`): Node-RED's source is not needed."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.conformance.reasons import Reason, Reasons, judged, undo_accidents
from tests.conformance.report import write_report
from tests.conformance.running import Options, Outcome, SpecResult, run_spec

SPECS = Path(__file__).parent / "specs"
EXPECTED_TO_FAIL = {
    "the bridge fails where an expectation fails",
    "the bridge fails where nothing arrives",
    "the bridge tells what a listener threw",
}


@pytest.fixture(scope="module")
def result() -> SpecResult:
    return asyncio.run(run_spec(SPECS, "bridge_spec.js", Options()))


pytestmark = pytest.mark.peers


def test_a_spec_runs_against_our_runtime(result: SpecResult) -> None:
    assert result.problem == "", result.log
    failed = [
        outcome.details
        for outcome in result.outcomes
        if outcome.state == "failed" and outcome.title not in EXPECTED_TO_FAIL
    ]
    assert failed == []
    assert result.count("passed") == 6
    assert result.count("pending") == 1


def test_an_expectation_that_fails_is_a_failed_test_with_both_values(result: SpecResult) -> None:
    failed = {outcome.title: outcome for outcome in result.outcomes if outcome.state == "failed"}
    assert set(failed) == EXPECTED_TO_FAIL
    details = failed["the bridge fails where an expectation fails"].details
    assert "expected: what is wanted" in details
    assert "actual:   what is there" in details
    assert "bridge_spec.js:" in details
    assert "thrown by the listener" in failed["the bridge tells what a listener threw"].details


def test_a_spec_file_that_cannot_be_loaded_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "broken_spec.js").write_text("describe('broken', () => {")
    result = asyncio.run(run_spec(tmp_path, "broken_spec.js", Options()))
    assert result.problem
    assert "SyntaxError" in result.log


def _result(*outcomes: Outcome) -> SpecResult:
    return SpecResult("a_spec.js", list(outcomes))


def test_a_failure_needs_a_reason_and_a_reason_a_failure() -> None:
    result = _result(
        Outcome("known", "failed"),
        Outcome("new", "failed"),
        Outcome("good", "passed"),
        Outcome("race", "passed"),
    )
    reasons = Reasons(
        [
            Reason("a_spec.js", why="because", title="known"),
            Reason("a_spec.js", why="no longer", match="go+d"),
            Reason("a_spec.js", why="sometimes", title="race", flaky=True),
            Reason("b_spec.js", why="elsewhere", title="new"),
        ]
    )
    verdict = judged(result, reasons)
    assert [outcome.title for outcome, _ in verdict.explained] == ["known"]
    assert [outcome.title for outcome in verdict.unexplained] == ["new"]
    assert verdict.stale == ["go+d"]
    assert judged(result, reasons, complete=False).stale == []


def test_a_test_that_cannot_pass_has_not_passed_when_a_second_attempt_did() -> None:
    outcomes = [Outcome("stubbed", "passed", retried=True), Outcome("timed", "passed", retried=True)]
    result = _result(*outcomes)
    undo_accidents(result, Reasons([Reason("a_spec.js", why="a stub", title="stubbed", internal=True)]))
    assert [outcome.state for outcome in outcomes] == ["failed", "passed"]


def test_the_report_counts_tests_and_gives_reasons(tmp_path: Path) -> None:
    spec = "nodes/a_spec.js"
    outcomes = [
        Outcome("known <b>", "failed"),
        Outcome("inner", "failed"),
        Outcome("good", "passed"),
        Outcome("later", "pending"),
    ]
    reasons = Reasons(
        [
            Reason(spec, why="because", title="known <b>"),
            Reason(spec, why="a stub", title="inner", internal=True),
        ]
    )
    write_report(tmp_path / "page.md", [SpecResult(spec, outcomes)], reasons)
    page = (tmp_path / "page.md").read_text()
    assert "| nodes/a_spec.js | 3 | 1 | 2 | 1 |" in page
    assert "1 of 3 tests pass (33.3 %)" in page
    assert "1 of the others reach into Node-RED's own process" in page
    assert "without them it is 50.0 %" in page
    assert "because\n\n- known \\<b\\>" in page

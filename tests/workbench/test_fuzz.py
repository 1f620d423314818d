"""Whatever is asked of the workbench: a clear answer, never a 500, and the flows go on (as tests/adminapi/test_fuzz.py)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.adminapi.test_fuzz import IDENTIFIERS, JSON, NODES, RELAXED, SCALARS, Half, encoded, mostly

FEW = settings(RELAXED, max_examples=12)


@pytest.fixture(scope="module")
def half(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Half]:
    running = Half(tmp_path_factory.mktemp("fuzz"))
    yield running
    running.close()


TESTS = st.fixed_dictionaries(
    {
        "id": mostly(st.just("t")),
        "flow": mostly(st.just("sentinel-tab")),
        "send": mostly(
            st.lists(
                st.fixed_dictionaries(
                    {"to": mostly(st.just("sentinel")), "message": JSON}, optional={"after": SCALARS}
                ),
                max_size=2,
            )
        ),
        "expect": mostly(
            st.lists(
                st.fixed_dictionaries(
                    {"node": mostly(st.just("sentinel")), "messages": JSON},
                    optional={"at": SCALARS, "port": SCALARS, "match": SCALARS},
                ),
                max_size=2,
            )
        ),
    },
    optional={
        "answers": JSON, "real": JSON, "context": JSON, "env": JSON, "within": SCALARS, "quiet": SCALARS, "errors": SCALARS,
    },
)  # fmt: skip
EXPRESSIONS = st.sampled_from(
    [
        "payload",
        "$$",
        "$sum(payload)",
        "function($x){$x($x)}",
        "payload[0]",
        '{"a": payload}',
        "**",
        "$map(payload",
    ]
)
CHANGES = st.fixed_dictionaries(
    {"records": mostly(st.lists(NODES, max_size=4, unique_by=repr))},
    optional={
        "removed": mostly(st.lists(IDENTIFIERS, max_size=2)),
        "places": mostly(st.dictionaries(IDENTIFIERS, IDENTIFIERS, max_size=2)),
        "kind": st.sampled_from(["full", "nodes", "flows", "reload", 1]),
        "comment": SCALARS,
    },
)


@FEW
@given(st.one_of(JSON, st.fixed_dictionaries({"records": mostly(st.lists(NODES, max_size=4))})))
def test_any_records_that_may_have_problems(half: Half, body: Any) -> None:
    half.request("POST", "/api/v1/problems", encoded(body))


@FEW
@given(
    st.fixed_dictionaries({"expression": mostly(EXPRESSIONS), "message": JSON}, optional={"node": SCALARS})
)
def test_any_message_for_an_expression(half: Half, body: Any) -> None:
    half.request("POST", "/api/v1/jsonata", encoded(body))


@FEW
@given(mostly(st.lists(TESTS, max_size=2)))
def test_any_flow_tests(half: Half, tests: Any) -> None:
    rev = half.request("GET", "/api/v1/flow-tests", b"").json()["rev"]
    half.request("PUT", "/api/v1/flow-tests", encoded({"rev": rev, "tests": tests}))


@FEW
@given(CHANGES)
def test_any_change_of_the_flows(half: Half, change: Any) -> None:
    runtime = half.app.runtime
    records, removed = change["records"], change.get("removed", [])
    ids = (
        {str(record.get("id")) for record in records if isinstance(record, dict)}
        if isinstance(records, list)
        else set()
    )
    there = set(runtime.outline.records)
    count = len(there | ids) - len(there & {str(each) for each in removed or []} - ids)
    half.request("PATCH", "/api/v1/flows", encoded({**change, "rev": runtime.revision, "count": count}))


@FEW
@given(
    st.sampled_from(
        [
            ("PATCH", "/api/v1/versions/1"),
            ("POST", "/api/v1/traces/sentinel-tab/record"),
            ("POST", "/api/v1/traces/nobody/steps/9/send"),
            ("POST", "/api/v1/flow-tests/record"),
            ("POST", "/api/v1/python/mistakes"),
        ]
    ),
    st.one_of(JSON, st.dictionaries(st.sampled_from(["name", "comment", "limit", "port", "trace", "nodes", "func", "part"]), JSON)),
)  # fmt: skip
def test_any_body(half: Half, route: tuple[str, str], body: Any) -> None:
    half.request(*route, encoded(body))


@pytest.mark.parametrize(
    "code",
    ["(" * 5000, "-" * 200_000 + "1", "x" + ".y" * 50_000, "[" * 300 + "]" * 300, "\x00", "f'{" * 100, "lambda: " * 5000],
    ids=["brackets", "signs", "attributes", "lists", "nul", "texts", "lambdas"],
)  # fmt: skip
def test_code_that_no_compiler_likes(half: Half, code: str) -> None:
    records = [
        {"id": "p", "type": "python", "z": "t", "func": code},
        {"id": "f", "type": "function", "func": code},
    ]
    assert (
        half.request("POST", "/api/v1/problems", json.dumps({"records": records}).encode()).status_code == 200
    )

"""Values as text for people: the same notation as Node.js's `util.inspect`, asked of the real one."""

from __future__ import annotations

import json
import subprocess

import pytest
from tests.peers.npm import NODE, node_environment

from wirelatch.engine.inspection import inspect

CASES = [
    "text", "it's", "\"it's\"", "a\nb", "", 0, -1.5, 1e21, True, None, [], {}, [1, "a", None], {"a": 1, "b c": [True]},
    {"a": {"b": {"c": {"d": 1}}}}, [[[[1]]]], {"1": "x", "a": "y"}, {"long": "x" * 90}, {"key" * 10: "v" * 30, "other": "w" * 30},
    ["short", {"a": 1}],
]  # fmt: skip


def test_values_look_as_node_js_shows_them() -> None:
    code = "const cases = JSON.parse(process.argv[1]); console.log(JSON.stringify(cases.map(c => require('util').inspect(c))))"
    done = subprocess.run(
        [NODE, "-e", code, json.dumps(CASES)],
        env=node_environment(),
        check=True,
        capture_output=True,
        text=True,
    )
    assert [inspect(case) for case in CASES] == json.loads(done.stdout)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (b"\x01\xff", "<Buffer 01 ff>"),
        (float("nan"), "NaN"),
        (-0.0, "-0"),
        (ValueError("no"), "ValueError: no"),
    ],
)
def test_what_json_cannot_say_has_a_notation_too(value: object, text: str) -> None:
    assert inspect(value) == text


def test_a_value_that_contains_itself_ends() -> None:
    loop: dict[str, object] = {}
    loop["again"] = loop
    assert inspect(loop) == "{ again: [Circular *1] }"

"""Which documents are refused, and what is said then (`wirelatch.document.validation`)."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.document.errors import DocumentError
from wirelatch.document.validation import validate


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def subflow(node_id: str, inside: str) -> list[dict[str, Any]]:
    return [
        {"id": node_id, "type": "subflow"},
        {"id": f"{node_id}1", "type": f"subflow:{inside}", "z": node_id, "x": 0, "y": 0},
    ]


@pytest.mark.parametrize(
    ("records", "problem"),
    [
        ({}, "a document is a list of nodes"),
        ([5], "node 0: a node is an object"),
        ([{"type": "x"}], "node 0: `id` must be a text"),
        ([{"id": 5, "type": "x"}], "node 0: `id` must be a text"),
        ([{"id": "a"}], "node a: `type` must be a text"),
        ([{"id": "a", "type": "x"}] * 2, "node a: there is more than one node with this id"),
        ([{"id": "a", "type": "x", "z": 5}], "node a: `z` must be an id"),
        ([{"id": "a", "type": "x", "wires": "b"}], "node a: `wires` must be a list"),
        ([{"id": "a", "type": "x", "wires": ["b"]}], "node a: `wires` must be a list"),
        ([{"id": "a", "type": "x", "wires": [[5]]}], "node a: `wires` may only hold ids"),
        ([{"id": "a", "type": "tab", "env": [{}]}], "node a: `env` must be"),
        ([{"id": "a", "type": "subflow", "in": 5}], "node a: `in` must be a list"),
        ([{"id": "a", "type": "subflow", "out": [5]}], "node a: `out` must hold objects"),
        (
            [{"id": "a", "type": "subflow", "out": [{"wires": [{"id": "b", "port": 10**9}]}]}],
            "node a: the wires of `out`",
        ),
        (
            [{"id": "a", "type": "x", "v": deep(300)}],
            "node a: its values are nested more than 250 levels deep",
        ),
        (
            [{"id": "a", "type": "group", "g": "b"}, {"id": "b", "type": "group", "g": "a"}],
            "group a: this group is inside itself",
        ),
        (subflow("s", "s"), "subflow s: subflows contain each other: s → s"),
        ([*subflow("s", "t"), *subflow("t", "u"), *subflow("u", "s")], "s → t → u → s"),
    ],
)
def test_a_document_that_cannot_run_is_refused_with_the_place(records: Any, problem: str) -> None:
    with pytest.raises(DocumentError, match=problem):
        validate(records)


@pytest.mark.parametrize(
    "records",
    [
        [],
        [{"id": "a", "type": "x", "wires": None}],
        [{"id": "a", "type": "x", "wires": [None, [None, "b"]], "z": "", "g": None}],
        [{"id": "a", "type": "x", "env": "anything"}],
        [{"id": "a", "type": "subflow:missing", "z": "nowhere", "x": 0, "y": 0}],
        [*subflow("s", "t"), *subflow("t", "missing"), *subflow("u", "t")],
        [{"id": "a", "type": "x", "v": deep(100)}],
    ],
)
def test_what_node_red_runs_is_not_refused(records: Any) -> None:
    assert validate(records) is records

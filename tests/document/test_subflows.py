"""Writing out an instance of a subflow (`wirelatch.document.subflows`)."""

from __future__ import annotations

import copy
from typing import Any

from wirelatch.document.outline import outline
from wirelatch.document.subflows import Expansion, expand

DOCUMENT: list[dict[str, Any]] = [
    {
        "id": "s", "type": "subflow", "in": [{"wires": [{"id": "a"}]}],
        "out": [{"wires": [{"id": "b", "port": 1}, {"id": "s", "port": 0}]}], "status": {"wires": [{"id": "b", "port": 0}]},
    },
    {"id": "g", "type": "group", "z": "s", "nodes": ["a", "c"]},
    {"id": "conf", "type": "server", "z": "s"},
    {"id": "a", "type": "x", "z": "s", "g": "g", "x": 0, "y": 0, "wires": [["b", "outside"]], "server": "conf", "text": "not an id"},
    {"id": "b", "type": "x", "z": "s", "x": 0, "y": 0, "wires": [["a"], []]},
    {"id": "c", "type": "catch", "z": "s", "g": "g", "x": 0, "y": 0, "scope": ["a", "outside"], "wires": [[]]},
    {"id": "i", "type": "subflow:s", "z": "t", "x": 0, "y": 0, "wires": [["p", "q"]]},
    {"id": "t", "type": "tab"},
]  # fmt: skip


def expanded() -> Expansion:
    document = outline(DOCUMENT)
    return expand(document.subflows["s"], document.records["i"])


def test_ids_are_fresh_and_lead_back_to_the_definition() -> None:
    expansion = expanded()
    assert set(expansion.container.nodes) == {"i-a", "i-b", "i-c"}
    assert set(expansion.container.configs) == {"i-conf"}
    assert set(expansion.container.groups) == {"i-g"}
    assert expansion.aliases["i-a"] == "a"
    assert {record["z"] for record in expansion.container.nodes.values()} == {"i"}


def test_whatever_names_something_inside_is_renamed_and_nothing_else() -> None:
    nodes = expanded().container.nodes
    assert nodes["i-a"]["wires"] == [["i-b", None]]
    assert (nodes["i-a"]["server"], nodes["i-a"]["g"], nodes["i-a"]["text"]) == ("i-conf", "i-g", "not an id")
    assert (nodes["i-c"]["scope"], nodes["i-c"]["g"]) == (["i-a", ""], "i-g")


def test_the_input_leads_to_the_inner_nodes_and_outputs_to_the_outer_ones() -> None:
    expansion = expanded()
    assert expansion.entrance == [["i-a", "p", "q"]]
    assert expansion.container.nodes["i-b"]["wires"] == [["i-a", "i:status"], ["p", "q"]]


def test_the_definition_is_left_as_it_is() -> None:
    before = copy.deepcopy(DOCUMENT)
    expanded()
    assert before == DOCUMENT


def test_an_output_that_names_a_missing_node_is_no_harm() -> None:
    document = copy.deepcopy(DOCUMENT)
    document[0]["out"] = [{"wires": [{"id": "gone", "port": 0}]}]
    parts = outline(document)
    assert expand(parts.subflows["s"], parts.records["i"]).entrance == [["i-a"]]

"""Patches as both ends of the protocol understand them; the browser's end: web/src/document/patches.test.ts."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from wirelatch.workbench.drafts.patches import PatchError, checked, patched, record_patches, same
from wirelatch.workbench.drafts.records import Records, patches_between

CASES = json.loads((Path(__file__).parent / "patches.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_a_patch_does_the_same_here_as_in_the_browser(case: dict[str, Any]) -> None:
    record = case["before"]
    for patch in checked(case["patches"]):
        record = patched(record, patch)
    assert record == case["after"]


def test_true_is_not_one_and_one_is_one_point_zero() -> None:
    assert not same({"a": [True]}, {"a": [1]})
    assert same({"a": [1.0]}, {"a": [1]})
    assert record_patches({"id": "a", "on": 1}, {"id": "a", "on": True}) == [
        {"op": "set", "id": "a", "path": ["on"], "value": True}
    ]


def test_moving_one_of_many_is_one_patch() -> None:
    records = [{"id": f"n{number}", "type": "tab"} for number in range(50)]
    moved = [*records[:10], *records[11:], records[10]]
    assert patches_between(Records(records), Records(moved)) == [{"op": "move", "id": "n10", "before": None}]


def test_many_may_go_to_the_same_place() -> None:
    records = Records([{"id": "first", "type": "tab"}, {"id": "last", "type": "tab"}])
    for number in range(200):
        records.apply([{"op": "add", "record": {"id": f"n{number}", "type": "tab"}, "before": "last"}])
    assert [record["id"] for record in records] == ["first", *(f"n{number}" for number in range(200)), "last"]


def test_the_patches_between_two_documents_make_one_of_the_other() -> None:
    chance = random.Random(5)
    names = [f"n{number}" for number in range(8)]

    def ids(most: int) -> list[str]:
        return chance.sample(names, chance.randint(0, most))

    def port(*, numbered: bool) -> dict[str, Any]:
        items = [{"id": item, **({"port": chance.randint(0, 2)} if numbered else {})} for item in ids(2)]
        return {"x": chance.randint(0, 2), "wires": items}

    def record(record_id: str) -> dict[str, Any]:
        return {
            "id": record_id,
            "type": chance.choice("ab"),
            "wires": [ids(3) for _ in range(chance.randint(0, 3))],
            "nodes": ids(3),
            "links": chance.choice([ids(2), None]),
            "in": [port(numbered=False) for _ in range(chance.randint(0, 2))],
            "out": [port(numbered=True) for _ in range(chance.randint(0, 2))],
            "status": chance.choice([port(numbered=True), None]),
            **({"name": chance.random()} if chance.random() < 0.5 else {}),
        }

    def document() -> Records:
        return Records([record(record_id) for record_id in chance.sample(names, chance.randint(0, 8))])

    for _ in range(500):
        before, after = document(), document()
        result = before.copy()
        result.apply(checked(patches_between(before, after)))
        assert list(result) == list(after)


def test_a_long_list_is_taken_at_once() -> None:
    new = [[index, f"n{index}"] for index in range(0, 400_000, 2)]
    patch = {"op": "list", "id": "g", "path": ["nodes"], "remove": [], "add": new}
    group = {"id": "g", "nodes": [f"n{index}" for index in range(1, 400_000, 2)]}
    began = time.process_time()
    for kept in checked([patch]):
        group = patched(group, kept)
    assert group["nodes"] == [f"n{index}" for index in range(400_000)]
    assert time.process_time() - began < 3


def test_patches_that_name_more_ports_than_anybody_has_are_refused() -> None:
    many = [
        {"op": "list", "id": f"n{n}", "path": ["wires", 9_999], "remove": [], "add": []} for n in range(501)
    ]
    assert len(checked(many[:500])) == 500
    with pytest.raises(PatchError, match="too many ports"):
        checked(many)


@pytest.mark.parametrize("new", [[[1, "a"], [0, "b"]], [[1, "a"], [1, "b"]]])
def test_places_of_what_is_added_have_to_rise(new: Any) -> None:
    with pytest.raises(PatchError, match="rising"):
        checked([{"op": "list", "id": "g", "path": ["nodes"], "remove": [], "add": new}])


@pytest.mark.parametrize("path", [["env", 0, "value"], ["_orig", "credentials"]])
def test_no_secret_gets_into_a_draft_by_a_path_into_what_holds_it(path: list[Any]) -> None:
    with pytest.raises(PatchError):
        checked([{"op": "set", "id": "n", "path": path, "value": "secret"}])

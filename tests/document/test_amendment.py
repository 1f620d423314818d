"""A change of a few records comes to the same as the whole document (`wirelatch.document.amendment`)."""

from __future__ import annotations

import random
from dataclasses import asdict
from typing import Any

import pytest

from wirelatch.document.amendment import (
    Amendment,
    amended,
    amended_outline,
    concerns_whole_flows,
    difference,
)
from wirelatch.document.diff import compare
from wirelatch.document.errors import DocumentError
from wirelatch.document.outline import Outline, outline
from wirelatch.document.references import References
from wirelatch.document.validation import validate, validate_part

Record = dict[str, Any]


def random_document(chance: random.Random) -> list[Record]:
    """Tabs, a subflow with instances, groups in groups, config nodes, links: everything that a change spreads by."""
    records: list[Record] = [{"id": f"t{n}", "type": "tab", "label": f"T{n}"} for n in range(3)]
    records.append({"id": "s", "type": "subflow", "name": "S", "in": [], "out": []})
    homes = ["t0", "t1", "t2", "s"]
    records += [{"id": f"c{n}", "type": "broker", "host": "h"} for n in range(2)]
    groups: list[Record] = []
    for n in range(4):
        home = chance.choice(homes)
        group: Record = {"id": f"g{n}", "type": "group", "z": home, "nodes": [], "x": 0, "y": 0}
        around = [other["id"] for other in groups if other["z"] == home]
        if around and chance.random() < 0.5:
            group["g"] = chance.choice(around)
        groups.append(group)
    records += groups
    ids = [f"n{n}" for n in range(14)]
    for node_id in ids:
        home = chance.choice(homes)
        kind = chance.choice(
            ["change", "mqtt", "link in", "link out", "subflow:s" if home != "s" else "change"]
        )
        lost = chance.random()
        flow = "nowhere" if lost < 0.02 else "c0" if lost < 0.04 else home
        record: Record = {"id": node_id, "type": kind, "z": flow, "name": "", "x": 1, "y": 1}
        record["wires"] = [chance.sample(ids, chance.randrange(3))]
        if kind == "mqtt":
            record["broker"] = chance.choice(["c0", "c1", ["c0"], "gone"])
        if kind.startswith("link"):
            record["links"] = chance.sample(ids, 1)
        inside = [group["id"] for group in groups if group["z"] == home]
        if inside and chance.random() < 0.4:
            record["g"] = chance.choice(inside)
        records.append(record)
    return records


def random_change(records: list[Record], chance: random.Random) -> Amendment:
    """A few records changed, added and removed."""
    changed: dict[str, Record] = {}
    removed: list[str] = []
    for record in chance.sample(records, chance.randrange(1, 4)):
        what = chance.random()
        if what < 0.25:
            removed.append(record["id"])
        elif what < 0.4:
            changed[record["id"]] = {**record, "x": 99}
        elif what < 0.6 and record["type"] not in ("tab", "subflow"):
            changed[record["id"]] = {**record, "wires": [["n1"], ["n2"]]}
        elif what < 0.7:
            changed[record["id"]] = {**record, "env": [{"name": "A", "type": "str", "value": "1"}]}
        elif what < 0.75:
            changed[record["id"]] = {**record, "d": True, "disabled": True}
        elif what < 0.8 and record["type"] not in ("tab", "subflow", "group"):
            changed[record["id"]] = {**record, "z": "t2", "g": None}
        else:
            changed[record["id"]] = {**record, "name": "other", "label": "other"}
    for n in range(chance.randrange(3)):
        home = chance.choice(["t0", "t1", "s", "t0", "t1", "s", "t0", "t1", "s", "nowhere", "c1", "n3"])
        changed[f"new{n}"] = {
            "id": f"new{n}",
            "type": "mqtt",
            "z": home,
            "broker": "c1",
            "x": 0,
            "y": 0,
            "wires": [],
        }
    return Amendment(list(changed.values()), [node_id for node_id in removed if node_id not in changed])


def shape(sorted_out: Outline) -> Any:
    """An outline with the order of everything in it."""
    containers = {
        "tabs": sorted_out.tabs,
        "subflows": sorted_out.subflows,
        "outside": {"": sorted_out.outside},
    }
    return (
        list(sorted_out.records.items()),
        {
            name: [
                (
                    key,
                    home.record,
                    list(home.nodes.items()),
                    list(home.configs.items()),
                    list(home.groups.items()),
                )
                for key, home in found.items()
            ]
            for name, found in containers.items()
        },
        {key: ids for key, ids in sorted_out.instances.items() if ids},
    )


@pytest.mark.parametrize("seed", range(120))
def test_following_up_a_change_finds_what_comparing_everything_finds(seed: int) -> None:
    chance = random.Random(seed)
    old = outline(random_document(chance))
    references = References(old.records)
    for _ in range(4):
        amendment = random_change(list(old.records.values()), chance)
        records = amended(old.records, amendment)
        new = amended_outline(old, records, amendment)
        assert shape(new) == shape(outline(records.values()))
        references.amend(old.records, records, amendment.touched())
        expected = compare(old, new)
        everything = concerns_whole_flows(old, new, amendment)
        found = compare(old, new, None if everything else amendment.touched(), references)
        assert asdict(found) == asdict(expected)
        old = new


@pytest.mark.parametrize("seed", range(30))
def test_what_differs_of_a_whole_document_makes_it_of_the_old_one(seed: int) -> None:
    chance = random.Random(seed)
    old = outline(random_document(chance)).records
    wanted = list(amended(old, random_change(list(old.values()), chance)).values())
    sent = [{**record} for record in wanted]
    amendment = difference(old, sent)
    assert amendment is not None
    assert list(amended(old, amendment).values()) == wanted
    untouched = old.keys() - set(amendment.touched())
    assert all(record is old[record["id"]] for record in sent if record["id"] in untouched)


def test_a_document_in_another_order_is_no_small_change() -> None:
    old = {"a": {"id": "a", "type": "tab"}, "b": {"id": "b", "type": "tab"}}
    assert difference(old, [old["b"], old["a"]]) is None
    assert difference(old, [{"id": "c", "type": "tab"}, old["a"], old["b"]]) is None


def test_records_are_put_where_their_places_say() -> None:
    old = {key: {"id": key, "type": "tab"} for key in "abc"}
    new = [{"id": key, "type": "tab"} for key in ("x", "y")]
    after = amended(old, Amendment([*new, old["a"]], ["c"], {"x": "y", "y": "b", "a": ""}))
    assert list(after) == ["x", "y", "b", "a"]


@pytest.mark.parametrize(
    "amendment",
    [
        Amendment([], ["nobody"]),
        Amendment([{"id": "x", "type": "tab"}], [], {"x": "nobody"}),
        Amendment([{"id": "x", "type": "tab"}, {"id": "y", "type": "tab"}], [], {"x": "y", "y": "x"}),
    ],
)
def test_a_change_that_does_not_fit_is_refused(amendment: Amendment) -> None:
    with pytest.raises(DocumentError):
        amended({"a": {"id": "a", "type": "tab"}}, amendment)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ({"id": "n", "type": "change", "wires": "no"}, "wires"),
        ({"id": "g", "type": "group", "z": "t", "g": "g"}, "inside itself"),
        ({"id": "i", "type": "subflow:s", "z": "s", "x": 0, "y": 0}, "contain each other"),
    ],
)
def test_a_change_is_refused_for_what_the_whole_document_would_be(record: Record, problem: str) -> None:
    old = {r["id"]: r for r in [{"id": "t", "type": "tab"}, {"id": "s", "type": "subflow"}]}
    after = {**old, record["id"]: record}
    with pytest.raises(DocumentError, match=problem):
        validate(list(after.values()))
    with pytest.raises(DocumentError, match=problem):
        validate_part(after, [record], old, [])

"""A draft on top of what is deployed, whatever is deployed."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbench.drafts.editor import NODE, TAB, adding, setting
from wirelatch.workbench.drafts.draft import Draft
from wirelatch.workbench.drafts.journal import Stored
from wirelatch.workbench.drafts.records import Records

OTHER: dict[str, Any] = {"id": "n2", "type": "debug", "z": "t1", "name": "two", "wires": []}
WIRE = {"op": "list", "id": "n1", "path": ["wires", 0], "remove": []}


@pytest.fixture
def draft() -> Draft:
    return Draft.of(Records([TAB, NODE, OTHER]), "r1", Stored())


def names(draft: Draft) -> dict[str, Any]:
    return {record["id"]: record.get("name") for record in draft.records}


def test_a_deploy_of_what_is_in_the_draft_leaves_nothing_to_deploy(draft: Draft) -> None:
    draft.take("ada-window", 1, "ada", [setting("n1", "name", "x"), adding({"id": "n3", "type": "debug"})])
    assert draft.rebase(draft.records.copy(), "r2") is None
    assert draft.difference() == []
    assert draft.authors == {}


@pytest.mark.parametrize("home", [["t1"], {}, 5, True])
def test_records_on_what_is_no_flow_are_no_obstacle_to_a_deploy(draft: Draft, home: Any) -> None:
    draft.take("ada-window", 1, "ada", [adding({"id": "n9", "type": "debug", "z": home, "g": home})])
    draft.rebase(Records([TAB, {**NODE, "x": 9}, OTHER]), "r2")
    assert draft.revision == "r2"
    assert draft.records.get("n9") == {"id": "n9", "type": "debug", "z": home, "g": home}


def test_patches_of_what_is_not_there_leave_no_trace(draft: Draft) -> None:
    draft.take("ada-window", 1, "ada", [setting(f"nobody{n}", "name", "x") for n in range(100)])
    assert draft.authors == {}
    assert draft.difference() == []


def test_large_batches_are_told_one_by_one_only_as_long_as_they_fit(draft: Draft) -> None:
    for number in range(1, 6):
        draft.take("ada-window", number, "ada", [setting("n1", "info", f"{number}" * 3_000_000)])
    missed = draft.since(draft.epoch, 3)
    assert missed is not None
    assert [batch["seq"] for batch in missed] == [4, 5]
    assert draft.since(draft.epoch, 2) is None
    assert draft.held == sum(draft.sizes) < 8_000_000


def test_texts_that_utf8_has_no_word_for_are_no_obstacle_to_a_deploy(draft: Draft) -> None:
    other = {**NODE, "name": "\ud800"}
    known = Records([TAB, other])
    deployed = Records.like([dict(TAB), dict(other), OTHER], known)
    assert deployed.get("n1") is other
    assert draft.rebase(deployed, "r2") is not None


def test_a_deploy_from_elsewhere_joins_what_is_in_the_draft(draft: Draft) -> None:
    draft.take("ada-window", 1, "ada", [setting("n1", "name", "ada's"), {**WIRE, "add": [[1, "n3"]]}])
    theirs = [
        TAB,
        {**NODE, "name": "theirs", "x": 50, "wires": [["n2", "n9"]]},
        OTHER,
        {"id": "n9", "type": "x"},
    ]
    batch = draft.rebase(Records(theirs), "r2")
    assert batch is not None
    assert batch["user"] == ""
    assert draft.records.get("n1") == {**NODE, "name": "ada's", "x": 50, "wires": [["n2", "n3", "n9"]]}
    assert "n9" in draft.records
    assert draft.authors == {"n1": "ada"}


def test_what_was_changed_here_and_deleted_there_stays(draft: Draft) -> None:
    draft.take("ada-window", 1, "ada", [setting("n2", "name", "work of an hour")])
    draft.rebase(Records([TAB, NODE]), "r2")
    assert names(draft)["n2"] == "work of an hour"


def test_a_flow_that_one_side_deleted_comes_back_with_what_the_other_did_on_it(draft: Draft) -> None:
    other_flow = {"id": "t2", "type": "tab", "label": "Two"}
    group = {"id": "g", "type": "group", "z": "t1", "nodes": ["n1"]}
    draft.rebase(Records([TAB, {**NODE, "g": "g"}, group, other_flow]), "r2")
    draft.take("ada-window", 1, "ada", [setting("n1", "name", "ada's"), {"op": "remove", "id": "t2"}])
    draft.rebase(Records([other_flow, {"id": "n9", "type": "debug", "z": "t2", "name": "theirs"}]), "r3")
    assert names(draft) == {"n9": "theirs", "n1": "ada's", "t1": None, "g": None, "t2": None}


def test_what_was_deleted_here_and_changed_there_is_deleted(draft: Draft) -> None:
    draft.take("ada-window", 1, "ada", [{"op": "remove", "id": "n2"}])
    draft.rebase(Records([TAB, NODE, {**OTHER, "name": "changed"}]), "r2")
    assert "n2" not in draft.records


def test_an_edit_that_overtook_the_deploy_of_its_node_is_kept(draft: Draft) -> None:
    draft.take("ada-window", 1, "ada", [adding({"id": "n3", "type": "debug", "name": "first"})])
    deployed = draft.records.copy()
    draft.take("ada-window", 2, "ada", [setting("n3", "name", "second")])
    draft.rebase(deployed, "r2")
    assert names(draft)["n3"] == "second"
    assert draft.difference() == [setting("n3", "name", "second")]


def test_the_draft_on_file_goes_onto_flows_that_were_replaced_meanwhile(draft: Draft) -> None:
    batches = [
        draft.take("ada-window", 1, "ada", [setting("n1", "name", "kept")]),
        draft.take("ada-window", 2, "ada", [setting("n2", "name", "gone with its node")]),
    ]
    head = {"revision": "r1", "epoch": draft.epoch, "seq": 0, "ops": []}
    again = Draft.of(
        Records([TAB, {**NODE, "x": 9}]), "r9", Stored(head, [dict(batch) for batch in batches if batch])
    )
    assert again.records.get("n1") == {**NODE, "x": 9, "name": "kept"}
    assert again.epoch != draft.epoch, "nobody may count on from what they had"


def test_discarding_goes_back_to_what_is_deployed_for_everybody(draft: Draft) -> None:
    draft.take("ada-window", 1, "ada", [setting("n1", "name", "x"), {"op": "remove", "id": "n2"}])
    batch = draft.discard("bob")
    assert batch is not None
    assert batch["user"] == "bob"
    assert list(draft.records) == [TAB, NODE, OTHER]


def test_a_private_draft_brings_only_what_was_done_in_it(draft: Draft) -> None:
    draft.take("ada-window", 1, "ada", [setting("n2", "name", "before")])
    private = Draft.of(draft.deployed, "r1", Stored())
    private.records, private.fork = draft.records.copy(), draft.records.copy()
    private.take(
        "bob-window", 1, "bob", [{**WIRE, "add": [[1, "n4"]]}, adding({"id": "n4", "type": "debug"})]
    )
    draft.take("ada-window", 2, "ada", [{**WIRE, "add": [[1, "n5"]]}, setting("n2", "name", "after")])
    draft.absorb(private, "bob")
    assert names(draft) == {"t1": None, "n1": None, "n2": "after", "n4": None}
    wires = draft.records.get("n1")
    assert wires is not None
    assert set(wires["wires"][0]) == {"n2", "n4", "n5"}


def test_a_private_draft_outlives_a_deploy_and_a_restart(draft: Draft) -> None:
    private = Draft.of(draft.deployed, "r1", Stored())
    private.take("ada-window", 1, "ada", [setting("n2", "name", "shared")])
    private.fork = private.records.copy()
    private.take("bob-window", 1, "bob", [setting("n1", "name", "private")])
    deployed = Records([TAB, {**NODE, "x": 7}, OTHER])
    private.rebase(deployed, "r2")
    again = Draft.of(deployed, "r2", Stored(private.head()))
    draft.rebase(deployed, "r2")
    draft.absorb(again, "bob")
    assert names(draft) == {"t1": None, "n1": "private", "n2": "two"}

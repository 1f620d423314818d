"""What counts as a change (`wirelatch.document.diff`)."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from wirelatch.document.diff import Diff, compare, record_changed
from wirelatch.document.outline import outline


def node(node_id: str, flow: str, *wires: str, kind: str = "x", **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": kind, "z": flow, "x": 0, "y": 0, "wires": [list(wires)], **more}


DOCUMENT = [
    {"id": "t", "type": "tab"},
    {"id": "u", "type": "tab"},
    {"id": "s", "type": "subflow", "in": [], "out": []},
    {"id": "q", "type": "subflow", "in": [], "out": []},
    {"id": "g", "type": "group", "z": "t", "x": 0, "y": 0, "w": 1, "h": 1, "nodes": ["b"]},
    {"id": "h", "type": "group", "z": "t", "x": 0, "y": 0, "w": 1, "h": 1, "nodes": ["c"], "g": "g"},
    {"id": "conf", "type": "server"},
    {"id": "conf2", "type": "server", "uses": "conf"},
    node("a", "t", "b"),
    node("b", "t", "c", g="g"),
    node("c", "t", g="h"),
    node("d", "t", server="conf2"),
    node("e", "u"),
    node("in", "s"),
    node("in s", "q", kind="subflow:s"),
    node("i", "u", "e", kind="subflow:q"),
    node("lo", "t", kind="link out", links=["li"]),
    node("li", "u", kind="link in", links=["lo"]),
]


def diff(*changes: tuple[str, dict[str, Any] | None]) -> Diff:
    """The comparison with some records changed; None removes one."""
    records = copy.deepcopy(DOCUMENT)
    for node_id, change in changes:
        old = next((record for record in records if record["id"] == node_id), None)
        if change is None:
            records.remove(old)  # type: ignore[arg-type]
        elif old is None:
            records.append({"id": node_id, **change})
        else:
            old.update(change)
    return compare(outline(DOCUMENT), outline(records))


def test_the_same_document_is_no_change() -> None:
    assert not diff()


@pytest.mark.parametrize(
    ("node_id", "change"),
    [
        ("a", {"x": 5, "y": 6}),
        ("g", {"x": 5, "w": 9, "h": 9, "style": {}, "nodes": ["b", "d"]}),
        ("t", {"label": "new"}),
    ],
)
def test_moving_resizing_and_naming_tabs_is_no_change(node_id: str, change: dict[str, Any]) -> None:
    assert not diff((node_id, change))


def test_a_changed_node_is_changed_its_tab_too_and_what_it_is_connected_to_is_linked() -> None:
    found = diff(("a", {"name": "new"}))
    assert (found.changed, found.linked) == ({"a", "t"}, {"b", "c"})


def test_new_wires_are_rewired() -> None:
    found = diff(("a", {"wires": [["c"]]}))
    assert (found.rewired, found.changed) == ({"a"}, {"t"})
    assert found.linked == {"b", "c"}


def test_added_and_removed_nodes_are_told() -> None:
    assert diff(("new", {"type": "x", "z": "t", "x": 0, "y": 0})).added == {"new"}
    assert diff(("d", None)).removed == {"d"}


def test_a_removed_tab_takes_its_nodes_with_it() -> None:
    inside = ["g", "h", "a", "b", "c", "d", "lo"]
    assert diff(("t", None), *((node_id, None) for node_id in inside)).removed == {"t", *inside}


def test_nodes_that_stay_when_their_tab_goes_run_on_as_if_it_were_there() -> None:
    assert not diff(("t", None)).removed


@pytest.mark.parametrize(("key", "kind"), [("disabled", "removed"), ("d", "removed")])
def test_disabling_is_like_removing(key: str, kind: str) -> None:
    target = "u" if key == "disabled" else "e"
    assert "e" in getattr(diff((target, {key: True})), kind)


def test_enabling_a_tab_is_like_adding_it() -> None:
    old = copy.deepcopy(DOCUMENT)
    old[1]["disabled"] = True
    assert compare(outline(old), outline(DOCUMENT)).added >= {"u", "e", "i", "li"}


def test_a_changed_config_node_changes_its_users_and_theirs() -> None:
    assert diff(("conf", {"host": "new"})).changed == {"conf", "conf2", "d", "t"}


def test_new_credentials_are_a_change() -> None:
    assert "conf" in diff(("conf", {"credentials": {"password": "p"}})).changed


def test_a_change_inside_a_subflow_changes_all_instances_through_all_levels_but_no_inner_node() -> None:
    found = diff(("in", {"name": "new"}))
    assert found.changed == {"s", "q", "i", "u"}
    assert found.linked == {"e"}


def test_a_changed_group_changes_what_is_inside_it_at_any_depth() -> None:
    assert diff(("g", {"env": [{"name": "X"}]})).changed >= {"g", "h", "b", "c"}
    assert diff(("h", {"env": [{"name": "X"}]})).changed >= {"h", "c"}
    assert "b" not in diff(("h", {"env": [{"name": "X"}]})).changed


def test_a_changed_environment_of_a_tab_marks_the_tab() -> None:
    assert diff(("t", {"env": [{"name": "X", "value": "1"}]})).flows == {"t"}


def test_a_changed_global_configuration_marks_everything() -> None:
    assert diff(("gc", {"type": "global-config", "env": []})).global_config


def test_the_global_configuration_that_is_removed_marks_everything() -> None:
    old = [*DOCUMENT, {"id": "all", "type": "global-config", "env": [{"name": "A", "value": "1"}]}]
    assert compare(outline(old), outline(DOCUMENT)).global_config
    other = [*DOCUMENT, {"id": "all", "type": "server"}]
    assert compare(outline(old), outline(other)).global_config


def test_a_node_that_becomes_part_of_a_subflow_is_gone_from_its_tab() -> None:
    found = diff(("a", {"z": "s"}))
    assert "a" in found.removed
    assert {"s", "i"} <= found.changed


def test_a_node_that_leaves_a_subflow_changes_its_instances() -> None:
    assert {"s", "q", "i", "in"} <= diff(("in", {"z": "t"})).changed
    assert {"s", "q", "i"} <= diff(("in", {"z": "q"})).changed


def test_a_node_that_leaves_a_tab_before_it_is_deleted_is_changed_and_not_removed() -> None:
    found = diff(("e", {"z": "t"}), ("u", None), ("i", None), ("li", None))
    assert "e" in found.changed
    assert "e" not in found.removed


def test_what_names_a_record_before_it_is_there_changes_with_it() -> None:
    old = [record for record in DOCUMENT if record["id"] not in ("conf", "g")]
    found = compare(outline(old), outline(DOCUMENT))
    assert {"conf2", "d", "b", "h", "c"} <= found.changed
    assert "a" not in found.changed


def test_a_link_that_changes_is_a_change_of_both_ends_and_no_wire() -> None:
    found = diff(("lo", {"links": ["li", "x"]}), ("li", {"links": []}))
    assert {"lo", "li"} <= found.changed
    assert found.rewired == set()
    assert found.linked == set()


def test_a_list_of_one_id_names_it_as_the_id_itself_does() -> None:
    assert "li" in diff(("lo", {"name": "new"})).changed
    assert "li" not in diff(("li", {"links": ["lo", "x"]}), ("lo", {"name": "new"})).linked


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (1, True, True),
        (0, False, True),
        (1, 1.0, False),
        ("1", 1, True),
        ("", None, True),
        ([1, {"a": True}], [1, {"a": 1}], True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, False),
        ([1, 2], [2, 1], True),
        ("\ud800", "\ud800", False),
    ],
)
def test_values_differ_as_in_javascript(old: Any, new: Any, changed: bool) -> None:
    assert record_changed({"type": "x", "v": old}, {"type": "x", "v": new}) is changed

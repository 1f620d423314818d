"""Keys, stores and scopes of context (`wirelatch.context`)."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from wirelatch.context.stores import ContextStores
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED


def stores(directory: Path, **options: Any) -> ContextStores:
    return ContextStores(directory, paths=paths, undefined=UNDEFINED, **options)


@pytest.fixture
def contexts(tmp_path: Path) -> ContextStores:
    return stores(tmp_path / "context")


def test_a_missing_key_is_undefined(contexts: ContextStores) -> None:
    scope = contexts.flow_scope("f")
    assert scope.get("x") is UNDEFINED
    assert scope.get("x.y[0].z") is UNDEFINED


def test_keys_are_property_expressions(contexts: ContextStores) -> None:
    scope = contexts.flow_scope("f")
    scope.set("a.b[1].c", 5)
    assert scope.get("a") == {"b": [None, {"c": 5}]}
    assert scope.get('a["b"][1].c') == 5
    scope.delete("a.b[1].c")
    assert scope.get("a.b[1]") == {}
    assert scope.keys() == ["a"]


def test_values_are_kept_by_reference(contexts: ContextStores) -> None:
    value: list[int] = []
    contexts.global_scope().set("x", value)
    value.append(1)
    assert contexts.global_scope().get("x") == [1]
    assert contexts.global_scope().get("x") is value


def test_setting_undefined_removes_a_key(contexts: ContextStores) -> None:
    scope = contexts.flow_scope("f")
    scope.set("x", None)
    assert scope.get("x") is None
    scope.set("x", UNDEFINED)
    assert scope.keys() == []


def test_a_key_may_name_its_store(contexts: ContextStores) -> None:
    scope = contexts.node_scope("n", "f")
    scope.set("#:(localfilesystem)::x.y", 1)
    assert scope.get("x") is UNDEFINED
    assert scope.get("x.y", "localfilesystem") == 1
    assert scope.keys("localfilesystem") == ["x"]


def test_an_unknown_store_means_the_default_one_with_one_warning(
    contexts: ContextStores, caplog: pytest.LogCaptureFixture
) -> None:
    scope = contexts.flow_scope("f")
    with caplog.at_level(logging.WARNING):
        scope.set("#:(redis)::x", 1)
        scope.set("#:(redis)::y", 1)
    assert scope.get("x") == 1
    assert [record.getMessage() for record in caplog.records] == [
        "Unknown context store 'redis' specified. Using default store."
    ]


@pytest.mark.parametrize("key", ["", None, 5, "#:(memory)::"])
def test_a_key_must_be_a_text(contexts: ContextStores, key: Any) -> None:
    with pytest.raises(ValueError, match="Invalid context key"):
        contexts.flow_scope("f").get(key)


def test_parent_leads_to_the_flow_around_as_often_as_it_is_written(contexts: ContextStores) -> None:
    outer, middle, inner = (
        contexts.flow_scope("o"),
        contexts.flow_scope("m", "o"),
        contexts.flow_scope("i", "m"),
    )
    outer.set("x", "outer")
    middle.set("x", "middle")
    assert inner.get("$parent.x") == "middle"
    assert inner.get("$parent.$parent.x") == "outer"
    assert inner.get("$parent.$parent.$parent.x") is UNDEFINED
    inner.set("$parent.y", 1)
    assert middle.get("y") == 1


def test_scopes_are_apart(contexts: ContextStores) -> None:
    contexts.node_scope("n", "f").set("x", "node")
    contexts.flow_scope("f").set("x", "flow")
    contexts.global_scope().set("x", "global")
    assert [contexts.scope(i).get("x") for i in ("n:f", "f", "global")] == ["node", "flow", "global"]


def test_listeners_are_told_of_every_change_until_they_leave(contexts: ContextStores) -> None:
    told: list[Any] = []
    leave = contexts.listen(lambda *change: told.append(change))
    contexts.node_scope("n", "f").set("a.b", 1)
    contexts.global_scope().delete("#:(localfilesystem)::c")
    leave()
    contexts.flow_scope("f").set("x", 1)
    assert told == [("n:f", "memory", "a.b", 1), ("global", "localfilesystem", "c", UNDEFINED)]


def test_the_global_scope_may_have_a_seed_that_is_not_stored(tmp_path: Path) -> None:
    scope = stores(tmp_path, global_seed={"os": {"type": "x"}}).global_scope()
    assert scope.get("os.type") == "x"
    assert scope.keys() == ["os"]
    scope.set("own", 1)
    assert scope.keys() == ["os", "own"]


def test_stores_are_configured_as_in_node_red(tmp_path: Path) -> None:
    configuration = {
        "default": "file",
        "file": {
            "module": "localfilesystem",
            "config": {"dir": str(tmp_path / "elsewhere"), "flushInterval": 1},
        },
        "ram": {"module": "memory"},
    }
    contexts = stores(tmp_path, configuration=configuration)
    contexts.flow_scope("f").set("x", 1)
    contexts.close()
    assert (tmp_path / "elsewhere" / "context" / "f" / "flow.json").exists()


@pytest.mark.parametrize(
    ("configuration", "problem"),
    [
        ({"default": "gone"}, "names the store 'gone'"),
        ({"a-b": {"module": "memory"}}, "cannot name a store"),
        ({"a": {"module": "redis"}}, "needs a module"),
        ({"a": {}}, "missing 'module' option"),
        ({"a": {"module": "sqlite", "config": {"synchronous": "never"}}}, "must be full or normal"),
        (
            {"a": {"module": "localfilesystem", "config": {"flushInterval": "often"}}},
            "must be a number of seconds",
        ),
        ({"a": {"module": "memory", "config": 5}}, "must be a table"),
    ],
)
def test_a_configuration_that_makes_no_sense_is_refused(
    tmp_path: Path, configuration: Any, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        stores(tmp_path, configuration=configuration)


def test_a_nodes_context_ends_with_the_node_unless_stores_were_configured(tmp_path: Path) -> None:
    for configuration, expected in ((None, UNDEFINED), ({"default": {"module": "memory"}}, 1)):
        contexts = stores(tmp_path, configuration=configuration)
        contexts.node_scope("n", "f").set("x", 1)
        contexts.node_closed("n", "f")
        assert (
            contexts.node_scope("n", "f").get("x") is expected
            or contexts.node_scope("n", "f").get("x") == expected
        )


def test_the_name_of_an_underscore_is_passed_over(tmp_path: Path) -> None:
    contexts = stores(tmp_path, configuration={"_": {"module": "gone"}, "ram": {"module": "memory"}})
    assert (list(contexts.stores), contexts.default) == (["ram"], "ram")
    assert stores(tmp_path, configuration={"_": {"module": "gone"}}).default == "memory"


def test_a_store_named_default_is_the_default_one(tmp_path: Path) -> None:
    contexts = stores(tmp_path, configuration={"a": {"module": "memory"}, "default": {"module": "memory"}})
    contexts.global_scope().set("x", 1)
    assert contexts.global_scope().get("x", "default") == 1
    assert contexts.global_scope().get("x", "a") is UNDEFINED


def test_keys_from_the_settings_may_be_left_out_of_the_list_of_keys(tmp_path: Path) -> None:
    scope = stores(tmp_path, global_seed={"os": 1}, export_seed_keys=False).global_scope()
    scope.set("own", 2)
    assert scope.keys() == ["own"]
    assert scope.values() == {"own": 2}
    assert scope.get("os") == 1


def test_what_is_set_hides_what_the_settings_give_until_it_is_removed(tmp_path: Path) -> None:
    scope = stores(tmp_path, global_seed={"x": {"a": 1}}).global_scope()
    scope.set("x", 5)
    assert (scope.get("x"), scope.values()) == (5, {"x": 5})
    scope.delete("x")
    assert scope.get("x.a") == 1

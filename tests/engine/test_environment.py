"""Environment variables: who sees which value (`wirelatch.engine.environment`)."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.engine.node import Node
from wirelatch.engine.properties import hidden
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import running
from wirelatch.scripting.values import UNDEFINED


class Holder(Node, type="holder"):
    """Holds a property."""

    value: Any = hidden()
    nested: Any = hidden()


OPTIONS: dict[str, Any] = {"classes": (Holder,), "env": {"OUTSIDE": "process", "X": "process x"}}


def var(name: str, value: Any, kind: str = "str") -> dict[str, Any]:
    return {"name": name, "value": value, "type": kind}


def env(runtime: Runtime, node_id: str, name: str) -> Any:
    node = runtime.node(node_id)
    assert node is not None
    return node.env(name)


async def test_a_variable_is_looked_up_from_the_group_outwards_to_the_process() -> None:
    flow = [
        {"id": "t", "type": "tab", "env": [var("X", "tab"), var("T", "tab")]},
        {"id": "outer", "type": "group", "env": [var("X", "outer"), var("O", "outer")]},
        {"id": "inner", "type": "group", "g": "outer", "env": [var("X", "inner")]},
        {"id": "n", "type": "holder", "g": "inner"},
        {"id": "m", "type": "holder"},
    ]
    async with running(flow, **OPTIONS) as runtime:
        assert [env(runtime, "n", name) for name in ("X", "O", "T", "OUTSIDE")] == [
            "inner",
            "outer",
            "tab",
            "process",
        ]
        assert [env(runtime, "m", name) for name in ("X", "O")] == ["tab", UNDEFINED]


async def test_parent_starts_one_level_up() -> None:
    flow = [
        {"id": "t", "type": "tab", "env": [var("X", "tab")]},
        {"id": "g", "type": "group", "env": [var("X", "group")]},
        {"id": "n", "type": "holder", "g": "g"},
    ]
    async with running(flow, **OPTIONS) as runtime:
        assert env(runtime, "n", "$parent.X") == "tab"
        assert env(runtime, "n", "$parent.$parent.X") == "process x"


async def test_names_and_ids_of_node_group_and_flow_are_variables() -> None:
    flow = [
        {"id": "t", "type": "tab", "label": "The tab"},
        {"id": "g", "type": "group", "name": "The group"},
        {"id": "n", "type": "holder", "name": "The node", "g": "g"},
    ]
    names = ["NODE_NAME", "NODE_ID", "NODE_PATH", "GROUP_NAME", "GROUP_ID", "FLOW_NAME", "FLOW_ID"]
    async with running(flow, **OPTIONS) as runtime:
        values = [env(runtime, "n", f"NR_{name}") for name in names]
        assert values == ["The node", "n", "t/n", "The group", "g", "The tab", "t"]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("str", "5", "5"),
        ("num", "5", 5),
        ("bool", "true", True),
        ("bool", "false", False),
        ("json", '{"a":[1]}', {"a": [1]}),
        ("bin", "[104,105]", b"hi"),
        ("env", "OUTSIDE", "process"),
        ("env", "a ${OUTSIDE} b", "a process b"),
        ("jsonata", "1 + 1", 2),
    ],
)
async def test_values_are_typed(kind: str, value: str, expected: Any) -> None:
    flow = [{"id": "t", "type": "tab", "env": [var("V", value, kind)]}, {"id": "n", "type": "holder"}]
    async with running(flow, **OPTIONS) as runtime:
        assert env(runtime, "n", "V") == expected


async def test_objects_are_handed_out_as_copies() -> None:
    flow = [{"id": "t", "type": "tab", "env": [var("V", '{"a":1}', "json")]}, {"id": "n", "type": "holder"}]
    async with running(flow, **OPTIONS) as runtime:
        env(runtime, "n", "V")["a"] = 2
        assert env(runtime, "n", "V") == {"a": 1}


async def test_a_variable_that_names_itself_means_the_one_outside() -> None:
    flow = [
        {"id": "t", "type": "tab", "env": [var("OUTSIDE", "OUTSIDE", "env")]},
        {"id": "n", "type": "holder"},
    ]
    async with running(flow, **OPTIONS) as runtime:
        assert env(runtime, "n", "OUTSIDE") == "process"


async def test_a_variable_may_name_a_neighbour_wherever_that_stands() -> None:
    entries = [var("B", "A", "env"), var("A", "7", "num")]
    flow = [{"id": "t", "type": "tab", "env": entries}, {"id": "n", "type": "holder"}]
    async with running(flow, **OPTIONS) as runtime:
        assert env(runtime, "n", "B") == 7


async def test_a_value_that_cannot_be_read_is_undefined_and_the_flow_runs() -> None:
    flow = [{"id": "t", "type": "tab", "env": [var("V", "{", "json")]}, {"id": "n", "type": "holder"}]
    async with running(flow, **OPTIONS) as runtime:
        assert env(runtime, "n", "V") is UNDEFINED


async def test_the_instance_of_a_subflow_overrules_its_definition() -> None:
    flow = [
        {"id": "t", "type": "tab", "env": [var("T", "tab")]},
        {
            "id": "s",
            "type": "subflow",
            "env": [var("A", "defined"), var("B", "defined"), var("P", "B", "env")],
        },
        {"id": "n", "type": "holder", "z": "s", "x": 0, "y": 0},
        {"id": "i", "type": "subflow:s", "z": "t", "name": "The instance", "env": [var("B", "given")]},
    ]
    async with running(flow, **OPTIONS) as runtime:
        assert [env(runtime, "i-n", name) for name in "ABPT"] == ["defined", "given", "given", "tab"]
        names = ["SUBFLOW_NAME", "SUBFLOW_ID", "SUBFLOW_PATH", "NODE_PATH"]
        assert [env(runtime, "i-n", f"NR_{name}") for name in names] == ["The instance", "i", "t/i", "t/i/n"]


async def test_a_subflow_in_a_group_sees_the_groups_variables() -> None:
    flow = [
        {"id": "t", "type": "tab"},
        {"id": "g", "type": "group", "env": [var("G", "group")], "z": "t"},
        {"id": "s", "type": "subflow"},
        {"id": "n", "type": "holder", "z": "s", "x": 0, "y": 0},
        {"id": "i", "type": "subflow:s", "z": "t", "g": "g"},
    ]
    async with running(flow, **OPTIONS) as runtime:
        assert env(runtime, "i-n", "G") == "group"


async def test_secret_variables_come_from_the_credentials() -> None:
    flow = [
        {"id": "t", "type": "tab", "env": [var("SECRET", "", "cred")]},
        {"id": "s", "type": "subflow", "env": [var("SECRET", "", "cred"), var("OTHER", "", "cred")]},
        {"id": "n", "type": "holder", "z": "t"},
        {"id": "m", "type": "holder", "z": "s", "x": 0, "y": 0},
        {"id": "i", "type": "subflow:s", "z": "t", "env": [var("OTHER", "", "cred")]},
    ]
    credentials = {
        "t": {"SECRET": "of the tab"},
        "s": {"SECRET": "of the definition"},
        "i": {"OTHER": "of the instance"},
    }
    async with running(flow, credentials=credentials, **OPTIONS) as runtime:
        assert env(runtime, "n", "SECRET") == "of the tab"
        assert env(runtime, "i-m", "SECRET") == "of the definition"
        assert env(runtime, "i-m", "OTHER") == "of the instance"


async def test_a_secret_of_a_subflow_that_was_not_given_is_undefined() -> None:
    flow = [
        {"id": "s", "type": "subflow", "env": [var("SECRET", "", "cred")]},
        {"id": "m", "type": "holder", "z": "s", "x": 0, "y": 0},
        {"id": "i", "type": "subflow:s"},
    ]
    async with running(flow, **OPTIONS) as runtime:
        assert env(runtime, "i-m", "SECRET") is UNDEFINED


async def test_the_global_configuration_has_variables_for_all_flows() -> None:
    flow = [
        {"id": "gc", "type": "global-config", "env": [var("G", "global"), var("S", "", "cred")]},
        {"id": "t", "type": "tab"},
        {"id": "n", "type": "holder"},
    ]
    async with running(flow, credentials={"gc": {"map": {"S": "secret"}}}, **OPTIONS) as runtime:
        assert (env(runtime, "n", "G"), env(runtime, "n", "S")) == ("global", "secret")


async def test_excluded_variables_of_the_process_are_hidden() -> None:
    async with running(
        [{"id": "n", "type": "holder"}], settings={"envVarExcludes": ["OUTSIDE"]}, **OPTIONS
    ) as runtime:
        assert env(runtime, "n", "OUTSIDE") is UNDEFINED


async def test_a_property_that_is_as_a_whole_a_variable_is_substituted_at_any_depth() -> None:
    holder = {
        "id": "n",
        "type": "holder",
        "value": "${OUTSIDE}",
        "nested": {"a": ["$(X)", "not ${X}", "${MISSING}"]},
    }
    async with running(
        [{"id": "t", "type": "tab", "env": [var("N", "5", "num")]}, holder], **OPTIONS
    ) as runtime:
        node: Any = runtime.node("n")
        assert node.value == "process"
        assert node.nested == {"a": ["process x", "not ${X}", "${MISSING}"]}
        assert runtime.flows[1]["value"] == "${OUTSIDE}"

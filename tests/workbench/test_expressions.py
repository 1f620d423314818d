"""`POST /api/v1/jsonata`: trying an expression while it is written."""

from pathlib import Path
from typing import Any

import pytest

from tests.access.flows_half import flows_half, session_token

FLOW: list[dict[str, Any]] = [
    {"id": "t", "type": "tab", "label": "T", "env": [{"name": "SIZE", "type": "num", "value": "7"}]},
    {"id": "n", "type": "debug", "z": "t", "x": 1, "y": 1, "wires": []},
]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("$sum(payload)", {"result": "6", "kind": "number"}),
        ("payload[0]", {"result": "1", "kind": "number"}),
        ("nothing", {"result": "", "kind": "undefined"}),
        ("$sum", {"result": "", "kind": "function"}),
        ('{"a": [payload[0]]}', {"result": '{\n    "a": [\n        1\n    ]\n}', "kind": "object"}),
        ("1 +", {"error": "the expression ends too early (position 3)", "code": "S0207", "position": 3}),
    ],
)
async def test_an_expression_gives_its_value_or_what_is_wrong_and_where(
    tmp_path: Path, expression: str, expected: dict[str, Any]
) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as tool,
    ):
        body = {"expression": expression, "message": {"payload": [1, 2, 3]}}
        assert (await tool.post("/api/v1/jsonata", json=body)).json() == expected


async def test_an_expression_that_does_not_end_is_ended_while_others_are_answered(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as tool,
    ):
        endless = {"expression": "($f := function($x){ $f($x + 1) }; $f(0))", "message": {}}
        answer = await tool.post("/api/v1/jsonata", json=endless)
        assert answer.json()["code"] == "D1012"
        assert (await tool.post("/api/v1/jsonata", json={})).status_code == 400


async def test_an_expression_has_the_environment_of_the_node_it_is_written_for(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as tool,
    ):
        (await tool.post("/flows", json=FLOW)).raise_for_status()
        body = {"expression": '$env("SIZE")', "message": {}, "node": "n"}
        assert (await tool.post("/api/v1/jsonata", json=body)).json() == {"result": "7", "kind": "number"}


async def test_who_may_not_deploy_may_not_evaluate(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "read")) as tool,
    ):
        assert (await tool.post("/api/v1/jsonata", json={"expression": "1"})).status_code == 401

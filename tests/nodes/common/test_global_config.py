"""The `global-config` node: environment variables for all flows."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.testing import collect, running


def variable(name: str, value: Any, kind: str = "str") -> dict[str, Any]:
    return {"name": name, "value": value, "type": kind}


def flow(*configs: dict[str, Any]) -> list[dict[str, Any]]:
    rules = [{"t": "set", "p": name, "pt": "msg", "to": name, "tot": "env"} for name in ("A", "B", "S")]
    return [
        *configs,
        {"id": "n", "type": "change", "rules": rules, "wires": [["p"]]},
        {"id": "p", "type": "probe"},
    ]


async def seen(runtime: Any) -> tuple[Any, Any, Any]:
    runtime.node("n").receive({})
    msg = await collect(runtime, "p").next()
    return msg["A"], msg["B"], msg["S"]


async def test_its_variables_hold_everywhere_and_its_secrets_come_from_the_credentials() -> None:
    config = {
        "id": "gc",
        "type": "global-config",
        "env": [variable("A", "1", "num"), variable("S", "", "cred")],
    }
    async with running(flow(config), credentials={"gc": {"map": {"S": "secret", "has_S": True}}}) as runtime:
        assert runtime.deployed.missing_types() == []
        assert await seen(runtime) == (1, "", "secret")
        assert runtime.deployed.credentials_for("global-config", "gc") == {"map": {"has_S": True}}


async def test_of_several_all_count_and_the_later_one_wins() -> None:
    one = {"id": "gc1", "type": "global-config", "env": [variable("A", "first"), variable("B", "first")]}
    two = {"id": "gc2", "type": "global-config", "env": [variable("B", "second")]}
    empty = {"id": "gc3", "type": "global-config"}
    async with running(flow(one, two, empty)) as runtime:
        assert (await seen(runtime))[:2] == ("first", "second")


async def test_a_change_restarts_everything_whatever_kind_of_deploy_it_is() -> None:
    config = {"id": "gc", "type": "global-config", "env": [variable("A", "old")], "modules": {"x": "1.0.0"}}
    async with running(flow(config)) as runtime:
        before = runtime.node("p")
        flows = [
            {**record, "env": [variable("A", "new")]} if record["id"] == "gc" else record
            for record in runtime.deployed.records
        ]
        await runtime.deploy(flows, kind="nodes")
        assert runtime.node("p") is not before
        assert (await seen(runtime))[0] == "new"

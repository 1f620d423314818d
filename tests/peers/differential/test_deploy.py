"""What a deploy restarts: the same nodes as with Node-RED, for each kind of deploy and each kind of change.

Function nodes tell of their starts in the global context; a config node is seen by what happens to its users.
"""

from __future__ import annotations

import asyncio
import copy
import re
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from tests.peers.differential.twins import Twins
from tests.peers.node_red import NodeRed
from wirelatch.engine.node import Node
from wirelatch.engine.runtime import Runtime

pytestmark = [pytest.mark.peers, pytest.mark.slow]

COUNT = """
const key = "start_" + env.get("NR_NODE_ID").replace(/[^a-z0-9]/gi, "_");
global.set(key, (global.get(key) || 0) + 1);
"""


def function(node_id: str, flow: str, *wires: str, **more: Any) -> dict[str, Any]:
    return {
        "id": node_id, "type": "function", "z": flow, "x": 10, "y": 10, "name": node_id, "func": "return msg;",
        "outputs": 1, "timeout": 0, "noerr": 0, "initialize": COUNT, "finalize": "", "libs": [],
        "wires": [list(wires)], **more,
    }  # fmt: skip


def variable(name: str, value: str, kind: str = "str") -> dict[str, str]:
    return {"name": name, "value": value, "type": kind}


def group(node_id: str, flow: str, *nodes: str, **more: Any) -> dict[str, Any]:
    return {
        "id": node_id, "type": "group", "z": flow, "name": node_id, "style": {"label": True}, "nodes": list(nodes),
        "x": 0, "y": 0, "w": 10, "h": 10, **more,
    }  # fmt: skip


def link(node_id: str, kind: str, flow: str, links: list[str], *wires: str) -> dict[str, Any]:
    return {
        "id": node_id, "type": f"link {kind}", "z": flow, "x": 1, "y": 1, "name": "", "links": links,
        "wires": [list(wires)] if kind == "in" else [],
    }  # fmt: skip


BROKER = {
    "type": "mqtt-broker", "name": "", "broker": "127.0.0.1", "port": "1", "clientid": "", "autoConnect": False,
    "usetls": True, "protocolVersion": "4", "keepalive": "60", "cleansession": True,
}  # fmt: skip

BASE: list[dict[str, Any]] = [
    {"id": "t", "type": "tab", "label": "t", "disabled": False, "info": "", "env": []},
    {"id": "u", "type": "tab", "label": "u", "disabled": False, "info": "", "env": [variable("X", "1")]},
    {"id": "w", "type": "tab", "label": "w", "disabled": False, "info": "", "env": []},
    {"id": "S", "type": "subflow", "name": "S", "info": "", "env": [variable("Y", "1")],
     "in": [{"x": 1, "y": 1, "wires": [{"id": "Sa"}]}], "out": [{"x": 1, "y": 1, "wires": [{"id": "Sb", "port": 0}]}]},
    function("Sa", "S", "Sb"),
    function("Sb", "S"),
    {"id": "Sn", "type": "subflow:N", "z": "S", "x": 1, "y": 1, "name": "", "env": [], "wires": [[]]},
    {"id": "N", "type": "subflow", "name": "N", "info": "", "env": [], "in": [],
     "out": [{"x": 1, "y": 1, "wires": [{"id": "Na", "port": 0}]}]},
    function("Na", "N"),
    {"id": "tls", "type": "tls-config", "name": "", "cert": "", "key": "", "ca": "", "verifyservercert": True},
    {"id": "broker", **BROKER, "tls": "tls"},
    {"id": "other", **BROKER, "tls": ""},
    group("g1", "t", "a", "g2"),
    group("g2", "t", "b", g="g1"),
    function("a", "t", "b", g="g1"),
    function("b", "t", "c", g="g2"),
    function("c", "t"),
    function("d", "t"),
    function("user", "t", broker="broker"),
    function("user2", "w", broker="other"),
    function("lonely", "t"),
    link("lo", "out", "t", ["li"]),
    function("l1", "t", "lo"),
    link("li", "in", "u", ["lo"], "l2"),
    function("l2", "u"),
    link("li2", "in", "w", [], "l3"),
    function("l3", "w"),
    {"id": "s1", "type": "subflow:S", "z": "t", "x": 1, "y": 1, "name": "", "env": [], "wires": [["after"]]},
    function("after", "t"),
    {"id": "s2", "type": "subflow:S", "z": "w", "x": 1, "y": 1, "name": "", "env": [], "wires": [[]]},
    function("inU", "u"),
    function("off", "u", d=True),
]  # fmt: skip

Patch = Mapping[str, Any]

FULL = ("nothing", "a tab that is disabled", "a node that is disabled")
"""Changes that are worth a full deploy, which restarts everything else in any case."""

CHANGES: dict[str, list[Patch]] = {
    "nothing": [],
    "a property": [{"id": "a", "func": "return null;"}],
    "a new property": [{"id": "d", "extra": 1}],
    "a place": [{"id": "a", "x": 99}, {"id": "g1", "w": 99}],
    "the name of a tab": [{"id": "t", "label": "other", "info": "text"}],
    "the environment of a tab": [{"id": "u", "env": [variable("X", "2")]}],
    "a first variable of a tab": [{"id": "w", "env": [variable("Z", "2")]}],
    "a tab that is disabled": [{"id": "t", "disabled": True}],
    "a new wire": [{"id": "a", "wires": [["b", "d"]]}],
    "a wire less": [{"id": "b", "wires": [[]]}],
    "a new output": [{"id": "lonely", "outputs": 2, "wires": [[], []]}],
    "a new link": [{"id": "lo", "links": ["li", "li2"]}, {"id": "li2", "links": ["lo"]}],
    "a link less": [{"id": "lo", "links": []}, {"id": "li", "links": []}],
    "a config node of a config node": [{"id": "tls", "name": "changed"}],
    "a config node": [{"id": "broker", "port": "2"}],
    "a disabled config node": [{"id": "other", "d": True}],
    "a config node that is gone": [{"id": "other", "gone": True}],
    "another config node": [{"id": "user", "broker": "other"}],
    "the environment of a group": [{"id": "g1", "env": [variable("G", "1")]}],
    "the environment of an inner group": [{"id": "g2", "env": [variable("G", "1")]}],
    "the name of a group": [{"id": "g1", "name": "other"}],
    "the looks of a group": [{"id": "g1", "style": {"label": False}}],
    "a node that leaves its group": [{"id": "g2", "nodes": []}, {"id": "b", "g": None}],
    "a node that joins a group": [{"id": "g1", "nodes": ["a", "g2", "d"]}, {"id": "d", "g": "g1"}],
    "a group that is gone": [{"id": "g2", "gone": True}, {"id": "g1", "nodes": ["a", "b"]}, {"id": "b", "g": "g1"}],
    "the name of a subflow": [{"id": "S", "name": "other"}],
    "the environment of a subflow": [{"id": "S", "env": [variable("Y", "2")]}],
    "a node inside a subflow": [{"id": "Sa", "func": "return null;"}],
    "a wire inside a subflow": [{"id": "Sa", "wires": [[]]}],
    "a place inside a subflow": [{"id": "Sa", "x": 77}],
    "a new node inside a subflow": [function("Sc", "S")],
    "a node less inside a subflow": [{"id": "Sa", "gone": True}, {"id": "S", "in": []}],
    "an output of a subflow": [{"id": "S", "out": [{"x": 1, "y": 1, "wires": [{"id": "Sa", "port": 0}]}]}],
    "a node inside a subflow inside a subflow": [{"id": "Na", "func": "return null;"}],
    "the environment of an instance": [{"id": "s1", "env": [variable("Y", "3")]}],
    "the wires of an instance": [{"id": "s1", "wires": [["after", "c"]]}],
    "a new instance": [{"id": "s3", "type": "subflow:S", "z": "u", "x": 1, "y": 1, "env": [], "wires": [[]]}],
    "an instance less": [{"id": "s2", "gone": True}],
    "a node less": [{"id": "b", "gone": True}, {"id": "a", "wires": [[]]}],
    "a new node": [function("new", "t", "c")],
    "a node on another tab": [{"id": "d", "z": "u"}],
    "a node that is disabled": [{"id": "a", "d": True}],
    "a node that is enabled": [{"id": "off", "d": None}],
    "a tab that is gone": [{"id": i, "gone": True} for i in ("u", "li", "l2", "inU", "off")] + [{"id": "lo", "links": []}],
    "a new tab": [{"id": "n", "type": "tab", "label": "n", "env": []}, function("onN", "n")],
    "a global configuration": [{"id": "gc", "type": "global-config", "env": [variable("GC", "2")]}],
}  # fmt: skip


def patched(patches: list[Patch]) -> list[dict[str, Any]]:
    by_id = {record["id"]: copy.deepcopy(record) for record in [*BASE, GLOBAL]}
    for patch in patches:
        record = by_id.setdefault(patch["id"], {})
        record |= patch
        if record.pop("gone", False):
            del by_id[patch["id"]]
            continue
        for key in [key for key, value in record.items() if value is None]:
            del record[key]
    return list(by_id.values())


GLOBAL = {"id": "gc", "type": "global-config", "env": [variable("GC", "1")]}


class Theirs:
    """Node-RED, with how often its function nodes had started at the last look."""

    def __init__(self, running: NodeRed, client: httpx.AsyncClient) -> None:
        self._running = running
        self._client = client
        self._before: dict[str, int] | None = None

    async def deploy(self, records: list[dict[str, Any]], kind: str) -> None:
        headers = {"Node-RED-Deployment-Type": kind}
        (await self._client.post("/flows", json=records, headers=headers)).raise_for_status()
        await asyncio.to_thread(self._running.program.wait_for, "Started")

    async def started(self) -> list[str]:
        """The function nodes that started since."""
        held = (await self._client.get("/context/global")).json()["memory"]
        now = {key: int(entry["msg"]) for key, entry in held.items() if key.startswith("start_")}
        before = now if self._before is None else self._before
        new = {key: count - before.get(key, 0) for key, count in now.items()}
        self._before = now
        assert set(new.values()) <= {0, 1}, new
        return sorted(key.removeprefix("start_") for key, count in new.items() if count)


MORE = {("a config node that is gone", "taken back"): ("user2",)}
"""What starts again here only (docs/differences.md)."""


class Ours:
    """Our runtime, with the function nodes that ran at the last look."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._before: dict[str, Node] = {}

    def started(self) -> list[str]:
        """The function nodes that started since."""
        now = {node.id: node for node in self._runtime.nodes() if node.type == "function"}
        new = [node_id for node_id, node in now.items() if self._before.get(node_id) is not node]
        self._before = now
        return sorted(re.sub("[^a-z0-9]", "_", node_id, flags=re.IGNORECASE) for node_id in new)


@pytest.mark.parametrize("kind", ["nodes", "flows", "full"])
async def test_the_same_nodes_start_again_after_each_change_and_when_it_is_taken_back(
    pair: Twins, running_node_red: NodeRed, kind: str
) -> None:
    ours = Ours(pair.runtime)
    async with httpx.AsyncClient(base_url=running_node_red.url, verify=False) as client:
        theirs = Theirs(running_node_red, client)
        await theirs.deploy([], "full")
        await theirs.started()

        async def deploy(records: list[dict[str, Any]], kind: str) -> tuple[list[str], list[str]]:
            copied: Any = copy.deepcopy(records)
            await asyncio.gather(theirs.deploy(records, kind), pair.runtime.deploy(copied, kind=kind))  # type: ignore[arg-type]
            return await theirs.started(), ours.started()

        expected, started = await deploy(patched([]), "full")
        assert started == expected
        differences = []
        for name, patches in CHANGES.items():
            if kind == "full" and name not in FULL:
                continue
            for step, records in (("made", patched(patches)), ("taken back", patched([]))):
                expected, started = await deploy(records, kind)
                started = [node_id for node_id in started if node_id not in MORE.get((name, step), ())]
                if started != expected:
                    differences.append(f"{name}, {step}: Node-RED {expected}, Wirelatch {started}")
    assert not differences, "\n".join(differences)

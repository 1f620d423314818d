"""What a deploy restarts, stores and announces (`wirelatch.engine.runtime`, `wirelatch.engine.lifecycle`)."""

from __future__ import annotations

import asyncio
import copy
import json
from pathlib import Path
from typing import Any

import pytest

from wirelatch.document.errors import DocumentError, StorageError, VersionMismatch
from wirelatch.engine.node import Message, Node
from wirelatch.engine.properties import config_node, credential, hidden, number, text
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import collect, complete_records, registry_of, running

EVENTS: list[str] = []


class Noted(Node, type="noted"):
    """Tells when it starts and closes."""

    value: Any = hidden()
    server: str = config_node("noted-server")

    def start(self) -> None:
        EVENTS.append(f"+{self.id}")

    def on_message(self, msg: Message) -> Message:
        return msg

    def close(self, removed: bool) -> None:
        EVENTS.append(f"-{self.id}{' removed' if removed else ''}")


class NotedServer(Node, type="noted-server", category="config"):
    """A config node that tells the same."""

    host: str = text()
    user: str = credential(secret=False)
    password: str = credential()

    def start(self) -> None:
        EVENTS.append(f"+{self.id}")

    def close(self, removed: bool) -> None:
        EVENTS.append(f"-{self.id}{' removed' if removed else ''}")


class Broken(Node, type="broken"):
    """Cannot be made."""

    when: str = text()

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if self.when == "constructor":
            raise RuntimeError("cannot be made")

    def start(self) -> Any:
        if self.when == "start":
            raise RuntimeError("cannot start")
        if self.when == "async start":
            return self._start()
        return None

    async def _start(self) -> None:
        await asyncio.sleep(0)
        raise RuntimeError("cannot start at all")


class Slow(Node, type="slow"):
    """Takes its time to close."""

    seconds: float = number(0)

    async def close(self, removed: bool) -> None:
        await asyncio.sleep(self.seconds)


class Meeting(Node, type="meeting"):
    """Closes when another one closes as well."""

    closing: list[asyncio.Event] = []

    async def close(self, removed: bool) -> None:
        ours = asyncio.Event()
        self.closing.append(ours)
        if len(self.closing) == 2:
            for event in self.closing:
                event.set()
        await ours.wait()


CLASSES = (Noted, NotedServer, Broken, Slow, Meeting)


def tab(node_id: str, **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": "tab", "label": node_id, **more}


def noted(node_id: str, flow: str = "t", *wires: str, **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": "noted", "z": flow, "x": 0, "y": 0, "wires": [list(wires)], **more}


FLOWS = [
    tab("t"),
    tab("u"),
    {"id": "s", "type": "noted-server", "host": "h"},
    noted("a", "t", "b"),
    noted("b", "t"),
    noted("c", "t"),
    noted("d", "u", server="s"),
    noted("e", "u"),
]


async def redeploy(runtime: Runtime, kind: Any, *changes: tuple[str, dict[str, Any] | None]) -> list[str]:
    """Deploy with some records changed (None removes one); gives what started and stopped."""
    EVENTS.clear()
    records = []
    patches = dict(changes)
    for record in copy.deepcopy(runtime.flows):
        patch = patches.pop(record["id"], {})
        if patch is not None:
            records.append({**record, **patch})
    records += [{"id": node_id, **patch} for node_id, patch in patches.items() if patch is not None]
    await runtime.deploy(records, kind=kind)
    return list(EVENTS)


async def test_a_full_deploy_restarts_everything_config_nodes_last_and_first() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        events = await redeploy(runtime, "full")
        assert sorted(events[:6]) == sorted(f"-{n}" for n in "abcdes")
        assert events[5:7] == ["-s", "+s"]
        assert sorted(events[6:]) == sorted(f"+{n}" for n in "abcdes")


@pytest.mark.parametrize("kind", ["flows", "nodes"])
async def test_nothing_restarts_when_nothing_changed_or_nodes_only_moved(kind: str) -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        assert await redeploy(runtime, kind) == []
        assert await redeploy(runtime, kind, ("a", {"x": 100, "y": 50}), ("t", {"label": "renamed"})) == []


async def test_nodes_restarts_the_changed_node_only() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        assert await redeploy(runtime, "nodes", ("a", {"value": 1})) == ["-a", "+a"]


async def test_flows_restarts_what_is_changed_and_what_is_connected_to_it() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        assert await redeploy(runtime, "flows", ("a", {"value": 1})) == ["-a", "-b", "+a", "+b"]


async def test_new_wires_need_no_restart_for_nodes() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        assert await redeploy(runtime, "nodes", ("a", {"wires": [["c"]]})) == []
        runtime.node("a").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert (runtime.machine.route("b").received, runtime.machine.route("c").received) == (0, 1)


async def test_a_changed_config_node_restarts_its_users() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        assert await redeploy(runtime, "nodes", ("s", {"host": "other"})) == ["-d", "-s", "+s", "+d"]


async def test_removed_nodes_are_told_that_they_are_removed() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        assert await redeploy(runtime, "nodes", ("b", None)) == ["-b removed"]
        assert runtime.node("b") is None


async def test_a_removed_tab_takes_its_nodes_with_it() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        events = await redeploy(runtime, "nodes", ("u", None), ("d", None), ("e", None))
        assert sorted(events) == ["-d removed", "-e removed"]


async def test_disabling_a_tab_stops_it_and_enabling_starts_it() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        assert sorted(await redeploy(runtime, "nodes", ("u", {"disabled": True}))) == [
            "-d removed",
            "-e removed",
        ]
        assert sorted(await redeploy(runtime, "nodes", ("u", {"disabled": False}))) == ["+d", "+e"]


async def test_disabling_a_node_stops_it_and_enabling_starts_it() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        assert await redeploy(runtime, "nodes", ("e", {"d": True})) == ["-e removed"]
        assert await redeploy(runtime, "nodes", ("e", {"d": False})) == ["+e"]


async def test_a_changed_environment_restarts_the_whole_tab() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        env = [{"name": "X", "value": "1", "type": "str"}]
        events = await redeploy(runtime, "nodes", ("u", {"env": env}))
        assert sorted(events) == ["+d", "+e", "-d", "-e"]
        node = runtime.node("e")
        assert node is not None
        assert node.env("X") == "1"


async def test_a_changed_global_configuration_restarts_everything() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        events = await redeploy(runtime, "nodes", ("gc", {"type": "global-config", "env": []}))
        assert len(events) == 12


async def test_a_change_inside_a_subflow_restarts_all_its_instances_and_nothing_else() -> None:
    flows = [
        *FLOWS, {"id": "sub", "type": "subflow", "in": [{"wires": [{"id": "in"}]}], "out": []}, noted("in", "sub"),
        {"id": "i", "type": "subflow:sub", "z": "t"}, {"id": "j", "type": "subflow:sub", "z": "u"},
    ]  # fmt: skip
    async with running(flows, classes=CLASSES) as runtime:
        assert sorted(await redeploy(runtime, "nodes", ("in", {"value": 5}))) == [
            "+i-in",
            "+j-in",
            "-i-in",
            "-j-in",
        ]
        runtime.node("i").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert runtime.machine.route("i-in").received == 1


async def test_new_wires_of_a_subflow_instance_need_no_restart() -> None:
    flows = [
        tab("t"), {"id": "sub", "type": "subflow", "in": [{"wires": [{"id": "in"}]}], "out": [{"wires": [{"id": "in", "port": 0}]}]},
        noted("in", "sub"), {"id": "i", "type": "subflow:sub", "z": "t", "wires": [["a"]]}, noted("a"), noted("b"),
    ]  # fmt: skip
    async with running(flows, classes=CLASSES) as runtime:
        assert await redeploy(runtime, "nodes", ("i", {"wires": [["b"]]})) == []
        runtime.node("i").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert (runtime.machine.route("a").received, runtime.machine.route("b").received) == (0, 1)


async def test_a_missing_type_does_not_stop_the_rest_and_is_announced() -> None:
    flows = [tab("t"), {"id": "x", "type": "of another package", "z": "t", "wires": [["a"]]}, noted("a")]
    async with running(flows, classes=CLASSES) as runtime:
        state = runtime.events.retained["notification/runtime-state"]
        assert (state["state"], state["error"], state["types"]) == (
            "start",
            "missing-types",
            ["of another package"],
        )
        assert runtime.events.retained["status/x"]["text"] == "missing type"
        runtime.node("x").receive({"payload": 1})  # type: ignore[union-attr]
        await runtime.machine.idle()
        assert runtime.machine.route("a").received == 0
        assert runtime.node("a") is not None


@pytest.mark.parametrize(
    ("when", "status"),
    [("constructor", "failed to start"), ("start", "cannot start"), ("async start", "cannot start at all")],
)
async def test_a_node_that_cannot_start_shows_it_and_the_others_run(when: str, status: str) -> None:
    EVENTS.clear()
    async with running(
        [{"id": "x", "type": "broken", "when": when}, noted("a", "flow")], classes=CLASSES
    ) as runtime:
        assert runtime.events.retained["status/x"]["text"] == status
        assert runtime.machine.route("x").errors == 1
        assert EVENTS == ["+a"]


async def test_a_node_that_does_not_close_in_time_is_left_behind() -> None:
    slow = [{"id": "x", "type": "slow", "seconds": 60}]
    async with running(slow, classes=CLASSES, settings={"nodeCloseTimeout": 20}) as runtime:
        shown: list[str] = []
        runtime.events.subscribe(lambda topic, data: shown.append(data["msg"]) if topic == "debug" else None)
        await runtime.deploy([])
        assert shown == ["Error stopping node: Close timed out after 0.02 s"]


async def test_nodes_of_different_tabs_close_beside_each_other() -> None:
    Meeting.closing.clear()
    records = [tab("t"), tab("u"), *({**noted(f"m{flow}", flow), "type": "meeting"} for flow in "tu")]
    async with running(records, classes=CLASSES, settings={"nodeCloseTimeout": 5000}) as runtime:
        shown: list[str] = []
        runtime.events.subscribe(lambda topic, data: shown.append(data["msg"]) if topic == "debug" else None)
        await runtime.deploy([])
        assert shown == []
        assert all(event.is_set() for event in Meeting.closing)


async def test_timers_and_tasks_end_with_the_node() -> None:
    async with running([noted("a", "flow")], classes=CLASSES) as runtime:
        node = runtime.node("a")
        assert node is not None
        timer = node.call_later(60, print)
        task = node.spawn(asyncio.sleep(60))
        await runtime.deploy([])
        assert task.cancelled()
        assert timer.cancelled()


async def test_a_stale_revision_is_refused_and_nothing_changes() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        before = runtime.revision
        with pytest.raises(VersionMismatch):
            await runtime.deploy([], rev="of yesterday")
        assert runtime.revision == before
        assert await runtime.deploy(runtime.flows[:-1], rev=before) != before


async def test_an_invalid_document_is_refused_and_nothing_changes() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        with pytest.raises(DocumentError, match="node a: there is more than one node with this id"):
            await runtime.deploy([noted("a"), noted("a")])
        assert runtime.node("a") is not None
        assert len(runtime.flows) == len(FLOWS)


async def test_a_document_that_cannot_be_stored_is_not_deployed(tmp_path: Path) -> None:
    async with running(FLOWS, classes=CLASSES, data_dir=tmp_path) as runtime:
        (tmp_path / "flows.json.$$$").mkdir()
        EVENTS.clear()
        with pytest.raises(StorageError, match=r"flows\.json"):
            await runtime.deploy([])
        (tmp_path / "flows.json.$$$").rmdir()
        assert EVENTS == []
        assert len(json.loads((tmp_path / "flows.json").read_bytes())) == len(FLOWS)
        assert len(runtime.flows) == len(FLOWS)


async def test_deploys_at_the_same_time_happen_one_after_the_other() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        EVENTS.clear()
        one, two = copy.deepcopy(runtime.flows), copy.deepcopy(runtime.flows)
        one[3]["value"], two[3]["value"] = 1, 2
        await asyncio.gather(runtime.deploy(one, kind="nodes"), runtime.deploy(two, kind="nodes"))
        assert EVENTS == ["-a", "+a", "-a", "+a"]
        assert runtime.flows[3]["value"] == 2


async def test_a_deploy_is_announced_with_its_revision() -> None:
    async with running(FLOWS, classes=CLASSES) as runtime:
        rev = await runtime.deploy(runtime.flows[:-1])
        assert runtime.events.retained["notification/runtime-deploy"] == {"revision": rev}


async def test_what_was_deployed_runs_again_after_a_restart(tmp_path: Path) -> None:
    registry = registry_of(*CLASSES)
    async with running(FLOWS, registry=registry, data_dir=tmp_path) as runtime:
        rev = runtime.revision
    again = Runtime(data_dir=tmp_path, registry=registry)
    await again.start()
    try:
        assert again.revision == rev
        assert again.node("a") is not None
    finally:
        await again.stop()


async def test_reload_reads_the_files_again(tmp_path: Path) -> None:
    async with running(FLOWS, classes=CLASSES, data_dir=tmp_path) as runtime:
        (tmp_path / "flows.json").write_text(json.dumps([tab("t"), noted("z")]))
        await runtime.deploy([], kind="reload")
        assert runtime.node("z") is not None
        assert runtime.node("a") is None
        assert [record["id"] for record in runtime.flows] == ["t", "z"]


async def test_stopped_flows_stay_stopped_over_a_restart_and_a_deploy(tmp_path: Path) -> None:
    registry = registry_of(*CLASSES)
    async with running(FLOWS, registry=registry, data_dir=tmp_path) as runtime:
        await runtime.set_state("stop")
        assert runtime.state == "stop"
        assert runtime.events.retained["notification/runtime-state"] == {"state": "stop"}
        assert runtime.node("a") is None
        await runtime.deploy(runtime.flows[:-1])
        assert runtime.node("a") is None
    again = Runtime(data_dir=tmp_path, registry=registry)
    await again.start()
    assert again.node("a") is None
    await again.set_state("start")
    assert again.node("a") is not None
    await again.stop()


async def test_safe_mode_loads_and_starts_with_the_next_deploy(tmp_path: Path) -> None:
    registry = registry_of(*CLASSES)
    async with running(FLOWS, registry=registry, data_dir=tmp_path):
        pass
    runtime = Runtime(data_dir=tmp_path, registry=registry)
    await runtime.start(safe=True)
    assert (runtime.state, runtime.node("a")) == ("safe", None)
    await runtime.deploy(runtime.flows, kind="nodes")
    assert runtime.state == "start"
    assert runtime.node("a") is not None
    await runtime.stop()


async def test_credentials_are_split_off_stored_and_masked(tmp_path: Path) -> None:
    secret = {
        "id": "s",
        "type": "noted-server",
        "credentials": {"user": "u", "password": "p", "unknown": "x"},
    }
    async with running([tab("t"), secret], classes=CLASSES, data_dir=tmp_path) as runtime:
        node: Any = runtime.node("s")
        assert (node.user, node.password) == ("u", "p")
        assert runtime.credentials_for("noted-server", "s") == {"user": "u", "has_password": True}
        assert "credentials" not in runtime.flows[1]
        assert "credentials" not in (tmp_path / "flows.json").read_text()
        assert set(json.loads((tmp_path / "flows_cred.json").read_text())) == {"$"}
        change = {"user": "", "password": "__PWRD__"}
        assert await redeploy(runtime, "nodes", ("s", {"credentials": change})) == ["-s", "+s"]
        node = runtime.node("s")
        assert (node.user, node.password) == ("", "p")
        await redeploy(runtime, "nodes", ("s", None))
        assert runtime.credentials == {}


async def test_context_of_what_is_gone_goes_with_the_deploy(tmp_path: Path) -> None:
    async with running(FLOWS, classes=CLASSES, data_dir=tmp_path) as runtime:
        for node_id in ("a", "d"):
            node = runtime.node(node_id)
            assert node is not None
            node.context().set("#:(localfilesystem)::x", 1)
            node.flow.context().set("#:(localfilesystem)::x", 1)
        runtime.contexts.close()
        assert (tmp_path / "context" / "u" / "d.json").exists()
        await redeploy(runtime, "nodes", ("a", None), ("u", None), ("d", None), ("e", None))
        assert [str(p.relative_to(tmp_path)) for p in (tmp_path / "context").rglob("*.json")] == [
            "context/t/flow.json"
        ]


async def test_a_message_under_way_reaches_the_restarted_node() -> None:
    flows = [noted("a", "flow", "b"), noted("b", "flow", "p"), {"id": "p", "type": "probe"}]
    async with running(flows, classes=CLASSES) as runtime:
        await redeploy(runtime, "nodes", ("b", {"value": 1}))
        runtime.node("a").receive({"payload": 1})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["payload"] == 1


async def test_one_flow_at_a_time_can_be_read_added_changed_and_removed() -> None:
    async with running(complete_records(FLOWS, registry_of(*CLASSES)), classes=CLASSES) as runtime:
        flow_id = await runtime.add_flow(
            {"label": "New", "nodes": [{"id": "n1", "type": "noted", "x": 1, "y": 1}]}
        )
        assert runtime.node("n1") is not None
        got = runtime.get_flow(flow_id)
        assert got is not None
        assert (got["id"], got["label"], [n["id"] for n in got["nodes"]]) == (flow_id, "New", ["n1"])
        with pytest.raises(DocumentError, match="duplicate id"):
            await runtime.add_flow({"label": "New", "nodes": [{"id": "n1", "type": "noted"}]})
        EVENTS.clear()
        await runtime.update_flow(
            flow_id, {"label": "Newer", "nodes": [{"id": "n2", "type": "noted", "x": 1, "y": 1}]}
        )
        assert EVENTS == ["-n1 removed", "+n2"]
        await runtime.remove_flow(flow_id)
        assert runtime.get_flow(flow_id) is None
        with pytest.raises(KeyError):
            await runtime.remove_flow(flow_id)
        everywhere = runtime.get_flow("global")
        assert everywhere is not None
        assert [c["id"] for c in everywhere["configs"]] == ["s"]

"""Real flow files on both sides, driven by HTTP and MQTT: what comes out must agree."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.peers.differential.cases import debug
from tests.peers.differential.corpus import load, timeless
from tests.peers.differential.recorder import Recorder, recording
from tests.peers.differential.twins import Twins
from tests.support.mosquitto import mosquitto
from tests.support.mqtt_client import Listener, listening
from tests.support.real_files import folder

pytestmark = [pytest.mark.peers, pytest.mark.slow]


@dataclass
class Stage:
    """Both sides with a broker, an HTTP server and a client at the broker each."""

    pair: Twins
    clients: tuple[Listener, Listener]
    servers: tuple[Recorder, Recorder]

    async def publish(self, *messages: tuple[str, Any], pause: float = 0.05) -> None:
        """Publish at both brokers."""
        for topic, payload in messages:
            for client in self.clients:
                client.publish(topic, payload, qos=1)
            await asyncio.sleep(pause)

    async def press(self, *inject_nodes: str) -> None:
        """Press buttons on both sides."""
        for node_id in inject_nodes:
            node = self.pair.runtime.node(node_id)
            assert node is not None
            node.receive({})
            async with httpx.AsyncClient() as client:
                (await client.post(f"{self.pair.theirs.url}/inject/{node_id}", json={})).raise_for_status()

    async def same_shown(self, at_least: int = 1) -> None:
        """The debug nodes showed the same."""
        theirs, ours = await self.pair.compare(0.4, ordered=False)
        assert timeless(ours) == timeless(theirs)
        assert len(ours) >= at_least

    async def same_published(self, at_least: int = 1) -> None:
        """The brokers got the same messages."""
        heard = []
        for client in self.clients:
            messages = await client.all(0.5)
            heard.append(
                [[topic, body.decode("latin-1"), qos, retain] for topic, body, qos, retain in messages]
            )
        theirs, ours = heard
        assert sorted(timeless(ours)) == sorted(timeless(theirs))
        assert len(ours) >= at_least

    def same_requested(self, at_least: int = 1) -> None:
        """The HTTP servers got the same requests."""
        theirs, ours = (server.take() for server in self.servers)
        assert sorted(timeless(ours), key=str) == sorted(timeless(theirs), key=str)
        assert len(ours) >= at_least

    async def same_answers(self, requests: Iterable[tuple[str, str, Any]]) -> int:
        """Endpoints of the flows answer the same."""
        count = 0
        async with httpx.AsyncClient(timeout=15) as client:
            for method, path, body in requests:
                answers = []
                for side in self.pair.sides:
                    response = await client.request(method, side.url + path, json=body)
                    kind = response.headers.get("content-type")
                    answers.append([response.status_code, kind, timeless(response.text)])
                assert answers[1] == answers[0], (method, path, body)
                count += 1
        return count


@contextlib.asynccontextmanager
async def staged(
    pair: Twins, tmp_path: Path, file: str, more: Sequence[dict[str, Any]] = ()
) -> AsyncIterator[Stage]:
    """A corpus file, with further records, deployed on both sides and connected."""
    records = [*load(file), *more]
    with mosquitto(tmp_path / "m1") as one, mosquitto(tmp_path / "m2") as two:
        async with (
            recording() as first,
            recording() as second,
            listening(one.port, "#") as a,
            listening(two.port, "#") as b,
        ):
            await pair.deploy(
                records, {"@PORT@": (str(one.port), str(two.port)), "@SERVER@": (first.url, second.url)}
            )
            subflows = {record["id"] for record in records if record["type"] == "subflow"}
            disabled = {record["id"] for record in records if record.get("disabled")}
            await pair.connected(*(
                record["id"] for record in records
                if record["type"] in ("mqtt in", "mqtt out") and record.get("z") not in subflows | disabled
            ))  # fmt: skip
            yield Stage(pair, (a, b), (first, second))


async def test_timesheet_vue_serves_the_same_documents(pair: Twins, tmp_path: Path) -> None:
    async with staged(pair, tmp_path, "files/107.json") as stage:
        paths = ["/timesheet", "/timesheet/activity", "/timesheet/project", "/Timesheet/", "/nothing"]
        await stage.same_answers([("GET", path, None) for path in paths])
        await stage.same_answers([("DELETE", "/timesheet", None), ("POST", "/timesheet", {})])


async def test_dashboard_mes_answers_its_89_endpoints_alike(pair: Twins, tmp_path: Path) -> None:
    records = load("files/008.json")
    endpoints = [(r["method"].upper(), r["url"], None if r["method"] == "get" else {"a": 1}) for r in records if r["type"] == "http in"]  # fmt: skip
    async with staged(pair, tmp_path, "files/008.json") as stage:
        await stage.press(*[r["id"] for r in records if r["type"] == "inject"])
        await asyncio.sleep(1)
        assert await stage.same_answers(endpoints) == 89


async def test_cs_poc_validates_stores_and_forwards_requests_alike(pair: Twins, tmp_path: Path) -> None:
    request = {
        "resource": {"resourceType": "ServiceRequest", "identifier": [{"value": "1"}], "subject": {"x": "y"}}
    }
    questionnaire = {"resource": {"resourceType": "QuestionnaireResponse", "item": []}}
    bundles: list[Any] = [
        {"resourceType": "Bundle", "type": "transaction", "entry": [request, questionnaire]},
        {"resourceType": "Bundle", "entry": [request]}, {"resourceType": "Bundle", "entry": []}, {"resourceType": "Patient"},
        {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "ServiceRequest"}}]}, {}, {"entry": "make it fail"},
        {"resourceType": "Bundle", "entry": [request, {"note": "make it fail"}]},
    ]  # fmt: skip
    async with staged(pair, tmp_path, "files/086.json") as stage:
        answered = [bundle for bundle in bundles if bundle.get("entry") != "make it fail"]
        await stage.same_answers([("POST", "/acceptRequest", bundle) for bundle in answered])
        await stage.same_answers([("POST", "/acceptReport", bundle) for bundle in bundles])
        stage.same_requested(5)
        await stage.same_shown(1)


async def test_maestra_reads_heartbeats_and_updates_entities_alike(pair: Twins, tmp_path: Path) -> None:
    async with staged(pair, tmp_path, "files/104.json") as stage:
        beat = json.dumps({"data": {"status": "ok"}, "timestamp": "now"})
        await stage.publish(
            ("maestra/devices/lamp/heartbeat", beat), ("maestra/devices/lamp/heartbeat", "{}"),
            ("maestra/devices/lamp/heartbeat", "not json"), ("maestra/devices/lamp/heartbeat", b"\xff\x00"),
            ("maestra/entity/state/changed/gallery-light-1", '{"on": true}'), ("maestra/x/y", "ä" * 300),
            ("other/topic", "x"),
        )  # fmt: skip
        await stage.same_shown(7)
        await stage.press("ec_inject_bright", "ec_inject_dim", "ec_inject_off")
        await stage.same_shown(3)
        stage.same_requested(3)


async def test_bcf_lcd_qrcode_forwards_orders_alike(pair: Twins, tmp_path: Path) -> None:
    async with staged(pair, tmp_path, "files/130.json") as stage:
        await stage.publish(*[(f"blokko/order/qr/{number}", f"order-{number}") for number in range(11)])
        await stage.publish(
            ("node/bcf-qr-code:0/update_request", "1"), ("node/bcf-qr-code:0/battery/-/voltage", "3.2"),
            ("blokko/order/qr/0", '{"id": 7}'), ("node/bcf-qr-code:0/update_request", b"\xff"),
        )  # fmt: skip
        await stage.same_published(25)


async def test_nahs_bricks_control_rooms_alike(pair: Twins, tmp_path: Path) -> None:
    """The file is a set of subflows in subflows, without an instance on a tab: the test has one with some."""
    tab = "rooms"

    def instance(name: str, subflow: str, outputs: int, **env: Any) -> list[dict[str, Any]]:
        entries = [
            {"name": key, "value": str(value), "type": "str" if isinstance(value, str) else "num"}
            for key, value in env.items()
        ]
        shown = [f"{name}-{port}" for port in range(outputs)]
        record = {
            "id": name,
            "type": f"subflow:{subflow}",
            "z": tab,
            "x": 1,
            "y": 1,
            "name": "",
            "env": entries,
        }
        return [
            record | {"wires": [[node] for node in shown]},
            *({**debug(node), "z": tab, "x": 1, "y": 1} for node in shown),
        ]

    more: list[dict[str, Any]] = [
        {"id": tab, "type": "tab", "label": "Rooms"},
        *instance("heat", "f259a0f89e5c7c07", 4, brick_id="b1"),
        *instance("latch", "cde3b5b7e84fb2ca", 6, brick_id="b1", latch_id=0),
        *instance("light", "70aad4cc197c0fa0", 3, input_type="temp", input_brick_id="b1", input_sensor_id="s1",
                  watermark_high=22, watermark_low=18, signal_brick_id="b1", signal_to_high=2, signal_ok=1, signal_to_low=0),
    ]  # fmt: skip
    listeners = [
        f"{instance['id']}-{record['id']}"
        for instance in more
        for record in load("files/047.json")
        if record["type"] == "mqtt in" and instance["type"] == f"subflow:{record['z']}"
    ]
    async with staged(pair, tmp_path, "files/047.json", more) as stage:
        await pair.connected(*listeners)
        await stage.publish(
            *[(f"brick/b1/temp/{sensor}", level) for level in ("25", "20", "17", "x", "21.5") for sensor in ("s1", "s_rad")],
            *[(f"brick/b1/latch/b1_{latch}", str(state)) for latch in (0, 1) for state in range(7)],
            *[(f"brick/b1/signal/b1_{signal}", str(state)) for signal in range(3) for state in (1, 0, 1, 7)],
            *[("brick/b1/heater", state) for state in ("1", "0", "x", "1")], ("brick/b2/heater", "1"),
            pause=0.1,
        )  # fmt: skip
        await stage.same_shown(20)
        stage.same_requested(3)


def _official() -> list[Path]:
    """The examples, without those that send random values."""
    return [
        path for path in sorted((folder() / "official").rglob("*.json")) if "andom" not in path.read_text()
    ]


async def test_official_examples_show_the_same_in_their_debug_nodes(pair: Twins, tmp_path: Path) -> None:
    from wirelatch.engine.testing import all_types

    known = {node_class.palette.type for node_class in all_types()} | {"tab", "group", "subflow", "junction"}
    networked = {"http in", "http request", "mqtt in", "mqtt out", "file", "file in"}
    networked |= {"tcp in", "tcp out", "udp in", "udp out"}  # both sides would listen on the same ports
    compared, differences = 0, []
    for path in _official():
        records = json.loads(path.read_text())
        types = {r["type"] for r in records if not r["type"].startswith("subflow:")}
        buttons = [r["id"] for r in records if r["type"] == "inject"]
        if not types <= known or types & networked or not buttons:
            continue
        records = [
            r | {"once": False, "repeat": "", "crontab": ""} if r["type"] == "inject" else r for r in records
        ]
        tab = f"tab-{compared}"
        if not any(r["type"] == "tab" for r in records):
            for r in records:
                if r["type"] not in ("subflow",) and "x" in r:
                    top = r.get("z")
                    if top is None or not any(o["id"] == top for o in records):
                        r["z"] = tab
            records.insert(0, {"id": tab, "type": "tab", "label": path.stem})
        await pair.deploy(records)
        stage = Stage(pair, (None, None), (None, None))  # type: ignore[arg-type]
        for button in buttons:
            await stage.press(button)
        theirs, ours = await pair.compare(0.3, ordered=False)
        compared += 1
        if timeless(theirs) != timeless(ours):
            differences.append(f"{path.parent.name}/{path.name}\n  Node-RED : {theirs}\n  Wirelatch: {ours}")
    assert not differences, "\n".join(differences)
    assert compared >= 20

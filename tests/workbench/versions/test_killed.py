"""A process that is killed in the middle of deploys leaves flows, versions and database whole."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import httpx

from tests.support.processes import wirelatch
from wirelatch.access.tables import open_database
from wirelatch.workbench.versions import store

V2 = {"Node-RED-API-Version": "v2"}
NODES = 400


def document(number: int) -> list[dict[str, Any]]:
    """Nodes that all carry the number of their deploy."""
    nodes = [
        {"id": f"n{index}", "type": "comment", "z": "t", "name": f"{number}", "info": "x" * 50, "x": 0, "y": 0, "wires": []}
        for index in range(NODES)
    ]  # fmt: skip
    return [{"id": "t", "type": "tab", "label": "Flow"}, *nodes]


def deploy_until_it_is_gone(url: str, acknowledged: list[int]) -> None:
    with httpx.Client(base_url=url, headers=V2) as client:
        for number in range(10_000):
            try:
                answer = client.post("/flows", json={"flows": document(number)})
            except httpx.HTTPError:
                return
            if answer.status_code == 200:
                acknowledged.append(number)


def test_whatever_was_acknowledged_is_there_and_every_version_can_be_read(tmp_path: Path) -> None:
    for _ in range(2):
        acknowledged: list[int] = []
        with wirelatch("flows", tmp_path, "--no-sign-in") as program:
            deploying = threading.Thread(target=deploy_until_it_is_gone, args=(program.flows, acknowledged))
            deploying.start()
            deadline = time.monotonic() + 60
            while len(acknowledged) < 5 and time.monotonic() < deadline:
                time.sleep(0.01)
            program.program.process.kill()
            program.program.process.wait()
            deploying.join()
        assert len(acknowledged) >= 5
        on_file = json.loads((tmp_path / "flows.json").read_text())
        numbers = {record["name"] for record in on_file[1:]}
        assert len(numbers) == 1  # one deploy as a whole
        assert int(numbers.pop()) in (acknowledged[-1], acknowledged[-1] + 1)
    with wirelatch("flows", tmp_path, "--no-sign-in") as program:
        versions = httpx.get(f"{program.flows}/api/v1/versions", params={"limit": 200}).json()
    assert versions["versions"][0]["revision"] == versions["revision"]
    database = open_database(f"sqlite:///{tmp_path / 'flows.db'}")
    for version in versions["versions"]:
        records = database.read_now(lambda connection: store.records_of(connection, version["number"]))  # noqa: B023
        assert records is not None
        assert len({record["name"] for record in records[1:]}) == 1
    database.close_now()

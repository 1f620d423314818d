"""A deploy that cannot be stored, in a process that may write no large files: told, and nothing has changed."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

import httpx

from tests.support.ports import free_port
from tests.support.processes import start

LIMIT = 200_000

ANSWERING: list[dict[str, Any]] = [
    {"id": "t", "type": "tab", "label": "t"},
    {"id": "in", "type": "http in", "z": "t", "x": 1, "y": 1, "url": "/hello", "method": "get", "wires": [["set"]]},
    {"id": "set", "type": "change", "z": "t", "x": 1, "y": 1, "wires": [["out"]],
     "rules": [{"t": "set", "p": "payload", "pt": "msg", "to": "one", "tot": "str"}]},
    {"id": "out", "type": "http response", "z": "t", "x": 1, "y": 1, "wires": []},
]  # fmt: skip


def test_a_deploy_that_cannot_be_stored_is_refused_and_the_flows_go_on(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "wirelatch", "flows", "--no-sign-in", "--data", str(tmp_path)]
    program = start([*command, "--flows-port", str(port)])
    try:
        program.wait_for("flows     http://")
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            assert client.post("/flows", json=ANSWERING).status_code == 204
            before = client.get("/flows", headers={"Node-RED-API-Version": "v2"}).json()
            on_file = (tmp_path / "flows.json").read_bytes()
            resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (LIMIT, resource.RLIM_INFINITY))

            large = [
                *ANSWERING,
                {"id": "note", "type": "comment", "z": "t", "x": 1, "y": 1, "info": "x" * LIMIT},
            ]
            refused = client.post("/flows", json=large)
            assert refused.status_code == 507
            assert refused.json()["code"] == "not_stored"
            assert "cannot be stored: File too large" in refused.json()["message"]
            flow = {"label": "u", "nodes": [{**large[-1], "id": "other"}]}
            assert client.post("/flow", json=flow).status_code == 507
            assert (
                client.put("/flow/t", json={**flow, "nodes": [*ANSWERING[1:], large[-1]]}).status_code == 507
            )

            assert client.get("/flows", headers={"Node-RED-API-Version": "v2"}).json() == before
            assert client.get("/hello").text == "one"
            assert (tmp_path / "flows.json").read_bytes() == on_file
            assert not list(tmp_path.glob("*.$$$"))

            resource.prlimit(program.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            assert client.post("/flows", json=large).status_code == 204
            assert client.get("/hello").text == "one"
            assert json.loads((tmp_path / "flows.json").read_text())[-1]["id"] == "note"
    finally:
        program.stop()

"""A user directory moves from the real Node-RED to Wirelatch and back; flows, credentials and context work at each stop."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.peers.node_red import node_red
from tests.support.processes import wirelatch

pytestmark = [pytest.mark.peers, pytest.mark.timeout(300)]

SETTINGS = """
    credentialSecret: %s,
    contextStorage: { default: { module: "localfilesystem", config: { flushInterval: 1 } } },
    functionGlobalContext: { os: require("os"), answer: 42 },
"""


def node(node_id: str, kind: str, wires: list[str], **more: Any) -> dict[str, Any]:
    return {"id": node_id, "type": kind, "z": "tab", "x": 100, "y": 100, "wires": [wires], **more}


FLOWS: list[dict[str, Any]] = [
    {"id": "tab", "type": "tab", "label": "Moving"},
    node("in1", "http in", ["ask"], url="/ask", method="get"),
    node("ask", "function", ["req"], func="msg.url = msg.req.query.echo; return msg;", outputs=1),
    node(
        "req",
        "http request",
        ["out"],
        method="GET",
        ret="obj",
        url="",
        authType="basic",
        credentials={"user": "ada", "password": "lovelace"},
    ),
    node("out", "http response", []),
    node("in2", "http in", ["echo"], url="/echo", method="get"),
    node(
        "echo",
        "function",
        ["out2"],
        func="""const visits = (global.get("visits") || 0) + 1;
global.set("visits", visits);
msg.payload = { auth: msg.req.headers.authorization, visits, answer: global.get("answer"),
                platform: global.get("os").platform() };
return msg;""",
        outputs=1,
    ),
    node("out2", "http response", []),
    node("in3", "http in", ["ready"], url="/ready", method="get"),
    node("ready", "function", ["out3"], func="return msg;", outputs=1),
    node("out3", "http response", []),
]


def asked(url: str) -> Any:
    """What the flow answers: what its own echo saw of the credentials, and how often it was called."""
    wait_until_ready(url)
    return httpx.get(f"{url}/ask", params={"echo": f"{url}/echo"}, timeout=30).raise_for_status().json()


def wait_until_ready(url: str, seconds: float = 30) -> None:
    """Node-RED loses requests that reach a function in the moment after it says that its flows have started."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/ready", timeout=1).is_success:
                return
    raise AssertionError(f"{url} does not answer")


def seen(visits: int) -> dict[str, Any]:
    return {"auth": "Basic YWRhOmxvdmVsYWNl", "visits": visits, "answer": 42, "platform": sys.platform}


def command(*arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "wirelatch", *map(str, arguments)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("secret", ['"a key of my own"', "undefined"], ids=["own key", "generated key"])
def test_flows_credentials_and_context_work_here_and_there(tmp_path: Path, secret: str) -> None:
    user_dir, data = tmp_path / "node-red", tmp_path / "data"
    settings = SETTINGS % secret
    with node_red(user_dir, more_settings=settings) as theirs:
        theirs.deploy(FLOWS)
        assert asked(theirs.url) == seen(1)

    printed = command("import", user_dir, "--data", data)
    assert "10  run as in Node-RED" in printed
    with wirelatch("flows", data, "--no-sign-in") as ours:
        assert asked(ours.flows) == seen(2)

    command("export", user_dir, "--data", data)
    with node_red(user_dir, flows=None, more_settings=settings) as theirs:
        assert asked(theirs.url) == seen(3)

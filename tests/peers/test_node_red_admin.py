"""The stock `node-red-admin` from npm, and the curl recipes of Node-RED's documentation, against `wirelatch run`."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.peers.npm import NODE, installed, node_environment
from tests.support.processes import ADMIN_TOKEN, BOOTSTRAP, Wirelatch, wirelatch

pytestmark = [pytest.mark.peers, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wirelatch]:
    with wirelatch("run", tmp_path_factory.mktemp("data") / "data", environment=BOOTSTRAP) as started:
        yield started


class Admin:
    """The command in a home directory of its own, where it keeps target and token."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.command = [
            str(NODE),
            str(installed("node-red-admin@4.1.3") / "node-red-admin/node-red-admin.js"),
        ]
        self.environment = {**node_environment(), "HOME": str(home), "NO_COLOR": "1"}

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run(
            [*self.command, *arguments], env=self.environment, capture_output=True, text=True, timeout=60
        )
        return done.stdout + done.stderr

    def login(self, username: str, password: str) -> str:
        """`login` asks at a terminal."""
        terminal, other = pty.openpty()
        process = subprocess.Popen(
            [*self.command, "login"],
            env=self.environment,
            stdin=other,
            stdout=other,
            stderr=other,
            close_fds=True,
        )
        os.close(other)
        shown = b""
        answers = [(b"Username:", username), (b"Password:", password)]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            ready, _, _ = select.select([terminal], [], [], 1)
            if ready:
                try:
                    chunk = os.read(terminal, 4096)
                except OSError:
                    break
                if not chunk:
                    break
                shown += chunk
            if answers and answers[0][0] in shown:
                os.write(terminal, answers.pop(0)[1].encode() + b"\r")
        process.wait(20)
        os.close(terminal)
        return shown.decode(errors="replace")


@pytest.fixture
def admin(tmp_path: Path, running: Wirelatch) -> Admin:
    made = Admin(tmp_path)
    assert running.flows in made("target", running.flows)
    return made


def test_without_a_login_the_tool_says_how_to_log_in(admin: Admin) -> None:
    assert "Not logged in. Use 'login' to log in." in admin("list")


def test_the_tool_logs_in_with_an_api_token_and_lists_nodes(admin: Admin) -> None:
    assert "Logged in" in admin.login("admin", ADMIN_TOKEN)
    listed = admin("list")
    for text in ("wirelatch/inject", "http response", "enabled"):
        assert text in listed, listed
    sets = json.loads(admin("list", "--json"))
    assert {"id", "types", "enabled", "module", "version"} <= set(sets[0])


def test_the_tool_shows_a_module_and_a_set(admin: Admin) -> None:
    admin.login("admin", ADMIN_TOKEN)
    assert "Module:" in admin("info", "wirelatch")
    shown = admin("info", "wirelatch/inject")
    assert "inject" in shown
    assert "enabled" in shown


def test_a_wrong_password_does_not_log_in(admin: Admin) -> None:
    assert "Login failed" in admin.login("admin", "wrong")
    assert "Not logged in" in admin("list")


def test_what_is_done_with_pip_is_said_so(admin: Admin) -> None:
    admin.login("admin", ADMIN_TOKEN)
    for arguments in (("install", "node-red-contrib-x"), ("remove", "wirelatch")):
        shown = admin(*arguments)
        assert "packages from npm do not run here" in shown, shown
        assert "remove them with pip" in shown, shown


def test_the_tool_switches_sets_off_and_on(admin: Admin, running: Wirelatch) -> None:
    admin.login("admin", ADMIN_TOKEN)
    assert "disabled" in admin("disable", "wirelatch/range")
    assert state_of(admin, "wirelatch/range") is False
    kept = json.loads((running.data / ".config.nodes.json").read_text())
    assert kept["wirelatch"]["nodes"]["range"]["enabled"] is False
    assert "enabled" in admin("enable", "wirelatch/range")
    assert state_of(admin, "wirelatch/range") is True


def test_the_tool_names_what_is_in_use_or_not_there(admin: Admin, running: Wirelatch) -> None:
    admin.login("admin", ADMIN_TOKEN)
    assert "not found" in admin("info", "nothing").lower()
    assert "not found" in admin("disable", "wirelatch/nothing").lower()
    flow = {"label": "uses sort", "nodes": [{"id": "u1", "type": "sort", "x": 1, "y": 1, "wires": []}]}
    headers = {"Authorization": f"Bearer {ADMIN_TOKEN}"}
    flow_id = httpx.post(f"{running.flows}/flow", json=flow, headers=headers).json()["id"]
    assert "Type in use: sort" in admin("disable", "wirelatch/sort")
    httpx.delete(f"{running.flows}/flow/{flow_id}", headers=headers).raise_for_status()


def test_a_tool_that_has_logged_out_elsewhere_is_told_so(admin: Admin, running: Wirelatch) -> None:
    admin.login("admin", ADMIN_TOKEN)
    (configuration,) = (admin.home / ".node-red").glob(".cli-config.json")
    token = json.loads(configuration.read_text())["tokens"]
    answer = httpx.post(
        f"{running.flows}/auth/revoke",
        data={"token": token["access_token"]},
        headers={"Authorization": f"Bearer {token['access_token']}"},
    )
    assert answer.status_code == 200
    assert "Not logged in" in admin("list")


def state_of(admin: Admin, set_id: str) -> bool:
    (found,) = (entry for entry in json.loads(admin("list", "--json")) if entry["id"] == set_id)
    return bool(found["enabled"])


def curl(*arguments: str) -> str:
    done = subprocess.run(
        ["curl", "--silent", "--show-error", *arguments], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_curl_recipes_work(running: Wirelatch) -> None:
    """https://nodered.org/docs/api/admin/oauth and its neighbours."""
    grant = f"client_id=node-red-admin&grant_type=password&scope=*&username=admin&password={ADMIN_TOKEN}"
    token = json.loads(curl(f"{running.flows}/auth/token", "--data", grant))["access_token"]
    bearer = ["-H", f"Authorization: Bearer {token}"]
    flow = {
        "label": "recipe",
        "nodes": [
            {"id": "r1", "type": "http in", "url": "/recipe", "method": "get", "x": 1, "y": 1, "wires": [["r2"]]},
            {"id": "r2", "type": "template", "template": "hello {{payload.name}}", "field": "payload",
             "fieldType": "msg", "syntax": "mustache", "output": "str", "x": 1, "y": 1, "wires": [["r3"]]},
            {"id": "r3", "type": "http response", "x": 1, "y": 1, "wires": []},
        ],
    }  # fmt: skip
    body = ["-H", "Content-Type: application/json", "--data", json.dumps(flow)]
    flow_id = json.loads(curl(f"{running.flows}/flow", *bearer, *body))["id"]
    assert curl(f"{running.flows}/recipe?name=Ada") == "hello Ada"
    document = json.loads(curl(f"{running.flows}/flows", *bearer, "-H", "Node-RED-API-Version: v2"))
    assert any(record["id"] == "r1" for record in document["flows"])
    deploy = ["-H", "Content-Type: application/json", "-H", "Node-RED-Deployment-Type: nodes"]
    again = curl(f"{running.flows}/flows", *bearer, *deploy, "-H", "Node-RED-API-Version: v2", "--data",
                 json.dumps(document))  # fmt: skip
    assert json.loads(again)["rev"]
    curl("-X", "DELETE", f"{running.flows}/flow/{flow_id}", *bearer)
    assert "Cannot GET /recipe" in curl(f"{running.flows}/recipe")
    curl(f"{running.flows}/auth/revoke", *bearer, "--data", f"token={token}")
    assert curl("-o", "/dev/null", "-w", "%{http_code}", f"{running.flows}/flows", *bearer) == "401"


def test_an_api_token_is_a_bearer_token(running: Wirelatch) -> None:
    bearer = ["-H", f"Authorization: Bearer {ADMIN_TOKEN}"]
    assert json.loads(curl(f"{running.flows}/settings", *bearer))["user"]["username"] == "admin"

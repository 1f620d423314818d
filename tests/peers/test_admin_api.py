"""The Admin API of the real Node-RED 5 and ours, asked the same: status, type and shape of every answer.

Requests run in order against a fresh server of each. Where the answers differ on purpose, `OTHERWISE` says how and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.peers.node_red import node_red
from tests.support.processes import BOOTSTRAP, wirelatch

pytestmark = [pytest.mark.peers, pytest.mark.timeout(300)]

JSON = {"Accept": "application/json"}
V2 = {"Node-RED-API-Version": "v2"}
TAB = {"id": "t1", "type": "tab", "label": "One", "disabled": False, "info": "", "env": []}
GROUP = {
    "id": "g1",
    "type": "group",
    "z": "t1",
    "name": "",
    "nodes": ["i1"],
    "style": {},
    "x": 0,
    "y": 0,
    "w": 9,
    "h": 9,
}
INJECT = {"id": "i1", "type": "inject", "z": "t1", "g": "g1", "name": "", "props": [{"p": "payload"}], "repeat": "",
          "crontab": "", "once": False, "payload": "1", "payloadType": "num", "x": 100, "y": 100, "wires": [["d1"]]}  # fmt: skip
DEBUG = {"id": "d1", "type": "debug", "z": "t1", "name": "", "active": True, "tosidebar": True, "complete": "payload",
         "targetType": "msg", "x": 300, "y": 100, "wires": []}  # fmt: skip
LINK = {
    "id": "l1",
    "type": "link out",
    "z": "t1",
    "name": "",
    "mode": "link",
    "links": [],
    "x": 9,
    "y": 9,
    "wires": [],
}
BROKER = {
    "id": "b1",
    "type": "mqtt-broker",
    "name": "b",
    "broker": "127.0.0.1",
    "port": "1",
    "autoConnect": False,
}
SUBFLOW = {
    "id": "s1",
    "type": "subflow",
    "name": "Sub",
    "info": "",
    "category": "",
    "in": [],
    "out": [],
    "env": [],
}
INNER = {"id": "c1", "type": "comment", "z": "s1", "name": "inside", "info": "", "x": 1, "y": 1, "wires": []}
FLOWS = [TAB, GROUP, SUBFLOW, BROKER, INJECT, DEBUG, LINK, INNER]


@dataclass(frozen=True)
class Ask:
    """One request. `{module}`, `{flow}` and `{rev}` in path and body stand for what each server calls them."""

    method: str
    path: str
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes | None = None
    exact: bool = False
    """Whether the bodies have to be equal, not only alike."""

    def __str__(self) -> str:
        text = self.content.decode("latin-1") if self.content is not None else json.dumps(self.body)
        more = " ".join(f"{key}={value}" for key, value in self.headers.items())
        return f"{self.method} {self.path} {text[:60]} {more}".strip()


def get(path: str, **more: Any) -> Ask:
    return Ask("GET", path, **more)


def post(path: str, body: Any = None, **more: Any) -> Ask:
    return Ask("POST", path, body, **more)


ASKED = [
    # flows
    get("/flows"),
    post("/flows", FLOWS),
    get("/flows", exact=True),
    get("/flows", headers=V2, exact=True),
    get("/flows", headers={"Node-RED-API-Version": "v3"}),
    post("/flows", FLOWS, headers={"Node-RED-API-Version": "v3"}),
    post("/flows", {"flows": FLOWS, "rev": "{rev}"}, headers=V2, exact=True),
    post("/flows", {"flows": FLOWS, "rev": "other"}, headers=V2),
    post("/flows", {"flows": FLOWS}, headers=V2, exact=True),
    post("/flows", {"flows": FLOWS}, headers={**V2, "Node-RED-Deployment-Type": "nodes"}, exact=True),
    post("/flows", FLOWS, headers={"Node-RED-Deployment-Type": "flows"}),
    post("/flows", FLOWS, headers={"Node-RED-Deployment-Type": "reload"}),
    post("/flows", None, headers={**V2, "Node-RED-Deployment-Type": "reload"}, exact=True),
    post("/flows", FLOWS, headers={"Node-RED-Deployment-Type": "other"}),
    post("/flows", {}),
    post("/flows", content=b"{", headers={"Content-Type": "application/json"}),
    post("/flows", {"flows": "x"}, headers=V2),
    get("/flows/state", exact=True),
    post("/flows/state", {"state": "other"}),
    post("/flows/state", {}),
    post("/flows/state", {"state": "stop"}, exact=True),
    get("/flows/state", exact=True),
    post("/flows/state", {"state": "start"}, exact=True),
    # single flows
    get("/flow/t1", exact=True),
    get("/flow/global", exact=True),
    get("/flow/s1"),
    get("/flow/nothing"),
    post("/flow", {}),
    post("/flow", {"label": "x", "nodes": [{"id": "i1", "type": "inject"}]}),
    post("/flow", {"label": "new", "nodes": [], "configs": []}),
    get("/flow/{flow}", exact=True),
    Ask(
        "PUT",
        "/flow/{flow}",
        {"label": "changed", "nodes": [{"id": "n9", "type": "comment", "x": 1, "y": 1}]},
    ),
    get("/flow/{flow}", exact=True),
    Ask("PUT", "/flow/nothing", {"label": "x", "nodes": []}),
    Ask("PUT", "/flow/{flow}", {"label": "x"}),
    Ask("DELETE", "/flow/{flow}"),
    Ask("DELETE", "/flow/{flow}"),
    Ask("DELETE", "/flow/global"),
    # nodes
    get("/nodes", headers=JSON),
    get("/nodes"),
    get("/nodes/{module}"),
    get("/nodes/{module}/inject", headers=JSON),
    get("/nodes/{module}/inject"),
    get("/nodes/nothing"),
    get("/nodes/nothing/x", headers=JSON),
    get("/nodes/{module}/nothing"),
    get("/nodes/messages", exact=True),
    get("/nodes/{module}/inject/messages"),
    Ask("PUT", "/nodes/{module}/inject", {"enabled": False}),
    Ask("PUT", "/nodes/{module}/range", {"enabled": False}),
    Ask("PUT", "/nodes/{module}/range", {"enabled": False}),
    get("/nodes/{module}/range", headers=JSON),
    Ask("PUT", "/nodes/{module}/range", {"enabled": True}),
    Ask("PUT", "/nodes/{module}/range", {}),
    Ask("PUT", "/nodes/{module}", {}),
    Ask("PUT", "/nodes/nothing", {"enabled": True}),
    Ask("PUT", "/nodes/{module}/nothing", {"enabled": True}),
    Ask("DELETE", "/nodes/nothing"),
    post("/nodes", {}),
    get("/icons"),
    get("/icons/node-red/nothing.svg"),
    get("/plugins", headers=JSON),
    get("/plugins"),
    get("/plugins/messages", exact=True),
    get("/plugins/nothing"),
    # what nodes bring
    post("/inject/i1"),
    post("/inject/i1", {"__user_inject_props__": [{"p": "payload", "v": "x", "vt": "str"}]}),
    post("/inject/nothing"),
    post("/debug/d1/disable"),
    post("/debug/d1/enable"),
    post("/debug/d1/other"),
    post("/debug/nothing/enable"),
    post("/debug/disable", {"nodes": ["d1", "nothing"]}),
    post("/debug/enable", {"nodes": ["d1"]}),
    post("/debug/enable", {}),
    post("/debug/enable", {"nodes": "d1"}),
    post("/debug/other", {"nodes": ["d1"]}),
    get("/debug/view/view.html"),
    get("/debug/view/nothing.html"),
    get("/resources/nothing/x"),
    # context
    get("/context/global"),
    get("/context/global/nothing", exact=True),
    get("/context/global?store=nothing"),
    get("/context/flow/t1"),
    get("/context/node/i1"),
    get("/context/node/nothing", exact=True),
    Ask("DELETE", "/context/global/nothing"),
    Ask("DELETE", "/context/global"),
    # credentials
    post(
        "/flows", [*FLOWS[:3], {**BROKER, "credentials": {"user": "ada", "password": "secret"}}, *FLOWS[4:]]
    ),
    get("/credentials/mqtt-broker/b1", exact=True),
    get("/credentials/mqtt-broker/nothing", exact=True),
    get("/credentials/nothing/b1", exact=True),
    # library
    get("/library/local/flows", exact=True),
    post("/library/local/flows/a/b", [{"id": "x"}]),
    get("/library/local/flows/", exact=True),
    get("/library/local/flows/a", exact=True),
    get("/library/local/flows/a/", exact=True),
    get("/library/local/flows/a/b", exact=True),
    get("/library/local/flows/a/b.json", exact=True),
    get("/library/local/flows/nothing"),
    get("/library/local/flows/nothing/", exact=True),
    get("/library/local/flows/%2e%2e/%2e%2e/settings.js"),
    post("/library/local/flows/%2e%2e/%2e%2e/x", []),
    post("/library/local/functions/f.js", {"text": "return msg;", "name": "a\nb", "outputs": "2"}),
    get("/library/local/functions/f.js", exact=True),
    get("/library/local/functions/", exact=True),
    get("/library/local/nothing/"),
    get("/library/nothing/flows/"),
    get("/library/examples/flows/"),
    post("/library/examples/flows/x", []),
    # settings
    get("/settings"),
    get("/settings/user", exact=True),
    post("/settings/user", {"editor": {"view": {"a": 1, "b": [1, 2]}}, "x": "y"}),
    post("/settings/user", {"editor": {"view": {"a": None, "c": {"d": True}}}, "x": {"z": 1}}),
    get("/settings/user", exact=True),
    get("/diagnostics"),
    get("/theme"),
    get("/locales/nothing", exact=True),
    get("/auth/login", exact=True),
    post("/auth/token", {"code": "nothing"}),
    get("/nothing"),
    Ask("DELETE", "/settings"),
]

OTHERWISE: dict[tuple[str, str], str] = {
    ("POST", "/flows"): "a type of deploy that does not exist is refused, not taken for another one",
    ("GET", "/nodes/{module}/inject/messages"): "Node-RED fails on a request without a language",
    (
        "GET",
        "/library/local/flows/nothing",
    ): "what is not there is not found, and no path of the server is told",
    ("POST", "/auth/token"): "Node-RED fails where nobody can sign in",
}
"""Method and path of requests that are answered otherwise on purpose, and why."""

LACKED = {
    "/flow/global": {".configs[0]._users"},  # the runtime's own count, which got into the record
    "/nodes/{module}/range": {".loaded"},
    "/diagnostics": {
        *(".nodejs", ".runtime.modules.node-red"),
        *(f".runtime.settings.editorTheme.{name}" for name in ("tours", "codeEditor")),
    },
    "/theme": {".header.image", ".asset.red", ".asset.main", ".asset.vendorMonaco", ".asset.vendorAce"},
}
"""Parts of Node-RED's answers that ours lack: what its own page and modules are made of."""


@dataclass
class Server:
    """One of the two, and what it called things."""

    client: httpx.Client
    names: dict[str, str]

    def ask(self, asked: Ask) -> httpx.Response:
        def filled(text: str) -> str:
            for name, value in self.names.items():
                text = text.replace("{" + name + "}", value)
            return text

        body = json.loads(filled(json.dumps(asked.body))) if asked.body is not None else None
        more: dict[str, Any] = {"content": asked.content} if asked.content is not None else {}
        if body is not None:
            more = {"json": body}
        answer = self.client.request(asked.method, filled(asked.path), headers=asked.headers, **more)
        if answer.status_code == 200 and "json" in answer.headers.get("content-type", ""):
            told = answer.json()
            if asked.path == "/flow" and "id" in told:
                self.names["flow"] = told["id"]
            if isinstance(told, dict) and isinstance(told.get("rev"), str):
                self.names["rev"] = told["rev"]
        return answer

    def general(self, answer: httpx.Response) -> httpx.Response:
        """The answer, with what this server calls things put back into `{…}`."""
        text = answer.text
        for name, value in self.names.items():
            text = text.replace(f'"{value}"', f'"{{{name}}}"') if value else text
        kept = {"content-type": answer.headers.get("content-type", "")}
        return httpx.Response(answer.status_code, headers=kept, text=text)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    root = tmp_path_factory.mktemp("servers")
    settings = "runtimeState: {enabled: true, ui: true}, flowFilePretty: true,"
    with (
        node_red(root / "theirs", more_settings=settings) as theirs,
        wirelatch("flows", root / "ours", "--no-sign-in") as ours,
        httpx.Client(base_url=theirs.url, timeout=30) as their_client,
        httpx.Client(base_url=ours.flows, timeout=30) as our_client,
    ):
        yield Server(their_client, {"module": "node-red"}), Server(our_client, {"module": "wirelatch"})


def test_both_answer_alike(servers: tuple[Server, Server]) -> None:
    theirs, ours = servers
    found: list[str] = []
    used: set[tuple[str, str]] = set()
    for asked in ASKED:
        their, our = theirs.ask(asked), ours.ask(asked)
        problem = difference(asked, theirs.general(their), ours.general(our))
        if problem and (asked.method, asked.path) in OTHERWISE:
            used.add((asked.method, asked.path))
        elif problem:
            found.append(f"{asked}\n    {problem}")
    assert not found, "\n".join(found)
    assert used == set(OTHERWISE)


def difference(asked: Ask, their: httpx.Response, our: httpx.Response) -> str:
    """What is not as in Node-RED; empty when nothing is."""
    if their.status_code != our.status_code:
        return f"status {their.status_code} / {our.status_code}: {their.text[:150]} / {our.text[:150]}"
    types = [answer.headers.get("content-type", "").partition(";")[0] for answer in (their, our)]
    if their.status_code < 400 and types[0] != types[1]:
        return f"type {types[0]} / {types[1]}"
    if types != ["application/json"] * 2:
        return ""
    left, right = their.json(), our.json()
    if their.status_code >= 400:
        codes = [value.get("code") for value in (left, right)]
        return (
            "" if codes[0] in (codes[1], "unexpected_error") and "message" in right else f"{left} / {right}"
        )
    missing = [part for part in lacking(left, right) if part not in LACKED.get(asked.path, ())]
    if asked.exact and asked.path not in LACKED:
        return "" if left == right else f"{left} / {right}"
    return f"lacks {missing} of {str(left)[:300]}: {str(right)[:300]}" if missing else ""


def lacking(left: Any, right: Any, path: str = "") -> list[str]:
    """The parts of a JSON value that the other one lacks, or has with another type."""
    if isinstance(left, dict) and isinstance(right, dict):
        parts = [
            lacking(value, right[key], f"{path}.{key}") if key in right else [f"{path}.{key}"]
            for key, value in left.items()
        ]
        return [entry for part in parts for entry in part]
    if isinstance(left, list) and isinstance(right, list):
        return lacking(left[0], right[0], f"{path}[0]") if left and right else []
    return [] if type(left) is type(right) else [path]


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    """Both where one has to sign in."""
    root = tmp_path_factory.mktemp("locked")
    users = '[{username: "admin", password: "$2b$08$0000000000000000000000", permissions: "*"}]'
    settings = f'adminAuth: {{type: "credentials", users: {users}}}, runtimeState: {{enabled: true}},'
    with (
        node_red(root / "theirs", more_settings=settings) as theirs,
        wirelatch("run", root / "ours", environment=BOOTSTRAP) as ours,
        httpx.Client(base_url=theirs.url, timeout=30) as their_client,
        httpx.Client(base_url=ours.flows, timeout=30) as our_client,
    ):
        yield Server(their_client, {"module": "node-red"}), Server(our_client, {"module": "wirelatch"})


@pytest.mark.parametrize("token", ["", "Bearer nonsense", "Basic YWRtaW46eA=="])
def test_both_refuse_alike_whoever_has_not_signed_in(locked: tuple[Server, Server], token: str) -> None:
    found = []
    for asked in ASKED:
        if asked.path in ("/auth/token", "/auth/login"):
            continue
        headers = {**asked.headers, **({"Authorization": token} if token else {})}
        asked = Ask(asked.method, asked.path, asked.body, headers)
        their, our = (server.ask(asked) for server in locked)
        if their.status_code != our.status_code:
            found.append(f"{asked}: {their.status_code} / {our.status_code}")
        elif our.status_code == 401:
            assert our.headers["www-authenticate"].startswith("Bearer"), asked
            assert our.content == b"", asked
    assert not found, "\n".join(found)

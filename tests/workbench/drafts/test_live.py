"""Co-editing over the WebSocket: order, permissions, bounds, and what a reconnecting editor gets."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.access.flows_half import FlowsHalf, flows_half, session_token
from tests.workbench.drafts.editor import NODE, TAB, adding, editor, setting
from wirelatch.workbench.drafts import live


@pytest.fixture
async def half(tmp_path: Path) -> AsyncIterator[FlowsHalf]:
    async with flows_half(tmp_path, identity_port=1) as running:
        yield running


@pytest.fixture
async def api(half: FlowsHalf) -> AsyncIterator[httpx.AsyncClient]:
    async with half.tool(await session_token(half, "*", "root")) as client:
        assert (await client.post("/flows", json=[TAB, NODE])).status_code == 204
        yield client


async def test_an_edit_is_acknowledged_and_told_to_the_others(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    async with editor(half) as ada, editor(half, "bob") as bob:
        assert (await ada.edit(setting("n1", "name", "x")))["seq"] == ada.welcome["seq"] + 1
        batch = await bob.hear("batch")
        assert batch["user"] == "ada"
        assert batch["ops"] == [setting("n1", "name", "x")]
    draft = (await api.get("/api/v1/draft")).json()
    assert draft["ops"] == [setting("n1", "name", "x")]
    assert draft["authors"] == {"n1": "ada"}
    assert (await api.get("/flows")).json()[1] == NODE, "nothing is deployed by editing"


async def test_two_who_wire_the_same_node_both_get_their_wire(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    wire = {"op": "list", "id": "n1", "path": ["wires", 0], "remove": []}
    async with editor(half) as ada, editor(half, "bob") as bob:
        await ada.edit({**wire, "add": [[1, "n3"]]})
        await bob.edit({**wire, "add": [[1, "n4"]]})
    patches = (await api.get("/api/v1/draft")).json()["ops"]
    (patch,) = patches
    assert {item for _, item in patch["add"]} == {"n3", "n4"}


async def test_what_arrives_twice_counts_once(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    async with editor(half) as ada:
        await ada.edit(setting("n1", "name", "first"))
    async with editor(half, "bob") as bob:
        await bob.edit(setting("n1", "name", "second"))
    async with editor(half) as again:
        assert again.welcome["n"] == 1
        await again.edit(setting("n1", "name", "first"))
    assert (await api.get("/api/v1/draft")).json()["ops"] == [setting("n1", "name", "second")]


async def test_a_reconnecting_editor_gets_what_it_missed(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    async with editor(half) as ada:
        assert ada.welcome["ops"] == []
        await ada.edit(setting("n1", "name", "a"))
        known = {key: ada.welcome[key] for key in ("epoch", "revision")}
        async with editor(half, "bob") as bob:
            await bob.edit(setting("n1", "y", 7))
    async with editor(half, "ada", **known, seq=ada.welcome["seq"] + 1) as again:
        (missed,) = again.welcome["batches"]
        assert missed["ops"] == [setting("n1", "y", 7)]
    async with editor(half, "ada", **{**known, "epoch": "another"}, seq=1) as stranger:
        assert len(stranger.welcome["ops"]) == 2


async def test_whoever_may_only_read_sees_edits_and_makes_none(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    async with editor(half) as ada, editor(half, "eve", "read") as eve:
        assert eve.welcome["can_write"] is False
        assert (await eve.edit(setting("n1", "name", "mine")))["code"] == "forbidden"
        await ada.edit(setting("n1", "name", "x"))
        assert (await eve.hear("batch"))["user"] == "ada"
    assert (await api.get("/api/v1/draft")).json()["ops"] == [setting("n1", "name", "x")]


async def test_changing_drafts_over_http_needs_the_permission_to_write(half: FlowsHalf) -> None:
    async with half.tool(await session_token(half, "read")) as reader:
        assert (await reader.get("/api/v1/draft")).status_code == 200
        for method, path in (
            ("POST", "discard"),
            ("POST", "private"),
            ("DELETE", "private"),
            ("POST", "merge"),
        ):
            assert (await reader.request(method, f"/api/v1/draft/{path}")).status_code == 401


@pytest.mark.parametrize("scope", ["", "nodes.read"])
async def test_whoever_may_not_read_flows_gets_no_draft(half: FlowsHalf, scope: str) -> None:
    token = await session_token(half, scope)
    url = half.url.replace("http", "ws") + "/api/v1/draft/live"
    with pytest.raises(Exception, match="403"):
        async with connect(
            url, additional_headers={"Cookie": f"wirelatch_flows={token}", "Origin": half.url}
        ):
            pass


async def test_a_page_of_somebody_else_gets_no_draft(half: FlowsHalf) -> None:
    token = await session_token(half, "*")
    url = half.url.replace("http", "ws") + "/api/v1/draft/live"
    headers = {"Cookie": f"wirelatch_flows={token}", "Origin": "http://evil.example"}
    with pytest.raises(Exception, match="403"):
        async with connect(url, additional_headers=headers):
            pass


async def test_the_connection_ends_with_the_session(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    async with editor(half) as ada:
        store = await half.app.gate.store()
        token = ada._socket.request.headers["Cookie"].partition("=")[2]  # type: ignore[union-attr]
        await store.sessions.end(token)
        with pytest.raises(ConnectionClosed):
            await ada.hear("nothing that is ever sent")


async def test_secrets_never_enter_a_draft(half: FlowsHalf, api: httpx.AsyncClient, tmp_path: Path) -> None:
    secret = "hunter2-secret"
    env = [{"name": "K", "type": "cred", "value": secret}, {"name": "P", "type": "str", "value": "plain"}]
    async with editor(half) as ada, editor(half, "bob") as bob:
        await ada.edit(
            setting("n1", "credentials", {"password": secret}),
            setting("t1", "env", env),
            adding({"id": "n9", "type": "subflow:s", "credentials": {"password": secret}, "env": env}),
            {"op": "set", "id": "n1", "path": ["credentials", "password"], "value": secret},
        )
        batch = await bob.hear("batch")
    assert secret not in json.dumps(batch)
    assert "plain" in json.dumps(batch)
    assert secret not in (await api.get("/api/v1/draft")).text
    assert secret not in (tmp_path / "drafts" / "shared.jsonl").read_text()


NO_PATCHES: list[Any] = [
    5,
    {"op": "explode", "id": "n1", "path": ["x"]},
    {"op": "set", "id": "n1", "path": []},
    {"op": "set", "id": "n1", "path": ["id"], "value": "n2"},
    {"op": "set", "id": "n1", "path": ["wires", -1], "value": 0},
    {"op": "set", "id": "n1", "path": ["wires", 10**9], "value": 0},
    {"op": "set", "id": "x" * 1000, "path": ["a"], "value": 0},
    {"op": "set", "id": "n1", "path": ["type"], "value": 5},
    {"op": "length", "id": "n1", "path": ["wires"], "length": 10**9},
    {"op": "list", "id": "n1", "path": ["wires", 0], "remove": [{}], "add": []},
    {"op": "list", "id": "n1", "path": ["wires", 0], "remove": [], "add": [["first", "n2"]]},
    {"op": "add", "record": {"id": "n5"}},
    {"op": "add", "record": {"id": 5, "type": "debug"}},
    {"op": "remove"},
]
NO_MESSAGES = ["{", "[]", "5", "{}", '{"edit": []}', '{"edit": {"n": "1", "ops": []}}', '{"edit": {"n": 1}}',
    '{"edit": {"n": 1, "ops": ' + "[" * 5000 + "]" * 5000 + "}}", '{"hello": {"client": "../../x"}}', "\x00"]  # fmt: skip


async def test_what_is_no_patch_is_refused_as_a_whole(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    async with editor(half) as ada:
        for patch in NO_PATCHES:
            assert (await ada.edit(setting("n1", "name", "x"), patch))["code"] == "invalid", patch
        assert "seq" in await ada.edit(setting("n1", "y", 9)), "the connection goes on"
    assert (await api.get("/api/v1/draft")).json()["ops"] == [setting("n1", "y", 9)]


async def test_messages_that_make_no_sense_are_refused(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    async with editor(half) as ada:
        for message in NO_MESSAGES:
            await ada.send(message)
            assert (await ada.hear("refused"))["code"] == "invalid", message


async def test_a_message_that_is_too_large_is_refused(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1, api_max_length=20_000) as half, editor(half) as ada:
        await ada.send(
            {"edit": {"n": 1, "ops": [adding({"id": "n5", "type": "debug", "name": "x" * 30_000})]}}
        )
        assert "larger" in (await ada.hear("refused"))["message"]
        assert (await ada.edit(adding({"id": "n5", "type": "debug"})))["seq"] == 1


async def test_a_client_that_sends_without_pause_is_read_more_slowly(
    half: FlowsHalf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "BURST", 5)
    monkeypatch.setattr(live, "MESSAGES_PER_SECOND", 20.0)
    loop = __import__("asyncio").get_running_loop()
    async with editor(half) as ada:
        begun = loop.time()
        for number in range(14):
            await ada.edit(setting("n1", "x", number))
        assert loop.time() - begun > 0.3


async def test_a_client_that_does_not_read_is_told_to_connect_again(
    half: FlowsHalf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_WAITING", 100_000)
    async with editor(half) as ada, editor(half, "slow") as slow:
        slow._socket.transport.pause_reading()
        for number in range(60):
            await ada.edit(adding({"id": f"n{number}", "type": "comment", "info": "x" * 90_000}))
        slow._socket.transport.resume_reading()
        with pytest.raises(ConnectionClosed):
            await slow.hear("nothing that is ever sent")
        assert slow._socket.close_code == live.TRY_AGAIN


async def test_half_a_character_pair_reaches_the_others(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    async with editor(half) as ada, editor(half, "bob") as bob:
        assert "seq" in await ada.edit(setting("n1", "name", "\ud83d"))
        assert (await bob.hear("batch"))["ops"][0]["value"] == "\ud83d"
        assert "seq" in await ada.edit(setting("n1", "name", "whole"))
    assert (await api.get("/api/v1/draft")).json()["ops"][0]["value"] == "whole"


async def test_who_is_turned_away_and_reads_nothing_changes_nothing(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    """Whoever lets the goodbye wait unread could go on otherwise."""
    app = live.LiveDrafts(half.app.gate, half.app._drafts, 100_000)
    incoming: asyncio.Queue[Any] = asyncio.Queue()
    welcomed, stuck = asyncio.Event(), asyncio.Event()

    async def send(message: Any) -> None:
        if "welcome" in message.get("text", ""):
            welcomed.set()
        elif message["type"] == "websocket.close":
            await stuck.wait()

    def say(message: Any) -> None:
        incoming.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    token = await session_token(half, "*", "ada")
    headers = [(b"authorization", f"Bearer {token}".encode()), (b"host", b"127.0.0.1")]
    scope = {"type": "websocket", "path": "/", "headers": headers, "query_string": b"", "scheme": "ws"}
    incoming.put_nowait({"type": "websocket.connect"})
    serving = asyncio.create_task(app(scope, incoming.get, send))
    say({"hello": {"client": "ada-window"}})
    await asyncio.wait_for(welcomed.wait(), 10)
    await app.close()
    say({"edit": {"n": 1, "ops": [setting("n1", "name", "late")]}})
    incoming.put_nowait({"type": "websocket.disconnect"})
    await asyncio.wait_for(serving, 10)
    assert (await api.get("/api/v1/draft")).json()["ops"] == []

"""`/comms`, spoken to as Node-RED's editor and tools speak."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.access.flows_half import FlowsHalf, session_token
from wirelatch.access import sessions
from wirelatch.access.gate import COOKIE
from wirelatch.adminapi import comms


def url(half: FlowsHalf) -> str:
    return half.url.replace("http", "ws") + "/comms"


async def receive(socket: ClientConnection) -> Any:
    return json.loads(await asyncio.wait_for(socket.recv(), 5))


async def receive_all(socket: ClientConnection, count: int) -> list[Any]:
    messages: list[Any] = []
    while len(messages) < count:
        batch = await receive(socket)
        assert len(batch) <= 50
        messages += batch
    return messages


async def signed_in(half: FlowsHalf, socket: ClientConnection, scope: Any = "*") -> str:
    token = await session_token(half, scope)
    await socket.send(json.dumps({"auth": token}))
    assert await receive(socket) == {"auth": "ok"}
    return token


async def test_a_token_lets_a_tool_listen(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket:
        await signed_in(half, socket)
        half.app.runtime.events.publish("debug", {"msg": "hello"})
        assert await receive(socket) == [{"topic": "debug", "data": {"msg": "hello"}}]


@pytest.mark.parametrize("first", [{"auth": "wrong"}, {"auth": 17}, {"subscribe": "debug"}, {"topic": "x"}])
async def test_whoever_does_not_sign_in_is_turned_away(half: FlowsHalf, first: dict[str, Any]) -> None:
    async with connect(url(half)) as socket:
        await socket.send(json.dumps(first))
        assert await receive(socket) == {"auth": "fail"}
        with pytest.raises(ConnectionClosed):
            await receive(socket)


async def test_listening_needs_the_permission_status_read(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket:
        await socket.send(json.dumps({"auth": await session_token(half, "flows.write")}))
        assert await receive(socket) == {"auth": "fail"}


async def test_nothing_is_told_before_the_sign_in(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket:
        half.app.runtime.events.publish("debug", {"msg": "secret"})
        await signed_in(half, socket)
        half.app.runtime.events.publish("debug", {"msg": "open"})
        assert (await receive(socket))[0]["data"] == {"msg": "open"}


async def test_whoever_says_nothing_is_turned_away_after_a_while(
    half: FlowsHalf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comms, "SIGN_IN_SECONDS", 0.3)
    token = await session_token(half, "read")
    async with connect(url(half)) as silent, connect(url(half)) as known:
        await known.send(json.dumps({"auth": token}))
        assert json.loads(await known.recv()) == {"auth": "ok"}
        async with asyncio.timeout(5):
            assert json.loads(await silent.recv()) == {"auth": "fail"}
            await silent.wait_closed()
        assert known.close_code is None


async def test_the_session_cookie_lets_our_own_page_listen(half: FlowsHalf) -> None:
    cookie = {"Cookie": f"{COOKIE}={await session_token(half, '*')}"}
    async with connect(url(half), additional_headers=cookie, origin=half.url) as socket:
        await socket.send(json.dumps({"subscribe": "notification/#"}))
        messages = await receive(socket)
    assert messages[0]["topic"] == "notification/runtime-state"


@pytest.mark.parametrize("origin", ["https://evil.example", None])
async def test_the_session_cookie_does_not_let_other_pages_listen(
    half: FlowsHalf, origin: str | None
) -> None:
    cookie = {"Cookie": f"{COOKIE}={await session_token(half, '*')}"}
    with pytest.raises(InvalidStatus):
        async with connect(url(half), additional_headers=cookie, origin=origin):
            pass


async def test_a_subscription_replays_what_is_retained_for_it(half: FlowsHalf) -> None:
    events = half.app.runtime.events
    events.publish("status/a", {"text": "on"}, retain=True)
    events.publish("status/b", {"text": "off"}, retain=True)
    events.publish("status/a", {}, retain=True)
    async with connect(url(half)) as socket:
        await signed_in(half, socket)
        await socket.send(json.dumps({"subscribe": "status/#"}))
        assert await receive(socket) == [{"topic": "status/b", "data": {"text": "off"}}]


async def test_many_messages_come_in_order_in_batches_of_at_most_50(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket:
        await signed_in(half, socket)
        for number in range(1, 231):
            half.app.runtime.events.publish("debug", {"n": number})
        messages = await receive_all(socket, 230)
    assert [message["data"]["n"] for message in messages] == list(range(1, 231))


async def test_empty_data_is_not_sent_except_to_clear_a_status(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket:
        await signed_in(half, socket)
        half.app.runtime.events.publish("debug", None)
        half.app.runtime.events.publish("status/a", {}, retain=True)
        assert await receive(socket) == [{"topic": "status/a", "data": {}}]


async def test_values_that_json_lacks_do_not_break_the_connection(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket:
        await signed_in(half, socket)
        half.app.runtime.events.publish("debug", {"nan": float("nan"), "set": {1}, 1: b"x"})
        assert (await receive(socket))[0]["data"]["nan"] is None


async def test_malformed_messages_are_ignored(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket:
        await signed_in(half, socket)
        for text in ("{", "[]", "17", '"x"', '{"subscribe": 1}', "x" * 200_000):
            await socket.send(text)
        half.app.runtime.events.publish("debug", {"msg": 1})
        assert (await receive(socket))[0]["data"] == {"msg": 1}


async def test_a_heartbeat_comes_in_silence(half: FlowsHalf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wirelatch.adminapi.comms.HEARTBEAT_SECONDS", 0.05)
    async with connect(url(half)) as socket:
        await signed_in(half, socket)
        message = (await receive(socket))[0]
    assert message["topic"] == "hb"
    assert isinstance(message["data"], int)


async def test_the_end_of_a_session_closes_its_connections(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket, connect(url(half)) as other:
        token = await signed_in(half, socket)
        await signed_in(half, other)
        await (await half.app.gate.store()).sessions.end(token)
        assert await receive(socket) == {"auth": "fail"}
        with pytest.raises(ConnectionClosed):
            await receive(socket)
        half.app.runtime.events.publish("debug", {"msg": 1})
        assert (await receive(other))[0]["topic"] == "debug"


async def test_a_session_that_runs_out_closes_its_connections(
    half: FlowsHalf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wirelatch.adminapi.comms.CHECK_SECONDS", 0.02)
    real = sessions.now
    monkeypatch.setattr(sessions, "now", lambda: real() + ahead)
    ahead = timedelta()
    cookie = {"Cookie": f"{COOKIE}={await session_token(half, '*')}"}
    async with (
        connect(url(half), additional_headers=cookie, origin=half.url) as page,
        connect(url(half)) as tool,
    ):
        await signed_in(half, tool)
        ahead = timedelta(hours=9)
        for socket in (page, tool):
            assert await receive(socket) == {"auth": "fail"}


async def test_a_deploy_is_told_to_everybody(half: FlowsHalf) -> None:
    async with connect(url(half)) as socket, half.tool(await session_token(half, "*")) as tool:
        await signed_in(half, socket)
        answer = await tool.post("/flows", json={"flows": []}, headers={"Node-RED-API-Version": "v2"})
        messages = await receive_all(socket, 1)
        while not any(message["topic"] == "notification/runtime-deploy" for message in messages):
            messages += await receive(socket)
    deployed = next(m for m in messages if m["topic"] == "notification/runtime-deploy")
    assert deployed["data"] == {"revision": answer.json()["rev"]}


async def test_other_websocket_addresses_are_not_taken(half: FlowsHalf) -> None:
    with pytest.raises(InvalidStatus):
        async with connect(url(half) + "/x"):
            pass


async def test_who_was_turned_away_and_reads_nothing_is_not_heard_any_more(half: FlowsHalf) -> None:
    """Whoever lets the goodbye wait unread could go on telling the others, or look at messages, otherwise."""
    heard: list[str] = []

    class Channel:
        def receive(self, listener: Any, topic: str, data: Any) -> None:
            heard.append(data)

        def gone(self, listener: Any) -> None:
            pass

    app = comms.Comms(half.app.gate, half.app.runtime.events)
    app.add_channel("here", Channel())
    incoming: asyncio.Queue[Any] = asyncio.Queue()
    admitted, forever = asyncio.Event(), asyncio.Event()

    async def send(message: Any) -> None:
        if message.get("text") == '{"auth":"ok"}':
            admitted.set()
        elif "fail" in message.get("text", ""):
            await forever.wait()

    def say(message: Any) -> None:
        incoming.put_nowait({"type": "websocket.receive", "text": json.dumps(message)})

    scope = {
        "type": "websocket", "path": "/comms", "headers": [(b"host", b"127.0.0.1")], "query_string": b"",
        "scheme": "ws",
    }  # fmt: skip
    incoming.put_nowait({"type": "websocket.connect"})
    serving = asyncio.create_task(app(scope, incoming.get, send))
    say({"auth": await session_token(half, "*")})
    await asyncio.wait_for(admitted.wait(), 10)
    say({"topic": "here/x", "data": "before"})
    while not heard:
        await asyncio.sleep(0)
    (connection,) = app._connections
    app._session_ended(connection.session_hash)
    say({"topic": "here/x", "data": "after"})
    while not incoming.empty():
        await asyncio.sleep(0)
    assert heard == ["before"]
    forever.set()
    incoming.put_nowait({"type": "websocket.disconnect"})
    await asyncio.wait_for(serving, 10)

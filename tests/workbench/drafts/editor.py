"""An editor that speaks the protocol of `wirelatch.workbench.drafts.live`."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.access.flows_half import FlowsHalf, session_token

TAB: dict[str, Any] = {"id": "t1", "type": "tab", "label": "One"}
NODE: dict[str, Any] = {"id": "n1", "type": "debug", "z": "t1", "x": 1, "y": 2, "wires": [["n2"]]}


def setting(record_id: str, name: str, value: Any) -> dict[str, Any]:
    """The patch that sets a property."""
    return {"op": "set", "id": record_id, "path": [name], "value": value}


def adding(record: dict[str, Any]) -> dict[str, Any]:
    """The patch that adds a record at the end."""
    return {"op": "add", "record": record, "before": None}


class LiveEditor:
    """One connection."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.welcome: dict[str, Any] = {}
        self._number = 0

    async def send(self, message: Any) -> None:
        await self._socket.send(message if isinstance(message, str) else json.dumps(message))

    async def receive(self) -> Any:
        return json.loads(await asyncio.wait_for(self._socket.recv(), 10))

    async def hear(self, kind: str) -> Any:
        """The next message of a kind; batches that were in the welcome already are passed over, as the browser does."""
        while True:
            message = await self.receive()
            if "batch" in message and kind == "batch" and message["batch"]["seq"] <= self.welcome["seq"]:
                continue
            if kind in message:
                return message[kind]

    async def edit(self, *patches: dict[str, Any]) -> Any:
        """Send a batch; its acknowledgement or refusal."""
        self._number += 1
        await self.send({"edit": {"n": self._number, "ops": list(patches)}})
        while True:
            message = await self.receive()
            for kind in ("ack", "refused"):
                if kind in message and message[kind]["n"] == self._number:
                    return message[kind]


@contextlib.asynccontextmanager
async def editor(
    half: FlowsHalf, username: str = "ada", permissions: Any = "*", client: str = "", **hello: Any
) -> AsyncIterator[LiveEditor]:
    """An editor that has said hello."""
    token = await session_token(half, permissions, username)
    url = half.url.replace("http", "ws") + "/api/v1/draft/live"
    cookie = {"Cookie": f"wirelatch_flows={token}", "Origin": half.url}
    async with connect(url, additional_headers=cookie) as socket:
        live = LiveEditor(socket)
        await live.send({"hello": {"client": client or f"{username}-window", **hello}})
        live.welcome = await live.hear("welcome")
        yield live

"""A Node-RED and a runtime of ours side by side: both get the same flows and the same messages.

Messages are put in by pressing inject nodes with the properties to send, over each side's own way for that. What
debug nodes show is read from the `debug` topic of Node-RED's `/comms`, and from the runtime's events.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
import websockets

from tests.peers.node_red import NodeRed
from tests.support.ports import free_port
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import all_types
from wirelatch.webkit.bounded_http import BoundedHttp
from wirelatch.webkit.http_routes import HttpRoutes

Shown = list[tuple[str, Any]]
"""What debug nodes showed, in order: id of the node (within a subflow, that of its definition) and the value."""
_HOLE = {"__enc__": True, "type": "undefined"}
"""A place of an array that was never set: `null` with us."""
_ID = re.compile("[0-9a-f]{16}")
_QUIET = 0.2
"""Seconds without anything new after which a side counts as finished."""
_PATIENCE = 8.0
_ERROR = 20
"""The level of errors."""


@dataclass
class Side:
    """One of the two; `shown` holds what its debug nodes have shown since the last `clear`."""

    name: str
    url: str
    """Where its HTTP endpoints are."""
    deploy: Callable[[list[dict[str, Any]]], Any]
    inject: Callable[[str, list[dict[str, Any]]], Any]
    shown: Shown = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    statuses: dict[str, str] = field(default_factory=dict)
    """Texts of the nodes' statuses since the last deploy, by node id."""
    reported: set[str] = field(default_factory=set)
    """Nodes that have reported an error without a message, or one that no Catch node took, since the last deploy."""
    status_arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Apart from `arrived`: a node that tells its status every few seconds is never quiet."""

    def hear(self, topic: str, data: Any) -> None:
        """Keep an event of the channel to the editors."""
        if topic == "debug":
            self.take(data)
        elif topic.startswith("status/"):
            self.statuses[topic.removeprefix("status/")] = str((data or {}).get("text", ""))
            self.status_arrived.set()

    async def shows(self, text: str, node_ids: Sequence[str]) -> None:
        """Wait until these nodes have a status with that text in it."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while not all(text in self.statuses.get(node_id, "") for node_id in node_ids):
                    self.status_arrived.clear()
                    await self.status_arrived.wait()
        except TimeoutError:
            raise AssertionError(f"{self.name} shows {self.statuses}, not “{text}” at {node_ids}") from None

    def take(self, event: Mapping[str, Any]) -> None:
        """Keep an event of the debug topic, unless it is an entry of the log."""
        node_id = event.get("_alias") or event.get("id")
        if "level" in event:  # an entry of no node has no id
            if event["level"] == _ERROR and node_id:
                self.reported.add(str(node_id))
            return
        self.shown.append((str(node_id), decoded(event)))
        self.arrived.set()

    async def settled(self, at_least: int = 0, quiet: float = _QUIET) -> Shown:
        """What was shown, when nothing more comes; waits for `at_least` entries, but not for ever."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while len(self.shown) < at_least:
                    self.arrived.clear()
                    await self.arrived.wait()
        while True:
            self.arrived.clear()
            try:
                async with asyncio.timeout(quiet):
                    await self.arrived.wait()
            except TimeoutError:
                break
        shown, self.shown = self.shown, []
        return shown


@dataclass
class Twins:
    """Both sides."""

    theirs: Side
    ours: Side
    runtime: Runtime

    @property
    def sides(self) -> tuple[Side, Side]:
        """Node-RED first."""
        return self.theirs, self.ours

    async def deploy(
        self, flows: Sequence[Mapping[str, Any]], replacing: Mapping[str, tuple[str, str]] | None = None
    ) -> None:
        """Deploy the same records on both sides, and forget what was shown.

        `replacing` gives texts in the records and what stands for them: with Node-RED, and with us.
        """
        for number, side in enumerate(self.sides):
            source = json.dumps([dict(record) for record in flows])
            for text, values in (replacing or {}).items():
                source = source.replace(text, values[number])
            side.statuses.clear()
            side.reported.clear()
            await side.deploy(json.loads(source))
        await asyncio.sleep(0.05)
        for side in self.sides:
            side.shown.clear()

    async def connected(self, *node_ids: str) -> None:
        """Wait until these MQTT nodes are connected on both sides."""
        for side in self.sides:
            await side.shows("common.status.connected", node_ids)

    async def inject(self, node_id: str, *messages: Mapping[str, Any], pause: float = 0.0) -> None:
        """Send messages through an inject node on both sides."""
        for message in messages:
            props = [prop_of(name, value) for name, value in message.items()]
            await asyncio.gather(*(side.inject(node_id, props) for side in self.sides))
            if pause:
                await asyncio.sleep(pause)

    async def compare(self, quiet: float = _QUIET, *, ordered: bool = True) -> tuple[Shown, Shown]:
        """What each side showed; without their order, if that depends on timing."""
        theirs: Shown = []
        ours: Shown = []
        while True:  # on a busy machine either side may be behind: that one is waited for
            behind = len(ours) - len(theirs)
            their_news, our_news = await asyncio.gather(
                self.theirs.settled(behind, quiet), self.ours.settled(-behind, quiet)
            )
            theirs, ours = theirs + their_news, ours + our_news
            if len(theirs) == len(ours) or not (their_news or our_news):
                break
        if not ordered:
            ours, theirs = sorted(ours, key=repr), sorted(theirs, key=repr)
        return theirs, ours


def prop_of(name: str, value: Any) -> dict[str, Any]:
    """The row of an inject node that sets a property to a value."""
    if isinstance(value, bytes):
        return {"p": name, "v": json.dumps(list(value)), "vt": "bin"}
    return {"p": name, "v": json.dumps(value), "vt": "json"}


def decoded(event: Mapping[str, Any]) -> Any:
    """The value that a debug event shows, comparable: without ids of messages and without the wording of errors."""
    kind, shown = event.get("format", ""), event.get("msg")
    value: Any = shown
    if kind == "Object" or kind.startswith("array"):
        value = json.loads(shown) if isinstance(shown, str) else shown
    elif kind == "error":
        return "error", None
    return kind, comparable(value)


def comparable(value: Any) -> Any:
    """The value without what may differ between two programs."""
    if isinstance(value, dict):
        if value.get("__enc__") is True and value.get("type") == "error":
            return {"__enc__": True, "type": "error"}
        return {
            key: _error(item) if key == "error" else comparable(item)
            for key, item in value.items()
            if key
            not in ("_msgid", "_error", "req", "res", "x-node-red-request-node", "user-agent", "etag", "date")
        }
    if isinstance(value, list):
        return [None if item == _HOLE else comparable(item) for item in value]
    return "<id>" if isinstance(value, str) and _ID.fullmatch(value) else value


def _error(value: Any) -> Any:
    """An error in a message: who reported it, not in which words."""
    source = value.get("source") if isinstance(value, dict) else None
    return (
        {"source": {key: source[key] for key in ("id", "type") if key in source}}
        if isinstance(source, dict)
        else "error"
    )


@contextlib.asynccontextmanager
async def twins(theirs: NodeRed, directory: Path, **settings: Any) -> AsyncIterator[Twins]:
    """A runtime of ours with an HTTP server, beside a running Node-RED; a Unix-like pair for the length of a test."""
    http = HttpRoutes()
    runtime = Runtime(data_dir=directory, registry=all_types(), http=http, settings=settings)
    await runtime.start()
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(http, host="127.0.0.1", port=port, http=BoundedHttp, log_level="error", lifespan="off")
    )
    serving = asyncio.create_task(server.serve())

    async def deploy_theirs(flows: list[dict[str, Any]]) -> None:
        await asyncio.to_thread(theirs.deploy, flows)

    async def inject_theirs(node_id: str, props: list[dict[str, Any]]) -> None:
        response = await client.post(f"/inject/{node_id}", json={"__user_inject_props__": props})
        response.raise_for_status()

    async def inject_ours(node_id: str, props: list[dict[str, Any]]) -> None:
        node = runtime.node(node_id)
        assert node is not None, f"our runtime has no node {node_id}"
        node.receive({"__user_inject_props__": props})

    their_side = Side("Node-RED", theirs.url, deploy_theirs, inject_theirs)
    our_side = Side("Wirelatch", f"http://127.0.0.1:{port}", lambda flows: runtime.deploy(flows), inject_ours)
    stop_listening = runtime.events.subscribe(our_side.hear)
    address = theirs.url.replace("http://", "ws://") + "/comms"
    async with (
        httpx.AsyncClient(base_url=theirs.url, timeout=20) as client,
        websockets.connect(address, max_size=None) as comms,
    ):
        for topic in ("debug", "status/#"):
            await comms.send(json.dumps({"subscribe": topic}))
        listening = asyncio.create_task(_listen(comms, their_side))
        try:
            while not server.started:
                await asyncio.sleep(0.01)
            yield Twins(their_side, our_side, runtime)
            if listening.done():
                listening.result()  # what ended it
        finally:
            listening.cancel()
            stop_listening()
            server.should_exit = True
            await serving
            await runtime.stop()


async def _listen(comms: websockets.ClientConnection, side: Side) -> None:
    async for packet in comms:
        events = json.loads(packet)
        for event in events if isinstance(events, list) else [events]:
            if "topic" in event:
                side.hear(event["topic"], event["data"])

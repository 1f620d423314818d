"""Real people's files in both runtimes: every message at every output, what is requested, published and written agrees."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.peers.differential.corpus import timeless
from tests.peers.differential.real_files import BROKER, DIRECTORY, PROXY_URL, RealFile, ready
from tests.peers.differential.recorder import Recorder, recording_proxy
from tests.peers.differential.twins import Shown, Twins
from tests.support.mosquitto import mosquitto
from tests.support.mqtt_client import Listener, listening
from tests.support.ports import free_port
from tests.support.real_files import names

pytestmark = [pytest.mark.peers, pytest.mark.slow]

_STEP, _END = 0.02, 0.4
"""Seconds without a message after which the next one is sent, and after which all is over."""
_MOST = 0.3
_START = 0.3
"""Seconds in which nodes show what they have to show after a deploy."""
_ANSWER = 0.8
"""Seconds after which an endpoint counts as one that does not answer."""
_LATE = "a node beside a function reads the global context before the function has set it: the function runs elsewhere"
KNOWN: dict[str, dict[str, str]] = {
    "files/020.json": {
        "a28da4f84bec0930": "looks for functions in a message, which do not leave JavaScript",
        "while (": "a loop that waits for another node until its time-out",
        "66c12c77.45fbf4": "limits the rate of what such a loop sends",
    },
    "files/055.json": {
        "pid:": "shows the number of a process",
        "cwd": "is set to what a command printed, which takes each side its time",
        "global.keys()": "shows whether it is set yet",
    },
    "files/095.json": {'Unit", "tot": "global"': _LATE, '"to": "TempRange': _LATE},
}
"""What differs, by file: a node, or a piece of the records of some, and why. Nodes behind them are not compared either."""
LARGE = {"files/020.json", "files/055.json"}
"""These take half a minute and more."""


class Trial:
    """One file on both sides."""

    def __init__(self, pair: Twins, file: RealFile, folders: tuple[Path, Path]) -> None:
        self.pair, self.file, self.folders = pair, file, folders
        self.clients: tuple[Listener, ...] = ()
        self.proxies: tuple[Recorder, Recorder]
        self.places: dict[str, tuple[str, str]] = {}
        self.answers: tuple[list[Any], list[Any]] = ([], [])

    @contextlib.asynccontextmanager
    async def staged(self, directory: Path) -> AsyncIterator[None]:
        """Deploy it, with a proxy and, where it has one, a broker for each side."""
        async with contextlib.AsyncExitStack() as stack:
            self.client = await stack.enter_async_context(httpx.AsyncClient(timeout=_ANSWER))
            self.proxies = (
                await stack.enter_async_context(recording_proxy()),
                await stack.enter_async_context(recording_proxy()),
            )
            self.places[DIRECTORY] = (str(self.folders[0]), str(self.folders[1]))
            self.places[PROXY_URL] = (self.proxies[0].url, self.proxies[1].url)
            if any(record["type"] == "mqtt-broker" for record in self.file.records):
                brokers = [stack.enter_context(mosquitto(directory / name)) for name in ("m1", "m2")]
                self.places[BROKER] = (str(brokers[0].port), str(brokers[1].port))
                self.clients = tuple(
                    [await stack.enter_async_context(listening(b.port, "#")) for b in brokers]
                )
            for text in self.file.ports:
                self.places[text] = (str(free_port()), str(free_port()))
            await self.forget()
            await self.pair.deploy(self.file.records, self.places)
            if self.clients:
                await self.pair.connected(*self.file.connecting)
            await self.calm(_START)
            for side in self.pair.sides:
                side.shown.clear()
            yield
            await self.pair.deploy([])  # while the brokers are there to be disconnected from

    async def forget(self) -> None:
        """Empty Node-RED's global context of what files before this one have put there."""
        url = f"{self.pair.theirs.url}/context/global"
        for store, values in (await self.client.get(url)).json().items():
            for key in values:
                (await self.client.delete(f"{url}/{key}", params={"store": store})).raise_for_status()

    async def calm(self, quiet: float, most: float = _MOST) -> None:
        """Wait until both sides have been silent for a while."""
        for _ in range(max(1, round(most / quiet))):
            before = [len(side.shown) for side in self.pair.sides]
            await asyncio.sleep(quiet)
            if before == [len(side.shown) for side in self.pair.sides]:
                return

    async def drive(self) -> None:
        """Send everything that the file waits for."""
        file = self.file
        for button in file.buttons:
            await self.press(button)
            await self.calm(_STEP)
        for payload in file.payloads[1:3] if file.sources else ():
            for source in file.sources:
                await self.pair.inject(source, {"payload": payload, "topic": "one/two"})
            await self.calm(_STEP)
        for topic in dict.fromkeys(file.topics):
            for payload in [*file.payloads[:3], "{not json"]:
                body = payload if isinstance(payload, str) else json.dumps(payload)
                for client in self.clients:
                    client.publish(topic, body, qos=1)
            await self.calm(_STEP)
        waiting: list[asyncio.Task[None]] = []
        for method, path in file.endpoints:
            body = None if method == "GET" else file.payloads[2]
            waiting.append(asyncio.create_task(self.request(method, path, body)))
            await self.calm(_STEP)
        for task in waiting:
            await task
        await self.calm(_END, 5)

    async def press(self, node_id: str) -> None:
        """Press a button on both sides, with what it is set to send."""
        node = self.pair.runtime.node(node_id)
        assert node is not None
        node.receive({})
        (await self.client.post(f"{self.pair.theirs.url}/inject/{node_id}", json={})).raise_for_status()

    async def request(self, method: str, path: str, body: Any) -> None:
        """Ask an endpoint on both sides; one that does not answer says so too."""
        given = await asyncio.gather(
            *(self._answer(side.url, method, path, body) for side in self.pair.sides)
        )
        for answers, answer in zip(self.answers, given, strict=True):
            answers.append(f"{method} {path} {answer}")

    async def _answer(self, url: str, method: str, path: str, body: Any) -> Any:
        try:
            response = await self.client.request(method, url + path, json=body, params={"q": "7"})
        except httpx.TimeoutException:
            return "none"
        return [response.status_code, response.headers.get("content-type"), self._same(response.text)]

    def _same(self, value: Any) -> Any:
        """The value without times and without what is each side's own."""
        text = re.sub(r"pid:\d+|-{10,}[0-9a-f]{24}", "", json.dumps(value))
        for name, places in self.places.items():
            for place in places:
                text = text.replace(place, name)
        return _crossing(timeless(json.loads(text)))

    def _by_node(self, shown: Shown) -> dict[str, list[Any]]:
        found = defaultdict(list)
        for node_id, value in shown:
            found[node_id].append(json.dumps(self._same(value), sort_keys=True))
        return {node_id: sorted(values) for node_id, values in found.items()}

    async def differences(self, known: dict[str, str]) -> tuple[list[str], int]:
        """What differs, and how much was compared."""
        theirs, ours = (self._by_node(side.shown) for side in self.pair.sides)
        for side in self.pair.sides:
            side.shown.clear()
        found: list[str] = []
        excused = self.file.touched(known)
        for node_id in sorted(theirs.keys() | ours.keys()):
            left, right = theirs.get(node_id, []), ours.get(node_id, [])
            if left != right and node_id not in excused:
                only = [x for x in left if x not in right][:2], [x for x in right if x not in left][:2]
                found.append(
                    f"{node_id}: {len(left)} {len(right)}\n   {self.file.of(node_id)}\n   Node-RED : {only[0]}\n   Wirelatch: {only[1]}"
                )
        pairs: list[tuple[str, Any, Any]] = [("answers", *map(sorted, self.answers))]
        pairs.append(("requests", *(sorted(map(str, self._same(proxy.take()))) for proxy in self.proxies)))
        pairs.append(
            ("files", *({p.name: p.read_bytes() for p in sorted(f.iterdir())} for f in self.folders))
        )
        if self.clients:
            heard = await asyncio.gather(*(client.all(0.15) for client in self.clients))
            published = [
                sorted(
                    map(
                        str,
                        self._same([[topic, body.decode("latin-1"), *more] for topic, body, *more in one]),
                    )
                )
                for one in heard
            ]
            pairs.append(("published", *published))
        count = sum(map(len, ours.values()))
        for what, left, right in pairs:
            count += len(right)
            if left != right and what not in known:
                only = [x for x in left if x not in right][:3], [x for x in right if x not in left][:3]
                found.append(
                    f"{what}: {len(left)} {len(right)}\n   Node-RED : {only[0]}\n   Wirelatch: {only[1]}"
                )
        return found, count


def _crossing(value: Any) -> Any:
    """The value without what does not leave JavaScript (docs/differences.md): undefined members, and functions."""
    if isinstance(value, dict):
        return {
            key: _crossing(item)
            for key, item in value.items()
            if not (
                isinstance(item, dict)
                and item.get("__enc__") is True
                and item.get("type") in ("undefined", "function")
            )
        }
    return [_crossing(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.long] if name in LARGE else [])
        for name in names()
        if name.startswith("files/")
    ],
)
async def test_a_real_file_does_the_same_in_both(pair: Twins, tmp_path: Path, name: str) -> None:
    """Messages race each other within each side, so that only what differs twice differs."""
    for attempt in ("first", "second"):
        folders = (tmp_path / attempt / "files1", tmp_path / attempt / "files2")
        for place in folders:
            place.mkdir(parents=True)
        trial = Trial(pair, ready(name), folders)
        async with trial.staged(tmp_path / attempt):
            await trial.drive()
            found, count = await trial.differences(KNOWN.get(name, {}))
        assert count, "nothing was compared"
        if not found:
            return
    raise AssertionError("\n".join(found))

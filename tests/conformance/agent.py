"""The test agent: our runtime in a process of its own, driven by a spec over a socket.

Frames are lines of JSON (`values.py`). The spec sends `[number, command, arguments]` and gets
`["re", number, result, error]`; in between come events `["ev", load, kind, node id, arguments]`. Everything is handled
and sent in order, which is what keeps `log()` and the spies of a spec truthful.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from typing import Any
from unittest import mock

import uvicorn

from tests.conformance import mqtt, red_util, taps, websocket
from tests.conformance.contexts import ContextCommands
from tests.conformance.documents import DocumentCommands
from tests.conformance.fields import fields_of
from tests.conformance.stores import StoreCommands
from tests.conformance.values import SpecDecoder, SpecEncoder, handles
from tests.support.ports import free_port
from wirelatch.cli import flows_app
from wirelatch.cli.flows_app import FlowsApp
from wirelatch.engine.defaults import DEFAULT_SETTINGS
from wirelatch.engine.node import Node
from wirelatch.engine.palette import NodeRegistry
from wirelatch.engine.testing import registry_of
from wirelatch.nodes.network.http.proxy_choice import proxy_for
from wirelatch.nodes.network.mqtt_broker import MqttBroker
from wirelatch.nodes.network.websocket.endpoint import WebSocketEndpoint
from wirelatch.scripting.values import UNDEFINED
from wirelatch.settings import load as load_settings

_LONGEST_LINE = 1 << 28
_SETTLE_SECONDS = 0.2


class Agent(ContextCommands, StoreCommands, DocumentCommands):
    """Commands are the public methods whose names begin with `do_`."""

    def __init__(self, registry: NodeRegistry) -> None:
        ContextCommands.__init__(self)
        StoreCommands.__init__(self)
        self._registry = registry
        self.port = free_port()
        self._settings: dict[str, Any] = dict(DEFAULT_SETTINGS)
        self._app: FlowsApp | None = None
        self._directory: str | None = None
        self._loaded: tuple[int, list[dict[str, Any]], Mapping[str, Any]] = (0, [], {})
        self._encoder, self._decoder = SpecEncoder(handles), SpecDecoder(handles)
        self._writer: asyncio.StreamWriter | None = None

    # The connection --------------------------------------------------------------------------------------------

    async def serve(self) -> None:
        """Serve one spec process: it is told the port on standard output, and its end is ours."""
        done = asyncio.Event()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self._writer = writer
            try:
                await self._read(reader)
            finally:
                done.set()

        server = await asyncio.start_server(connected, "127.0.0.1", 0, limit=_LONGEST_LINE)
        config = uvicorn.Config(
            self._http,
            interface="asgi3",
            host="127.0.0.1",
            port=self.port,
            log_level="error",
            lifespan="off",
            access_log=False,
        )
        http = uvicorn.Server(config)
        http.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
        serving = asyncio.create_task(http.serve())
        while not http.started:
            await asyncio.sleep(0.005)
        print(server.sockets[0].getsockname()[1], flush=True)
        await done.wait()
        await self._stop()
        http.should_exit = http.force_exit = True
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(serving, 2)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        while line := await reader.readline():
            number, command, args = self._decoder.frame(line)
            result, problem = None, None
            try:
                result = getattr(self, f"do_{command}")(*args)
                if inspect.isawaitable(result):
                    result = await result
            except Exception as error:
                problem = error
            self._write(["re", number, result, problem])

    def _write(self, frame: list[Any]) -> None:
        if self._writer is not None:
            self._writer.write(self._encoder.frame(frame) + b"\n")

    async def _http(self, scope: Any, receive: Any, send: Any) -> None:
        app = self._app
        if app is None:
            app = self._make()
        await app(scope, receive, send)

    # Flows -----------------------------------------------------------------------------------------------------

    def _make(self) -> FlowsApp:
        """A flows half as `wirelatch flows` puts it together, with the settings and stores that the spec wants."""
        self._directory = tempfile.mkdtemp(prefix="data-")
        settings = load_settings(
            {"data": self._directory, "flows_port": self.port, "sign_in": False}, environ={}
        )

        def runtime(**options: Any) -> taps.BridgeRuntime:
            wanted = {**self._settings, "contextStorage": self.context_storage}
            made = taps.BridgeRuntime(**{**options, "settings": wanted})
            made.settings = self._settings
            return made

        with mock.patch.object(flows_app, "Runtime", runtime):
            app = self._app = FlowsApp(settings, self._registry)
        app.ready = True
        self.runtime = app.runtime
        return app

    async def _stop(self) -> None:
        app, self._app = self._app, None
        if app is not None:
            await app.stop()
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)

    async def do_load(
        self, load: int, flow: list[dict[str, Any]], credentials: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Run a flow; gives the nodes that run, by id."""
        self.context_storage = None
        self._loaded = load, [_as_in_a_file(record) for record in flow], credentials
        await self._reload()
        return self.do_nodes()

    async def _reload(self) -> None:
        load, flow, credentials = self._loaded
        await self._stop()
        taps.sent.clear()
        app = self._make()
        taps.listen(lambda kind, node_id, args: self._write(["ev", load, kind, node_id, args]))
        await app.runtime.start()
        await app.runtime.deploy(flow, credentials=credentials)
        if app.runtime._js is not None:
            await app.runtime._js.prepared()  # specs wait for 10 ms only, and the process is a new one

    async def do_stores(self, configuration: dict[str, Any] | None) -> None:
        """Configure the context stores of what is loaded, as a spec does right after loading."""
        self.context_storage = configuration or None
        if self._app is not None:
            await self._reload()

    async def do_deploy(
        self, flow: list[dict[str, Any]], kind: Any, credentials: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Deploy another flow over the one that runs."""
        await self._running().deploy(flow, kind=kind, credentials=credentials or None)
        return self.do_nodes()

    async def do_unload(self) -> None:
        """Stop everything; the context of what ran can still be read."""
        if self._app is not None:
            self.ended = {node.id: node for node in self._app.runtime.nodes()}
        taps.listen(lambda kind, node_id, args: None)
        await self._stop()

    async def do_clear(self) -> None:
        """Stop the flows."""
        if self._app is not None:
            await self._app.runtime._running.stop_all(removed=False)

    def do_nodes(self) -> dict[str, Any]:
        """The fields of all running nodes."""
        running = self._running()
        nodes = [node for node in running.nodes() if node.id not in running.never_built]
        return {node.id: {**fields_of(node), **mqtt.fields(node)} for node in nodes}

    def do_url(self) -> str:
        """Where the Admin API, the editor's channel and the endpoints of flows answer."""
        return f"http://127.0.0.1:{self.port}"

    # Nodes -----------------------------------------------------------------------------------------------------

    def _running(self) -> taps.BridgeRuntime:
        assert self._app is not None, "nothing is loaded"
        runtime = self._app.runtime
        assert isinstance(runtime, taps.BridgeRuntime)
        return runtime

    def node(self, load: int, node_id: str) -> Node | None:
        """A running node of that load; None when the spec has gone on since."""
        return self._running().node(node_id) if load == self._loaded[0] and self._app is not None else None

    def do_receive(self, load: int, node_id: str, msg: Any, number: int) -> None:
        """Give a message to a node's input now, as `node.receive` does; `number` is what the spec knows it by."""
        node = self.node(load, node_id)
        if node is None:
            return
        taps.sent[id(msg)] = (number, msg)
        machine = self._running().machine
        machine.current = node.route
        # Not `deliver`, which gives the message an id: the spec's `emit` does not.
        machine._handle(node.route, msg)
        machine.current = None

    def do_call(self, load: int, node_id: str, method: str, args: list[Any]) -> None:
        """Call `send`, `error`, `warn`, `status` … of a node."""
        # Not the spied method: the spec's own spy has noted the call.
        node, original = self.node(load, node_id), getattr(Node, method).__wrapped__
        if node is not None:
            original(node, *[None if arg is UNDEFINED else arg for arg in args])

    async def do_settle(self) -> None:
        """Wait a moment for what is under way: queued messages, and calls in the JavaScript process."""
        if self._app is None:
            return
        runtime = self._running()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SETTLE_SECONDS):
                while runtime.machine._queue or (runtime._js is not None and runtime._js.calls):
                    await asyncio.sleep(0.001)

    def do_listen(self, load: int, node_id: str) -> None:
        """Tell of the messages that a node gets."""
        node = self.node(load, node_id)
        if node is not None:
            taps.listen_to_input(node)
            self._running().bind()

    def do_credentials(self, load: int, node_id: str, credentials: Mapping[str, Any]) -> None:
        """Replace the credentials of a running node."""
        node = self.node(load, node_id)
        for name, entry in node.palette.properties.items() if node is not None else ():
            if entry.widget == "credential":
                setattr(node, name, credentials.get(entry.name or name, entry.absent))

    def do_socket(self, load: int, node_id: str, session: str, data: Any) -> None:
        """Send through a connection of a WebSocket listener."""
        node = self.node(load, node_id)
        if isinstance(node, WebSocketEndpoint):
            node.reply(session, data)

    def do_break(self, load: int, node_id: str) -> None:
        """Break the connection of an MQTT broker node."""
        node = self.node(load, node_id)
        assert isinstance(node, MqttBroker)
        assert node._client is not None
        node._client.abort()

    async def do_close(self, load: int, node_id: str, removed: bool) -> None:
        """Close one node."""
        node = self.node(load, node_id)
        if node is not None:
            await self._running()._running._stop_nodes([node], lambda _: removed)

    # Settings --------------------------------------------------------------------------------------------------

    def do_util(self, name: str, args: list[Any]) -> Any:
        """Call a function that `RED.util` has too."""
        return red_util.call(name, args)

    def do_proxy(self, url: str, options: Mapping[str, Any]) -> str:
        """The proxy for a URL."""
        return proxy_for(url, options)

    def do_setting(self, name: str, value: Any) -> None:
        """Set one of Node-RED's settings; undefined takes it away."""
        if value is not UNDEFINED:
            self._settings[name] = value
        elif name in DEFAULT_SETTINGS:
            self._settings[name] = DEFAULT_SETTINGS[name]
        else:
            self._settings.pop(name, None)

    def do_environment(self, name: str, value: str | None) -> None:
        """Set a variable of the process's environment; None takes it away."""
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _as_in_a_file(value: Any) -> Any:
    """A node's record as a file holds it, where there is no `undefined` and a Buffer is an object."""
    if isinstance(value, dict):
        return {key: _as_in_a_file(item) for key, item in value.items() if item is not UNDEFINED}
    if isinstance(value, list):
        return [_as_in_a_file(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return {"type": "Buffer", "data": list(value)}
    return value


def main() -> None:
    """Serve on a free port, which is printed."""
    taps.spy_on_nodes()
    taps.spy_on_proxies()
    mqtt.watch()
    websocket.watch()
    asyncio.run(Agent(registry_of(taps.Helper)).serve())


if __name__ == "__main__":
    sys.exit(main())

"""The runtime of the flows half: what belongs to it, and what its nodes and the rooms above reach through it.

How its flows are started, stopped and replaced stands in `wirelatch.engine.operation`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

from wirelatch.context.scopes import ContextScope
from wirelatch.context.stores import ContextStores
from wirelatch.document.credentials_file import CredentialFormat
from wirelatch.document.outline import Outline
from wirelatch.document.storage import FlowFiles
from wirelatch.engine import node_log
from wirelatch.engine.collector import Remains
from wirelatch.engine.compiling import Senders, bind_changed, bind_routes
from wirelatch.engine.defaults import DEFAULT_SETTINGS
from wirelatch.engine.deployed import Deployed
from wirelatch.engine.events import Events
from wirelatch.engine.flow import Flow
from wirelatch.engine.lifecycle import FlowSet
from wirelatch.engine.machine import Machine
from wirelatch.engine.node import Message, Node
from wirelatch.engine.operation import DeployKind, Operation, State
from wirelatch.engine.palette import NodeRegistry
from wirelatch.engine.reports import report_complete
from wirelatch.engine.routes import Route, drop
from wirelatch.engine.tab_api import TabApi
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED

log = logging.getLogger(__name__)


_SECRET_ENDINGS = ("_PASSWORD", "_TOKEN", "_SECRET", "_KEY", "_URL")
"""How the names of Wirelatch's variables end that hold secrets; the address of a database may hold a password."""


class Runtime:
    """One per flows half. `start` loads and runs what the data directory holds."""

    def __init__(
        self,
        *,
        data_dir: Path | str,
        registry: NodeRegistry,
        settings: Mapping[str, Any] | None = None,
        http: Any = None,
        env: Mapping[str, str] | None = None,
        secret: str | Literal[False] | None = None,
    ) -> None:
        self.data_dir = Path(data_dir)
        self.registry = registry
        self.settings: Mapping[str, Any] = {**DEFAULT_SETTINGS, **(settings or {})}
        self.events = Events()
        self.remains = Remains()
        self.machine = Machine(synchronous=bool(self.settings["runtimeSyncDelivery"]))
        self.machine.on_failure = self._handler_failed
        self.machine.on_complete = self._handler_done
        self.machine.hooks.on_change = self.bind
        self._http = http
        self._js: Any = None
        self._env: Mapping[str, str] = os.environ if env is None else env
        self._hidden = frozenset(self.settings.get("envVarExcludes") or ())
        if secret is None:
            secret = self.settings.get("credentialSecret")
        files = FlowFiles(
            self.data_dir,
            file_name=str(self.settings["flowFile"]),
            secret=secret,
            credential_format=cast(CredentialFormat, self.settings["credentialFormat"]),
        )
        self.deployed = Deployed(files, registry)
        self.contexts = ContextStores(
            self.data_dir / "context",
            paths=paths,
            undefined=UNDEFINED,
            configuration=self.settings.get("contextStorage"),
            global_seed=self.settings.get("functionGlobalContext"),
        )
        self.tabs = TabApi(self)
        self.starting = False
        """Whether a node is just being started: what it shows then is not for Status nodes."""
        self._nodes: dict[str, Node] = {}
        self._users: dict[str, list[Node]] | None = None
        """The nodes that name each global config node; None until somebody asks."""
        self._senders: Senders = {}
        self._running = FlowSet(self)
        self.operation = Operation(self, self.deployed, self._running)

    # What nodes reach through the runtime ----------------------------------------------------------------------

    @property
    def http(self) -> Any:
        """The routes of `http in` nodes (`wirelatch.webkit.http_routes.HttpRoutes`)."""
        if self._http is None:
            from wirelatch.webkit.http_routes import HttpRoutes

            self._http = HttpRoutes()
        return self._http

    @property
    def js(self) -> Any:
        """The Node.js process for JavaScript in nodes (`wirelatch.jshost.JsHost`), started at its first use."""
        if self._js is None:
            from wirelatch.jshost import JsHost  # type: ignore[attr-defined, unused-ignore]

            seconds = float(self.settings.get("functionTimeout") or 0)
            self._js = JsHost(self.data_dir, self.process_environment(), block_seconds=seconds or None)
        return self._js

    def node(self, node_id: str) -> Node | None:
        """The running node of an id, also inside subflow instances (`<instance>-<inner>`)."""
        return self._nodes.get(node_id)

    def nodes(self) -> list[Node]:
        """All running nodes."""
        return list(self._nodes.values())

    def running_flows(self) -> list[Flow]:
        """All running flows: the global one, tabs, and subflow instances."""
        return [inner for flow in self._running.flows.values() for inner in flow.all_flows()]

    def global_context(self) -> ContextScope:
        """The context that all flows share."""
        return self.contexts.global_scope()

    def process_variable(self, name: str) -> Any:
        """A variable of the process's environment, unless it is excluded by `envVarExcludes`."""
        return UNDEFINED if name in self._hidden else self._env.get(name, UNDEFINED)

    def process_environment(self) -> dict[str, str]:
        """The environment for programs that nodes start: that of the process, without Wirelatch's own secrets."""
        return {
            name: value
            for name, value in self._env.items()
            if not (name.startswith("WIRELATCH_") and name.endswith(_SECRET_ENDINGS))
        }

    # The document ----------------------------------------------------------------------------------------------

    @property
    def flows(self) -> list[dict[str, Any]]:
        """The records of the deployed document, without their credentials."""
        return self.deployed.records

    @property
    def revision(self) -> str:
        """The revision of the deployed document."""
        return self.deployed.revision

    @property
    def credentials(self) -> Mapping[str, Mapping[str, Any]]:
        """The credentials of the deployed document, by node id."""
        return self.deployed.credentials

    @property
    def outline(self) -> Outline:
        """The deployed document, sorted by what its records are."""
        return self.deployed.outline

    def credentials_of(self, node_id: str) -> Mapping[str, Any]:
        """The credentials stored for a node, or for a tab, group or subflow; empty when there are none."""
        return self.deployed.credentials_of(node_id)

    def credentials_for(self, kind: str, node_id: str) -> dict[str, Any]:
        """What an editor may see of a node's credentials; secrets show only whether there is one."""
        return self.deployed.credentials_for(kind, node_id)

    # Operation -------------------------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Whether the flows run: `start`, `stop`, or `safe`, which is loaded and waiting for a deploy."""
        return self.operation.state

    @property
    def problem(self) -> str:
        """Why there is nothing to run: what is wrong with the flows file; empty when nothing is."""
        return self.operation.problem

    async def start(self, *, safe: bool = False) -> None:
        """Load the document and run it. A flows file that is broken leaves the runtime stopped, with a `problem`."""
        self.contexts.open()
        await self.operation.start(safe=safe)

    async def stop(self) -> None:
        """Stop all flows, the Node.js process, and write what is not yet on file."""
        await self.operation.stop()
        self.remains.close()
        self.contexts.close()
        if self._js is not None:
            await self._js.close()
            self._js = None

    async def set_state(self, state: str) -> None:
        """Start or stop the flows (`Operation.set_state`)."""
        await self.operation.set_state(state)

    async def types_changed(self) -> None:
        """Start the nodes of types that were not there before. Those of types that are gone run until a deploy."""
        await self.operation.types_changed()

    async def deploy(
        self,
        flows: list[dict[str, Any]],
        *,
        kind: DeployKind = "full",
        rev: str | None = None,
        credentials: Mapping[str, Any] | None = None,
        user: str | None = None,
    ) -> str:
        """Replace the document and restart what the kind of deploy asks for (`Operation.deploy`)."""
        return await self.operation.deploy(flows, kind=kind, rev=rev, credentials=credentials, user=user)

    # One flow at a time ----------------------------------------------------------------------------------------

    def get_flow(self, flow_id: str) -> dict[str, Any] | None:
        """One tab in the form of Node-RED's `GET /flow/:id`, `global` for what is outside tabs; None if missing."""
        return self.tabs.get(flow_id)

    async def add_flow(self, flow: Mapping[str, Any], *, user: str | None = None) -> str:
        """Add a tab with its nodes; gives its id. Raises DocumentError."""
        return await self.tabs.add(flow, user=user)

    async def update_flow(self, flow_id: str, flow: Mapping[str, Any], *, user: str | None = None) -> None:
        """Replace a tab, or `global`. Raises KeyError when there is none of that id, DocumentError."""
        await self.tabs.update(flow_id, flow, user=user)

    async def remove_flow(self, flow_id: str, *, user: str | None = None) -> None:
        """Remove a tab with its nodes. Raises KeyError when there is none of that id, DocumentError for `global`."""
        await self.tabs.remove(flow_id, user=user)

    # What flows and nodes tell ---------------------------------------------------------------------------------

    def register(self, node: Node) -> None:
        """A node was constructed."""
        self._users = None
        self._nodes[node.id] = node
        node.route.attach(node)

    def closing(self, node: Node) -> None:
        """A node is about to close: it gets no more messages; it can still send."""
        if node.route.node is node:
            node.route.handle = drop
            node.route.segment = None

    def unregister(self, node: Node) -> None:
        """A node has closed."""
        self._users = None
        if self._nodes.get(node.id) is node:
            del self._nodes[node.id]
            node.route.detach()

    def users_of(self, config_id: str) -> list[Node]:
        """The running nodes that name a config node."""
        if self._users is None:
            self._users = {}
            configs = self._running.config_ids()
            for node in self._nodes.values():
                named = {
                    value
                    for key, value in node.config.items()
                    if type(value) is str and value in configs and key not in ("id", "z", "g", "wires")
                }
                for value in named - {node.id}:
                    self._users.setdefault(value, []).append(node)
        return self._users.get(config_id, [])

    def node_failed(self, node: Node, error: BaseException) -> None:
        """A node could not be constructed or started."""
        node.route.errors += 1
        node_log.log_start_failure(self.events, node, error)

    def _handler_failed(self, route: Route, error: BaseException, msg: Message | None) -> None:
        node = route.node
        if node is None:
            log.error("node %s failed while it was closing: %s", route.node_id, error)
            return
        if not isinstance(error, ValueError):
            node_log.log.debug("[%s:%s] raised", node.type, node.id, exc_info=error)
        if msg is not None and self.machine.hooks.active:
            self.machine.hooks.completed(self.machine, route, msg, error)
        node.error(error, msg)

    def _handler_done(self, route: Route, msg: Message) -> None:
        if self.machine.hooks.active:
            self.machine.hooks.completed(self.machine, route, msg)
        if route.node is not None and route.listeners:
            report_complete(route.node, route.listeners, msg)

    def bind(self) -> None:
        """Bind the wires of all running nodes anew."""
        self._senders = bind_routes(self.machine, self.running_flows())

    def bind_changed(self, changed: dict[Route, tuple[Any, ...]]) -> None:
        """Bind the wires anew of what is connected to these routes (`compiling.bind_changed`)."""
        if self.machine.hooks.active or self.machine.synchronous:
            self.bind()
        else:
            bind_changed(self.machine, self.running_flows(), changed, self._senders)

    def log_node(self, node: Node, level: int, entry: Any) -> None:
        """Log for a node; warnings and errors are shown in the editors' debug sidebar too."""
        node_log.log_node(self.events, node, level, entry)

    def log_flow(self, flow: Flow, text: str) -> None:
        """Log an error of a flow as a whole."""
        node_log.log_flow(flow, text)

"""The runtime of the flows half: holds the deployed document and the flows that run of it.

Everything that changes what runs goes one at a time; a deploy is acknowledged when it is stored.
https://nodered.org/docs/api/admin/methods/post/flows/ describes the types of deploy.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal

from wirelatch.context.scopes import ContextScope
from wirelatch.context.stores import ContextStores
from wirelatch.document import credentials as creds
from wirelatch.document.diff import Diff, compare
from wirelatch.document.errors import VersionMismatch
from wirelatch.document.outline import Outline, outline
from wirelatch.document.revision import revision
from wirelatch.document.storage import FlowFiles
from wirelatch.document.validation import validate
from wirelatch.engine.collector import paused, tidy_up
from wirelatch.engine.compiling import bind_routes
from wirelatch.engine.debug_sidebar import show_in_debug
from wirelatch.engine.defaults import DEFAULT_SETTINGS
from wirelatch.engine.events import Events
from wirelatch.engine.flow import Flow
from wirelatch.engine.inspection import inspect
from wirelatch.engine.lifecycle import FlowSet
from wirelatch.engine.machine import Machine
from wirelatch.engine.node import Message, Node
from wirelatch.engine.palette import NodeRegistry
from wirelatch.engine.reports import error_text, report_complete
from wirelatch.engine.routes import Route, drop
from wirelatch.engine.tab_api import TabApi
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED

log = logging.getLogger(__name__)
node_log = logging.getLogger("wirelatch.nodes")

DeployKind = Literal["full", "flows", "nodes", "reload"]
State = Literal["start", "stop", "safe"]

_TIDY_SECONDS, _MANY_NODES = 2.0, 1_000
"""How long after a deploy stopped nodes are freed, and how many make that worth a long look."""


def without_credentials(record: dict[str, Any]) -> dict[str, Any]:
    """The record as it is stored."""
    if "credentials" not in record:
        return record
    return {key: value for key, value in record.items() if key != "credentials"}


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
        self._tidying: asyncio.TimerHandle | None = None
        self.machine = Machine()
        self.machine.on_failure = self._handler_failed
        self.machine.on_complete = self._handler_done
        self.machine.hooks.on_change = self._bind
        self.state: State = "stop"
        self.flows: list[dict[str, Any]] = []
        self.revision = revision([])
        self.credentials: dict[str, creds.Credentials] = {}
        self._http = http
        self._js: Any = None
        self._env: Mapping[str, str] = os.environ if env is None else env
        self._hidden = frozenset(self.settings.get("envVarExcludes") or ())
        if secret is None:
            secret = self.settings.get("credentialSecret")
        self._files = FlowFiles(self.data_dir, file_name=str(self.settings["flowFile"]), secret=secret)
        self.contexts = ContextStores(
            self.data_dir / "context",
            paths=paths,
            undefined=UNDEFINED,
            configuration=self.settings.get("contextStorage"),
            global_seed=self.settings.get("functionGlobalContext"),
        )
        self.tabs = TabApi(self)
        self._outline: Outline = outline([])
        self._nodes: dict[str, Node] = {}
        self._running = FlowSet(self)
        self._lock = asyncio.Lock()

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
            self._js = JsHost(self.data_dir, self._env, block_seconds=seconds or None)
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

    @property
    def outline(self) -> Outline:
        """The deployed document, sorted by what its records are."""
        return self._outline

    # Start, stop, state ----------------------------------------------------------------------------------------

    async def start(self, *, safe: bool = False) -> None:
        """Load the document and run it. Raises DocumentError when flows.json is broken; nothing else stops it."""
        async with self._lock:
            self._load()
            self.contexts.open()
            if safe:
                self._set_state(
                    "safe",
                    {"error": "safe-mode", "type": "warning", "text": "notification.warnings.safe-mode"},
                )
            elif self._files.config.read().get("runtimeFlowState") == "stop":
                self._set_state("stop")
            else:
                await self._start_flows()

    async def stop(self) -> None:
        """Stop all flows, the Node.js process, and write what is not yet on file."""
        async with self._lock:
            await self._running.stop_all(removed=False)
            self._bind()
            self.state = "stop"
            if self._tidying is not None:
                self._tidying.cancel()
            self.contexts.close()
            if self._js is not None:
                await self._js.close()
                self._js = None

    async def set_state(self, state: str) -> None:
        """Start or stop the flows; what was asked for is kept over a restart."""
        if state not in ("start", "stop"):
            raise ValueError(f"a runtime can be put into state start or stop, not {state!r}")
        async with self._lock:
            await asyncio.to_thread(self._files.config.write, "runtimeFlowState", state)
            if state == "start" and self.state != "start":
                await self._start_flows()
            elif state == "stop" and self.state != "stop":
                await self._running.stop_all(removed=False)
                self._bind()
                self._set_state("stop")

    def _load(self) -> None:
        stored = self._files.load()
        validate(stored.records)
        self.flows, self.credentials = stored.records, stored.credentials
        if any("credentials" in record for record in stored.records):
            # A file that was written by hand or exported with its secrets: they are used, and shown to nobody.
            self.credentials = creds.updated(stored.credentials, stored.records, self._credential_definition)
            self.flows = [without_credentials(record) for record in stored.records]
        self.revision = revision(self.flows)
        self._outline = outline(self.flows)
        if stored.problem:
            log.error("%s; the flows start without credentials", stored.problem)
            self.events.publish(
                "notification/runtime-state",
                {
                    "type": "warning",
                    "error": "credentials_load_failed",
                    "text": "notification.warnings.credentials_load_failed_reset",
                },
                retain=True,
            )

    async def _start_flows(self, *, deploy: bool = False) -> None:
        await self._running.start_missing(self._outline)
        missing = sorted(t for t in self._missing_types())
        more: dict[str, Any] = {"deploy": deploy}
        if missing:
            log.warning("node types that are not installed: %s", ", ".join(missing))
            more |= {
                "error": "missing-types",
                "type": "warning",
                "text": "notification.warnings.missing-types",
                "types": missing,
            }
        self._set_state("start", more)

    def _missing_types(self) -> set[str]:
        known = {f"subflow:{subflow}" for subflow in self._outline.subflows}
        return {t for t in self._outline.types() if t not in self.registry and t not in known}

    def _set_state(self, state: State, more: Mapping[str, Any] | None = None) -> None:
        self.state = state
        self.events.publish("notification/runtime-state", {"state": state, **(more or {})}, retain=True)

    # Deploy ----------------------------------------------------------------------------------------------------

    async def deploy(
        self,
        flows: list[dict[str, Any]],
        *,
        kind: DeployKind = "full",
        rev: str | None = None,
        credentials: Mapping[str, Any] | None = None,
        user: str | None = None,
    ) -> str:
        """Replace the document and restart what the kind of deploy asks for; gives the new revision.

        `rev` is the revision that the sender changed; None overwrites whatever there is. Records may carry
        `credentials`; or a complete set comes beside them. `reload` reads the files again and ignores `flows`.
        Raises DocumentError, VersionMismatch, or OSError when it cannot be stored: then nothing has changed.
        """
        async with self._lock:
            if rev is not None and rev != self.revision:
                raise VersionMismatch(self.revision)
            if kind == "reload":
                return await self._reload()
            if self.state == "safe":
                kind = "full"
            with paused():
                validate(flows)
                new_credentials = self._new_credentials(flows, credentials)
                sorted_out = outline(flows)
                changed = compare(self._outline, sorted_out)
            records = [without_credentials(record) for record in flows]
            if any("credentials" in record for record in flows):
                sorted_out = outline(records)
            await asyncio.to_thread(self._files.save, records, new_credentials)
            self.flows, self.credentials = records, new_credentials
            self.revision = revision(records)
            self._outline = sorted_out
            log.info("deployed (%s) revision %s by %s", kind, self.revision[:12], user or "nobody named")
            thorough = len(self._nodes) > _MANY_NODES
            with paused():
                await self._restart(kind, changed)
            if self._tidying is not None:
                self._tidying.cancel()
            self._tidying = asyncio.get_running_loop().call_later(
                _TIDY_SECONDS, partial(tidy_up, thorough=thorough)
            )
            return self.revision

    async def _reload(self) -> str:
        await self._running.stop_all(removed=False)
        self._load()
        self.contexts.keep(self._known_ids())
        await self._start_flows(deploy=True)
        self._announce_deploy()
        return self.revision

    async def _restart(self, kind: DeployKind, changed: Diff) -> None:
        if self.state == "stop":
            self.contexts.keep(self._known_ids())
            self._announce_deploy()
            return
        await self._running.stop_for(kind, changed)
        self.contexts.keep(self._known_ids())
        await self._start_flows(deploy=True)
        self._announce_deploy()

    def _announce_deploy(self) -> None:
        self.events.publish("notification/runtime-deploy", {"revision": self.revision}, retain=True)

    def _known_ids(self) -> set[str]:
        """Ids of nodes and flows whose context is kept: those of the document and of subflow instances."""
        known = set(self._outline.records) | set(self._outline.tabs)

        def inside(instance_id: str, subflow_id: str) -> None:
            known.add(instance_id)
            container = self._outline.subflows.get(subflow_id)
            for inner, record in (*container.nodes.items(), *container.configs.items()) if container else ():
                known.add(f"{instance_id}-{inner}")
                if record["type"].startswith("subflow:"):
                    inside(f"{instance_id}-{inner}", record["type"][8:])

        for subflow_id, instances in self._outline.instances.items():
            for instance_id in instances:
                inside(instance_id, subflow_id)
        return known

    def _new_credentials(
        self, flows: list[dict[str, Any]], given: Mapping[str, Any] | None
    ) -> dict[str, creds.Credentials]:
        current: Mapping[str, creds.Credentials] = self.credentials
        if given:
            current = (
                creds.checked(dict(given)) if not creds.is_encrypted(given) else self._files.decrypt(given)
            )
        return creds.updated(current, flows, self._credential_definition)

    def _credential_definition(self, kind: str) -> Mapping[str, bool] | None:
        node_class = self.registry.get(kind)
        if node_class is None:
            return None
        return {name: entry.secret for name, entry in node_class.palette.credentials.items()}

    def credentials_of(self, node_id: str) -> Mapping[str, Any]:
        """The credentials stored for a node, or for a tab, group or subflow; empty when there are none."""
        return self.credentials.get(node_id) or {}

    def credentials_for(self, kind: str, node_id: str) -> dict[str, Any]:
        """What an editor may see of a node's credentials; secrets show only whether there is one."""
        entry = self.credentials.get(node_id)
        return creds.masked(entry, kind, self._credential_definition) if entry else {}

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
        self._nodes[node.id] = node
        node.route.attach(node)

    def closing(self, node: Node) -> None:
        """A node is about to close: it gets no more messages; it can still send."""
        if node.route.node is node:
            node.route.handle = drop
            node.route.segment = None

    def unregister(self, node: Node) -> None:
        """A node has closed."""
        if self._nodes.get(node.id) is node:
            del self._nodes[node.id]
            node.route.detach()

    def users_of(self, config_id: str) -> list[Node]:
        """The running nodes that name a config node."""
        return [
            node
            for node in self._nodes.values()
            if node.id != config_id
            and any(
                value == config_id
                for key, value in node.config.items()
                if key not in ("id", "z", "g", "wires")
            )
        ]

    def node_failed(self, node: Node, error: BaseException) -> None:
        """A node could not be constructed or started."""
        # A wrong setting is the user's to mend: the text says it all. Anything else is a fault of the node's code.
        trace = None if isinstance(error, (ValueError, OSError)) else error
        node_log.error(
            "[%s:%s] cannot start: %s", node.type, node.name or node.id, error_text(error), exc_info=trace
        )
        node.route.errors += 1
        show_in_debug(self.events, node, logging.ERROR, error)

    def _handler_failed(self, route: Route, error: BaseException, msg: Message | None) -> None:
        node = route.node
        if node is None:
            log.error("node %s failed while it was closing: %s", route.node_id, error)
            return
        if not isinstance(error, ValueError):
            node_log.debug("[%s:%s] raised", node.type, node.id, exc_info=error)
        node.error(error, msg)

    def _handler_done(self, route: Route, msg: Message) -> None:
        if self.machine.hooks.active and not self.machine.hooks.completed(self.machine, route, msg):
            return
        if route.node is not None and route.listeners:
            report_complete(route.node, route.listeners, msg)

    def _bind(self) -> None:
        bind_routes(self.machine, self.running_flows())

    def log_node(self, node: Node, level: int, entry: Any) -> None:
        """Log for a node; warnings and errors are shown in the editors' debug sidebar too."""
        text = error_text(entry) if isinstance(entry, (str, BaseException)) else inspect(entry)
        node_log.log(level, "[%s:%s] %s", node.type, node.name or node.id, text)
        if level >= logging.WARNING:
            show_in_debug(self.events, node, level, entry)

    def log_flow(self, flow: Flow, text: str) -> None:
        """Log an error of a flow as a whole."""
        log.error("[%s] %s", flow, text)

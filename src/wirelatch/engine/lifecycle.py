"""Starting and stopping nodes: which of them a deploy touches, in which order, and how long they may take."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable
from typing import TYPE_CHECKING, Any

from wirelatch.document.diff import Diff
from wirelatch.document.outline import Container, Outline
from wirelatch.engine.flow import Flow
from wirelatch.engine.node import Node
from wirelatch.engine.reports import error_text
from wirelatch.engine.routes import Message, Route, drop
from wirelatch.engine.stand_in import StandIn
from wirelatch.engine.subflow import SubflowInstance

if TYPE_CHECKING:
    from wirelatch.engine.runtime import Runtime

log = logging.getLogger(__name__)

START_SECONDS = 15.0
"""How long the start of flows waits for nodes whose `start` is asynchronous; they go on starting after that."""

GLOBAL = "global"
_REACH_FURTHER = frozenset({"catch", "status", "complete"})
"""Nodes that hear of others without a wire."""
_FEW = 200
"""A change of more nodes than that is bound as everything is."""


class FlowSet:
    """The running flows of a runtime, the global one first."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self.flows: dict[str, Flow] = {}
        self._changed: dict[Route, tuple[Any, ...]] | None = None
        """Routes of nodes that have stopped since wires were bound, with their ports; None: all are to be bound."""
        self._incomplete: set[str] = set()
        """The flows in which nodes have stopped."""

    # Start -----------------------------------------------------------------------------------------------------

    async def start_missing(self, outline: Outline) -> None:
        """Take over a document: create and start every enabled node that does not run yet, rewire those that do."""
        around = self.flows.get(GLOBAL)
        if around is None:
            around = self._add(Flow(self.runtime, outline, outline.outside, kind="global", parent=None))
        else:
            self._update(around, outline, outline.outside)
        for flow_id, container in outline.tabs.items():
            if container.record.get("disabled"):
                continue
            flow = self.flows.get(flow_id)
            if flow is None:
                self._add(Flow(self.runtime, outline, container, kind="flow", parent=around))
            else:
                self._update(flow, outline, container)
        created: list[Node] = []
        for flow in list(self.flows.values()):
            created.extend(flow.create_missing(is_complete=flow.id not in self._incomplete))
        self._bind(created)
        await self._start(created)

    def _add(self, flow: Flow) -> Flow:
        self.flows[flow.id] = flow
        self._incomplete.add(flow.id)
        return flow

    def _update(self, flow: Flow, outline: Outline, container: Container) -> None:
        """Let a flow take over its new definition, and its nodes their wires."""
        before = flow.container
        flow.update(outline, container)
        if before.nodes is not container.nodes:
            for node_id, record in container.nodes.items():
                node = flow.nodes.get(node_id)
                if node is None or node_id in flow.subflows:
                    continue
                wires = record.get("wires") or []
                if wires is not node.wires and wires != node.wires:
                    self._note(node)
                    node.wires = wires
        if flow.subflows or before.nodes is not container.nodes or before.configs is not container.configs:
            self._incomplete.add(flow.id)

    def _note(self, node: Node) -> None:
        """The wires at this node have to be bound anew."""
        if self._changed is None:
            return
        reaches_further = node.type in _REACH_FURTHER or node.flow.kind == "subflow"
        if reaches_further or isinstance(node, SubflowInstance) or len(self._changed) >= _FEW:
            self._changed = None
        else:
            self._changed.setdefault(node.route, node.route.ports)

    def _note_senders(self, node: Node) -> None:
        """A node runs that did not before: whoever is wired to it knows nothing of it yet."""
        senders = self.runtime.deployed.senders_of(node.id)
        if senders is None:
            self._changed = None
            return
        for sender in senders:
            if (running := self.runtime.node(sender)) is not None:
                self._note(running)
        for other in self.runtime.nodes():
            if other.type == "link out" and any(node.id in (port or ()) for port in other.wires):
                self._note(other)

    def _bind(self, created: list[Node]) -> None:
        for node in created:
            if self._changed is not None and node.route not in self._changed:
                self._note_senders(node)
            self._note(node)
        # The wires inside of a subflow are not compared.
        if self._changed is None or any(flow.subflows for flow in self.flows.values()):
            self.runtime.bind()
        else:
            self.runtime.bind_changed(self._changed)
        self._changed = {}
        self._incomplete = set()

    async def _start(self, nodes: Iterable[Node]) -> None:
        waiting: list[asyncio.Task[None]] = []
        for node in nodes:
            self.runtime.starting = True
            try:
                started = node.start()
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                self.runtime.starting = False
                self._failed(node, error)
                continue
            finally:
                self.runtime.starting = False
            if started is not None:
                waiting.append(asyncio.ensure_future(self._await_start(node, started)))
        if waiting:
            _, late = await asyncio.wait(waiting, timeout=START_SECONDS)
            for task in late:
                log.warning("%s is still starting", task.get_name())

    async def _await_start(self, node: Node, started: Awaitable[None]) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.set_name(repr(node))
        node.adopt(task)
        try:
            await started
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise
        except BaseException as error:
            self._failed(node, error)

    def _failed(self, node: Node, error: BaseException) -> None:
        node.choose = None
        node.handle_with(_refuse if node.needs_start else drop)
        self.runtime.node_failed(node, error)
        node.status(fill="red", shape="ring", text=error_text(error))

    # Stop ------------------------------------------------------------------------------------------------------

    async def stop_all(self, *, removed: bool, gone: Iterable[str] = ()) -> None:
        """Stop everything, config nodes last."""
        gone = set(gone)
        flows = self._global_last()
        for group in (flows[:-1], flows[-1:]):
            await asyncio.gather(
                *(
                    self._stop_nodes(list(flow.nodes.values()), lambda node: removed or node.id in gone)
                    for flow in group
                )
            )
        self._forget(self.flows)

    async def stop_for(self, kind: str, changed: Diff) -> None:
        """Stop what a deploy of this kind restarts or removes."""
        if kind == "full" or changed.global_config:
            await self.stop_all(removed=False, gone=changed.removed)
            return
        stopping = changed.changed | changed.removed
        if kind == "flows":
            stopping |= changed.linked | changed.rewired
        anew = changed.flows | changed.added | changed.removed
        flows = self._global_last()
        for group in (flows[:-1], flows[-1:]):
            await asyncio.gather(
                *(
                    self._stop_nodes(
                        [node for node in flow.nodes.values() if flow.id in anew or node.id in stopping],
                        lambda node: node.id in changed.removed,
                    )
                    for flow in group
                )
            )
        self._forget(anew)

    def _forget(self, flow_ids: Iterable[str]) -> None:
        """These flows have stopped."""
        for flow_id in list(flow_ids):
            flow = self.flows.pop(flow_id, None)
            if flow is not None:
                self.runtime.remains.add(flow)

    def config_ids(self) -> set[str]:
        """Ids of the global config nodes."""
        around = self.flows.get(GLOBAL)
        return set(around.nodes) if around is not None else set()

    def _global_last(self) -> list[Flow]:
        """The running flows, whose nodes may need the global config nodes until they have stopped."""
        return sorted(self.flows.values(), key=lambda flow: flow.kind == "global")

    async def stop_stand_ins(self) -> None:
        """Stop what stands in for nodes whose type is there by now; within subflows, the whole instance."""
        stopping: dict[str, Node] = {}
        for flow in self.runtime.running_flows():
            for node in flow.nodes.values():
                if isinstance(node, StandIn) and node.type in self.runtime.registry:
                    top: Node = node
                    while top.flow.kind == "subflow" and top.flow.instance is not None:
                        top = top.flow.instance
                    stopping[top.id] = top
        for node in stopping.values():
            await self._stop_nodes([node], lambda _: False)

    async def _stop_nodes(self, nodes: list[Node], removed: object) -> None:
        """Stop nodes of one flow: those on the canvas first, then config nodes."""
        assert callable(removed)
        placed: list[Node] = []
        configs: list[Node] = []
        for node in nodes:
            (configs if node.id in node.flow.container.configs else placed).append(node)
        for group in (placed, configs):
            late = [
                closing for node in group if (closing := self._stop(node, bool(removed(node)))) is not None
            ]
            if late:
                await asyncio.gather(*late)

    def _stop(self, node: Node, removed: bool) -> Awaitable[None] | None:
        """Stop a node; what is returned is still to be waited for."""
        runtime = self.runtime
        self._note(node)
        self._incomplete.add(node.flow.id)
        node.flow.nodes.pop(node.id, None)
        runtime.closing(node)
        if isinstance(node, SubflowInstance):
            node.flow.subflows.pop(node.id, None)
            return self._stop_subflow(node, removed)
        try:
            closing = node.close(removed)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            runtime.log_node(node, logging.ERROR, f"Error stopping node: {error_text(error)}")
            closing = None
        tasks = node.release() if closing is None else []
        if closing is not None or tasks:
            return self._await_close(node, removed, closing, tasks)
        self._stopped(node, removed)
        return None

    async def _stop_subflow(self, node: SubflowInstance, removed: bool) -> None:
        node.status({})
        await self._stop_nodes(list(node.inner.nodes.values()), lambda _: removed)
        self.runtime.remains.add(node.inner)
        self._stopped(node, removed)

    async def _await_close(
        self, node: Node, removed: bool, closing: Awaitable[None] | None, tasks: list[asyncio.Task[Any]]
    ) -> None:
        runtime = self.runtime
        limit = float(runtime.settings["nodeCloseTimeout"]) / 1000
        left_behind = False
        if closing is not None:
            future = asyncio.ensure_future(closing)
            await asyncio.wait([future], timeout=limit)
            problem: str | None = None
            if not future.done():
                # Not waited for: code that hangs may take no notice of being cancelled either.
                future.cancel()
                left_behind = True
                problem = f"Close timed out after {limit:g} s"
            elif not future.cancelled() and (error := future.exception()) is not None:
                problem = error_text(error)
            if problem is not None:
                runtime.log_node(node, logging.ERROR, f"Error stopping node: {problem}")
            tasks = node.release()
        if tasks:
            _, pending = await asyncio.wait(tasks, timeout=limit)
            left_behind = left_behind or bool(pending)
        self._stopped(node, removed, left_behind=left_behind)

    def _stopped(self, node: Node, removed: bool, *, left_behind: bool = False) -> None:
        """A node has stopped, or is left behind with code of its own still running, which may need what it holds."""
        runtime = self.runtime
        runtime.unregister(node)
        if not left_behind:
            runtime.remains.add(node)
        if removed or node.alias or isinstance(node, StandIn):
            runtime.events.publish(f"status/{node.id}", {}, retain=True)
        runtime.contexts.node_closed(node.alias or node.id, node.z)


def _refuse(msg: Message) -> None:
    """The handler of a node that could not start and says so for each message."""
    raise ValueError("the node could not start: its status says why")

"""A running flow: a tab, an instance of a subflow, or the space of the global config nodes.

It creates its nodes from their records, knows its groups, environment and context, and finds the Catch, Status and
Complete nodes for what its nodes report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from wirelatch.document.outline import Container, Outline, Record, instance_of
from wirelatch.document.subflows import Expansion, expand
from wirelatch.engine import reports
from wirelatch.engine.creation_order import in_order_of_reference
from wirelatch.engine.environment import PARENT, Group, RecordScope, evaluate_level, substitute
from wirelatch.engine.node import Message, Node
from wirelatch.engine.stand_in import StandIn
from wirelatch.engine.subflow import SubflowInstance, SubflowStatus
from wirelatch.scripting.values import UNDEFINED, clone

if TYPE_CHECKING:
    from wirelatch.context.scopes import ContextScope
    from wirelatch.engine.runtime import Runtime


def _catch_order(catch: Any) -> int:
    if catch.scope not in (None, ""):
        return 0
    return 2 if catch.uncaught else 1


class Flow:
    """One running flow; `nodes` holds what runs on it, by id."""

    def __init__(
        self,
        runtime: Runtime,
        outline: Outline,
        container: Container,
        *,
        kind: Literal["global", "flow", "subflow"],
        parent: Flow | None,
        instance_record: Record | None = None,
        expansion: Expansion | None = None,
    ) -> None:
        self.runtime = runtime
        self.kind: Literal["global", "flow", "subflow"] = kind
        self.path: str = container.id
        self.parent = parent
        self.id = container.id
        self.instance: SubflowInstance | None = None
        """The node that stands for this flow on its parent, for a subflow."""
        self.instance_record = instance_record
        self.nodes: dict[str, Node] = {}
        self.subflows: dict[str, Flow] = {}
        """Running subflows by the id of their instance."""
        self.groups: dict[str, Group] = {}
        self.values: dict[str, Any] = {}
        """Environment variables of this flow."""
        self.catches: list[Any] = []
        self.statuses: list[Any] = []
        self.completes: dict[str, tuple[Node, ...]] = {}
        if kind == "subflow":
            assert parent is not None
            assert instance_record is not None
            self.path = f"{parent.path}/{parent.aliases.get(self.id, self.id)}"
        self.update(outline, container, expansion)

    def update(self, outline: Outline, container: Container, expansion: Expansion | None = None) -> None:
        """Take over a new definition; what runs is not touched."""
        self.outline = outline
        self.container = container
        self.expansion = expansion
        self.aliases: dict[str, str] = expansion.aliases if expansion else {}

    def __repr__(self) -> str:
        return f"<{self.kind} {self.path}>"

    # Environment and context -----------------------------------------------------------------------------------

    def context(self) -> ContextScope:
        """The flow context."""
        contexts = self.runtime.contexts
        if self.kind != "subflow" or self.parent is None:
            return contexts.flow_scope(self.id, "global")
        return contexts.flow_scope(self.id, self.parent.context().id)

    def env(self, name: str) -> Any:
        """An environment variable as this flow sees it."""
        return self.setting(name)

    def setting(self, name: str, group: str | None = None) -> Any:
        """An environment variable as a node of this flow sees it, from inside `group` when it is in one."""
        if group and (around := self.groups.get(group)) is not None:
            return around.setting(name)
        record = self.container.record
        if self.kind == "subflow":
            instance = self.instance_record or {}
            if name in ("NR_NODE_NAME", "NR_SUBFLOW_NAME"):
                return instance.get("name", UNDEFINED)
            if name in ("NR_NODE_ID", "NR_SUBFLOW_ID"):
                return self.id
            if name in ("NR_NODE_PATH", "NR_SUBFLOW_PATH"):
                return self.path
        elif name == "NR_FLOW_NAME":
            return record.get("label", UNDEFINED)
        elif name == "NR_FLOW_ID":
            return self.id if self.kind == "flow" else UNDEFINED
        if name.startswith(PARENT):
            name = name[len(PARENT) :]
        elif name in self.values:
            return clone(self.values[name])
        if self.parent is None:
            return self.runtime.process_variable(name)
        return self.parent.setting(name, self.instance_record.get("g") if self.instance_record else None)

    def _evaluate_environment(self) -> None:
        credentials = self.runtime.credentials_of
        self.values = {}
        if self.kind == "global":
            for record in self.container.configs.values():
                if record["type"] == "global-config" and isinstance(record.get("env"), list):
                    secrets = credentials(record["id"]).get("map")
                    secrets = secrets if isinstance(secrets, dict) else {}
                    self.values |= evaluate_level(self, self, record["env"], secrets)
        entries, secrets = self._environment_entries()
        if entries:
            self.values |= evaluate_level(self, self, entries, secrets)
        self.groups = {}
        waiting = dict(self.container.groups)
        while waiting:
            ready = [
                g for g, record in waiting.items() if record.get("g") not in waiting or record.get("g") == g
            ]
            for group_id in ready or list(waiting):
                record = waiting.pop(group_id)
                group = self.groups[group_id] = Group(self, record, self.groups.get(record.get("g") or ""))
                env = record.get("env")
                if isinstance(env, list) and env:
                    group.values = evaluate_level(
                        self, group, env, credentials(self.aliases.get(group_id, group_id))
                    )

    def _environment_entries(self) -> tuple[list[Mapping[str, Any]], Mapping[str, Any]]:
        """The variables that this flow defines, those of a subflow's instance over those of its definition."""
        defined = self.container.record.get("env")
        defined = defined if isinstance(defined, list) else []
        if self.kind != "subflow" or self.instance_record is None:
            return defined, self.runtime.credentials_of(self.id)
        subflow_id = instance_of(self.instance_record) or ""
        own_id = self.parent.aliases.get(self.id, self.id) if self.parent else self.id
        template, own = self.runtime.credentials_of(subflow_id), self.runtime.credentials_of(own_id)
        entries: dict[str, Mapping[str, Any]] = {}
        secrets: dict[str, Any] = {}
        for entry in defined:
            entries[entry["name"]] = entry
            if entry.get("type") == "cred" and entry["name"] in template:
                secrets[entry["name"]] = template[entry["name"]]
        given = self.instance_record.get("env")
        for entry in given if isinstance(given, list) else []:
            entries[entry["name"]] = entry
        secrets |= {name: value for name, value in own.items() if name in entries}
        # Without a secret there is no value, whatever the record says.
        without = ({**e, "value": None} if e.get("type") == "cred" else e for e in entries.values())
        return list(without), secrets

    # Nodes -----------------------------------------------------------------------------------------------------

    def all_nodes(self) -> Iterator[Node]:
        """Everything that runs on this flow and inside its subflows."""
        yield from self.nodes.values()
        for subflow in self.subflows.values():
            yield from subflow.all_nodes()

    def all_flows(self) -> Iterator[Flow]:
        """This flow and the subflows inside it."""
        yield self
        for subflow in self.subflows.values():
            yield from subflow.all_flows()

    def find_node(self, node_id: str) -> Node | None:
        """A running node of this flow or of what surrounds it."""
        node = self.nodes.get(node_id)
        if node is None and node_id not in self.container.configs and self.parent is not None:
            return self.parent.find_node(node_id)
        return node or self.runtime.node(node_id)

    def create_missing(self, *, is_complete: bool = False) -> list[Node]:
        """Evaluate the environment and construct every enabled node that does not run yet; gives the new ones.

        Of a flow that `is_complete` all nodes run already.
        """
        self._evaluate_environment()
        created: list[Node] = []
        if is_complete:
            return created
        configs, circles = in_order_of_reference(self.container.configs)
        for circle in circles:
            self.report_problem(f"config nodes name each other in a circle: {', '.join(circle)}")
        for record in configs:
            if record["id"] not in self.nodes and record.get("d") is not True:
                created.append(self._create(record))
        for node_id, record in self.container.nodes.items():
            if record.get("d") is True:
                continue
            subflow_id = instance_of(record)
            definition = self.outline.subflows.get(subflow_id) if subflow_id else None
            if definition is None:
                if node_id not in self.nodes:
                    created.append(self._create(record))
            elif node_id not in self.nodes:
                created.extend(self._create_subflow(record, definition))
            else:
                self._update_subflow(record, definition)
        self._find_listeners()
        return created

    def _create(self, record: Record) -> Node:
        node_id: str = record["id"]
        alias = self.aliases.get(node_id)
        scope = RecordScope(self, record, f"{self.path}/{alias or node_id}")
        config: Record = substitute(record, scope)
        config["id"], config["type"] = node_id, record["type"]
        stored = self.runtime.credentials_of(alias or node_id)
        credentials = substitute(dict(stored), scope) if stored else {}
        node_class = self.runtime.registry.get(record["type"])
        node: Node
        try:
            if node_class is None:
                node = StandIn(self, config, credentials, alias=alias)
            else:
                node = node_class(self, config, credentials, alias=alias)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            node = StandIn(self, config, credentials, alias=alias, reason="failed to start")
            self.runtime.node_failed(node, error)
        self._register(node)
        return node

    def _register(self, node: Node) -> None:
        self.nodes[node.id] = node
        self.runtime.register(node)

    def _create_subflow(self, record: Record, definition: Container) -> list[Node]:
        expansion = expand(definition, record)
        flow = Flow(
            self.runtime, self.outline, expansion.container,
            kind="subflow", parent=self, instance_record=record, expansion=expansion,
        )  # fmt: skip
        self.subflows[flow.id] = flow
        config = {**record, "wires": expansion.entrance}
        instance = SubflowInstance(self, config, {}, alias=self.aliases.get(flow.id), inner=flow)
        flow.instance = instance
        self._register(instance)
        inner: list[Node] = []
        if flow.has_status_output:
            status = SubflowStatus(flow, instance)
            flow._register(status)
            inner.append(status)
        return [*inner, *flow.create_missing(), instance]

    def _update_subflow(self, record: Record, definition: Container) -> None:
        """Take over new wires of a subflow instance that goes on running."""
        flow = self.subflows[record["id"]]
        expansion = expand(definition, record)
        flow.instance_record = record
        flow.update(self.outline, expansion.container, expansion)
        assert flow.instance is not None
        flow.instance.wires = expansion.entrance
        for node_id, inner in flow.container.nodes.items():
            inner_subflow = instance_of(inner)
            inner_definition = self.outline.subflows.get(inner_subflow) if inner_subflow else None
            if inner_definition is not None and node_id in flow.subflows:
                flow._update_subflow(inner, inner_definition)
            elif node_id in flow.nodes:
                flow.nodes[node_id].wires = inner.get("wires") or []

    @property
    def has_status_output(self) -> bool:
        """Whether the subflow sets the status of its instances itself."""
        return self.kind == "subflow" and isinstance(self.container.record.get("status"), dict)

    def _find_listeners(self) -> None:
        """Collect Catch, Status and Complete nodes: Catch nodes with a scope first, those for uncaught errors last."""
        catches = [
            node for node in self.nodes.values() if node.type == "catch" and not isinstance(node, StandIn)
        ]
        self.catches = sorted(catches, key=_catch_order)
        self.statuses = [n for n in self.nodes.values() if n.type == "status" and not isinstance(n, StandIn)]
        completes: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.type == "complete" and not isinstance(node, StandIn):
                for node_id in node.scope:  # type: ignore[attr-defined]
                    if isinstance(self.nodes.get(node_id), SubflowInstance):
                        continue  # Nothing tells when what a subflow does with a message is over.
                    completes.setdefault(node_id, []).append(node)
        self.completes = {node_id: tuple(nodes) for node_id, nodes in completes.items()}

    def dissolve(self) -> None:
        """Let go of all nodes; the flow has stopped."""
        self.nodes, self.subflows, self.groups = {}, {}, {}
        self.catches, self.statuses, self.completes = [], [], {}
        self.instance = None

    # Reports ---------------------------------------------------------------------------------------------------

    def report_error(self, node: Node, error: str | BaseException, msg: Message) -> bool:
        """Give an error of one of this flow's nodes to Catch nodes; True when one took it."""
        return reports.report_error(self, node, error, msg)

    def report_status(self, node: Node, status: dict[str, Any]) -> bool:
        """Give a status of one of this flow's nodes to the editors and to Status nodes."""
        return reports.report_status(self, node, status)

    def report_problem(self, text: str) -> None:
        """Log what is wrong with this flow as a whole."""
        self.runtime.log_flow(self, text)

    def users_of(self, node: Node) -> list[Node]:
        """The nodes that name a global config node."""
        return self.runtime.users_of(node.id)

"""The catalogue of flows: read anew when the version of `applications.catalog` has changed, so it costs no query else.

Who changes a flow, a stage, a binding or a prompt calls `count_up` in the same transaction, as for applications.
"""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, select

from wirelatch.database import Database
from wirelatch.identity.applications.catalog import Catalog
from wirelatch.identity.flows.models import EMPTY, Flow, FlowSnapshot, Prompt, StageBinding, StageConfig
from wirelatch.identity.flows.tables import flow_stage_bindings, flows, prompts, stages


class FlowCatalog:
    """Gives snapshots."""

    def __init__(self, database: Database, catalog: Catalog) -> None:
        self._database = database
        self._catalog = catalog
        self._snapshot = EMPTY
        self._lock = asyncio.Lock()

    async def current(self) -> FlowSnapshot:
        """The present snapshot."""
        version = (await self._catalog.current()).version
        if self._snapshot.version != version:
            async with self._lock:
                if self._snapshot.version != version:
                    self._snapshot = await self._database.read(
                        lambda connection: read_in(connection, version)
                    )
        return self._snapshot


def read_in(connection: Connection, version: int = -1) -> FlowSnapshot:
    """All flows as the caller's transaction sees them."""
    found = {row.id: Flow(**row._mapping) for row in connection.execute(select(flows).order_by(flows.c.slug))}
    bindings: dict[str, list[StageBinding]] = {}
    order = (flow_stage_bindings.c.order, flow_stage_bindings.c.id)
    for row in connection.execute(select(flow_stage_bindings).order_by(*order)):
        bindings.setdefault(row.target, []).append(StageBinding(**row._mapping))
    return FlowSnapshot(
        version=version,
        flows=found,
        by_slug={flow.slug: flow for flow in found.values()},
        stages={
            row.id: StageConfig(row.id, row.kind, row.name, row.settings)
            for row in connection.execute(select(stages).order_by(stages.c.name))
        },
        bindings={target: tuple(own) for target, own in bindings.items()},
        prompts={row.id: Prompt(**row._mapping) for row in connection.execute(select(prompts))},
    )

"""`flows/bindings/`: which stages a flow has, in which order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.flows.models import FLOW_STAGE_BINDING
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.api.stages.all import STAGE_SHAPE, brief
from wirelatch.identity.flows.models import INVALID_RESPONSE_ACTIONS
from wirelatch.identity.flows.tables import flow_stage_bindings as table
from wirelatch.identity.flows.tables import flows, stages
from wirelatch.identity.policies import targets
from wirelatch.identity.policies.models import MODES
from wirelatch.identity.web.errors import refused
from wirelatch.identity.web.fields import Field, boolean, choice, integer, uuid
from wirelatch.identity.web.shapes import UUID

endpoints = Endpoints()


class FlowStageBindings(Resource):
    """Policies can be bound to a binding: the stage is then gone through where they pass."""

    path = "flows/bindings/"
    keeps_way_in = True
    model = FLOW_STAGE_BINDING
    shape_name = "FlowStageBinding"
    argument = "fsb_uuid"
    in_catalog = True
    schema = {
        "target": Field(uuid),
        "stage": Field(uuid),
        "evaluate_on_plan": Field(boolean, False),
        "re_evaluate_policies": Field(boolean, True),
        "order": Field(integer(-2_147_483_648)),
        "policy_engine_mode": Field(choice(MODES), "any"),
        "invalid_response_action": Field(choice(INVALID_RESPONSE_ACTIONS), "retry"),
    }
    read = {"policybindingmodel_ptr_id": UUID, "stage_obj": STAGE_SHAPE}
    unique = ()
    references = {"target": flows.c.id, "stage": stages.c.id}
    search = ()
    ordering = ("order", "target", "stage")
    default_order = "order"
    filters = (
        "target",
        "stage",
        "evaluate_on_plan",
        "re_evaluate_policies",
        "order",
        "policy_engine_mode",
        "invalid_response_action",
    )

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        stage = connection.execute(select(stages).where(stages.c.id == row.stage)).one()
        return {"policybindingmodel_ptr_id": row.id, "stage_obj": brief(connection, stage)}

    def check(
        self, connection: Connection, request: ApiRequest, values: dict[str, Any], row: Row[Any] | None
    ) -> None:
        place = {
            name: values.get(name, row._mapping[name] if row is not None else None)
            for name in ("target", "stage", "order")
        }
        query = select(table.c.id).filter_by(**place)
        if connection.execute(query).scalar() not in (None, row.id if row is not None else None):
            raise refused("The fields target, stage, order must make a unique set.")

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        targets.forget(connection, row.id)
        super().delete(connection, request, row)


FlowStageBindings().register(endpoints)

"""`stages/all/`: stages of every kind, and the kinds there are."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer
from wirelatch.identity.api.flows.models import OF_KIND, STAGE
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.flows.tables import flow_stage_bindings, flows
from wirelatch.identity.mail.compose import TEMPLATES
from wirelatch.identity.policies import targets
from wirelatch.identity.stages.registry import kinds, stage_of
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.shapes import BOOLEAN, STRING, TYPE_CREATE, UUID, Shape, array, nullable

endpoints = Endpoints()
FLOW_SET = Shape(
    "FlowSet",
    {
        "pk": UUID,
        "policybindingmodel_ptr_id": UUID,
        "name": STRING,
        "slug": STRING,
        "title": STRING,
        "designation": STRING,
        "background_url": STRING,
        "policy_engine_mode": STRING,
        "compatibility_mode": BOOLEAN,
        "export_url": STRING,
        "layout": STRING,
        "denied_action": STRING,
    },
)
COMMON_READ = {
    "component": STRING,
    "verbose_name": STRING,
    "verbose_name_plural": STRING,
    "meta_model_name": STRING,
    "flow_set": array(FLOW_SET),
}
USER_SETTING = Shape(
    "UserSetting",
    {
        "object_uid": STRING,
        "component": STRING,
        "title": STRING,
        "configure_url": nullable(STRING),
        "icon_url": nullable(STRING),
    },
)
STAGE_SHAPE = Shape("Stage", {"pk": UUID, "name": STRING, **COMMON_READ})


def brief(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """A stage without the fields of its kind."""
    return {"pk": row.id, "name": row.name, **about(connection, row)}


def about(connection: Connection, row: Row[Any]) -> dict[str, Any]:
    """What every stage tells of its kind, and in which flows it is."""
    model = OF_KIND.get(row.kind)
    meta = model.meta if model is not None else dict.fromkeys(STAGE.meta, row.kind)
    inside = select(flow_stage_bindings.c.target).where(flow_stage_bindings.c.stage == row.id)
    query = select(flows).where(flows.c.id.in_(inside)).order_by(flows.c.slug)
    return {**meta, "flow_set": [_flow(flow) for flow in connection.execute(query)]}


def _flow(row: Row[Any]) -> dict[str, Any]:
    return {
        "pk": row.id,
        "policybindingmodel_ptr_id": row.id,
        "name": row.name,
        "slug": row.slug,
        "title": row.title,
        "designation": row.designation,
        "background_url": row.background,
        "policy_engine_mode": row.policy_engine_mode,
        "compatibility_mode": row.compatibility_mode,
        "export_url": f"/api/v3/flows/instances/{row.slug}/export/",
        "layout": row.layout,
        "denied_action": row.denied_action,
    }


def remove_in(connection: Connection, row: Row[Any]) -> None:
    """What goes with a stage: its places in flows, and what is bound to them."""
    own = select(flow_stage_bindings.c.id).where(flow_stage_bindings.c.stage == row.id)
    for binding_id in connection.execute(own).scalars().all():
        targets.forget(connection, binding_id)


class AllStages(Resource):
    """Made and changed under the path of their kind."""

    path = "stages/all/"
    keeps_way_in = True
    model = STAGE
    shape_name = "Stage"
    argument = "stage_uuid"
    in_catalog = True
    schema = {}
    read = {"name": STRING, **COMMON_READ}
    verbs = frozenset({"list", "get", "delete", "used_by"})

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        return {"name": row.name, **about(connection, row)}

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        remove_in(connection, row)
        super().delete(connection, request, row)


AllStages().register(endpoints)


@endpoints.on("GET", "stages/all/types/", Permission.SIGNED_IN, answers=array(TYPE_CREATE), is_list=True)
async def types(request: ApiRequest) -> Reply:
    """The kinds of stages that can be made."""
    return answer(
        [
            {
                "name": kind.verbose_name,
                "description": kind.description,
                "component": kind.form_component,
                "model_name": kind.kind,
                "icon_url": None,
                "requires_enterprise": False,
                "deprecated": False,
            }
            for kind in kinds().values()
        ]
    )


@endpoints.on(
    "GET", "stages/email/templates/", Permission.SIGNED_IN, answers=array(TYPE_CREATE), is_list=True
)
async def email_templates(request: ApiRequest) -> Reply:
    """The texts that stages can send."""
    return answer(
        [
            {
                "name": name,
                "description": description,
                "component": "",
                "model_name": "",
                "icon_url": None,
                "requires_enterprise": False,
                "deprecated": False,
            }
            for name, description in TEMPLATES.items()
        ]
    )


@endpoints.on(
    "GET",
    "stages/all/user_settings/",
    Permission.SIGNED_IN,
    answers=array(USER_SETTING),
    is_list=True,
)
async def user_settings(request: ApiRequest) -> Reply:
    """What users can configure of stages themselves: those whose `configure_flow` is set."""
    snapshot = await request.services.flows.current()
    found = []
    for config in snapshot.stages.values():
        flow = snapshot.flows.get(config.settings.get("configure_flow") or "")
        stage = stage_of(snapshot, config.id)
        if flow is not None and stage is not None and stage.is_offered(request.services):
            component = f"ak-user-settings-{stage.path.replace('/', '-').replace('_', '-')}"
            found.append(
                {
                    "object_uid": config.id,
                    "component": component,
                    "title": str(config.settings.get("friendly_name") or config.name),
                    "configure_url": flow.path,
                    "icon_url": None,
                }
            )
    return answer(found)

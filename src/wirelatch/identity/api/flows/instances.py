"""`flows/instances/`: the flows of this installation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer, nothing
from wirelatch.identity.api.flows.models import FLOW
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.resource import Resource
from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.applications.tables import oauth2_providers
from wirelatch.identity.flows import default_stages, defaults
from wirelatch.identity.flows.diagram import diagram_of
from wirelatch.identity.flows.models import AUTHENTICATION, DENIED_ACTIONS, DESIGNATIONS, LAYOUTS
from wirelatch.identity.flows.tables import flow_runs, flow_stage_bindings, flows
from wirelatch.identity.policies import targets
from wirelatch.identity.policies.models import MODES
from wirelatch.identity.policies.tables import policy_bindings
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import invalid, not_found, refused
from wirelatch.identity.web.fields import Field, boolean, choice, line
from wirelatch.identity.web.shapes import ANY, INTEGER, STRING, UUID, Parameter, Shape, array, nullable

endpoints = Endpoints()
ONE = "flows/instances/{slug}/"
DIAGRAM = Shape("FlowDiagram", {"diagram": STRING})
CACHE = Shape("Cache", {"count": INTEGER})
LINK = Shape("Link", {"link": STRING})


class Flows(Resource):
    """A flow is addressed by its slug."""

    path = "flows/instances/"
    keeps_way_in = True
    model = FLOW
    shape_name = "Flow"
    argument = "slug"
    in_catalog = True
    schema = {
        "name": Field(line(500, blank=False)),
        "slug": Field(line(50, blank=False, pattern=r"[-\w]+", message="Enter a valid slug.")),
        "title": Field(line(500, blank=False)),
        "designation": Field(choice(DESIGNATIONS)),
        "background": Field(line(500), ""),
        "policy_engine_mode": Field(choice(MODES), "any"),
        "compatibility_mode": Field(boolean, False),
        "layout": Field(choice(LAYOUTS), "stacked"),
        "denied_action": Field(choice(DENIED_ACTIONS), "message_continue"),
        "authentication": Field(choice(AUTHENTICATION), "none"),
    }
    read = {
        "policybindingmodel_ptr_id": UUID,
        "background_url": STRING,
        "background_themed_urls": nullable(ANY),
        "stages": array(UUID),
        "policies": array(UUID),
        "cache_count": INTEGER,
        "export_url": STRING,
    }
    unique = ("slug",)
    search = ("name", "slug", "designation", "title")
    ordering = ("slug", "name", "title", "designation")
    default_order = "slug"
    filters = ("slug", "name", "designation", "denied_action")
    more_filters = {
        "flow_uuid": (Parameter(UUID), lambda query, value: query.where(flows.c.id == value)),
    }

    def more(self, connection: Connection, row: Row[Any], request: ApiRequest) -> dict[str, Any]:
        own = select(flow_stage_bindings.c.stage).where(flow_stage_bindings.c.target == row.id)
        bound = select(policy_bindings.c.policy_id).where(
            policy_bindings.c.target == row.id, policy_bindings.c.policy_id.is_not(None)
        )
        return {
            "policybindingmodel_ptr_id": row.id,
            "background_url": row.background,
            "background_themed_urls": None,
            "stages": list(connection.execute(own.order_by(flow_stage_bindings.c.order)).scalars()),
            "policies": list(connection.execute(bound).scalars()),
            "cache_count": 0,
            "export_url": f"/api/v3/flows/instances/{row.slug}/export/",
        }

    def update(
        self, connection: Connection, request: ApiRequest, row: Row[Any], values: dict[str, Any]
    ) -> None:
        if row.slug == defaults.INITIAL_SETUP.slug and values.get("slug", row.slug) != row.slug:
            raise invalid("slug", "This flow keeps its slug.")
        super().update(connection, request, row, values)

    def delete(self, connection: Connection, request: ApiRequest, row: Row[Any]) -> None:
        named = (oauth2_providers.c.authorization_flow == row.id) | (
            oauth2_providers.c.invalidation_flow == row.id
        )
        if connection.execute(select(oauth2_providers.c.id).where(named)).first() is not None:
            raise refused("A provider uses this flow.")
        own = select(flow_stage_bindings.c.id).where(flow_stage_bindings.c.target == row.id)
        for binding_id in connection.execute(own).scalars().all():
            targets.forget(connection, binding_id)
        targets.forget(connection, row.id)
        super().delete(connection, request, row)


FLOWS = Flows()
FLOWS.register(endpoints)


@endpoints.on("GET", ONE + "diagram/", may("view", FLOW, on="slug"), answers=DIAGRAM)
async def diagram(request: ApiRequest) -> Reply:
    """The flow as a chart, in Mermaid's language."""
    snapshot, catalog = await request.services.flows.current(), await request.services.catalog.current()
    flow = snapshot.by_slug.get(request.arguments["slug"])
    if flow is None:
        raise not_found("Flow")
    return answer({"diagram": diagram_of(flow, snapshot, catalog)})


@endpoints.on("GET", ONE + "execute/", may("view", FLOW, on="slug"), answers=LINK)
async def execute(request: ApiRequest) -> Reply:
    """Where to try the flow."""
    return answer({"link": f"{request.call.base_url}/if/flow/{request.arguments['slug']}/"})


@endpoints.on("POST", ONE + "restore/", may("change", FLOW, on="slug"), status=204)
async def restore(request: ApiRequest) -> Reply:
    """Make a default flow as it was at the first start: itself, its stages, its bindings."""
    flow = defaults.by_slug(request.arguments["slug"])
    if flow is None:
        raise refused("This is not one of the default flows.")

    def work(connection: Connection) -> None:
        default_stages.restore(connection, flow)
        count_up(connection)
        FLOWS.kind.record(
            request, connection, "model_updated", flow.pk, flow.name, changes={"restored": True}
        )

    await request.change_catalog(work)
    return nothing()


@endpoints.on("GET", "flows/instances/cache_info/", may("view_flow_cache", FLOW), answers=CACHE)
async def cache_info(request: ApiRequest) -> Reply:
    """Plans are not cached here; runs that are under way are counted."""
    query = select(flow_runs.c.id)
    return answer({"count": await request.read(lambda connection: len(connection.execute(query).all()))})


@endpoints.on("POST", "flows/instances/cache_clear/", may("clear_flow_cache", FLOW), status=204)
async def cache_clear(request: ApiRequest) -> Reply:
    """Have every process read the flows anew."""
    await request.change_catalog(count_up)
    return nothing()

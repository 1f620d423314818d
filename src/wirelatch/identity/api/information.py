"""`flows/instances/`: the flows of this installation."""

from __future__ import annotations

from typing import Any

from wirelatch.identity import flows
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, Permission, answer
from wirelatch.identity.api.errors import not_found
from wirelatch.identity.api.listing import list_items
from wirelatch.identity.flows import Flow
from wirelatch.identity.web.call import Reply

endpoints = Endpoints()


def flow_json(flow: Flow) -> dict[str, Any]:
    return {
        "pk": flow.pk,
        "policybindingmodel_ptr_id": flow.pk,
        "name": flow.name,
        "slug": flow.slug,
        "title": flow.title,
        "designation": flow.designation,
        "background": "",
        "background_url": "",
        "stages": [],
        "policies": [],
        "cache_count": 0,
        "policy_engine_mode": "any",
        "compatibility_mode": False,
        "export_url": "",
        "layout": "stacked",
        "denied_action": "message_continue",
        "authentication": flow.authentication,
    }


@endpoints.on("GET", "flows/instances/", Permission.SUPERUSER)
async def list_flows(request: ApiRequest) -> Reply:
    items = list(flows.ALL)
    for name in ("designation", "slug", "name"):
        if request.query.get(name):
            items = [flow for flow in items if getattr(flow, name) == request.query[name]]
    names = ("slug", "name", "title", "designation")
    return answer(list_items(request, items, flow_json, search=names, ordering=names, default="slug"))


@endpoints.on("GET", "flows/instances/{slug}/", Permission.SUPERUSER)
async def get_flow(request: ApiRequest) -> Reply:
    flow = flows.by_slug(request.arguments["slug"])
    if flow is None:
        raise not_found("Flow")
    return answer(flow_json(flow))

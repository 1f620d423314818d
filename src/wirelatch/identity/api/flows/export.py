"""`flows/instances/{slug}/export/`: a flow with its stages, prompts and policies, as a blueprint."""

from __future__ import annotations

from sqlalchemy import Connection

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints
from wirelatch.identity.api.flows.models import FLOW
from wirelatch.identity.api.permissions import may
from wirelatch.identity.blueprints.inside import Inside
from wirelatch.identity.web.call import NO_STORE, Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.shapes import STRING

endpoints = Endpoints()


@endpoints.on(
    "GET",
    "flows/instances/{slug}/export/",
    may("export_flow", FLOW, on="slug"),
    answers=STRING,
    content_type="application/yaml",
)
async def export(request: ApiRequest) -> Reply:
    """The flow as a blueprint, in YAML; without secrets."""
    from wirelatch.identity.blueprints.exporting import Export  # with its YAML library, which few need

    wanted = request.arguments["slug"]

    def work(connection: Connection) -> str:
        inside = Inside(connection, request.services, request.principal, request.call)
        exported = Export(inside)
        try:
            found = exported.of_flow(wanted)
        except KeyError:
            raise not_found("Flow") from None
        return exported.text(found, f"Flow {wanted}")

    content = await request.read(work)
    headers = [
        ("Content-Type", "application/yaml; charset=utf-8"),
        ("Content-Disposition", f'attachment; filename="flow-{wanted}.yaml"'),
        *NO_STORE.items(),
    ]
    return Reply(200, content.encode(), headers)

"""The models of flows and stages: one for all stages, and one for each kind."""

from __future__ import annotations

from wirelatch.identity.api.models import Model
from wirelatch.identity.flows.tables import flow_stage_bindings, flows, invitations, prompts, stages
from wirelatch.identity.stages.registry import kinds

FLOW = Model(
    "authentik_flows",
    "flow",
    "Flow",
    "Flows",
    table=flows,
    lookup="slug",
    permissions={
        "export_flow": "Can export a Flow",
        "inspect_flow": "Can inspect a Flow's execution",
        "view_flow_cache": "Can view a Flow's cache metrics",
        "clear_flow_cache": "Can clear a Flow's cache metrics",
    },
)
FLOW_STAGE_BINDING = Model(
    "authentik_flows",
    "flowstagebinding",
    "Flow Stage Binding",
    "Flow Stage Bindings",
    table=flow_stage_bindings,
    label="id",
)
STAGE = Model("authentik_flows", "stage", "Stage", "Stages", table=stages)
PROMPT = Model("authentik_stages_prompt", "prompt", "Prompt", "Prompts", table=prompts)
INVITATION = Model(
    "authentik_stages_invitation",
    "invitation",
    "Invitation",
    "Invitations",
    table=invitations,
    owner="created_by",
)
OF_KIND = {
    name: Model(
        kind.model_app,
        kind.kind,
        kind.verbose_name,
        kind.verbose_name_plural or f"{kind.verbose_name}s",
        table=stages,
        component=kind.form_component,
        is_kind=True,
    )
    for name, kind in kinds().items()
}

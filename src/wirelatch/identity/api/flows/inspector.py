"""`flows/inspector/<slug>/`: what the caller's own browser is at in a flow, for administrators."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.flows.models import FLOW
from wirelatch.identity.api.permissions import may
from wirelatch.identity.api.stages.all import brief
from wirelatch.identity.flows.run import Run, Step
from wirelatch.identity.flows.start import run_for
from wirelatch.identity.flows.tables import stages
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import not_found
from wirelatch.identity.web.shapes import ANY, BOOLEAN, Shape, array

endpoints = Endpoints()
INSPECTION = Shape("FlowInspection", {"plans": array(ANY), "current_plan": ANY, "is_completed": BOOLEAN})
_HIDDEN = ("password", "password_repeat", "token", "secret", "challenge")


@endpoints.on(
    "GET", "flows/inspector/{flow_slug}/", may("inspect_flow", FLOW, on="flow_slug"), answers=INSPECTION
)
async def inspect(request: ApiRequest) -> Reply:
    """The present and next stage, and what the run knows; secrets are left out."""
    services = request.services
    flow = (await services.flows.current()).by_slug.get(request.arguments["flow_slug"])
    if flow is None:
        raise not_found("Flow")
    run = await run_for(request.call, services, flow, {}, is_json=True)
    if run.stored is None:
        return answer({"plans": [], "current_plan": None, "is_completed": True})
    plan = {
        "current_stage": await _binding(request, run, 0),
        "next_planned_stage": await _binding(request, run, 1),
        "plan_context": _shown(run.context.data),
        "session_id": run.stored.id,
    }
    return answer({"plans": [plan], "current_plan": plan, "is_completed": not run.plan})


async def _binding(request: ApiRequest, run: Run, index: int) -> dict[str, Any] | None:
    if len(run.plan) <= index:
        return None
    step: Step = run.plan[index]

    def work(connection: Connection) -> dict[str, Any] | None:
        row = connection.execute(select(stages).where(stages.c.id == step.stage)).first()
        return brief(connection, row) if row is not None else None

    order = next((b.order for b in run.snapshot.bindings_of(run.flow) if b.id == step.binding), 0)
    return {
        "pk": step.binding or step.stage,
        "policybindingmodel_ptr_id": step.binding or step.stage,
        "target": run.flow.id,
        "stage": step.stage,
        "stage_obj": await request.read(work),
        "evaluate_on_plan": False,
        "re_evaluate_policies": step.re_evaluate_policies,
        "order": order,
        "policy_engine_mode": step.policy_engine_mode,
        "invalid_response_action": step.invalid_response_action,
    }


def _shown(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: "********" if any(part in str(key) for part in _HIDDEN) or key == "bound" else _shown(inner)
            for key, inner in value.items()
        }
    return [_shown(item) for item in value] if isinstance(value, list) else value

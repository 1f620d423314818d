"""Who may enter a flow, and which of its stages concern whom.

An error in a policy never takes a step out (CVE-2024-47070): a stage that asks for something stays in, and one that
grants something ends the flow.
"""

from __future__ import annotations

import enum
from dataclasses import replace
from typing import Any

from wirelatch.identity.flows.models import Flow
from wirelatch.identity.flows.run import Run, Step
from wirelatch.identity.policies import PolicyRequest, Result, decide
from wirelatch.identity.stages.interface import Denied, Stage

NOT_FOR_YOU = "This page is not available to you."
SIGN_IN_FIRST = "Please sign in first."


class Decision(enum.Enum):
    """What becomes of a stage."""

    KEEP = "keep"
    LEAVE_OUT = "leave out"
    END = "end"


def check_requirement(run: Run) -> Denied | None:
    """Whether the flow's `authentication` fits who asks; unknown requirements fit nobody."""
    required, session = run.flow.authentication, run.session
    if required == "none":
        return None
    if required == "require_authenticated":
        return None if session is not None else Denied((SIGN_IN_FIRST,))
    if required == "require_superuser":
        return None if session is not None and session.person.is_superuser else Denied((NOT_FOR_YOU,))
    if required == "require_unauthenticated":
        return None if session is None or run.signs_in_again else Denied(("You are signed in already.",))
    if required == "require_token":
        return None if run.context.is_restored else Denied((NOT_FOR_YOU,))
    if required == "require_redirect":
        return None if run.context.data.get("is_redirected") else Denied((NOT_FOR_YOU,))
    return Denied((NOT_FOR_YOU,))


async def check_flow(run: Run) -> Denied | None:
    """Whether the policies of the flow let this person in."""
    result = await _decide(run, run.flow.id, run.flow.policy_engine_mode)
    if result is None or result.passing:
        return None
    return Denied(result.messages or (NOT_FOR_YOU,), result.explanation())


async def check_step(run: Run, step: Step, stage: Stage) -> tuple[Decision, Result | None]:
    """Whether a stage is gone through, as its conditions say now."""
    if not step.binding:
        return Decision.KEEP, None
    result = await _decide(run, step.binding, step.policy_engine_mode)
    if result is None or result.passing:
        return Decision.KEEP, result
    if result.leaves_out:
        return Decision.LEAVE_OUT, result
    return (Decision.END if stage.acts else Decision.KEEP), result


async def policy_request(run: Run, **context: Any) -> PolicyRequest:
    """What policies of this run are asked; `context` adds to what they know."""
    known, person = {**run.context.for_policies(), **context}, await run.person()
    application = run.authorization.application if run.authorization is not None else None
    facts = {
        **known,
        "application": application,
        "pending_user": person,
    }
    return replace(
        PolicyRequest.of(run.call, person, context=facts), installation_id=run.services.installation_id
    )


async def _decide(run: Run, target: str, mode: str) -> Result | None:
    bindings = (await run.services.catalog.current()).bindings_of(target)
    if not bindings:
        return None
    request = await policy_request(run)
    return await decide(run.services.database, bindings, request, mode=mode)


def title_of(flow: Flow, *, application: str = "", user: str = "") -> str:
    """The title with its placeholders filled in."""
    return flow.title.replace("%(app)s", application).replace("%(user)s", user).strip()

"""What a flow that was denied leads to, and the ledger's note of why."""

from __future__ import annotations

from wirelatch.identity.flows import record
from wirelatch.identity.flows.run import Run
from wirelatch.identity.login.sign_in import sign_in_url
from wirelatch.identity.pages.render import Page, page, redirect
from wirelatch.identity.stages.interface import Denied


async def note_denial(run: Run, denied: Denied) -> None:
    """Keep why, which the visitor is not told."""
    row = await run.user()
    person = run.session.person if run.session is not None else None
    await record.act(
        run,
        "flow_execution",
        actor=row.username if row is not None else person.username if person is not None else "",
        messages=list(denied.messages),
        trace=list(denied.trace),
        outcome="denied",
    )


def goes_on(run: Run) -> bool:
    """Whether the flow's `denied_action` leads on instead of saying so. Signing in never does: that would be a circle."""
    action = run.flow.denied_action
    if run.flow.designation == "authentication":
        return False
    return action == "continue" or (action == "message_continue" and bool(run.query.get("next")))


def denied_page(run: Run, denied: Denied, status_after: int) -> Page:
    """Say it, or go on, as the flow's `denied_action` has it."""
    if goes_on(run):
        return redirect(run.target or "/if/user/", status_after)
    values = {
        "message": " ".join(denied.messages) or "Request has been denied.",
        "person": run.session.person if run.session is not None else None,
        "switch_url": sign_in_url(run.target or "/if/user/", again=True),
        "trace": denied.trace if run.session is not None and run.session.person.is_superuser else (),
    }
    return page("denied.html", values, status=403)

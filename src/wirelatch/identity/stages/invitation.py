"""Let in who has an invitation (`?itoken=`), and take over the data that it fixes.

An invitation is for one flow (CVE-2022-23555), its expiry is looked at whenever it is read (CVE-2025-64708), and one
for single use is used up by one DELETE, in the transaction that goes on.
https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/invitation/
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, delete, select

from wirelatch.database import now
from wirelatch.identity.flows import record
from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.tables import invitations
from wirelatch.identity.stages.interface import Denied, NotPassedError, Outcome, Passed, Prospect, Stage
from wirelatch.identity.web.fields import Field, boolean

PARAMETER = "itoken"
_NONE = "An invitation is needed, and this one is not valid. Please ask for a new one."


class InvitationStage(Stage):
    """Without `continue_flow_without_invitation`, nobody goes on who has none."""

    model_app = "authentik_stages_invitation"
    kind = "invitationstage"
    path = "invitation/stages"
    form_component = "ak-stage-invitation-form"
    verbose_name = "Invitation Stage"
    verbose_name_plural = "Invitation Stages"
    description = "Simplify enrollment; allow users to use a single link to create their user with pre-defined parameters."
    SCHEMA = {"continue_flow_without_invitation": Field(boolean, False)}

    async def challenge(self, run: Run) -> Outcome:
        row = await run.services.database.read(lambda connection: find(connection, run))
        if row is None:
            if self.settings["continue_flow_without_invitation"] and not run.query.get(PARAMETER):
                return Passed()
            return Denied((_NONE,))
        fixed = dict(row.fixed_data)
        run.context.data["fixed_data"] = fixed
        run.context.prompt_data.update(fixed)
        run.context.data["invitation"] = {"pk": row.id, "name": row.name}
        run.changed = True
        if row.single_use:
            # Used up with what it is for: somebody who only opens the link has not used it yet.
            run.context.data["uses_up"] = row.id
        run.later(lambda connection: _note(connection, run, row))
        return Passed()

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        if self.settings["continue_flow_without_invitation"]:
            return Prospect()
        return Prospect(False, reason=f"“{self.name}” lets in only who has an invitation")


def find(connection: Connection, run: Run) -> Row[Any] | None:
    """The live invitation that the run's address names, for this flow."""
    try:
        pk = str(UUID(run.query.get(PARAMETER, "")))
    except ValueError:
        return None
    row = connection.execute(select(invitations).where(invitations.c.id == pk)).first()
    if row is None or (row.expires is not None and row.expires <= now()):
        return None
    return row if row.flow in (None, run.flow.id) else None


def use_up_in(connection: Connection, run: Run) -> None:
    """Use the run's invitation for single use up; raises NotPassedError when somebody was faster or it is over."""
    pk = run.context.data.pop("uses_up", None)
    if pk is None:
        return
    alive = (invitations.c.id == pk) & (invitations.c.expires.is_(None) | (invitations.c.expires > now()))
    if not connection.execute(delete(invitations).where(alive)).rowcount:
        raise NotPassedError(Denied((_NONE,)))


def _note(connection: Connection, run: Run, row: Row[Any]) -> None:
    record.in_transaction(connection, run, "invitation_used", target=f"invitation:{row.id}", name=row.name)

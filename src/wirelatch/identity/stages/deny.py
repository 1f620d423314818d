"""Refuse: the flow ends. Bound with conditions, it keeps some people out.

https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/deny/
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.interface import Denied, Outcome, Prospect, Stage
from wirelatch.identity.web.fields import Field, text


class DenyStage(Stage):
    """Says `deny_message`."""

    model_app = "authentik_stages_deny"
    kind = "denystage"
    path = "deny"
    form_component = "ak-stage-deny-form"
    verbose_name = "Deny Stage"
    verbose_name_plural = "Deny Stages"
    description = "Cancels the current flow."
    SCHEMA = {"deny_message": Field(text(2000), "")}

    async def challenge(self, run: Run) -> Outcome:
        return Denied((self.settings["deny_message"] or "Access denied.",))

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        return Prospect(False, reason=f"“{self.name}” refuses {user.username}")

"""Go on somewhere else: to a fixed address of ours, or into another flow, which may take over what is known.

https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/redirect/
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.interface import Denied, LeaveFor, Outcome, Passed, Prospect, Stage
from wirelatch.identity.web.errors import invalid
from wirelatch.identity.web.fields import Field, boolean, choice, line, uuid

_STATIC = re.compile(r"https?://[^\s\x00-\x1f]+|/(?![/\\])[^\s\\]*")


class RedirectStage(Stage):
    """`static`: the run ends there. `flow`: the other flow follows in this one's place."""

    model_app = "authentik_stages_redirect"
    kind = "redirectstage"
    path = "redirect"
    form_component = "ak-stage-redirect-form"
    verbose_name = "Redirect Stage"
    verbose_name_plural = "Redirect Stages"
    description = "Redirect the user to another flow, potentially with all gathered context."
    SCHEMA = {
        "keep_context": Field(boolean, True),
        "mode": Field(choice(("static", "flow"))),
        "target_static": Field(line(2000), ""),
        "target_flow": Field(uuid, None, nullable=True),
    }
    REFERENCES = {"target_flow": "flow"}

    async def challenge(self, run: Run) -> Outcome:
        if self.settings["mode"] == "static":
            run.target, run.leaves = self.settings["target_static"] or "/", True
            del run.plan[1:]
            return Passed()
        flow = run.snapshot.flows.get(self.settings["target_flow"] or "")
        if flow is None or flow.id == run.flow.id:
            return Denied(("This page is not set up correctly.",), (f"“{self.name}” leads nowhere",))
        run.handed_to, run.keeps_context = flow, self.settings["keep_context"]
        return LeaveFor(run.link_to(flow.id) or "/")

    @classmethod
    def check(cls, connection: Connection, values: Mapping[str, Any]) -> None:
        if values["mode"] == "static" and not _STATIC.fullmatch(values["target_static"]):
            raise invalid("target_static", "Enter an address that begins with https:// or /.")
        if values["mode"] == "flow" and not values["target_flow"]:
            raise invalid("target_flow", "This field is required.")

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        return Prospect(False, reason=f"“{self.name}” leads elsewhere")

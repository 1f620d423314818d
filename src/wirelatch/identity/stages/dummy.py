"""Shows a page and passes when somebody goes on, for trying out flows.

https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/
"""

from __future__ import annotations

from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.interface import Answer, Challenge, Denied, Outcome, Passed, Stage
from wirelatch.identity.web.fields import Field, boolean


class DummyStage(Stage):
    """With `throw_error` it ends the flow with an error."""

    model_app = "authentik_stages_dummy"
    kind = "dummystage"
    path = "dummy"
    form_component = "ak-stage-dummy-form"
    verbose_name = "Dummy Stage"
    verbose_name_plural = "Dummy Stages"
    description = "Used for debugging."
    SCHEMA = {"throw_error": Field(boolean, False)}

    async def challenge(self, run: Run) -> Outcome:
        if self.settings["throw_error"]:
            return Denied((f"“{self.name}” is set to fail.",))
        return Challenge("ak-stage-dummy", {"name": self.name}, values={"lead": self.name})

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        shown = await self.challenge(run)
        return Passed() if isinstance(shown, Challenge) else shown

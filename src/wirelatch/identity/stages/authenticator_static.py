"""Giving a user recovery codes. https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/authenticator_static/

They are shown once, to be printed or saved; the ones of before stop working when the page is left with "Continue".
"""

from __future__ import annotations

from urllib.parse import quote

from sqlalchemy import Row

from wirelatch.identity.authenticators import static
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.authenticator_setup import COMMON, SetupStage
from wirelatch.identity.stages.interface import Answer, Challenge, Outcome, wrong
from wirelatch.identity.web.fields import Field, integer


class AuthenticatorStaticStage(SetupStage):
    """`answer` takes `saved` from the page; the JSON API's answer has no fields."""

    model_app = "authentik_stages_authenticator_static"
    kind = "authenticatorstaticstage"
    path = "authenticator/static"
    form_component = "ak-stage-authenticator-static-form"
    verbose_name = "Static Authenticator Setup Stage"
    verbose_name_plural = "Static Authenticator Setup Stages"
    description = "Generate static tokens for the user as a backup."
    SCHEMA = {
        **COMMON,
        "token_count": Field(integer(1, static.MOST), static.COUNT),
        "token_length": Field(integer(static.SHORTEST, 100), static.LENGTH),
    }
    default_name = static.DEFAULT_NAME

    async def challenge(self, run: Run) -> Outcome:
        user = await self.owner(run)
        if not isinstance(user, Row):
            return user
        if "codes" not in run.state:
            run.state["codes"] = static.new_codes(self.settings["token_count"], self.settings["token_length"])
            run.changed = True
        codes = [static.grouped(code) for code in run.state["codes"]]
        file = f"Recovery codes for {user.username}\n\n" + "".join(f"{code}\n" for code in codes)
        values = {"download": f"data:text/plain;charset=utf-8,{quote(file)}"}
        return Challenge(
            "ak-stage-authenticator-static",
            {**await run.about_user(), "codes": codes},
            "stages/authenticator_static.html",
            values,
        )

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        user = await self.owner(run)
        if not isinstance(user, Row):
            return user
        codes = run.state.get("codes")
        if not codes or not (answer.is_json or answer.flag("saved")):
            return wrong("Save the codes first, and say that you did.", "saved", code="required")
        return self.enrolled(
            run,
            user,
            lambda connection: static.enroll(
                connection, run.services.sealer, user_id=user.id, name=self.name_of(), codes=codes
            ),
        )

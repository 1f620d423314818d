"""Setting up an authenticator app. https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/authenticator_totp/

The secret is made for the run and stored only once a code of it was shown; that code is used up by it.
"""

from __future__ import annotations

from sqlalchemy import Row

from wirelatch.identity.authenticators import totp
from wirelatch.identity.authenticators.relying_party import NAME
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.authenticator_setup import COMMON, SetupStage
from wirelatch.identity.stages.interface import Answer, Challenge, Outcome, wrong
from wirelatch.identity.web.fields import Field, choice


class AuthenticatorTOTPStage(SetupStage):
    """`answer` takes `code`."""

    model_app = "authentik_stages_authenticator_totp"
    kind = "authenticatortotpstage"
    path = "authenticator/totp"
    form_component = "ak-stage-authenticator-totp-form"
    verbose_name = "TOTP Authenticator Setup Stage"
    verbose_name_plural = "TOTP Authenticator Setup Stages"
    description = "Enroll a user's device into Time-based OTP."
    SCHEMA = {**COMMON, "digits": Field(choice(("6", "8")), "6")}
    default_name = totp.DEFAULT_NAME

    async def challenge(self, run: Run) -> Outcome:
        user = await self.owner(run)
        if not isinstance(user, Row):
            return user
        if "secret" not in run.state:
            run.state["secret"] = totp.new_secret()
            run.changed = True
        secret = run.state["secret"]
        import segno

        url = totp.config_url(secret, self._digits, issuer=NAME, account=user.username)
        fields = {**await run.about_user(), "config_url": url}
        values = {
            "qr_code": segno.make(url, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
            "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
            "digits": self._digits,
        }
        return Challenge("ak-stage-authenticator-totp", fields, "stages/authenticator_totp.html", values)

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        user = await self.owner(run)
        if not isinstance(user, Row):
            return user
        secret = run.state.get("secret")
        code = answer.text("code", 40)
        if not secret or not code:
            return wrong("This field is required.", "code", code="required")
        step = totp.step_of(secret, self._digits, code)
        if step is None:
            return wrong(
                "Code does not match. Wait for the next one, and check the clock of your phone.", "code"
            )
        return self.enrolled(
            run,
            user,
            lambda connection: totp.enroll(
                connection,
                run.services.sealer,
                user_id=user.id,
                name=self.name_of(),
                secret=secret,
                digits=self._digits,
                step=step,
            ),
        )

    @property
    def _digits(self) -> int:
        return int(self.settings["digits"])

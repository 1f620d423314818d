"""Setting up codes by e-mail. https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/authenticator_email/

The address is the user's own; only who has none may name one, and a code that was sent there has to come back before it is
stored.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, update

from wirelatch.identity import durations
from wirelatch.identity.authenticators import email_code
from wirelatch.identity.authenticators.email_code import TooManyCodesError
from wirelatch.identity.authenticators.sending import Texts, send_code
from wirelatch.identity.directory.tables import users
from wirelatch.identity.flows.run import Run
from wirelatch.identity.keys.sealing import Sealer
from wirelatch.identity.mail import (
    TEMPLATES,
    BadAddressError,
    MailNotConfiguredError,
    check_address,
)
from wirelatch.identity.services import Services
from wirelatch.identity.stages import mail_server
from wirelatch.identity.stages.authenticator_setup import COMMON, SetupStage
from wirelatch.identity.stages.interface import Answer, Challenge, Denied, Invalid, Outcome, Passed, wrong
from wirelatch.identity.web.fields import Field, choice, duration, line

NO_MAIL = "Codes cannot be sent by e-mail here. Ask your administrator."


class AuthenticatorEmailStage(SetupStage):
    """`answer` takes `email` where the user has none, `code`, and from the page `resend`."""

    model_app = "authentik_stages_authenticator_email"
    kind = "authenticatoremailstage"
    path = "authenticator/email"
    form_component = "ak-stage-authenticator-email-form"
    verbose_name = "Email Authenticator Setup Stage"
    verbose_name_plural = "Email Authenticator Setup Stages"
    description = "Use Email-based authentication instead of authenticator-based."
    SCHEMA = {
        **COMMON,
        **mail_server.FIELDS,
        "subject": Field(line(200, blank=False), "authentik Sign-in code"),
        "token_expiry": Field(duration, "minutes=30"),
        "template": Field(choice(tuple(TEMPLATES)), "email/email_otp.html"),
    }
    SECRETS = mail_server.SECRETS
    default_name = email_code.DEFAULT_NAME

    async def challenge(self, run: Run) -> Outcome:
        user = await self.owner(run)
        if not isinstance(user, Row):
            return user
        texts = self.texts(run.services.sealer)
        if texts.problem(run.services.mail):
            return Denied((NO_MAIL,), (texts.problem(run.services.mail),))
        email = run.state.get("email") or user.email
        refused = None
        if email and not await self._is_sent(run):
            refused = await self._send(run, user, email)
        fields = {
            **await run.about_user(),
            "email": email_code.masked(email) if email else None,
            "email_required": not email,
        }
        values = {"problem": next(iter(refused.errors.values()))[0] if refused is not None else ""}
        return Challenge("ak-stage-authenticator-email", fields, "stages/authenticator_email.html", values)

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        user = await self.owner(run)
        if not isinstance(user, Row):
            return user
        code = answer.text("code", 40)
        if not user.email and not code and answer.text("email"):
            return await self._answer_email(run, user, answer.text("email", 254).strip())
        if answer.flag("resend"):
            run.state.pop("sent", None)
            return await self.challenge(run)
        email, sent = run.state.get("email") or user.email, run.state.get("sent")
        if not code or not sent or not email:
            return wrong("This field is required.", "code", code="required")
        services = run.services

        def guess(connection: Connection) -> bool:
            right = email_code.guess(connection, services.sealer, sent, user_id=user.id, code=code)
            return right and email_code.use(connection, sent)

        if run.state.get("sent_to") != email or not await services.database.write(guess):
            run.changed = True
            return wrong("Invalid code", "code")
        return self._passed(run, user, email)

    def is_offered(self, services: Services) -> bool:
        return not self.texts(services.sealer).problem(services.mail)

    def texts(self, sealer: Sealer) -> Texts:
        """How this stage sends codes."""
        own, server = self.settings, mail_server.server_of(self.settings, sealer)
        return Texts(own["subject"], own["template"], durations.parse(own["token_expiry"]), server)

    async def _answer_email(self, run: Run, user: Row[Any], email: str) -> Outcome:
        try:
            check_address(email)
        except BadAddressError:
            return wrong("Enter a valid email address.", "email")
        run.state["email"] = email
        run.state.pop("sent", None)
        run.changed = True
        refused = await self._send(run, user, email)
        return refused or await self.challenge(run)

    async def _is_sent(self, run: Run) -> bool:
        sent = run.state.get("sent")
        return isinstance(sent, str) and await run.services.database.read(
            lambda connection: email_code.is_open(connection, sent)
        )

    async def _send(self, run: Run, user: Row[Any], email: str) -> Invalid | None:
        try:
            sent = await send_code(run.call, run.services, user, email, self.texts(run.services.sealer))
        except TooManyCodesError as error:
            return wrong(str(error), code="throttled", status=429)
        except (MailNotConfiguredError, BadAddressError):
            return wrong(NO_MAIL)
        run.state.update(sent=sent.id, sent_to=email)
        run.changed = True
        return None

    def _passed(self, run: Run, user: Row[Any], email: str) -> Passed:
        def enroll(connection: Connection) -> int:
            # Who has read the code has shown that the address is theirs.
            now_verified = (users.c.id == user.id) & (users.c.email == email)
            connection.execute(update(users).where(now_verified).values(email_verified=True))
            return email_code.enroll(
                connection, user_id=user.id, name=self.name_of(), email=email, stage_id=self.id
            )

        return self.enrolled(run, user, enroll)

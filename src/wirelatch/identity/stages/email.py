"""Send a link that leads back here: for recovery, or to show that an address is one's own.

Whether there is such a user cannot be told from the answer or from its time (CVE-2023-39522). The link goes to the
address that is stored, and its host is one that we know, whatever the request's Host says.
https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/email/
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
from sqlalchemy import Connection, Row, func, select, update

from wirelatch.database import now
from wirelatch.identity import durations
from wirelatch.identity.directory.tables import users
from wirelatch.identity.flows import record, tokens
from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.tables import flow_tokens
from wirelatch.identity.login.own_address import own_base_url
from wirelatch.identity.mail import TEMPLATES, BadAddressError, MailNotConfiguredError, compose
from wirelatch.identity.stages import mail_server
from wirelatch.identity.stages.interface import (
    Answer,
    Challenge,
    Denied,
    Outcome,
    Passed,
    Prospect,
    Stage,
)
from wirelatch.identity.web.fields import Field, boolean, choice, duration, integer, line


class EmailStage(Stage):
    """`answer` sends the message again."""

    model_app = "authentik_stages_email"
    kind = "emailstage"
    path = "email"
    form_component = "ak-stage-email-form"
    verbose_name = "Email Stage"
    verbose_name_plural = "Email Stages"
    description = "Send an Email to the user with a token to confirm their Email address."
    SCHEMA = {
        **mail_server.FIELDS,
        "token_expiry": Field(duration, "minutes=30"),
        "subject": Field(line(200), "Wirelatch"),
        "template": Field(choice(tuple(TEMPLATES)), "email/password_reset.html"),
        "activate_user_on_success": Field(boolean, False),
        "recovery_max_attempts": Field(integer(1, 1000), 5),
        "recovery_cache_timeout": Field(duration, "minutes=5"),
    }
    SECRETS = mail_server.SECRETS

    async def challenge(self, run: Run) -> Outcome:
        if run.context.is_restored:
            return await self._came_back(run)
        if not run.context.is_identified:
            return Denied(("Please start again.",), (f"no user is identified before “{self.name}”",))
        if self.settings["use_global_settings"] and run.services.mail.problem:
            return Denied(
                ("E-mail cannot be sent here. Please ask an administrator.",), (run.services.mail.problem,)
            )
        if not run.state.get("sent") and run.may_act:
            await self._send(run)
        values = {"sent": bool(run.state.get("sent"))}
        return Challenge("ak-stage-email", {}, "stages/email.html", values)

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        run.state.pop("sent", None)
        return await self.challenge(run)

    async def _send(self, run: Run) -> None:
        """Put the message into the outbox; for nobody, do what takes as long."""
        row = await run.user()
        run.state["sent"] = True
        run.changed = True
        base = await own_base_url(run.call, run.services)
        lifetime = durations.parse(self.settings["token_expiry"])
        reachable = row is not None and row.email and (row.is_active or run.context.proofs)
        mail = self._compose(
            row if reachable else None, f"{base}{run.flow.path}?flow_token={'x' * 43}", lifetime
        )
        run.services.sealer.seal(orjson.dumps(run.to_json()).decode())
        if row is None or not reachable or mail is None:
            return
        kept = {**run.to_json(), "state": {}, "asked": True}

        def write(connection: Connection) -> None:
            window = now() - durations.parse(self.settings["recovery_cache_timeout"])
            recent = select(func.count()).where(
                flow_tokens.c.user_id == row.id,
                flow_tokens.c.kind == "email",
                flow_tokens.c.created_at >= window,
            )
            if (connection.execute(recent).scalar() or 0) >= self.settings["recovery_max_attempts"]:
                record.in_transaction(
                    connection,
                    run,
                    "suspicious_request",
                    actor="",
                    target=f"user:{row.id}",
                    message="too many e-mails asked for",
                )
                return
            key = tokens.create_in(
                connection,
                run.services.sealer,
                flow_id=run.flow.id,
                user_id=row.id,
                kind="email",
                lifetime=lifetime,
                state={**kept, "mailed_to": row.email},
            )
            query = {"flow_token": key, **({"next": run.query["next"]} if run.query.get("next") else {})}
            composed = self._compose(row, f"{base}{run.flow.path}?{urlencode(query)}", lifetime)
            assert composed is not None
            try:
                run.services.mail.post_in(
                    connection,
                    composed,
                    user_id=row.id,
                    expires=now() + lifetime,
                    server=mail_server.server_of(self.settings, run.services.sealer),
                )
            except MailNotConfiguredError:
                record.in_transaction(
                    connection, run, "configuration_error", message=f"“{self.name}” cannot send e-mail"
                )

        run.later(write)

    def _compose(self, row: Row[Any] | None, url: str, lifetime: timedelta) -> Any:
        values = {"url": url, "expires": now() + lifetime, "user": row}
        try:
            return compose(
                self.settings["template"],
                to=row.email if row is not None else "nobody@example.invalid",
                subject=self.settings["subject"],
                values=values,
            )
        except BadAddressError:
            return None

    async def _came_back(self, run: Run) -> Outcome:
        """The link shows that the address is the user's."""
        row, mailed_to = await run.user(), run.context.data.get("mailed_to")
        if row is None:
            return Denied(("Please start again.",))
        changes: dict[str, Any] = {}
        if mailed_to and row.email == mailed_to and not row.email_verified:
            changes["email_verified"] = True
        if not row.is_active and self.settings["activate_user_on_success"] and "created" in run.proofs:
            changes["is_active"] = True
        if not changes:
            return Passed()
        this = (users.c.id == row.id) & (users.c.email == row.email)

        def write(connection: Connection) -> None:
            connection.execute(update(users).where(this).values(**changes, last_updated=now()))
            record.in_transaction(
                connection,
                run,
                "user_write",
                actor=row.username,
                target=f"user:{row.id}",
                fields=sorted(changes),
            )

        return Passed(write, lambda response: run.forget_user())

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        if not user.email:
            return Prospect(False, reason=f"{user.username} has no e-mail address, which “{self.name}” needs")
        return Prospect(proof="email")

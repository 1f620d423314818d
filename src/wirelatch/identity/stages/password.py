"""The password of the pending user. The same answer, in the same time, whatever was wrong.

https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/password/
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, update

from wirelatch.identity.directory import tokens
from wirelatch.identity.directory.tables import users
from wirelatch.identity.directory.users import SERVICE_ACCOUNTS
from wirelatch.identity.flows import record
from wirelatch.identity.flows.choice import brand_flow
from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.interface import (
    Answer,
    Challenge,
    Denied,
    Invalid,
    Outcome,
    Passed,
    Prospect,
    Stage,
    wrong,
)
from wirelatch.identity.web.fields import Field, boolean, choice, integer, list_of, uuid

FAILED = "Invalid username, email or password."
INBUILT = "authentik.core.auth.InbuiltBackend"
TOKEN = "authentik.core.auth.TokenBackend"  # noqa: S105 - the name of a backend
BACKENDS = (
    INBUILT,
    TOKEN,
    "authentik.sources.ldap.auth.LDAPBackend",
    "authentik.sources.kerberos.auth.KerberosBackend",
)


class PasswordStage(Stage):
    """`answer` takes `password`. Backends of directories that we do not have let nobody in."""

    model_app = "authentik_stages_password"
    kind = "passwordstage"
    path = "password"
    form_component = "ak-stage-password-form"
    verbose_name = "Password Stage"
    verbose_name_plural = "Password Stages"
    description = "Prompts the user for their password, and validates it against the configured backends."
    SCHEMA = {
        "backends": Field(list_of(choice(BACKENDS))),
        "configure_flow": Field(uuid, None, nullable=True),
        "failed_attempts_before_cancel": Field(integer(0, 1000), 5),
        "allow_show_password": Field(boolean, False),
    }
    REFERENCES = {"configure_flow": "flow"}

    async def challenge(self, run: Run) -> Outcome:
        if "password" in run.proofs or "app_password" in run.proofs or run.context.is_passwordless:
            return Passed()
        if not run.context.is_identified:
            return Denied(("Please start again.",), (f"no user is identified before “{self.name}”",))
        fields = {
            **await run.about_user(),
            "recovery_url": await self._recovery_url(run),
            "allow_show_password": self.settings["allow_show_password"],
        }
        return Challenge("ak-stage-password", fields, "stages/password.html")

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        shown = await self.challenge(run)
        if not isinstance(shown, Challenge):
            return shown
        typed = answer.text("password", 100_000)
        if not typed:
            return wrong("This field may not be blank.", "password", code="blank", status=401)
        return await self.verify(run, typed)

    async def verify(self, run: Run, typed: str, *, counts: bool = True) -> Outcome:
        """Check a password for the pending user. `counts`: too many wrong ones start the flow anew."""
        refused = await run.admit_guess()
        if refused is not None:
            return refused
        row, passwords = await run.user(), run.services.passwords
        usable = row is not None and row.is_active and row.type not in SERVICE_ACCOUNTS
        stored = row.password_hash if row is not None and INBUILT in self.settings["backends"] else None
        right = await passwords.check(stored, typed)
        if row is not None and usable and right:
            upgraded = await passwords.hash(typed) if passwords.needs_rehash(row.password_hash) else None
            if upgraded is not None:
                _renew_later(run, row, upgraded)
            run.prove("password", "pwd", bound=upgraded or row.password_hash)
            run.guess_succeeded()
            return Passed()
        if row is not None and usable and TOKEN in self.settings["backends"]:
            token = await run.services.database.read(
                lambda connection: tokens.find(connection, typed, "app_password")
            )
            if token is not None and token.user_id == row.id:
                run.prove("app_password", "pwd")
                run.guess_succeeded()
                return Passed()
        await self._note_failure(run, row, right)
        limit = self.settings["failed_attempts_before_cancel"]
        if counts:
            failed = run.state["failed"] = run.state.get("failed", 0) + 1
            run.changed = True
            restart = bool(limit) and failed >= limit
            return Invalid({"password": ["Invalid password"]}, status=401, restart=restart)
        return wrong(FAILED, status=401)

    async def _recovery_url(self, run: Run) -> str | None:
        if run.services.mail.problem or run.flow.designation != "authentication":
            return None
        flow = await brand_flow(run.call, run.services, "recovery")
        return run.link_to(flow.id if flow is not None else None)

    async def _note_failure(self, run: Run, row: Row[Any] | None, right: bool) -> None:
        reason = "no such user" if row is None else "deactivated" if right else "wrong password"
        # A name that nobody has may be a password in the wrong field: it is not written down.
        await record.act(
            run,
            "login_failed",
            actor=row.username if row is not None else "",
            target=f"user:{row.id}" if row is not None else "",
            reason=reason,
            stage=self.name,
        )
        await record.reputation(run, row, -1)

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        if INBUILT not in self.settings["backends"]:
            return Prospect(False, reason=f"“{self.name}” asks no backend that checks passwords here")
        if not user.password_hash:
            return Prospect(False, reason=f"{user.username} has no password, which “{self.name}” asks for")
        return Prospect(proof="password")


def _renew_later(run: Run, row: Row[Any], upgraded: str) -> None:
    """Store the password with today's cost, unless it was changed meanwhile."""
    unchanged = (users.c.id == row.id) & (users.c.password_hash == row.password_hash)

    def write(connection: Connection) -> None:
        connection.execute(update(users).where(unchanged).values(password_hash=upgraded))

    run.later(write)

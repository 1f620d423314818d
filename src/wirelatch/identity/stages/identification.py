"""Who somebody says to be: a user name or an e-mail address, and their password or passkey on the same page.

That a user does not exist is not told, unless the stage says so (`pretend_user_exists`): the flow goes on, and nothing
that follows can be passed. https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/identification/
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, select

from wirelatch.identity.directory import users as directory
from wirelatch.identity.directory.tables import users
from wirelatch.identity.directory.users import SERVICE_ACCOUNTS, key_of
from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import Run
from wirelatch.identity.flows.upstream import login_sources
from wirelatch.identity.stages.interface import (
    Answer,
    Challenge,
    LeaveFor,
    Outcome,
    Passed,
    PasskeyStage,
    Prospect,
    Stage,
    wrong,
)
from wirelatch.identity.stages.password import FAILED, PasswordStage
from wirelatch.identity.stages.registry import stage_of
from wirelatch.identity.web.fields import Field, boolean, choice, list_of, uuid

USER_FIELDS = ("email", "username", "upn")
_LABELS = {"email": "Email", "username": "username", "upn": "UPN"}


class IdentificationStage(Stage):
    """`answer` takes `uid_field`, and `password` or `passkey` where the stage asks for them."""

    model_app = "authentik_stages_identification"
    kind = "identificationstage"
    path = "identification"
    form_component = "ak-stage-identification-form"
    verbose_name = "Identification Stage"
    verbose_name_plural = "Identification Stages"
    description = "Allows the user to identify themselves for authentication."
    SCHEMA = {
        "user_fields": Field(list_of(choice(USER_FIELDS)), list),
        "password_stage": Field(uuid, None, nullable=True),
        "captcha_stage": Field(uuid, None, nullable=True),
        "case_insensitive_matching": Field(boolean, True),
        "show_matched_user": Field(boolean, True),
        "enrollment_flow": Field(uuid, None, nullable=True),
        "recovery_flow": Field(uuid, None, nullable=True),
        "passwordless_flow": Field(uuid, None, nullable=True),
        "sources": Field(list_of(uuid), list),
        "show_source_labels": Field(boolean, False),
        "pretend_user_exists": Field(boolean, True),
        "enable_remember_me": Field(boolean, False),
        "webauthn_stage": Field(uuid, None, nullable=True),
    }
    REFERENCES = {
        "password_stage": "stage:passwordstage",
        "captcha_stage": "stage:captchastage",
        "enrollment_flow": "flow",
        "recovery_flow": "flow",
        "passwordless_flow": "flow",
        "sources": "source",
        "webauthn_stage": "stage:authenticatorvalidatestage",
    }

    async def challenge(self, run: Run) -> Outcome:
        if run.context.is_pinned or run.proofs:
            return Passed()
        password = self._password_stage(run.snapshot)
        passkey = self._passkey_stage(run.snapshot)
        passkey_challenge = await passkey.passkey_challenge(run) if passkey is not None else None
        sources = await login_sources(run, self.settings["sources"])
        if not self.settings["user_fields"] and passkey_challenge is None and len(sources) == 1:
            return LeaveFor(sources[0]["challenge"]["to"])  # there is nothing to choose
        application = run.authorization.application if run.authorization is not None else None
        fields = {
            "user_fields": list(self.settings["user_fields"]),
            "pending_user_identifier": run.query.get("login_hint", "")[:254]
            or run.context.identifier
            or None,
            "password_fields": password is not None,
            "allow_show_password": bool(password and password.settings["allow_show_password"]),
            "application_pre": application.name if application is not None else None,
            "application_pre_launch": application.launch_url() if application is not None else None,
            "flow_designation": run.flow.designation,
            "captcha_stage": None,
            "enroll_url": run.link_to(self.settings["enrollment_flow"]),
            "recovery_url": self._recovery_url(run),
            "passwordless_url": run.link_to(self.settings["passwordless_flow"]),
            "primary_action": "Continue" if run.flow.designation == "recovery" or not password else "Log in",
            "sources": sources,
            "show_source_labels": self.settings["show_source_labels"],
            "enable_remember_me": self.settings["enable_remember_me"],
            "passkey_challenge": passkey_challenge,
        }
        values = {
            "label": _label(self.settings["user_fields"]),
            "again": run.signs_in_again and run.session is not None,
        }
        scripts = ("webauthn.js",) if passkey_challenge is not None else ()
        return Challenge("ak-stage-identification", fields, "stages/identification.html", values, scripts)

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        passkey, response = self._passkey_stage(run.snapshot), answer.json("passkey")
        if passkey is not None and isinstance(response, dict) and response:
            outcome = await passkey.answer_passkey(run, response)
            if isinstance(outcome, Passed) and run.proofs:
                run.context.data["passwordless"] = True
            return outcome
        password = self._password_stage(run.snapshot)
        identifier = answer.text("uid_field", 254)
        typed = answer.text("password", 100_000)
        if not self.settings["user_fields"] or not identifier.strip() or (password is not None and not typed):
            return wrong(FAILED, code="required", status=401)
        row = await run.services.database.read(lambda connection: self.find(connection, identifier))
        if row is not None and (not row.is_active or row.type in SERVICE_ACCOUNTS):
            row = None
        if password is None and row is None and not self.settings["pretend_user_exists"]:
            refused = await run.admit_guess(identifier)
            return refused or wrong("Failed to authenticate.", status=401)
        run.identify(row.id if row is not None else None, identifier)
        run.know_user(row)
        shows = self.settings["show_matched_user"] and not self.settings["pretend_user_exists"]
        run.context.data["shown_name"] = row.username if shows and row is not None else identifier
        if password is None:
            return Passed()
        return await password.verify(run, typed, counts=False)

    def find(self, connection: Connection, identifier: str) -> Row[Any] | None:
        """The user whom an identifier names in one of the fields; an address that several users have names nobody."""
        fields = self.settings["user_fields"]
        exact = not self.settings["case_insensitive_matching"]
        if "username" in fields:
            row = directory.by_username(connection, identifier)
            if row is not None and (not exact or row.username == identifier.strip()):
                return row
        if "email" in fields and key_of(identifier):
            query = select(users).where(users.c.email_key == key_of(identifier)).limit(2)
            rows = connection.execute(query).all()
            if len(rows) == 1 and (not exact or rows[0].email == identifier.strip()):
                return rows[0]
        if "upn" in fields and identifier.strip():
            upn = users.c.attributes["upn"].as_string()
            query = select(users).where(func.lower(upn) == identifier.strip().lower()).limit(2)
            rows = connection.execute(query).all()
            if len(rows) == 1 and (not exact or rows[0].attributes.get("upn") == identifier.strip()):
                return rows[0]
        return None

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        fields = self.settings["user_fields"]
        names = [user.username] * ("username" in fields) + [user.email] * ("email" in fields)
        found = any(
            (row := self.find(connection, name)) is not None and row.id == user.id for name in names if name
        )
        if not found:
            return Prospect(
                False, reason=f"“{self.name}” does not find {user.username} by any of its user fields"
            )
        password = self._password_stage(snapshot)
        return password.prospect(connection, user, snapshot) if password is not None else Prospect()

    def _recovery_url(self, run: Run) -> str | None:
        return None if run.services.mail.problem else run.link_to(self.settings["recovery_flow"])

    def _password_stage(self, snapshot: FlowSnapshot) -> PasswordStage | None:
        stage = stage_of(snapshot, self.settings["password_stage"] or "")
        return stage if isinstance(stage, PasswordStage) else None

    def _passkey_stage(self, snapshot: FlowSnapshot) -> PasskeyStage | None:
        stage = stage_of(snapshot, self.settings["webauthn_stage"] or "")
        return stage if isinstance(stage, PasskeyStage) else None


def _label(fields: list[str]) -> str:
    """ "Email or username"."""
    ordered = [_LABELS[name] for name in USER_FIELDS if name in fields]
    text = " or ".join(ordered) if len(ordered) < 3 else f"{', '.join(ordered[:-1])} or {ordered[-1]}"
    return text[:1].upper() + text[1:]

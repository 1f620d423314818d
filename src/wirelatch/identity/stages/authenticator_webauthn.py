"""Registering a passkey or security key. https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential"""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Connection, Row

from wirelatch.identity.authenticators import webauthn
from wirelatch.identity.authenticators.relying_party import relying_party
from wirelatch.identity.authenticators.webauthn import NewCredential, RefusedError
from wirelatch.identity.flows import record
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.authenticator_setup import COMMON, SetupStage
from wirelatch.identity.stages.interface import (
    Answer,
    Challenge,
    Denied,
    NotPassedError,
    Outcome,
    wrong,
)
from wirelatch.identity.web.fields import Field, choice, integer, list_of, uuid

FAILED = "The passkey could not be registered. Please try again."


class AuthenticatorWebAuthnStage(SetupStage):
    """`answer` takes `response`: what `navigator.credentials.create()` gave, as JSON."""

    model_app = "authentik_stages_authenticator_webauthn"
    kind = "authenticatorwebauthnstage"
    path = "authenticator/webauthn"
    form_component = "ak-stage-authenticator-webauthn-form"
    verbose_name = "WebAuthn Authenticator Setup Stage"
    verbose_name_plural = "WebAuthn Authenticator Setup Stages"
    description = "Stage to enroll WebAuthn-based authenticators."
    SCHEMA = {
        **COMMON,
        "user_verification": Field(choice(webauthn.VERIFICATION), "preferred"),
        "authenticator_attachment": Field(choice(webauthn.ATTACHMENT), None, nullable=True),
        "resident_key_requirement": Field(choice(webauthn.VERIFICATION), "preferred"),
        "hints": Field(list_of(choice(webauthn.HINTS)), list),
        "device_type_restrictions": Field(
            list_of(uuid, most=0), list, description="There are no device types to restrict to: empty."
        ),
        "max_attempts": Field(integer(0), 0),
    }

    async def challenge(self, run: Run) -> Outcome:
        user = await self.owner(run)
        if not isinstance(user, Row):
            return user
        rp = relying_party(run.call, run.services)
        if rp.problem:
            return Denied((rp.problem,))
        if "challenge" not in run.state:
            run.state["challenge"] = webauthn.new_challenge()
            run.changed = True
        existing = await run.services.database.read(
            lambda connection: webauthn.of_user(connection, user.id, rp.id)
        )
        options = webauthn.registration_options(
            rp,
            run.state["challenge"],
            user=user,
            existing=existing,
            user_verification=self.settings["user_verification"],
            resident_key=self.settings["resident_key_requirement"],
            attachment=self.settings["authenticator_attachment"],
            hints=self.settings["hints"],
        )
        return Challenge(
            "ak-stage-authenticator-webauthn",
            {**await run.about_user(), "registration": options},
            "stages/authenticator_webauthn.html",
            {"options": orjson.dumps(options).decode()},
            ("webauthn.js",),
        )

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        user = await self.owner(run)
        if not isinstance(user, Row):
            return user
        rp = relying_party(run.call, run.services)
        # Good for one answer, right or wrong.
        challenge = run.state.pop("challenge", None)
        run.changed = True
        if not challenge or rp.problem:
            return wrong(FAILED)
        try:
            credential = webauthn.verify_registration(
                rp,
                challenge,
                answer.json("response"),
                require_user_verification=self.settings["user_verification"] == "required",
            )
        except RefusedError as error:
            return await self._refused(run, error)

        def enroll(connection: Connection) -> int:
            return self._enroll(connection, user, credential)

        return self.enrolled(run, user, enroll)

    async def _refused(self, run: Run, error: RefusedError) -> Outcome:
        await record.suspicious(run, f"a passkey was not registered: {error}")
        tries = run.state["tries"] = run.state.get("tries", 0) + 1
        if self.settings["max_attempts"] and tries >= self.settings["max_attempts"]:
            return Denied(("Exceeded maximum attempts. Contact your administrator for help.",))
        return wrong(FAILED)

    def _enroll(self, connection: Connection, user: Row[Any], credential: NewCredential) -> int:
        try:
            return webauthn.enroll(
                connection,
                user_id=user.id,
                name=self.name_of(credential.default_name),
                credential=credential,
            )
        except RefusedError:
            raise NotPassedError(wrong("This passkey is registered already.")) from None

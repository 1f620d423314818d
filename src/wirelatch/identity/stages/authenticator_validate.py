"""A second factor, or a passkey instead of everything else.

With a pending user it asks for one of their devices. With nobody named it asks for a passkey, which says whose it is
(passwordless sign-in); so does the identification page, when its `webauthn_stage` names this stage.
https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/authenticator_validate/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row

from wirelatch.identity import durations
from wirelatch.identity.authenticators import codes, devices, guesses, remembered, webauthn
from wirelatch.identity.authenticators.devices import Device
from wirelatch.identity.authenticators.relying_party import relying_party
from wirelatch.identity.browser.known_device import known_device
from wirelatch.identity.flows import record
from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import TOO_MANY, Run
from wirelatch.identity.stages import device_challenges, passkeys
from wirelatch.identity.stages.device_challenges import Offer
from wirelatch.identity.stages.interface import (
    WHOLE,
    Answer,
    Denied,
    Invalid,
    Outcome,
    Passed,
    Prospect,
    Stage,
    wrong,
)
from wirelatch.identity.stages.registry import stage_of
from wirelatch.identity.web.fields import Field, choice, duration, list_of, number, uuid

DEVICE_CLASSES = ("static", "totp", "webauthn", "duo", "sms", "email")
"""Those of authentik; devices of `duo` and `sms` cannot be set up here."""
OUR_CLASSES = ("static", "totp", "webauthn", "email")
NO_DEVICES = "No (allowed) MFA authenticator configured."
WRONG_CODE = "Invalid code. Codes are good once, and for a short while."
_FACTOR = Field(
    number(0, 1_000_000), 1, description="Kept for authentik's clients; guesses are bounded in any case."
)


class AuthenticatorValidateStage(Stage):
    """`answer` takes `code`, `webauthn`, `selected_challenge` or `selected_stage`; pages send `selected_device`."""

    model_app = "authentik_stages_authenticator_validate"
    kind = "authenticatorvalidatestage"
    path = "authenticator/validate"
    form_component = "ak-stage-authenticator-validate-form"
    verbose_name = "Authenticator Validation Stage"
    verbose_name_plural = "Authenticator Validation Stages"
    description = "Validate user's configured Multi Factor Authentication."
    SCHEMA = {
        "not_configured_action": Field(choice(("skip", "deny", "configure")), "skip"),
        "device_classes": Field(list_of(choice(DEVICE_CLASSES)), lambda: list(OUR_CLASSES)),
        "configuration_stages": Field(list_of(uuid), list),
        "last_auth_threshold": Field(duration, "seconds=0"),
        "webauthn_user_verification": Field(choice(webauthn.VERIFICATION), "preferred"),
        "webauthn_hints": Field(list_of(choice(webauthn.HINTS)), list),
        "webauthn_allowed_device_types": Field(list_of(uuid, most=0), list),
        "email_otp_throttling_factor": _FACTOR,
        "sms_otp_throttling_factor": _FACTOR,
        "totp_otp_throttling_factor": _FACTOR,
        "static_otp_throttling_factor": _FACTOR,
    }
    REFERENCES = {"configuration_stages": "stage"}

    async def challenge(self, run: Run) -> Outcome:
        if passkeys.METHOD in run.proofs:
            return Passed()
        if self._asks_whoever_comes(run):
            options = await self.passkey_challenge(run)
            problem = relying_party(run.call, run.services).problem
            return passkeys.challenge(options) if options is not None else Denied((problem or NO_DEVICES,))
        user = await self._user(run)
        own = await self._devices(run, user)
        if isinstance(own, Denied):
            return own
        if not own:
            return await self._not_configured(run)
        assert user is not None
        if await self._is_remembered(run, user):
            return Passed()
        return await device_challenges.challenge(run, self._offer(run, user, own))

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        if passkeys.METHOD in run.proofs:
            return Passed()
        response = answer.json("webauthn")
        if self._asks_whoever_comes(run):
            return await self.answer_passkey(run, response if isinstance(response, dict) else {})
        user = await self._user(run)
        own = await self._devices(run, user)
        if isinstance(own, Denied):
            return own
        if not own:
            return await self._not_configured(run, answer.text("selected_stage"))
        assert user is not None
        code = answer.text("code", 200)
        if code.strip():
            device = await self._redeem(run, user, own, code)
        elif isinstance(response, dict) and response:
            device = await self._assert(run, user, response)
        else:
            return await device_challenges.select(run, self._offer(run, user, own), answer)
        if not isinstance(device, Device):
            return device
        return self._passed(run, user, device, answer)

    # A passkey instead of a name and a password

    async def passkey_challenge(self, run: Run) -> dict[str, Any] | None:
        """Options for `navigator.credentials.get`; None where passkeys cannot be used."""
        if webauthn.KIND not in self._kinds:
            return None
        return passkeys.options(run, self.settings["webauthn_hints"])

    async def answer_passkey(self, run: Run, response: dict[str, Any]) -> Outcome:
        """Identify and prove with the browser's response."""
        if webauthn.KIND not in self._kinds:
            return wrong(passkeys.FAILED, status=401)
        return await passkeys.answer(run, response)

    # A second factor

    @property
    def _kinds(self) -> tuple[str, ...]:
        return tuple(kind for kind in OUR_CLASSES if kind in self.settings["device_classes"])

    def _asks_whoever_comes(self, run: Run) -> bool:
        """Nobody is named yet, and this flow is there to find out who it is."""
        if run.context.is_identified or webauthn.KIND not in self._kinds:
            return False
        return run.flow.designation == "authentication"

    async def _user(self, run: Run) -> Row[Any] | None:
        if not run.context.is_identified and run.session is not None:
            run.identify(run.session.person.id, run.session.person.username)
        return await run.user()

    async def _devices(self, run: Run, user: Row[Any] | None) -> list[Device] | Denied:
        """What could be asked for now; of a user who does not exist, or is not active, nothing.

        Denied where there are only passkeys for another host: they are set up, so that nothing may be left out.
        """
        if user is None or not user.is_active:
            return []
        rp = relying_party(run.call, run.services)

        def work(connection: Connection) -> list[Device] | Denied:
            own = devices.of_user(connection, user.id, self._kinds)
            hosts = {row.device_id: row.rp_id for row in webauthn.of_user(connection, user.id)}
            usable = [each for each in own if each.kind != webauthn.KIND or hosts.get(each.id) == rp.id]
            if own and not usable:
                where = ", ".join(sorted(set(hosts.values())))
                return Denied((f"Your passkeys work at another address. Open this page there: {where}",))
            return usable

        return await run.services.database.read(work)

    def _offer(self, run: Run, user: Row[Any], own: Sequence[Device]) -> Offer:
        threshold = durations.parse(self.settings["last_auth_threshold"])
        return Offer(
            user=user,
            devices=own,
            user_verification=self.settings["webauthn_user_verification"],
            hints=self.settings["webauthn_hints"],
            remembers=threshold if threshold else None,
        )

    async def _is_remembered(self, run: Run, user: Row[Any]) -> bool:
        threshold = durations.parse(self.settings["last_auth_threshold"])
        if not threshold or run.signs_in_again:
            return False
        device = await run.services.database.read(
            lambda connection: remembered.device_of(
                connection,
                run.call,
                user_id=user.id,
                stage_id=self.id,
                kinds=self._kinds,
                lifetime=threshold,
            )
        )
        return device is not None

    async def _redeem(self, run: Run, user: Row[Any], own: Sequence[Device], code: str) -> Device | Invalid:
        """Use up a code. It is gone before anything else is done with it, so that nothing can bring it back."""
        refused = await run.admit_guess()
        if refused is not None:
            return refused
        services = run.services
        is_known = known_device(run.call, services, user.uuid) is not None
        if not is_known:
            wait = await guesses.admit(services, user.id)
            if wait:
                return Invalid({WHOLE: [TOO_MANY]}, "throttled", retry_after=wait, status=429)
        sent = dict(run.state.get("sent", {}))
        device = await services.database.write(
            lambda connection: codes.redeem(connection, services.sealer, own, code, sent=sent)
        )
        if device is None:
            await self._note_failure(run, user, "wrong code")
            run.changed = True
            return wrong(WRONG_CODE, "code", status=401)
        if not is_known:
            await guesses.succeeded(services, user.id)
        run.guess_succeeded()
        run.prove(device.kind, "otp")
        return device

    async def _assert(self, run: Run, user: Row[Any], response: dict[str, Any]) -> Device | Invalid:
        services, challenge = run.services, run.state.pop("webauthn", None)
        run.changed = True  # a challenge is good for one answer, right or wrong
        credential = await services.database.read(
            lambda connection: webauthn.by_response(connection, response)
        )
        if credential is None or credential.user_id != user.id or not challenge:
            await self._note_failure(run, user, "a passkey that is not the user's, or no challenge")
            return wrong(passkeys.FAILED, status=401)
        required = self.settings["webauthn_user_verification"] == "required"
        assertion = await passkeys.verify(
            run, challenge, response, credential, require_user_verification=required
        )
        if assertion is None:
            return wrong(passkeys.FAILED, status=401)
        run.prove(webauthn.KIND, *assertion.amr)
        found = await services.database.read(
            lambda connection: devices.find(connection, assertion.device_id, user_id=user.id)
        )
        return found if found is not None else wrong(passkeys.FAILED, status=401)

    def _passed(self, run: Run, user: Row[Any], device: Device, answer: Answer) -> Passed:
        """Passed; with the browser trusted for a while, where the stage does that and the page was asked to."""
        threshold = durations.parse(self.settings["last_auth_threshold"])
        if not threshold or not (answer.is_json or answer.flag("remember_browser")):
            return Passed()
        given: dict[str, str] = {}

        def write(connection: Connection) -> None:
            given["secret"] = remembered.remember(
                connection,
                run.call,
                user_id=user.id,
                stage_id=self.id,
                device_id=device.id,
                lifetime=threshold,
            )

        return Passed(
            write, lambda response: remembered.set_cookie(response, run.call, given["secret"], threshold)
        )

    async def _note_failure(self, run: Run, user: Row[Any], reason: str) -> None:
        await record.act(
            run,
            "login_failed",
            actor=user.username,
            target=f"user:{user.id}",
            reason=reason,
            stage=self.name,
        )

    # Nothing is set up

    async def _not_configured(self, run: Run, selected: str = "") -> Outcome:
        action = self.settings["not_configured_action"]
        if action == "skip":
            return Passed()
        chosen = [
            stage
            for stage in (
                stage_of(run.snapshot, stage_id) for stage_id in self.settings["configuration_stages"]
            )
            if stage is not None
        ]
        user = await run.user()
        # Only who has proven something may add a way to prove more.
        may_configure = run.proofs or (
            run.session is not None and user is not None and run.session.person.id == user.id
        )
        if action != "configure" or not chosen or not may_configure:
            return Denied((NO_DEVICES,), (f"“{self.name}” asks for a device, and there is none",))
        stage = (
            chosen[0] if len(chosen) == 1 else next((each for each in chosen if each.id == selected), None)
        )
        if stage is None:
            if selected:
                return wrong("Invalid selection.", "selected_stage")
            return await device_challenges.choose_stage(run, chosen)
        run.insert_next(stage.id)
        return Passed()

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        own = devices.of_user(connection, user.id, self._kinds)
        if own:
            return Prospect(proof=own[0].kind)
        if self.settings["not_configured_action"] == "skip":
            return Prospect()
        if self.settings["not_configured_action"] == "configure" and self.settings["configuration_stages"]:
            return Prospect()
        return Prospect(False, reason=f"{user.username} has no device that “{self.name}” takes")

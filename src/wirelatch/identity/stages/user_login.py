"""Sign the pending user in: only who has shown to be there, is active, and no service account.

https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/user_login/
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, select
from starlette.responses import Response

from wirelatch.identity import durations
from wirelatch.identity.browser.current_session import set_session
from wirelatch.identity.browser.known_device import remember_device
from wirelatch.identity.directory import sessions
from wirelatch.identity.directory.tables import users
from wirelatch.identity.directory.users import SERVICE_ACCOUNTS
from wirelatch.identity.flows import record, upstream
from wirelatch.identity.flows.models import FlowSnapshot
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.interface import (
    Answer,
    Challenge,
    Denied,
    NotPassedError,
    Outcome,
    Passed,
    Prospect,
    Stage,
    wrong,
)
from wirelatch.identity.web.fields import Field, boolean, choice, duration

NETWORKS = ("no_binding", "bind_asn_network", "bind_asn_network_ip")
"""authentik's `bind_asn` needs a database of autonomous systems, which there is none of here."""
_NOT_SHOWN = "It could not be shown that this is you."


class UserLoginStage(Stage):
    """`answer` takes `remember_me` where `remember_me_offset` is more than nothing."""

    model_app = "authentik_stages_user_login"
    kind = "userloginstage"
    path = "user_login"
    form_component = "ak-stage-user-login-form"
    verbose_name = "User Login Stage"
    verbose_name_plural = "User Login Stages"
    description = "Attaches the currently pending user to the current session."
    acts = True
    SCHEMA = {
        "session_duration": Field(duration, "seconds=0"),
        "terminate_other_sessions": Field(boolean, False),
        "remember_me_offset": Field(duration, "seconds=0"),
        "network_binding": Field(choice(NETWORKS), "no_binding"),
        "geoip_binding": Field(choice(("no_binding",)), "no_binding"),
        "remember_device": Field(duration, "days=30"),
    }

    async def challenge(self, run: Run) -> Outcome:
        refused = await self._refused(run)
        if refused is not None:
            return refused
        if self._offset:
            fields = await run.about_user()
            return Challenge("ak-stage-user-login", fields, "stages/user_login.html")
        return self._signed_in(run, remembered=False)

    async def confirmation(self, run: Run) -> Challenge:
        template = "stages/user_login.html" if self._offset else "stages/confirm.html"
        return Challenge(self.component, await run.about_user(), template)

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        refused = await self._refused(run)
        if refused is not None:
            return refused
        if not self._offset:
            return self._signed_in(run, remembered=False)
        if answer.values.get("remember_me") not in (True, False, "true", "false"):
            return wrong("This field is required.", "remember_me", code="required")
        return self._signed_in(run, remembered=answer.flag("remember_me"))

    @property
    def _offset(self) -> timedelta:
        return durations.parse(self.settings["remember_me_offset"])

    async def _refused(self, run: Run) -> Denied | None:
        row = await run.user()
        if row is None or not run.proofs:
            if run.context.is_identified:
                await record.suspicious(run, f"“{self.name}” was reached without proof of who it is")
            return Denied((_NOT_SHOWN,), (f"nothing before “{self.name}” proves who it is",))
        if not row.is_active or row.type in SERVICE_ACCOUNTS:
            return Denied((_NOT_SHOWN,), (f"{row.username} is not active, or a service account",))
        return None

    def _signed_in(self, run: Run, *, remembered: bool) -> Passed:
        user_id = run.context.pending_user
        assert user_id is not None
        lifetime = durations.parse(self.settings["session_duration"])
        if remembered:
            lifetime += self._offset
        device_age = int(durations.parse(self.settings["remember_device"]).total_seconds())
        proofs, replacing = run.proofs, run.session
        given: dict[str, str] = {}

        def write(connection: Connection) -> None:
            fresh = connection.execute(select(users).where(users.c.id == user_id)).first()
            if (
                fresh is None
                or not fresh.is_active
                or fresh.type in SERVICE_ACCOUNTS
                or not run.context.rests_on("password", fresh.password_hash)
            ):
                # Deactivated, or given another password, since the proof.
                raise NotPassedError(Denied((_NOT_SHOWN,)))
            for joined in upstream.SIGNED_IN:
                joined(connection, run, user_id)
            secret, uuid = sessions.begin(
                connection,
                user_id,
                amr=run.amr,
                address=run.call.address,
                user_agent=run.call.user_agent,
                replacing=replacing,
                lifetime=lifetime or None,
                network=_network(self.settings["network_binding"], run.call.address),
            )
            if self.settings["terminate_other_sessions"]:
                sessions.end_of_user(connection, user_id, keep=uuid)
            record.in_transaction(
                connection,
                run,
                "login",
                actor=fresh.username,
                target=f"user:{user_id}",
                method=proofs[0],
                methods=list(proofs),
                user_agent=run.call.user_agent[:200],
                **({"source": run.context.source["slug"]} if run.context.source else {}),
            )
            record.reputation_in(connection, run, fresh, 1)
            run.session_uuid = uuid
            given.update(secret=secret, user=fresh.uuid)

        def respond(response: Response) -> None:
            seconds = int(lifetime.total_seconds()) if lifetime else None
            set_session(response, run.call, given["secret"], seconds)
            if device_age:
                remember_device(response, run.call, run.services, given["user"], device_age)

        return Passed(write, respond)

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        if not user.is_active or user.type in SERVICE_ACCOUNTS:
            return Prospect(False, reason=f"{user.username} is not active, or a service account")
        return Prospect()


def _network(binding: str, address: str) -> str | None:
    """The network that the session is good from: the address itself, or what its provider has likely given one customer."""
    if binding == "no_binding":
        return None
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return None
    whole, part = (32, 24) if parsed.version == 4 else (128, 56)
    length = whole if binding == "bind_asn_network_ip" else part
    return str(ipaddress.ip_network((parsed, length), strict=False))

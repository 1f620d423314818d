"""Have the user agree to what an application receives; asked again only for more scopes.

The answer carries a token that is good once, for what was shown. https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/consent/
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, select

from wirelatch.identity import durations
from wirelatch.identity.flows import record
from wirelatch.identity.flows.run import Run
from wirelatch.identity.oidc.authorization.parse import check
from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
from wirelatch.identity.oidc.authorization.require_consent import remember, remembered_items
from wirelatch.identity.oidc.authorization.respond import respond_error
from wirelatch.identity.oidc.errors import OAuthError
from wirelatch.identity.oidc.tables import client_registrations
from wirelatch.identity.pages.render import refused
from wirelatch.identity.stages.interface import (
    Answer,
    Answered,
    Challenge,
    Outcome,
    Passed,
    Stage,
    wrong,
)
from wirelatch.identity.web.fields import Field, choice, duration

NOTHING = "There is nothing to agree to: the sign-in has to start at the application."
FOR_EVER = timedelta(days=36_500)


class ConsentStage(Stage):
    """`answer` takes `token`; a page sends `decision` besides, `allow` or `deny`."""

    model_app = "authentik_stages_consent"
    kind = "consentstage"
    path = "consent"
    form_component = "ak-stage-consent-form"
    verbose_name = "Consent Stage"
    verbose_name_plural = "Consent Stages"
    description = "Prompt the user for confirmation."
    SCHEMA = {
        "mode": Field(choice(("always_require", "permanent", "expiring")), "expiring"),
        "consent_expire_in": Field(duration, "weeks=4"),
    }

    async def challenge(self, run: Run) -> Outcome:
        request, session = run.authorization, run.session
        if request is None or session is None:
            return Answered(refused("Request Error", NOTHING))
        try:
            check(request)
        except OAuthError as error:
            return Answered(respond_error(request, error))
        agreed = await run.services.database.read(
            lambda connection: remembered_items(connection, request, session)
        )
        asked_by_client = "consent" in request.prompt
        covered = set(request.consent_items) <= set(agreed)
        if covered and not asked_by_client and self.settings["mode"] != "always_require":
            return Passed()
        token = run.state.get("token")
        if run.state.get("items") != list(request.consent_items) or not token:
            token = secrets.token_urlsafe(24)
            run.state.update(token=token, items=list(request.consent_items))
            run.changed = True
        known = () if asked_by_client or self.settings["mode"] == "always_require" else agreed
        permissions = _permissions(request)
        fields = {
            **await run.about_user(),
            "header_text": f"You’re about to sign into {request.application.name}.",
            "permissions": [one for one in permissions if one["id"] in known],
            "additional_permissions": [one for one in permissions if one["id"] not in known],
            "token": token,
        }
        icon = request.application.meta_icon
        values = {
            "shown": permissions,
            "destination": _destination(request.redirect_uri),
            # Pictures that are kept here: one at an address could tell somebody who signs in.
            "icon": icon if icon.startswith("data:") else "",
            "about": await run.services.database.read(lambda connection: _about(connection, request)),
        }
        return Challenge("ak-stage-consent", fields, "stages/consent.html", values)

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        expected = run.state.get("token", "")
        shown = await self.challenge(run)
        if not isinstance(shown, Challenge):
            return shown
        request, session = run.authorization, run.session
        assert request is not None
        assert session is not None
        given = answer.text("token")
        if not expected or not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
            return wrong("Please look at this page again.", "token")
        if run.state.get("token") != expected:
            return wrong("The application asks for something else now. Please look again.", "token")
        decision = answer.values.get("decision")
        if decision == "deny":
            return Answered(respond_error(request, OAuthError("access_denied", "The user refused")))
        if not answer.is_json and decision != "allow":
            return wrong("Please choose.", code="required")
        mode = self.settings["mode"]
        lifetime = durations.parse(self.settings["consent_expire_in"]) if mode == "expiring" else FOR_EVER

        def write(connection: Connection) -> None:
            if mode != "always_require":
                remember(connection, request, session, lifetime)
            record.in_transaction(
                connection,
                run,
                "consent_given",
                actor=session.person.username,
                target=f"application:{request.application.slug}",
                scopes=" ".join(request.consent_items),
                mode=mode,
            )

        return Passed(write)


def _about(connection: Connection, request: AuthorizationRequest) -> dict[str, str]:
    """The pages that a client named when it registered itself, by what they are."""
    own = client_registrations.c.provider_id == request.provider.id
    told = connection.execute(select(client_registrations.c.metadata).where(own)).scalar() or {}
    names = {"client_uri": "About it", "policy_uri": "Privacy policy", "tos_uri": "Terms of service"}
    return {label: str(told[name]) for name, label in names.items() if told.get(name)}


def _destination(redirect_uri: str) -> str:
    """Where the answer goes: a client may have chosen its name itself, but not whom this address belongs to."""
    parts = urlsplit(redirect_uri)
    return parts.netloc or f"{parts.scheme}:"


def _permissions(request: AuthorizationRequest) -> list[dict[str, Any]]:
    """What the asked scopes mean, in the words of their mappings."""
    found: dict[str, dict[str, Any]] = {}
    for mapping in request.provider.mappings:
        if mapping.scope_name in request.scopes and mapping.scope_name != "openid":
            name = mapping.description or mapping.scope_name
            if name not in {one["name"] for one in found.values()}:
                found.setdefault(mapping.scope_name, {"id": mapping.scope_name, "name": name})
    singly = [(f"claim:{name}", f"Your “{name}”") for name in request.asked_claims]
    singly += [(f"resource:{uri}", f"Access to {uri} on your behalf") for uri in request.resources]
    return [*found.values(), *({"id": item, "name": name} for item, name in singly)]

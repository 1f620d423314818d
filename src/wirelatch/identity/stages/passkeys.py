"""Signing in with a passkey alone: it says who it is, and proves it with two factors at once (the device, and its lock).

Nothing is stored for the challenge, since every sign-in page has one: it is signed, bound to the browser and the flow, and
good once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError

from wirelatch.identity.authenticators import webauthn
from wirelatch.identity.authenticators.relying_party import relying_party
from wirelatch.identity.authenticators.webauthn import Assertion, RefusedError
from wirelatch.identity.browser import csrf
from wirelatch.identity.directory.users import SERVICE_ACCOUNTS
from wirelatch.identity.flows import record
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.interface import Challenge, Outcome, Passed, wrong

METHOD = "webauthn_passwordless"
"""How the proof is called, to tell it from a security key as second factor."""
FAILED = "That passkey could not be used to sign in. Please try again, or sign in another way."


def options(run: Run, hints: Sequence[str] = ()) -> dict[str, Any] | None:
    """Options for `navigator.credentials.get`; None where passkeys cannot be used."""
    rp = relying_party(run.call, run.services)
    if rp.problem:
        return None
    challenge = webauthn.signed_challenge(run.services.marker_key, _binding(run))
    return webauthn.authentication_options(rp, challenge, user_verification="required", hints=hints)


def challenge(given: dict[str, Any]) -> Challenge:
    """A page that asks for a passkey and nothing else."""
    offered = {"device_class": "webauthn", "device_uid": "-1", "challenge": given, "last_used": None}
    fields = {
        "pending_user": "",
        "pending_user_avatar": "",
        "device_challenges": [offered],
        "configuration_stages": [],
    }
    return Challenge(
        "ak-stage-authenticator-validate",
        fields,
        "stages/passkey.html",
        {"options": given},
        ("webauthn.js",),
    )


async def answer(run: Run, response: dict[str, Any]) -> Outcome:
    """Who it is, and Passed; or what was wrong, without saying too much of it."""
    services = run.services
    given = webauthn.challenge_in(response)

    def spend(connection: Connection) -> Row[Any] | None:
        if not webauthn.spend_challenge(connection, services.marker_key, given, _binding(run)):
            return None
        return webauthn.by_response(connection, response)

    try:
        credential = await services.database.write(spend)
    except IntegrityError:
        credential = None
    if credential is None:
        await record.suspicious(run, "a passkey that is not known here, or an answer to no challenge of ours")
        return wrong(FAILED, status=401)
    assertion = await verify(run, given, response, credential, require_user_verification=True)
    if assertion is None or not credential.is_active or credential.type in SERVICE_ACCOUNTS:
        return wrong(FAILED, status=401)
    run.identify(assertion.user_id, credential.username)
    run.context.data["shown_name"] = credential.username
    run.prove(METHOD, *assertion.amr, "mfa")
    return Passed()


async def verify(
    run: Run,
    given: str,
    response: dict[str, Any],
    credential: Row[Any],
    *,
    require_user_verification: bool,
) -> Assertion | None:
    """Check a response and note the use of the credential; None, and a line in the ledger, when it proves nothing."""
    rp, services = relying_party(run.call, run.services), run.services
    try:
        assertion = webauthn.verify_authentication(
            rp, given, response, credential, require_user_verification=require_user_verification
        )
        if not await services.database.write(lambda connection: webauthn.use(connection, assertion)):
            raise RefusedError("the counter of the authenticator was used already")
    except RefusedError as error:
        await record.act(
            run,
            "suspicious_request",
            actor=credential.username,
            target=f"user:{credential.user_id}",
            message=f"a passkey was refused: {error}",
            device=credential.name,
        )
        return None
    return assertion


def _binding(run: Run) -> str:
    """What has to be the same between challenge and response: the browser (or session), and the flow."""
    return f"{csrf.token_for(run.call, run.session, run.services)} {run.flow.id}"

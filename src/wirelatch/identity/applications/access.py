"""Who may use an application: an active user whom its bindings let pass (`policies`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from wirelatch.database import Database
from wirelatch.identity.applications.models import Application, Entitlement
from wirelatch.identity.directory.people import Person
from wirelatch.identity.policies import PolicyRequest, Result, evaluate
from wirelatch.identity.web.call import Call

DEACTIVATED = "This account is deactivated."
DENIED = "You are not in the group of users who may use this application."


def check_access(
    application: Application,
    person: Person,
    connection: Connection | None = None,
    *,
    request: PolicyRequest | None = None,
    decided_before: bool = False,
    explain: bool = False,
) -> Result:
    """Whether the user may use the application; `request` where somebody asks, `connection` for policies that read.

    `decided_before`: there is no request, but a code or token shows that this user passed with one, so that policies which
    look at the browser need not be asked again. With neither, such policies fail.
    """
    if not person.is_active:
        return Result(False, (DEACTIVATED,), reason="The user is deactivated.")
    asked = request if request is not None else PolicyRequest(person, decided_before=decided_before)
    if connection is not None and application.bindings:
        asked = replace(asked, connection=connection)
    result = evaluate(
        application.bindings,
        asked,
        mode=application.policy_engine_mode,
        empty_result=application.open_without_bindings,
        explain=explain,
    )
    if result.passing or result.messages:
        return result
    return replace(result, messages=(DENIED,))


async def decide_access(
    database: Database,
    application: Application,
    person: Person,
    call: Call,
    *,
    names: Mapping[str, Any] | None = None,
) -> Result:
    """As :func:`check_access`, at the front channel and from the event loop: policies run in a worker thread.

    `names` are for expressions: `oauth_scopes` and the like.
    """
    if not any(binding.policy is not None for binding in application.bindings):
        return check_access(application, person)
    request = PolicyRequest.of(call, person, context=context_of(application), names=names)
    return await database.read(
        lambda connection: check_access(application, person, connection, request=request)
    )


def context_of(application: Application) -> dict[str, Any]:
    """What policies find in `context` when an application is signed in to."""
    return {"application": application}


def entitlements_of(
    application: Application, person: Person, connection: Connection | None = None
) -> tuple[Entitlement, ...]:
    """What the user is entitled to; an entitlement without bindings is nobody's."""
    request = PolicyRequest(person, connection=connection, decided_before=True)
    return tuple(
        entitlement
        for entitlement in application.entitlements
        if evaluate(entitlement.bindings, request, empty_result=False).passing
    )

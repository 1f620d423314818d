"""`core/users/…/impersonate/`: seeing Wirelatch as another user does, on the record, and never as somebody with more rights.

A POST with a reason: as a plain GET it could be brought about by another site's link (Cure53's audit of authentik).
"""

from __future__ import annotations

from sqlalchemy import Connection

from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.core.users import USERS
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, nothing
from wirelatch.identity.api.escalation import check_may_act_for
from wirelatch.identity.api.permissions import Permission, may
from wirelatch.identity.directory import sessions
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden, invalid
from wirelatch.identity.web.fields import Field, parse, text

endpoints = Endpoints()
REASON = {"reason": Field(text(1000), "", description="Why; it is kept with the event.")}


@endpoints.on(
    "POST",
    "core/users/{id:int}/impersonate/",
    may("impersonate", USER, on="id"),
    body=REASON,
    body_name="Impersonation",
)
async def impersonate(request: ApiRequest) -> Reply:
    """Have this browser's session act as another user until `impersonate_end/`."""
    principal, user_id = request.principal, int(request.arguments["id"])
    session_uuid, reason = principal.session_uuid, parse(REASON, await request.json())["reason"]
    if not request.system.impersonation:
        raise forbidden("Impersonation is switched off in the system settings.")
    if session_uuid is None:
        raise forbidden("Only a browser's session can impersonate somebody.")
    if principal.original is not None:
        raise forbidden("You impersonate somebody already.")
    if user_id == request.own_id:
        raise invalid("non_field_errors", "You are this user.")
    if request.system.impersonation_require_reason and not reason:
        raise invalid("reason", "This field is required.")

    def work(connection: Connection) -> None:
        user = USERS.row(connection, user_id)
        if not user.is_active:
            raise invalid("non_field_errors", "This user is deactivated.")
        check_may_act_for(request, connection, user_id)
        sessions.impersonate(connection, session_uuid, user_id)
        USERS.kind.record(request, connection, "impersonation_started", user_id, user.username, reason=reason)

    await request.write(work)
    return nothing()


@endpoints.on("POST", "core/users/impersonate_end/", Permission.SIGNED_IN, status=204)
@endpoints.on(
    "GET",
    "core/users/impersonate_end/",
    Permission.SIGNED_IN,
    status=204,
    operation="core_users_impersonate_end_retrieve",
)
async def impersonate_end(request: ApiRequest) -> Reply:
    """Be oneself again. authentik ends it with a GET, which can do no harm here: it only takes rights away."""
    principal = request.principal
    session_uuid, person = principal.session_uuid, principal.person
    if principal.original is None or session_uuid is None or person is None:
        return nothing()

    def work(connection: Connection) -> None:
        sessions.impersonate(connection, session_uuid, None)
        USERS.kind.record(request, connection, "impersonation_ended", person.id, person.username)

    await request.write(work)
    return nothing()

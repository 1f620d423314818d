"""`core/users/{id}/reset_authenticators/`: taking a user's whole second factor away; this path is ours."""

from __future__ import annotations

from sqlalchemy import Connection

from wirelatch.identity.api.authenticators.remembered import check_may_all, record, user_row
from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.escalation import check_may_act_for
from wirelatch.identity.api.permissions import may
from wirelatch.identity.authenticators import devices, notices, remembered
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden
from wirelatch.identity.web.shapes import INTEGER, Shape

endpoints = Endpoints()
RESET = Shape("AuthenticatorReset", {"devices": INTEGER, "browsers": INTEGER})


@endpoints.on(
    "POST",
    "core/users/{id:int}/reset_authenticators/",
    may("change", USER, on="id"),
    answers=RESET,
)
async def reset_authenticators(request: ApiRequest) -> Reply:
    """Delete every authenticator of a user and trust no browser of theirs: for who has lost them all. They are told."""
    check_may_all(request, "delete")
    if request.principal.original is not None:
        raise forbidden("This cannot be done while impersonating somebody.")
    user_id = int(request.arguments["id"])

    def work(connection: Connection) -> tuple[int, int]:
        check_may_act_for(request, connection, user_id)
        row = user_row(connection, user_id)
        browsers = remembered.forget_all(connection, user_id)
        lost = devices.of_user(connection, user_id)
        for device in lost:
            devices.remove(connection, device.id)
        if lost:
            notices.reset(connection, request.services, user_id, [device.name for device in lost])
        record(connection, request, row, "authenticators_reset", devices=[device.name for device in lost])
        return len(lost), browsers

    count, browsers = await request.write(work)
    return answer({"devices": count, "browsers": browsers})

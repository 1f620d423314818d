"""`core/users/account_lockdown/`: an account that somebody else may have got hold of, closed with one call."""

from __future__ import annotations

from sqlalchemy import Connection, delete

from wirelatch.identity.api.core.models import USER
from wirelatch.identity.api.core.users import USERS
from wirelatch.identity.api.endpoints import ApiRequest, Endpoints, answer
from wirelatch.identity.api.escalation import check_may_act_for
from wirelatch.identity.api.permissions import Permission
from wirelatch.identity.directory import users
from wirelatch.identity.directory.superusers import keep_a_superuser
from wirelatch.identity.directory.tables import api_tokens
from wirelatch.identity.flows import tokens
from wirelatch.identity.web.call import Reply
from wirelatch.identity.web.errors import forbidden
from wirelatch.identity.web.fields import Field, integer, parse
from wirelatch.identity.web.shapes import STRING, Shape

endpoints = Endpoints()
BODY = {"user": Field(integer(1), None, nullable=True, description="Nobody: your own account.")}


@endpoints.on(
    "POST",
    "core/users/account_lockdown/",
    Permission.SIGNED_IN,
    body=BODY,
    body_name="UserAccountLockdown",
    answers=Shape("Link", {"link": STRING}),
)
async def lock_down(request: ApiRequest) -> Reply:
    """Deactivate an account, end its sessions, and make its password, its API tokens and the links sent to it useless.

    authentik sends the browser through a flow; here it is done when this is answered. The link shows the account.
    """
    wanted = parse(BODY, await request.json())["user"] or request.own_id
    if request.principal.original is not None:
        raise forbidden("End the impersonation first.")
    if wanted != request.own_id and not request.may("change", USER, wanted):
        raise forbidden()

    def work(connection: Connection) -> None:
        row = USERS.row(connection, wanted)
        if wanted != request.own_id:
            check_may_act_for(request, connection, wanted)
        users.change(connection, wanted, {"is_active": False, "password_hash": None})
        connection.execute(delete(api_tokens).where(api_tokens.c.user_id == wanted))
        tokens.forget_of_user_in(connection, wanted)
        keep_a_superuser(connection)
        changes = {"is_active": {"before": row.is_active, "after": False}}
        USERS.kind.record(
            request, connection, "model_updated", wanted, row.username, changes=changes, reason="locked down"
        )

    await request.write(work)
    return answer({"link": "/" if wanted == request.own_id else f"/if/admin/#/identity/users/{wanted}"})

"""What the stages that set up an authenticator have in common: for whom they do it, and that it is really they.

In a sign-in that is the pending user, once something was proven; elsewhere whoever is signed in, if that was not long ago:
a session that somebody left behind must not be enough to get into the account for good.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection, Row, select

from wirelatch.database import now
from wirelatch.identity.authenticators import notices
from wirelatch.identity.authenticators.devices import RECENT, TooManyDevicesError
from wirelatch.identity.directory.tables import users
from wirelatch.identity.flows import AUTHENTICATION
from wirelatch.identity.flows.run import Run
from wirelatch.identity.stages.interface import Denied, LeaveFor, NotPassedError, Passed, Stage
from wirelatch.identity.web.fields import Field, line, uuid

NOT_SHOWN = "It could not be shown that this is you."
COMMON = {
    "configure_flow": Field(uuid, None, nullable=True),
    "friendly_name": Field(line(200), ""),
}


class SetupStage(Stage):
    """A stage that adds a device to somebody's account."""

    REFERENCES = {"configure_flow": "flow"}
    default_name = ""

    async def owner(self, run: Run) -> Row[Any] | Denied | LeaveFor:
        """Whose account it is."""
        session, user_id = run.session, run.context.pending_user
        if not run.proofs:
            if session is None or (run.context.is_identified and user_id != session.person.id):
                return Denied((NOT_SHOWN,), (f"nothing is proven before “{self.name}”",))
            if session.original is not None:
                return Denied(("This cannot be done while impersonating somebody.",))
            if now() - session.authenticated_at > RECENT:
                return LeaveFor(sign_in_again(run))
            user_id = session.person.id
        query = select(users).where(users.c.id == user_id, users.c.is_active)
        row = await run.services.database.read(lambda connection: connection.execute(query).first())
        return row if row is not None else Denied((NOT_SHOWN,))

    def name_of(self, given: str = "") -> str:
        """What the new device is called."""
        return self.settings["friendly_name"] or given or self.default_name

    def enrolled(self, run: Run, user: Row[Any], enroll: Callable[[Connection], int]) -> Passed:
        """Passed, with the device that `enroll` stores; everybody is told who has to be."""

        def write(connection: Connection) -> None:
            try:
                device_id = enroll(connection)
            except TooManyDevicesError as error:
                raise NotPassedError(Denied((str(error),))) from None
            notices.added(connection, run.services, device_id, actor=user.username, address=run.call.address)

        return Passed(write)


def sign_in_again(run: Run) -> str:
    """The sign-in page, which leads back to this flow."""
    here = run.flow.path + (f"?{urlencode(run.query)}" if run.query else "")
    return f"/if/flow/{AUTHENTICATION.slug}/?{urlencode({'again': '1', 'next': here})}"

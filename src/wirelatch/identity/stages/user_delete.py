"""Delete the pending user: who is signed in, or has shown to be there; never the last administrator.

https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/user_delete/
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete
from starlette.responses import Response

from wirelatch.identity.applications.catalog import count_up
from wirelatch.identity.browser.current_session import clear_session
from wirelatch.identity.directory import users
from wirelatch.identity.directory.superusers import LastSuperuserError, keep_a_superuser
from wirelatch.identity.directory.tables import users as table
from wirelatch.identity.flows import record
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

_NOT_YOURS = "This account cannot be deleted here."


class UserDeleteStage(Stage):
    """`answer` takes `confirm`: asked on a page of its own, whatever came before."""

    model_app = "authentik_stages_user_delete"
    kind = "userdeletestage"
    path = "user_delete"
    form_component = "ak-stage-user-delete-form"
    verbose_name = "User Delete Stage"
    verbose_name_plural = "User Delete Stages"
    description = "Deletes the currently pending user without confirmation. Use with caution."
    acts = True

    async def confirmation(self, run: Run) -> Challenge:
        return Challenge("ak-stage-user-delete", await run.about_user(), "stages/user_delete.html")

    async def challenge(self, run: Run) -> Outcome:
        refused = await self._refused(run)
        return refused or await self.confirmation(run)

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        refused = await self._refused(run)
        if refused is not None:
            return refused
        if not answer.flag("confirm"):
            return wrong("Please confirm.", "confirm", code="required")
        row = await run.user()
        assert row is not None

        def write(connection: Connection) -> None:
            users.end_everything(connection, row.id)
            count_up(connection)  # bindings to it change
            connection.execute(delete(table).where(table.c.id == row.id))
            try:
                keep_a_superuser(connection)
            except LastSuperuserError as error:
                raise NotPassedError(Denied((str(error),))) from None
            record.in_transaction(
                connection,
                run,
                "model_deleted",
                actor=row.username,
                target=f"user:{row.id}",
                model={"model_name": "user", "pk": str(row.id), "name": row.username},
            )
            run.session_uuid = None

        def respond(response: Response) -> None:
            run.services.catalog.changed()
            if run.session is not None and run.session.person.id == row.id:
                clear_session(response, run.call)

        return Passed(write, respond)

    async def _refused(self, run: Run) -> Denied | None:
        row = await run.user()
        session = run.session
        own = row is not None and session is not None and session.person.id == row.id
        if session is not None and session.original is not None:
            own = False
        if row is None or not (own or run.proofs):
            return Denied((_NOT_YOURS,), (f"nothing before “{self.name}” proves whose account it is",))
        return None

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        return Prospect(False, reason=f"“{self.name}” deletes {user.username}")

"""End the session of the browser. https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/user_logout/"""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.responses import Response

from wirelatch.identity.browser.current_session import clear_session
from wirelatch.identity.directory import sessions
from wirelatch.identity.flows import record
from wirelatch.identity.flows.run import Run
from wirelatch.identity.oidc.front_channel_logout import LOGGED_OUT, is_awaited, page_url
from wirelatch.identity.stages.interface import Challenge, Outcome, Passed, Stage


class UserLogoutStage(Stage):
    """Asks first where somebody has only followed a link."""

    model_app = "authentik_stages_user_logout"
    kind = "userlogoutstage"
    path = "user_logout"
    form_component = "ak-stage-user-logout-form"
    verbose_name = "User Logout Stage"
    verbose_name_plural = "User Logout Stages"
    description = "Resets the user's current session."
    acts = True

    async def confirmation(self, run: Run) -> Challenge:
        return Challenge("ak-stage-user-logout", await run.about_user(), "stages/user_logout.html")

    async def challenge(self, run: Run) -> Outcome:
        session = run.session
        if session is None:
            return Passed()

        def write(connection: Connection) -> None:
            if sessions.end(connection, session.uuid):
                record.in_transaction(
                    connection,
                    run,
                    "logout",
                    actor=session.person.username,
                    target=f"user:{session.person.id}",
                )
            run.session_uuid = None

        ways_out = page_url(run.services, session.uuid, run.target or LOGGED_OUT)
        tells_clients = await is_awaited(run.services, session.uuid)

        def respond(response: Response) -> None:
            clear_session(response, run.call)
            if tells_clients:
                response.status_code, response.headers["location"] = 303, ways_out

        return Passed(write, respond)

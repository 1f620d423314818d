"""A run: one browser going through one flow.

It is kept in the database once there is something to keep, bound to the browser by a cookie with a random secret; until
then it is made anew with each request, so that opening a sign-in page stores nothing. Every transition is one conditional
UPDATE of the run's version: of two answers sent at once, one passes and the other finds itself too late.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sqlalchemy import Connection, Row, select
from starlette.responses import Response

from wirelatch.identity.browser.known_device import known_device
from wirelatch.identity.directory import people
from wirelatch.identity.directory.avatars import initials_avatar
from wirelatch.identity.directory.people import Person
from wirelatch.identity.directory.sessions import Session
from wirelatch.identity.directory.tables import users
from wirelatch.identity.directory.users import key_of
from wirelatch.identity.flows.context import RunContext
from wirelatch.identity.flows.models import Flow, FlowSnapshot, StageBinding
from wirelatch.identity.stages.interface import WHOLE, Invalid
from wirelatch.identity.web.call import Call

if TYPE_CHECKING:
    from wirelatch.identity.oidc.authorization.request import AuthorizationRequest
    from wirelatch.identity.services import Services

TOO_MANY = "Too many attempts. Please wait a while and try again."


@dataclass(frozen=True)
class Step:
    """A stage that is still to come: its binding, or, for one put in by another stage, the stage's id alone."""

    stage: str
    binding: str = ""
    invalid_response_action: str = "retry"
    re_evaluate_policies: bool = False
    policy_engine_mode: str = "any"

    @classmethod
    def of(cls, binding: StageBinding) -> Step:
        return cls(
            binding.stage,
            binding.id,
            binding.invalid_response_action,
            binding.re_evaluate_policies,
            binding.policy_engine_mode,
        )


@dataclass
class Stored:
    """Which row a run is kept in."""

    id: str
    version: int
    secret: str


class Run:
    """One request's view of a run; see the module."""

    def __init__(
        self,
        call: Call,
        services: Services,
        flow: Flow,
        snapshot: FlowSnapshot,
        session: Session | None,
        query: dict[str, str],
        *,
        is_json: bool = False,
    ) -> None:
        """`query`: the parameters of the flow's page; over the JSON API those of its `query` parameter."""
        self.call = call
        self.services = services
        self.flow = flow
        self.snapshot = snapshot
        self.session = session
        self.query = query
        self.is_json = is_json
        self.context = RunContext()
        self.plan: list[Step] = []
        self.planned = False
        """Whether `plan` is made; an empty one that is made is done."""
        self.state: dict[str, Any] = {}
        self.stored: Stored | None = None
        self.changed = False
        """Whether something has to be stored at the end of the request."""
        self.asked = False
        """Whether the present step's conditions are decided already."""
        self.respond: list[Callable[[Response], None]] = []
        """What stages that have passed do to the answer."""
        self.target: str = ""
        """Where to go on at the end, already known to be a path of ours."""
        self.leaves = False
        """Whether a stage has ended the run before its time, to go to `target` and nowhere else."""
        self.handed_to: Flow | None = None
        """The flow that follows in this one's place, with what is known if `keeps_context`."""
        self.keeps_context = True
        self.authorization: AuthorizationRequest | None = None
        """The application's request that waits behind the flow, its client and redirect URI checked."""
        self.deferred: list[Callable[[Connection], None]] = []
        """What is written with the next transition, whatever that is."""
        self.secrets: dict[str, str] = {}
        """What one stage tells the next within this request and nobody keeps, such as a password just typed."""
        self.may_act = False
        """Whether somebody asked for this by a form of ours (rather than by following a link)."""
        self.session_uuid = session.uuid if session is not None else None
        """The session the run belongs to; changes when the flow itself signs somebody in or out."""
        self.signs_in_again = query.get("again") == "1"
        """Whether somebody who is signed in is to sign in once more."""
        self.proven_before = 0
        """How many proofs there were when the run was taken up."""
        self._user: tuple[int, Row[Any] | None] | None = None
        self._person: tuple[int, Person | None] | None = None
        self._guess: tuple[str, str] | None = None

    @property
    def stands_for(self) -> str:
        """The id of the flow that was asked for: this one, or the one that a redirect stage put it in the place of."""
        return str(self.context.data.get("stands_for") or self.flow.id)

    # What the run is about

    @property
    def amr(self) -> tuple[str, ...]:
        return self.context.amr

    @property
    def proofs(self) -> tuple[str, ...]:
        return self.context.proofs

    def identify(self, user_id: int | None, identifier: str = "", *, pin: bool = False) -> None:
        """Say who the flow is about; raises PinnedUserError when a link has fixed that to somebody else."""
        self.context.identify(user_id, identifier, pin=pin)
        self.changed = True

    def prove(self, method: str, *amr: str, bound: str = "") -> None:
        """Note that the pending user has shown to be there; `bound` (a password's hash, say) must not change meanwhile."""
        self.context.prove(method, *amr, bound=bound)
        self.changed = True

    def later(self, write: Callable[[Connection], None]) -> None:
        """Write something with the run's next transition; it must do no harm when that never comes."""
        self.deferred.append(write)

    async def user(self) -> Row[Any] | None:
        """The pending user's row as it is now, active or not."""
        user_id = self.context.pending_user
        if user_id is None:
            return None
        if self._user is None or self._user[0] != user_id:
            query = select(users).where(users.c.id == user_id)
            row = await self.services.database.read(lambda connection: connection.execute(query).first())
            self._user = (user_id, row)
        return self._user[1]

    def know_user(self, row: Row[Any] | None) -> None:
        """The row of a user that was just read."""
        if row is not None:
            self._user = (row.id, row)

    async def person(self) -> Person | None:
        """The pending user with groups and rights; where nobody is pending, who is signed in."""
        user_id = self.context.pending_user
        if user_id is None:
            return None if self.context.is_identified or self.session is None else self.session.person
        if self.session is not None and self.session.person.id == user_id:
            return self.session.person
        if self._person is None or self._person[0] != user_id:
            found = await self.services.database.read(lambda connection: people.find(connection, user_id))
            self._person = (user_id, found)
        return self._person[1]

    def forget_user(self) -> None:
        """Read the pending user anew the next time: it has changed."""
        self._user = self._person = None

    # Guessing

    async def admit_guess(self, identifier: str = "") -> Invalid | None:
        """Count an attempt at a password or code; what to answer when there were too many.

        `identifier`: whose, where nobody is pending yet.
        """
        identifier = identifier or self.context.identifier
        row = await self.user()
        account = key_of(identifier or (row.username if row is not None else ""))[:254]
        device = known_device(self.call, self.services, row.uuid) if row is not None else None
        self._guess = (account, device or self.call.address)
        wait = await self.services.attempts.admit(*self._guess)
        if not wait:
            return None
        await self.services.ledger.append(
            actor="",
            action="login_failed",
            address=self.call.address,
            changes={"reason": "too many attempts", "flow": self.flow.slug},
        )
        return Invalid({WHOLE: [TOO_MANY]}, "throttled", retry_after=math.ceil(wait), status=429)

    def guess_succeeded_in(self, connection: Connection) -> None:
        """The attempt was right: in the transaction in which that takes effect."""
        if self._guess is not None:
            self.services.attempts.succeeded_in(connection, *self._guess)

    def guess_succeeded(self) -> None:
        """The attempt was right: noted with the next transition."""
        self.later(self.guess_succeeded_in)

    # Going elsewhere

    def link_to(self, flow_id: str | None) -> str | None:
        """The page of another flow, which will go on to where this one would."""
        flow = self.snapshot.flows.get(flow_id or "")
        if flow is None:
            return None
        following = self.query.get("next")
        return flow.path + (f"?{urlencode({'next': following})}" if following else "")

    # Storing

    @property
    def step(self) -> Step | None:
        """The present step."""
        return self.plan[0] if self.plan else None

    def to_json(self, plan: Sequence[Step] | None = None) -> dict[str, Any]:
        """What is kept of it; `plan` stands for the present one."""
        return {
            "plan": [asdict(step) for step in (self.plan if plan is None else plan)],
            "context": self.context.data,
            "state": self.state,
            "asked": self.asked,
            "planned": self.planned,
        }

    def take(self, kept: dict[str, Any], stored: Stored | None) -> None:
        """Go on from what was kept."""
        self.plan = [Step(**step) for step in kept["plan"]]
        self.context = RunContext(kept["context"])
        self.state = kept["state"]
        self.asked = kept["asked"]
        self.planned = kept["planned"]
        self.stored = stored

    def go_on(self) -> None:
        """The present step is done."""
        self.plan.pop(0)
        self.state = {}
        self.asked = False
        self.changed = True

    def insert_next(self, *stage_ids: str) -> None:
        """Put stages in after the present one."""
        self.plan[1:1] = [Step(stage_id) for stage_id in stage_ids]
        self.changed = True

    # What pages and challenges tell about the user

    async def about_user(self) -> dict[str, Any]:
        """`pending_user` and `pending_user_avatar` as challenges have them; for nobody, what was typed."""
        row = await self.user()
        if row is None and not self.context.is_identified and self.session is not None:
            return {
                "pending_user": self.session.person.username,
                "pending_user_avatar": initials_avatar(self.session.person.display_name),
            }
        name = str(self.context.data.get("shown_name") or self.context.identifier)
        return {"pending_user": name, "pending_user_avatar": initials_avatar(name)}

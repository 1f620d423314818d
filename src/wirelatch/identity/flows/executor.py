"""Walking a run: which stage comes next, what it shows, what an answer does.

The page and the JSON API of a flow both call :func:`execute` and only differ in how they tell the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response

from wirelatch.identity.flows import begun, conditions, record, store
from wirelatch.identity.flows.conditions import Decision
from wirelatch.identity.flows.context import PinnedUserError, RunContext
from wirelatch.identity.flows.run import TOO_MANY, Run, Step, Stored
from wirelatch.identity.stages.interface import (
    WHOLE,
    Answer,
    Answered,
    Challenge,
    Denied,
    Invalid,
    LeaveFor,
    NotPassedError,
    Outcome,
    Passed,
    Stage,
)
from wirelatch.identity.stages.invitation import use_up_in
from wirelatch.identity.stages.registry import stage_of

NOT_SET_UP = "This page is not set up correctly. An administrator can see why in the events."


@dataclass(frozen=True)
class Shown:
    """A stage waits for an answer; `invalid` says what was wrong with the last one."""

    challenge: Challenge
    stage: str
    invalid: Invalid | None = None


@dataclass(frozen=True)
class Finished:
    """The flow is over, and did what it is for."""


@dataclass(frozen=True)
class Ended:
    """The flow is over, and a stage has said with which answer."""

    response: Response


@dataclass(frozen=True)
class Stopped:
    """The flow is over, and did not."""

    denied: Denied


@dataclass(frozen=True)
class Left:
    """The browser goes elsewhere, and comes back to this flow."""

    url: str


@dataclass(frozen=True)
class Late:
    """Another answer of the same browser was faster: look again."""


Result = Shown | Finished | Ended | Stopped | Left | Late


async def execute(run: Run, answer: Answer | None = None, answered_stage: str = "") -> Result:
    """Take the run as far as it goes. `answered_stage`: the stage that the answer was given to, if it says so."""
    try:
        if not run.planned:
            denied = await begin(run)
            if denied is not None:
                return await _stop(run, denied)
        if (
            answer is not None
            and answered_stage
            and run.step is not None
            and run.step.stage != answered_stage
        ):
            # An answer to a page that was left behind: it says nothing about what comes now.
            answer, run.may_act = None, False
        result = await _walk(run, answer)
        result = await _keep(run, result)
    except store.StaleRunError:
        return Late()
    except PinnedUserError:
        await record.suspicious(run, "another user was named than the link is for")
        return await _stop(run, Denied(("This link is for somebody else.",)))
    except store.RunTooLargeError:
        return await _stop(run, Denied(("That was more than can be taken.",)))
    return result


async def begin(run: Run) -> Denied | None:
    """Plan the run from the start; what it knows already stays."""
    denied = conditions.check_requirement(run) or await conditions.check_flow(run)
    if denied is not None:
        return denied
    run.plan, run.state, run.asked, run.planned = [], {}, False, True
    if run.flow.authentication in ("require_authenticated", "require_superuser") and run.session is not None:
        # What such a flow changes belongs to who is signed in, and to nobody else (CVE-2022-46145).
        run.context.identify(run.session.person.id, run.session.person.username, pin=True)
    for binding in run.snapshot.bindings_of(run.flow):
        step = Step.of(binding)
        if binding.evaluate_on_plan:
            stage = stage_of(run.snapshot, binding.stage)
            if stage is None:
                return Denied((NOT_SET_UP,), (f"stage {binding.stage} is unknown",))
            decision, result = await conditions.check_step(run, step, stage)
            if decision is Decision.END:
                return Denied((NOT_SET_UP,), result.explanation() if result else ())
            if decision is Decision.LEAVE_OUT:
                continue
        run.plan.append(step)
    return None


async def _walk(run: Run, answer: Answer | None) -> Result:
    while (step := run.step) is not None:
        stage = stage_of(run.snapshot, step.stage)
        if stage is None:
            return Stopped(Denied((NOT_SET_UP,), (f"stage {step.stage} is unknown",)))
        if not run.asked:
            stopped = await _ask_conditions(run, step, stage)
            if stopped is not None:
                return stopped
            if run.step is not step:
                continue
        if stage.acts and not run.may_act:
            return Shown(await stage.confirmation(run), stage.id)
        before = list(run.context.data.get("proofs", ()))
        outcome = await (stage.challenge(run) if answer is None else stage.answer(run, answer))
        answer = None
        result = await _apply(run, step, stage, outcome, before)
        if result is not None:
            return result
    return Finished()


async def _ask_conditions(run: Run, step: Step, stage: Stage) -> Stopped | None:
    if step.binding and step.re_evaluate_policies:
        decision, result = await conditions.check_step(run, step, stage)
        if decision is Decision.LEAVE_OUT:
            run.go_on()
            return None
        if decision is Decision.END:
            return Stopped(Denied((NOT_SET_UP,), result.explanation() if result else ()))
    run.asked = True
    return None


async def _apply(
    run: Run, step: Step, stage: Stage, outcome: Outcome, before: list[dict[str, Any]]
) -> Result | None:
    """What an outcome leads to; None: on to the next stage. Only what has passed leaves proofs beside those of `before`."""
    if isinstance(outcome, Passed):
        try:
            await _pass(run, stage, outcome)
        except NotPassedError as refusal:
            outcome = refusal.outcome
            run.context.data["proofs"] = [
                proof for proof in before if proof["user"] == run.context.pending_user
            ]
        else:
            return None
    if isinstance(outcome, Invalid):
        return await _invalid(run, step, stage, outcome)
    if isinstance(outcome, Denied):
        return Stopped(outcome)
    if isinstance(outcome, LeaveFor):
        return Left(outcome.url)
    if isinstance(outcome, Answered):
        return Ended(outcome.response)
    assert isinstance(outcome, Challenge)
    return Shown(outcome, stage.id)


async def _invalid(run: Run, step: Step, stage: Stage, invalid: Invalid) -> Result | None:
    action = "restart" if invalid.restart else step.invalid_response_action
    if action != "retry":
        if action == "restart" and not run.context.is_pinned:
            run.context = RunContext()
        run.forget_user()
        denied = await begin(run)
        if denied is not None:
            return Stopped(denied)
        run.changed, run.may_act = True, False
        result = await _walk(run, None)
        return Shown(result.challenge, result.stage, invalid) if isinstance(result, Shown) else result
    again = await stage.challenge(run)
    return (
        Shown(again, stage.id, invalid)
        if isinstance(again, Challenge)
        else await _apply(run, step, stage, again, list(run.context.data.get("proofs", ())))
    )


async def _pass(run: Run, stage: Stage, passed: Passed) -> None:
    """Go on to the next stage; with something to write, in one transaction that happens once."""
    write = passed.write
    if write is not None:
        rest = run.plan[1:]

        def work(connection: Connection) -> Any:
            store.claim_in(connection, run)
            _write_deferred(connection, run)
            if stage.acts:
                use_up_in(connection, run)
            write(connection)
            if not rest:
                store.remove_in(connection, run)
                return None
            kept = {**run.to_json(rest), "state": {}, "asked": False}
            return store.save_in(connection, run, run.services.sealer, kept)

        run.stored = await run.services.database.write(work)
        run.deferred.clear()
        run.go_on()
        run.changed = False
        run.proven_before = len(run.proofs)
    else:
        run.go_on()
    if passed.respond is not None:
        run.respond.append(passed.respond)


async def _keep(run: Run, result: Result) -> Result:
    """Store what has to be known at the next request; returns what is told, which may be that it was too much."""
    ends = isinstance(result, Finished | Ended | Stopped)
    uses_up = isinstance(result, Finished) and "uses_up" in run.context.data
    if not (
        run.deferred
        or uses_up
        or (run.stored is not None if ends else run.changed or isinstance(result, Left))
    ):
        return result
    if run.stored is None and isinstance(result, Shown):
        wait = await begun.admit(run.services, run.call.address)
        if wait:
            run.deferred.clear()
            invalid = Invalid({WHOLE: [TOO_MANY]}, "throttled", retry_after=wait, status=429)
            return Shown(result.challenge, result.stage, invalid)
    _hand_over(run)
    kept = run.to_json()

    def work(connection: Connection) -> Stored | None:
        stored = None
        if isinstance(result, Finished):
            use_up_in(connection, run)
        if ends or run.handed_to is not None:
            store.remove_in(connection, run)
            run.stored = None
        if not ends:
            stored = store.save_in(connection, run, run.services.sealer, kept)
        _write_deferred(connection, run)
        return stored

    run.stored = await run.services.database.write(work)
    run.deferred.clear()
    run.changed, run.proven_before = False, len(run.proofs)
    return result


def _hand_over(run: Run) -> None:
    """Have the flow that a redirect stage names follow; its own conditions are asked when it begins."""
    if run.handed_to is None:
        return
    stands_for = run.stands_for
    if not run.keeps_context:
        run.context = RunContext()
    run.context.data.update(is_redirected=True, stands_for=stands_for)
    run.plan, run.state, run.asked, run.planned = [], {}, False, False


def _write_deferred(connection: Connection, run: Run) -> None:
    for write in run.deferred:
        write(connection)


async def _stop(run: Run, denied: Denied) -> Stopped:
    if run.stored is not None:
        await run.services.database.write(lambda connection: store.give_up_in(connection, run))
        run.stored = None
    return Stopped(denied)

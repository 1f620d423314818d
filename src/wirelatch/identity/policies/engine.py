"""The engine: bindings of a target, evaluated for one request.

Mode `any`: one passing binding is enough; `all`: every one must pass. A target without enabled bindings gives
`empty_result`. What cannot be decided does not pass: a policy that fails or takes too long gives the binding's
`failure_result`, and a binding whose policy, group or user was deleted, or that has expired, passes for nobody, so that
no application opens itself because a group was removed or a day has come.

At a refresh or at userinfo there is no browser to look at. Where the caller can show that one passed before
(`decided_before`), a policy that looks at the browser takes no part again: `all` needs the others, and `any` is content
since such a policy may have been what passed. Where nothing was decided before, it fails.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from wirelatch.database import Database, now
from wirelatch.identity.policies.models import Binding, PolicyError, Result, Step
from wirelatch.identity.policies.request import PolicyRequest

log = logging.getLogger(__name__)

LONGEST = 30
"""Seconds for a policy whose binding names none."""
DEEPEST = 8
"""Policies that may call one another."""
NO_BINDINGS = "No bindings: open to everyone."


def evaluate(
    bindings: Sequence[Binding],
    request: PolicyRequest,
    *,
    mode: str = "any",
    empty_result: bool = True,
    explain: bool = False,
) -> Result:
    """Decide. `explain`: ask every binding, also when the outcome is clear."""
    enabled = [binding for binding in bindings if binding.enabled]
    if not enabled:
        return Result(
            empty_result, reason=NO_BINDINGS if empty_result else "No bindings: closed to everyone."
        )
    if len(enabled) > 1:
        # Groups and users are known already; policies may have to be computed.
        enabled.sort(
            key=lambda binding: (binding.order if explain else binding.policy is not None, binding.order)
        )
    every = mode == "all"
    moment = None
    trace: list[Step] = []
    counted: list[bool] = []
    undecided = False
    for binding in enabled:
        if binding.expires is not None:
            moment = moment or now()
            if binding.expires <= moment:
                trace.append(Step(binding, None, f"it expired {binding.expires:%Y-%m-%d %H:%M} UTC"))
                continue
        if counted and not explain and counted[-1] is not every:
            trace.append(Step(binding, None, "the outcome was clear before"))
            continue
        step = _step(binding, request)
        trace.append(step)
        if step.passing is None:
            undecided = True
        else:
            counted.append(step.passing)
    passing, reason = _combine(counted, every=every, undecided=undecided)
    messages = tuple(dict.fromkeys(message for step in trace for message in step.messages))
    return Result(passing, messages, tuple(trace), reason)


async def decide(
    database: Database,
    bindings: Sequence[Binding],
    request: PolicyRequest,
    *,
    mode: str = "any",
    empty_result: bool = True,
) -> Result:
    """As :func:`evaluate`, from the event loop: policies run in a worker thread, on a connection that reads."""
    if request.connection is None and any(
        binding.policy is not None and binding.enabled for binding in bindings
    ):
        return await database.read(
            lambda connection: evaluate(
                bindings, replace(request, connection=connection), mode=mode, empty_result=empty_result
            )
        )
    return evaluate(bindings, request, mode=mode, empty_result=empty_result)


def _combine(counted: list[bool], *, every: bool, undecided: bool) -> tuple[bool, str]:
    if every:
        if False in counted:
            return False, "Mode “all”: every binding must pass, and one does not."
        if counted:
            return True, "Mode “all”: every binding passes."
    else:
        if True in counted:
            return True, "Mode “any”: one binding passes."
        if counted and not undecided:
            return False, "Mode “any”: no binding passes."
    if undecided:
        return True, "What depends on the browser was decided when the user signed in."
    return False, "Every binding has expired: closed to everyone."


def _step(binding: Binding, request: PolicyRequest) -> Step:
    person = request.person
    if binding.policy is not None:
        return _policy_step(binding, request)
    if binding.group_id is None and binding.user_id is None:
        # Negating what is gone must not open the target.
        return Step(binding, False, "what it was bound to is gone, so it passes for nobody", failed=True)
    if person is None:
        return Step(binding, False, "nobody is signed in")
    if binding.group_id is not None:
        holds = binding.group_id in person.all_groups
        reason = f"{person.username} is {'' if holds else 'not '}a member, directly or through a group below"
    else:
        holds = binding.user_id == person.id
        reason = f"this is {'' if holds else 'not '}{person.username}"
    return Step(binding, holds is not binding.negate, reason)


def _policy_step(binding: Binding, request: PolicyRequest) -> Step:
    policy = binding.policy
    assert policy is not None
    if policy.asks_request and request.is_back_channel:
        if request.decided_before:
            return Step(binding, None, "it looked at the browser's request when the user signed in")
        reason = "it looks at a request, and there is none here, so its failure result counts"
        return Step(binding, binding.failure_result, reason, failed=True)
    started = time.monotonic()
    try:
        if request.depth > DEEPEST:
            raise PolicyError("policies call each other too deeply")
        verdict = policy.check(request.within(binding.timeout or LONGEST))
        if time.monotonic() - started > (binding.timeout or LONGEST):
            raise PolicyError(f"it took longer than {binding.timeout or LONGEST} s")
    except Exception as error:
        # Whatever goes wrong in a policy decides nothing in the user's favour.
        if isinstance(error, PolicyError):
            log.warning("policy %r failed: %s", policy.name, error)
        else:
            log.exception("policy %r failed", policy.name)
        reason = f"it failed ({error}), so its failure result counts"
        return Step(binding, binding.failure_result, reason, failed=True)
    if policy.execution_logging:
        log.info("policy %r: %s", policy.name, "passes" if verdict.passing else "does not pass")
    reason = "the policy passes" if verdict.passing else "the policy does not pass"
    if verdict.messages:
        reason += f" and says: {' '.join(verdict.messages)}"
    passing = verdict.passing is not binding.negate
    return Step(binding, passing, reason, messages=verdict.messages, log=verdict.log)

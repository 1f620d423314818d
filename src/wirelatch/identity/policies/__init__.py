"""Policies: who passes. Bindings tie a policy, a group or a user to a target; the engine decides for one request.

How to ask (all of it from `wirelatch.identity.policies`):

    request = PolicyRequest.of(call, person, context={...})          # at the front channel: a browser asks
    request = PolicyRequest(person, decided_before=True)             # at the back channel, for what a browser got before
    bindings = snapshot.bindings_of(flow_id)                         # snapshot = await services.catalog.current()
    result = await decide(services.database, bindings, request, mode=flow.policy_engine_mode)
    result = evaluate(bindings, replace(request, connection=connection), mode=…)   # within a transaction

`result.passing` is the answer, `result.messages` are for the user, `result.trace` tells the administrator why, binding by
binding (`str(step)`). Whoever leaves something *out* when a result does not pass, as a flow leaves out a stage, must ask
`result.leaves_out` instead: it is true only when the result is certain, so that an error, a time-out or a deleted group
never takes a step out of a sign-in (CVE-2024-47070). For an application use `applications.access`, which also asks
whether the user is active.

A target is anything with a UUID: give it bindings with `targets.register` (so that the API takes its id), and call
`targets.forget` in the transaction that deletes it. Nothing else is needed.
"""

from wirelatch.identity.policies.engine import decide, evaluate
from wirelatch.identity.policies.models import Binding, Policy, PolicyError, Result, Step, Verdict
from wirelatch.identity.policies.request import HttpFacts, PolicyRequest

__all__ = [
    "Binding", "HttpFacts", "Policy", "PolicyError", "PolicyRequest", "Result", "Step", "Verdict", "decide", "evaluate",
]  # fmt: skip

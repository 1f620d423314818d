"""The expression policy: passes when its expression returns something true.

The language is described in :mod:`wirelatch.identity.expressions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wirelatch.identity.authenticators import devices
from wirelatch.identity.expressions import ExpressionError, Run, View, compile_expression, names, plain
from wirelatch.identity.expressions.directory import Directory
from wirelatch.identity.expressions.functions import checked
from wirelatch.identity.expressions.values import Function, text_of, truth
from wirelatch.identity.policies.kinds.kind import PolicyKind
from wirelatch.identity.policies.models import Check, Policy, PolicyError, Verdict
from wirelatch.identity.policies.request import PolicyRequest
from wirelatch.identity.web.fields import Field, InvalidError, text, typed

MOST_CALLS = 8


def _compile(settings: Mapping[str, Any], library: Mapping[str, Policy]) -> tuple[Check, bool]:
    program = compile_expression(settings["expression"])
    asks = names.asks_request(program) or "ak_call_policy" in program.reads

    def check(request: PolicyRequest) -> Verdict:
        directory = Directory(request.connection, request.installation_id)
        messages: list[str] = []
        own = {
            "ak_message": Function("ak_message", checked("ak_message", _telling(messages), 1, 1, ())),
            "ak_call_policy": Function("ak_call_policy", _calling(library, request)),
            "ak_user_has_authenticator": Function("ak_user_has_authenticator", _has_authenticator(request)),
        }
        given = names.for_policy(request, directory, own)
        run = Run(given, request.deadline)
        context = given["context"]
        has_plan = "flow_plan" in context
        if not has_plan:
            context["flow_plan"] = View("flow_plan", {"context": lambda: context})
        try:
            with names.looking_up_in(directory):
                result = program.run(run)
                passing = truth(result)
        except ExpressionError as error:
            raise PolicyError(str(error)) from None
        finally:
            if not has_plan:
                context.pop("flow_plan", None)
        return Verdict(passing, tuple(messages), tuple(run.log))

    return check, asks


def _telling(messages: list[str]) -> Any:
    def tell(run: Run, message: Any) -> None:
        if len(messages) < 20:
            messages.append(text_of(run, message)[:500])

    return tell


def _calling(library: Mapping[str, Policy], request: PolicyRequest) -> Any:
    def call(run: Run, arguments: list[Any], keywords: dict[str, Any]) -> View:
        name = arguments[0] if len(arguments) == 1 else None
        policy = library.get(name) if isinstance(name, str) else None
        if policy is None:
            raise ExpressionError(f"there is no policy {name!r}", kind="ValueError")
        if request.depth >= MOST_CALLS:
            raise ExpressionError("policies call each other too deeply", kind="RecursionError")
        run.tick(1000)
        context = {**request.context, **{key: plain(run, value) for key, value in keywords.items()}}
        context.pop("flow_plan", None)
        try:
            verdict = policy.check(
                replace(request, context=context, depth=request.depth + 1, deadline=run.deadline)
            )
        except PolicyError as error:
            raise ExpressionError(f"policy {name!r} failed: {error}") from None
        fields = {
            "passing": verdict.passing,
            "messages": lambda: list(verdict.messages),
            "raw_result": verdict.passing,
        }
        return View("policy result", fields)

    return call


def _has_authenticator(request: PolicyRequest) -> Any:
    def ask(run: Run, arguments: list[Any], keywords: dict[str, Any]) -> bool:
        user = arguments[0] if arguments else keywords.get("user")
        kind = arguments[1] if len(arguments) > 1 else keywords.get("device_type")
        if not isinstance(user, View) or user.kind != "user":
            raise ExpressionError("ak_user_has_authenticator takes a user", kind="TypeError")
        if user.origin is None:
            return False
        if request.connection is None:
            raise ExpressionError("authenticators cannot be asked for here", kind="LookupError")
        kinds = [kind] if isinstance(kind, str) else None
        return bool(devices.of_user(request.connection, user.origin.id, kinds))

    return ask


@typed({"type": "string", "minLength": 1, "maxLength": 20_000})
def expression(value: Any) -> str:
    """The check of a field: an expression of the language whose names exist."""
    source: str = text(20_000, blank=False)(value)
    try:
        unknown = names.unknown_names(compile_expression(source), names.POLICY_NAMES)
    except ExpressionError as error:
        raise InvalidError(str(error)) from None
    if unknown is not None:
        raise InvalidError(str(unknown))
    return source


KIND = PolicyKind(
    app="authentik_policies_expression",
    model_name="expressionpolicy",
    path="expression",
    component="ak-policy-expression-form",
    verbose_name="Expression Policy",
    verbose_name_plural="Expression Policies",
    description="Decides by an expression, in a safe part of Python.",
    fields={"expression": Field(expression)},
    compile=_compile,
)

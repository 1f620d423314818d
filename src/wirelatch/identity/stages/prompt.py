"""Ask for values, and check them: what later stages (`user_write`, say) use.

https://docs.goauthentik.io/add-secure-apps/flows-stages/stages/prompt/
"""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, select

from wirelatch.identity.directory import people
from wirelatch.identity.directory.tables import users
from wirelatch.identity.directory.users import key_of
from wirelatch.identity.flows.conditions import policy_request
from wirelatch.identity.flows.expressions import evaluate
from wirelatch.identity.flows.models import FlowSnapshot, Prompt
from wirelatch.identity.flows.run import Run
from wirelatch.identity.policies import Binding, PolicyRequest, decide
from wirelatch.identity.policies import evaluate as evaluate_bindings
from wirelatch.identity.policies.models import Policy
from wirelatch.identity.policies.reading import read_policies
from wirelatch.identity.stages.interface import (
    WHOLE,
    Answer,
    Challenge,
    Invalid,
    Outcome,
    Passed,
    Prospect,
    Stage,
)
from wirelatch.identity.stages.prompt_fields import CHOICES, SHOWN_ONLY, FieldError, read_value
from wirelatch.identity.stages.prompt_locales import LOCALES
from wirelatch.identity.web.fields import Field, list_of, uuid


class PromptStage(Stage):
    """`answer` takes the fields by their `field_key`."""

    model_app = "authentik_stages_prompt"
    kind = "promptstage"
    path = "prompt/stages"
    form_component = "ak-stage-prompt-form"
    verbose_name = "Prompt Stage"
    verbose_name_plural = "Prompt Stages"
    description = "Define arbitrary prompts for the user."
    SCHEMA = {
        "fields": Field(list_of(uuid)),
        "validation_policies": Field(list_of(uuid), list),
    }
    REFERENCES = {"fields": "prompt", "validation_policies": "policy"}

    async def challenge(self, run: Run) -> Outcome:
        fields = [await shown(run, prompt) for prompt in self.prompts(run)]
        if not fields:
            return Passed()
        # What was typed is shown again after an error, but for passwords.
        typed = run.state.get("typed", {})
        for one in fields:
            if one["field_key"] in typed and one["type"] not in ("password", *SHOWN_ONLY):
                one["initial_value"] = typed[one["field_key"]]
        uploads = any(one["type"] == "file" for one in fields)
        return Challenge("ak-stage-prompt", {"fields": fields}, "stages/prompt.html", {"uploads": uploads})

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        prompts = self.prompts(run)
        values: dict[str, Any] = {}
        errors: dict[str, list[str]] = {}
        typed: dict[str, Any] = {}
        for prompt in prompts:
            if prompt.type in SHOWN_ONLY:
                continue
            key = prompt.field_key
            given = answer.values.get(key)
            if prompt.type in ("hidden", "text_read_only", "text_area_read_only"):
                given = (await shown(run, prompt))["initial_value"]  # not the visitor's to say
            elif prompt.type != "password" and isinstance(given, str):
                typed[key] = given[:4000]
            choices = [one["value"] for one in (await shown(run, prompt)).get("choices") or []]
            try:
                values[key] = read_value(prompt, given, choices)
            except FieldError as error:
                errors[key] = [str(error)]
        run.state["typed"] = typed
        await self._check_users(run, prompts, values, errors)
        _check_passwords(prompts, values, errors)
        if errors:
            return Invalid(errors)
        refused = await self._check_policies(run, values)
        if refused is not None:
            return refused
        data = run.context.prompt_data
        fixed = run.context.data.get("fixed_data", {})
        data.update({key: value for key, value in values.items() if key not in fixed})
        run.changed = True
        return Passed()

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        for prompt in self._prompts(snapshot):
            if _cannot_be_filled_in(prompt):
                return Prospect(
                    False, reason=f"nobody can fill in “{prompt.name}”, which “{self.name}” requires"
                )
        wanted = self.settings["validation_policies"]
        known = read_policies(connection) if wanted else {}
        request = PolicyRequest(people.from_row(connection, user), connection=connection)
        for pk in wanted:
            policy = known.get(pk)
            if policy is None or _refuses_whatever_is_typed(policy, request):
                name = policy.name if policy is not None else pk
                return Prospect(False, reason=f"the policy “{name}” refuses whatever “{self.name}” is told")
        return Prospect()

    def prompts(self, run: Run) -> list[Prompt]:
        """Its fields, in order."""
        return self._prompts(run.snapshot)

    def _prompts(self, snapshot: FlowSnapshot) -> list[Prompt]:
        known = snapshot.prompts
        own = [known[pk] for pk in self.settings["fields"] if pk in known]
        return sorted(own, key=lambda prompt: prompt.order)

    async def _check_users(
        self, run: Run, prompts: list[Prompt], values: dict[str, Any], errors: dict[str, list[str]]
    ) -> None:
        """A user name that is taken, by somebody else than whom this is about."""
        pending = run.context.pending_user
        for prompt in prompts:
            value = values.get(prompt.field_key)
            if prompt.type != "username" or not value:
                continue
            query = select(users.c.id).where(users.c.username_key == key_of(value))
            taken = await run.services.database.read(partial(_first, query))
            if taken is not None and taken != pending:
                errors[prompt.field_key] = ["Username is already taken."]

    async def _check_policies(self, run: Run, values: dict[str, Any]) -> Invalid | None:
        wanted = self.settings["validation_policies"]
        if not wanted:
            return None
        catalog = await run.services.catalog.current()
        known = {policy.id: policy for policy in catalog.policies}
        # A policy that is gone passes for nobody.
        bindings = [Binding(pk, self.id, order=n, policy=known.get(pk)) for n, pk in enumerate(wanted)]
        request = await policy_request(run, prompt_data={**run.context.prompt_data, **values})
        result = await decide(run.services.database, bindings, request, mode="all")
        if result.passing:
            return None
        return Invalid({WHOLE: list(result.messages) or ["Failed to validate the values."]})


def _cannot_be_filled_in(prompt: Prompt) -> bool:
    if not prompt.required:
        return False
    if prompt.type in ("text_read_only", "text_area_read_only"):
        return not prompt.initial_value_expression and not prompt.initial_value.strip()
    return prompt.type in CHOICES and not prompt.placeholder_expression and not prompt.placeholder.strip()


def _refuses_whatever_is_typed(policy: Policy, request: PolicyRequest) -> bool:
    """Whether a policy that does not look at what is typed refuses this user."""
    if policy.kind == "expressionpolicy" and "context" in policy.settings.get("expression", ""):
        return False
    if policy.kind not in ("expressionpolicy", "dummypolicy"):
        return False
    result = evaluate_bindings([Binding("", "", policy=policy)], request)
    return not result.passing and not result.failed


def _first(query: Any, connection: Connection) -> Any:
    return connection.execute(query).scalar()


def _check_passwords(prompts: list[Prompt], values: dict[str, Any], errors: dict[str, list[str]]) -> None:
    """All password fields of one stage must agree."""
    keys = [prompt.field_key for prompt in prompts if prompt.type == "password"]
    given = [values[key] for key in keys if key in values]
    if len(keys) > 1 and not set(keys) & set(errors) and len(set(given)) > 1:
        errors[WHOLE] = ["The passwords do not match."]


async def shown(run: Run, prompt: Prompt) -> dict[str, Any]:
    """A field as challenges have it, its expressions computed."""
    initial: Any = prompt.initial_value
    if prompt.initial_value_expression:
        initial = await evaluate(run, prompt.initial_value, label=prompt.name)
    placeholder: Any = prompt.placeholder
    if prompt.placeholder_expression:
        placeholder = await evaluate(run, prompt.placeholder, label=prompt.name)
    known = run.context.prompt_data
    if prompt.field_key in known and prompt.type != "password" and isinstance(known[prompt.field_key], str):
        initial = known[prompt.field_key]
    choices = None
    if prompt.type in CHOICES:
        listed = (
            placeholder if isinstance(placeholder, list | tuple) else [placeholder] if placeholder else []
        )
        choices = [_choice(one) for one in listed]
        placeholder = ""
    if prompt.type == "ak-locale":
        choices = [
            {"value": "", "label": "Automatic"},
            *({"value": code, "label": name} for code, name in LOCALES),
        ]
    return {
        "field_key": prompt.field_key,
        "label": prompt.label,
        "type": prompt.type,
        "required": prompt.required,
        "placeholder": _text(placeholder),
        "initial_value": _text(initial),
        "order": prompt.order,
        "sub_text": prompt.sub_text,
        "choices": choices,
    }


def _choice(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        return {"value": _text(value.get("value")), "label": _text(value.get("label", value.get("value")))}
    return {"value": _text(value), "label": _text(value)}


def _text(value: Any) -> str:
    return "" if value is None else ("true" if value else "false") if isinstance(value, bool) else str(value)

"""What the default flows consist of: made at the first start, free to be changed, and restored by one action.

Ids are derived from names, the same in every installation. A flow that an administrator deletes is not made again:
what was made is noted in `installation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Connection, delete, insert, select, update

from wirelatch.identity.directory.tables import installation
from wirelatch.identity.flows import default_policies, defaults
from wirelatch.identity.flows.defaults import DefaultFlow
from wirelatch.identity.flows.tables import flow_stage_bindings, flows, prompts, stages
from wirelatch.identity.policies import targets
from wirelatch.identity.policies.tables import policies, policy_bindings
from wirelatch.identity.stages.registry import kinds


def id_of(what: str, name: str) -> str:
    """The id of a default `stage`, `prompt` or `binding`."""
    return str(uuid5(NAMESPACE_URL, f"urn:wirelatch:{what}:{name}"))


@dataclass(frozen=True)
class DefaultStage:
    """A stage as it is made; `fields` are the names of prompts."""

    name: str
    kind: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def pk(self) -> str:
        return id_of("stage", self.name)


@dataclass(frozen=True)
class DefaultPrompt:
    """A field of a prompt stage as it is made."""

    name: str
    field_key: str
    label: str
    type: str
    order: int
    required: bool = True
    placeholder: str = ""
    initial_value: str = ""
    sub_text: str = ""

    @property
    def pk(self) -> str:
        return id_of("prompt", self.name)


def _password_prompts(flow: str, order: int) -> tuple[DefaultPrompt, DefaultPrompt]:
    return (
        DefaultPrompt(
            f"{flow}-field-password",
            "password",
            "Password",
            "password",
            order,
            sub_text="At least 8 characters.",
        ),
        DefaultPrompt(
            f"{flow}-field-password-repeat", "password_repeat", "Password (repeat)", "password", order + 1
        ),
    )


PASSWORD_CHANGE_PROMPTS = _password_prompts("default-password-change", 300)
RECOVERY_PROMPTS = _password_prompts("default-recovery", 0)
ENROLLMENT_PASSWORDS = _password_prompts("default-enrollment", 10)
ENROLLMENT_PROMPTS = (
    DefaultPrompt("default-enrollment-field-username", "username", "Username", "username", 0),
    DefaultPrompt("default-enrollment-field-name", "name", "Name", "text", 1),
    DefaultPrompt("default-enrollment-field-email", "email", "Email", "email", 2),
)
SOURCE_PROMPT = DefaultPrompt(
    "default-source-enrollment-field-username", "username", "Username", "username", 100
)
SETTINGS_PROMPTS = (
    DefaultPrompt(
        "default-user-settings-field-username",
        "username",
        "Username",
        "username",
        200,
        initial_value="return user.username",
    ),
    DefaultPrompt(
        "default-user-settings-field-name", "name", "Name", "text", 201, initial_value="return user.name"
    ),
    DefaultPrompt(
        "default-user-settings-field-email",
        "email",
        "Email",
        "email",
        202,
        required=False,
        initial_value="return user.email",
    ),
    DefaultPrompt(
        "default-user-settings-field-locale",
        "attributes.settings.locale",
        "Locale",
        "ak-locale",
        203,
        required=False,
        initial_value='return user.attributes.get("settings", {}).get("locale", "")',
    ),
)
PROMPTS = (
    *PASSWORD_CHANGE_PROMPTS,
    *RECOVERY_PROMPTS,
    *ENROLLMENT_PROMPTS,
    *ENROLLMENT_PASSWORDS,
    SOURCE_PROMPT,
    *SETTINGS_PROMPTS,
)


def _ids(*chosen: DefaultPrompt) -> list[str]:
    return [prompt.pk for prompt in chosen]


PASSWORD = DefaultStage(
    "default-authentication-password",
    "passwordstage",
    {"backends": ["authentik.core.auth.InbuiltBackend"], "configure_flow": defaults.PASSWORD_CHANGE.pk},
)
VALIDATION = DefaultStage("default-authentication-mfa-validation", "authenticatorvalidatestage")
IDENTIFICATION = DefaultStage(
    "default-authentication-identification",
    "identificationstage",
    {
        "user_fields": ["email", "username"],
        "password_stage": PASSWORD.pk,
        "recovery_flow": defaults.RECOVERY.pk,
        "webauthn_stage": VALIDATION.pk,
    },
)
LOGIN = DefaultStage("default-authentication-login", "userloginstage")
_NEVER = {"user_creation_mode": "never_create"}
_PROMPT = "promptstage"


def _set_up(flow: DefaultFlow, kind: str, settings: Mapping[str, Any] | None = None) -> DefaultStage:
    """The stage of a flow that sets up an authenticator, named as the flow is."""
    return DefaultStage(flow.slug, kind, {"configure_flow": flow.pk, **(settings or {})})


CONTENTS: Mapping[DefaultFlow, tuple[tuple[int, DefaultStage], ...]] = {
    defaults.AUTHENTICATION: ((10, IDENTIFICATION), (20, PASSWORD), (30, VALIDATION), (100, LOGIN)),
    defaults.INVALIDATION: ((0, DefaultStage("default-invalidation-logout", "userlogoutstage")),),
    defaults.EXPLICIT_CONSENT: (
        (0, DefaultStage("default-provider-authorization-consent", "consentstage", {"mode": "expiring"})),
    ),
    defaults.PASSWORD_CHANGE: (
        (0, PASSWORD),
        (
            10,
            DefaultStage(
                "default-password-change-prompt", _PROMPT, {"fields": _ids(*PASSWORD_CHANGE_PROMPTS)}
            ),
        ),
        (20, DefaultStage("default-password-change-write", "userwritestage", _NEVER)),
    ),
    defaults.USER_SETTINGS: (
        (20, DefaultStage("default-user-settings", _PROMPT, {"fields": _ids(*SETTINGS_PROMPTS)})),
        (100, DefaultStage("default-user-settings-write", "userwritestage", _NEVER)),
    ),
    defaults.RECOVERY: (
        (
            10,
            DefaultStage(
                "default-recovery-identification",
                "identificationstage",
                {"user_fields": ["email", "username"]},
            ),
        ),
        (
            20,
            DefaultStage(
                "default-recovery-email",
                "emailstage",
                {
                    "use_global_settings": True,
                    "subject": "Reset your password",
                    "template": "email/password_reset.html",
                },
            ),
        ),
        (30, DefaultStage("default-recovery-prompt", _PROMPT, {"fields": _ids(*RECOVERY_PROMPTS)})),
        (40, DefaultStage("default-recovery-user-write", "userwritestage", _NEVER)),
        (50, VALIDATION),
        (100, DefaultStage("default-recovery-user-login", "userloginstage")),
    ),
    defaults.ENROLLMENT: (
        (5, DefaultStage("default-enrollment-invitation", "invitationstage")),
        (
            10,
            DefaultStage(
                "default-enrollment-prompt",
                _PROMPT,
                {"fields": _ids(*ENROLLMENT_PROMPTS, *ENROLLMENT_PASSWORDS)},
            ),
        ),
        (
            20,
            DefaultStage(
                "default-enrollment-user-write",
                "userwritestage",
                {
                    "user_creation_mode": "always_create",
                    "user_type": "internal",
                    "create_users_as_inactive": False,
                },
            ),
        ),
        (100, DefaultStage("default-enrollment-user-login", "userloginstage")),
    ),
    defaults.UNENROLLMENT: (
        (0, PASSWORD),
        (10, DefaultStage("default-unenrollment-user-delete", "userdeletestage")),
    ),
    defaults.SOURCE_AUTHENTICATION: (
        (0, VALIDATION),
        (100, DefaultStage("default-source-authentication-login", "userloginstage")),
    ),
    defaults.SOURCE_ENROLLMENT: (
        (0, DefaultStage("default-source-enrollment-prompt", _PROMPT, {"fields": _ids(SOURCE_PROMPT)})),
        (
            1,
            DefaultStage(
                "default-source-enrollment-write",
                "userwritestage",
                {"user_creation_mode": "always_create", "create_users_as_inactive": False},
            ),
        ),
        (2, DefaultStage("default-source-enrollment-login", "userloginstage")),
    ),
    # No stages: it is there to be filled with what has to happen before somebody leaves for the provider.
    defaults.SOURCE_PRE_AUTHENTICATION: (),
    defaults.TOTP_SETUP: ((0, _set_up(defaults.TOTP_SETUP, "authenticatortotpstage")),),
    defaults.STATIC_SETUP: ((0, _set_up(defaults.STATIC_SETUP, "authenticatorstaticstage")),),
    defaults.WEBAUTHN_SETUP: ((0, _set_up(defaults.WEBAUTHN_SETUP, "authenticatorwebauthnstage")),),
    defaults.EMAIL_SETUP: (
        (
            0,
            _set_up(
                defaults.EMAIL_SETUP,
                "authenticatoremailstage",
                {"use_global_settings": True, "subject": "Your code"},
            ),
        ),
    ),
}


GUARDS: Mapping[DefaultFlow, tuple[str, str]] = {
    # Whoever comes from an upstream source, and nobody else: the enrollment asks for no proof of its own.
    defaults.SOURCE_AUTHENTICATION: ("default-source-authentication-if-sso", "return ak_is_sso_flow"),
    defaults.SOURCE_ENROLLMENT: ("default-source-enrollment-if-sso", "return ak_is_sso_flow"),
}
"""Expression policies that are bound to flows, by name; deleted, they let nobody in."""


def prepare(connection: Connection) -> bool:
    """Make the default flows that were never made here; whether there were any."""
    known = set(connection.execute(select(installation.c.name)).scalars())
    missing = [flow for flow in defaults.ALL if _fact(flow) not in known]
    for flow in missing:
        connection.execute(insert(installation).values(name=_fact(flow), value=flow.pk))
        restore(connection, flow)
    return bool(missing)


def restore(connection: Connection, flow: DefaultFlow) -> None:
    """Make a default flow as it was at the start: itself, its stages with their prompts, its bindings."""
    values = {
        "slug": flow.slug,
        "name": flow.name,
        "title": flow.title,
        "designation": flow.designation,
        "authentication": flow.authentication,
        "denied_action": "message_continue",
        "layout": "stacked",
        "background": "",
        "compatibility_mode": False,
        "policy_engine_mode": "any",
    }
    _put(connection, flows, flow.pk, values)
    targets.forget(connection, flow.pk)
    own = flow_stage_bindings.c.target == flow.pk
    for binding_id in connection.execute(select(flow_stage_bindings.c.id).where(own)).scalars().all():
        targets.forget(connection, binding_id)
    connection.execute(delete(flow_stage_bindings).where(own))
    if flow in GUARDS:
        _put_guard(connection, flow, *GUARDS[flow])
    bound: dict[int, str] = {}
    for order, stage in CONTENTS.get(flow, ()):
        if stage.kind not in kinds():
            continue
        for prompt in PROMPTS:
            if prompt.pk in stage.settings.get("fields", ()):
                _put_prompt(connection, prompt)
        _put(
            connection,
            stages,
            stage.pk,
            {"kind": stage.kind, "name": stage.name, "settings": dict(stage.settings)},
        )
        bound[order] = id_of("binding", f"{flow.slug}:{order}")
        connection.execute(
            insert(flow_stage_bindings).values(
                id=bound[order],
                target=flow.pk,
                stage=stage.pk,
                order=order,
                evaluate_on_plan=False,
                re_evaluate_policies=True,
                invalid_response_action="retry",
                policy_engine_mode="any",
            )
        )
    default_policies.bind(connection, flow, bound)


def _fact(flow: DefaultFlow) -> str:
    return f"flow {flow.slug}"[:60]


def _put_guard(connection: Connection, flow: DefaultFlow, name: str, expression: str) -> None:
    values = {
        "name": name,
        "kind": "expressionpolicy",
        "execution_logging": False,
        "settings": {"expression": expression},
    }
    policy_id = id_of("policy", name)
    _put(connection, policies, policy_id, values)
    connection.execute(
        insert(policy_bindings).values(
            id=id_of("policy binding", name),
            target=flow.pk,
            policy_id=policy_id,
            negate=False,
            enabled=True,
            order=0,
            timeout=30,
            failure_result=False,
            expiring=False,
        )
    )


def _put_prompt(connection: Connection, prompt: DefaultPrompt) -> None:
    values = {
        "name": prompt.name,
        "field_key": prompt.field_key,
        "label": prompt.label,
        "type": prompt.type,
        "required": prompt.required,
        "placeholder": prompt.placeholder,
        "placeholder_expression": False,
        "initial_value": prompt.initial_value,
        "initial_value_expression": bool(prompt.initial_value),
        "order": prompt.order,
        "sub_text": prompt.sub_text,
    }
    _put(connection, prompts, prompt.pk, values)


def _put(connection: Connection, table: Any, pk: str, values: Mapping[str, Any]) -> None:
    if not connection.execute(update(table).where(table.c.id == pk).values(**values)).rowcount:
        connection.execute(insert(table).values(id=pk, **values))

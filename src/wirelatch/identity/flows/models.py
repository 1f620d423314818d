"""Flows as read from the database: immutable, shared by all requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

DESIGNATIONS = (
    "authentication",
    "authorization",
    "invalidation",
    "enrollment",
    "unenrollment",
    "recovery",
    "stage_configuration",
)
AUTHENTICATION = (
    "none",
    "require_authenticated",
    "require_unauthenticated",
    "require_superuser",
    "require_redirect",
    "require_outpost",
    "require_token",
)
DENIED_ACTIONS = ("message_continue", "message", "continue")
INVALID_RESPONSE_ACTIONS = ("retry", "restart", "restart_with_context")
LAYOUTS = (
    "stacked",
    "content_left",
    "content_right",
    "sidebar_left",
    "sidebar_right",
    "sidebar_left_frame_background",
    "sidebar_right_frame_background",
)


@dataclass(frozen=True)
class Flow:
    """A flow."""

    id: str
    slug: str
    name: str
    title: str
    designation: str
    authentication: str = "none"
    denied_action: str = "message_continue"
    layout: str = "stacked"
    background: str = ""
    compatibility_mode: bool = False
    policy_engine_mode: str = "any"

    @property
    def pk(self) -> str:
        return self.id

    @property
    def path(self) -> str:
        """Its page."""
        return f"/if/flow/{self.slug}/"


@dataclass(frozen=True)
class StageConfig:
    """A stage as it is stored; `stages.registry.stage_of` makes the stage itself of it."""

    id: str
    kind: str
    name: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class StageBinding:
    """A stage's place in a flow."""

    id: str
    target: str
    stage: str
    order: int = 0
    evaluate_on_plan: bool = False
    re_evaluate_policies: bool = True
    invalid_response_action: str = "retry"
    policy_engine_mode: str = "any"


@dataclass(frozen=True)
class Prompt:
    """A field of a prompt stage."""

    id: str
    name: str
    field_key: str
    label: str
    type: str
    required: bool = True
    placeholder: str = ""
    placeholder_expression: bool = False
    initial_value: str = ""
    initial_value_expression: bool = False
    order: int = 0
    sub_text: str = ""


@dataclass(frozen=True)
class FlowSnapshot:
    """All flows at one version of the catalogue. `cache` is for what is made of it, such as stages."""

    version: int
    flows: Mapping[str, Flow] = field(default_factory=dict)
    by_slug: Mapping[str, Flow] = field(default_factory=dict)
    stages: Mapping[str, StageConfig] = field(default_factory=dict)
    bindings: Mapping[str, tuple[StageBinding, ...]] = field(default_factory=dict)
    """Of a flow's id, in order."""
    prompts: Mapping[str, Prompt] = field(default_factory=dict)
    cache: dict[Any, Any] = field(default_factory=dict)

    def bindings_of(self, flow: Flow) -> tuple[StageBinding, ...]:
        """The stages of a flow, in order."""
        return self.bindings.get(flow.id, ())


EMPTY = FlowSnapshot(-1, by_slug=MappingProxyType({}))

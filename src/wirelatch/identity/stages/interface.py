"""What a stage is. How to write one: the docstring of `identity/stages`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, runtime_checkable

import orjson
from sqlalchemy import Connection, Row
from starlette.responses import Response

from wirelatch.identity.flows.models import FlowSnapshot, StageConfig
from wirelatch.identity.web.fields import Field

if TYPE_CHECKING:
    from wirelatch.identity.flows.run import Run
    from wirelatch.identity.services import Services

WHOLE = "non_field_errors"
"""The name of errors that belong to no field."""


@dataclass(frozen=True)
class Challenge:
    """What to show: `component` and `fields` over the JSON API, `template` with `values` as a page.

    `scripts`: files of `pages/static/` that the page may run; `frames`: further origins the page may load from.
    """

    component: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    template: str = "stages/confirm.html"
    values: Mapping[str, Any] = field(default_factory=dict)
    scripts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passed:
    """The stage is done. `write` runs in the transaction of the transition, `respond` changes the answer after it."""

    write: Callable[[Connection], None] | None = None
    respond: Callable[[Response], None] | None = None


@dataclass(frozen=True)
class Invalid:
    """The answer is refused: texts by field.

    `retry_after`: seconds, when too much was tried (429). `restart`: begin the flow anew, whatever its binding says.
    """

    errors: Mapping[str, list[str]]
    code: str = "invalid"
    retry_after: int = 0
    status: int = 400
    restart: bool = False


@dataclass(frozen=True)
class Denied:
    """The flow ends here; `messages` are for the user."""

    messages: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()
    """Why, for the administrator."""


@dataclass(frozen=True)
class LeaveFor:
    """Go to an address; one of ours or an upstream provider's, never one that a stranger names."""

    url: str


@dataclass(frozen=True)
class Answered:
    """The flow ends here, and this is what the browser is told: an error for the application, say."""

    response: Response


Outcome = Challenge | Passed | Invalid | Denied | LeaveFor | Answered


class NotPassedError(Exception):
    """Raised in `Passed.write`: undo, and give this outcome instead."""

    def __init__(self, outcome: Invalid | Denied) -> None:
        super().__init__(str(outcome))
        self.outcome = outcome


def wrong(message: str, name: str = WHOLE, *, code: str = "invalid", status: int = 400) -> Invalid:
    """One error."""
    return Invalid({name: [message]}, code, status=status)


@dataclass(frozen=True)
class Answer:
    """What was sent: strings from a page, any JSON over the API."""

    values: Mapping[str, Any]
    is_json: bool = False

    def text(self, name: str, longest: int = 1024) -> str:
        """A string, cut to `longest` characters; empty for anything else. Nothing is stripped."""
        value = self.values.get(name)
        return value[:longest] if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.values.get(name) in (True, "true", "on", "1")

    def json(self, name: str) -> Any:
        """An object; pages send it as text. None for what is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return None


class Prospect(NamedTuple):
    """Whether a user could pass, what that would prove (`"password"`, …), and why not."""

    passes: bool = True
    proof: str = ""
    reason: str = ""


@runtime_checkable
class PasskeyStage(Protocol):
    """A stage that the identification page can ask for a passkey (its field `webauthn_stage`)."""

    async def passkey_challenge(self, run: Run) -> dict[str, Any] | None:
        """Options for `navigator.credentials.get`; what has to be remembered of them goes into `run.state`."""

    async def answer_passkey(self, run: Run, response: dict[str, Any]) -> Outcome:
        """Identify and prove with the browser's response."""


class Stage(ABC):
    """A configured stage of one kind."""

    model_app: ClassVar[str]
    """`authentik_stages_password`."""
    kind: ClassVar[str]
    """`passwordstage`."""
    path: ClassVar[str]
    """In the API: `password` for `stages/password/`."""
    form_component: ClassVar[str]
    """`ak-stage-password-form`."""
    verbose_name: ClassVar[str]
    """`Password Stage`."""
    verbose_name_plural: ClassVar[str] = ""
    description: ClassVar[str] = ""
    SCHEMA: ClassVar[Mapping[str, Field]] = {}
    SECRETS: ClassVar[frozenset[str]] = frozenset()
    REFERENCES: ClassVar[Mapping[str, str]] = {}
    """Of a field with an id or a list of ids: what it names: `flow`, `stage`, `stage:passwordstage`, `prompt`,
    `policy`, `group`, `source`."""
    acts: ClassVar[bool] = False

    def __init__(self, config: StageConfig) -> None:
        self.id = config.id
        self.name = config.name
        self.settings: Mapping[str, Any] = {**self.defaults(), **config.settings}

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        """The fields that have a default."""
        from wirelatch.identity.web.fields import ABSENT, REQUIRED

        return {
            name: each.default() if callable(each.default) else each.default
            for name, each in cls.SCHEMA.items()
            if each.default not in (ABSENT, REQUIRED)
        }

    @classmethod
    def model_name(cls) -> str:
        """`authentik_stages_password.passwordstage`."""
        return f"{cls.model_app}.{cls.kind}"

    @abstractmethod
    async def challenge(self, run: Run) -> Outcome:
        """What to show now; never Invalid."""

    async def answer(self, run: Run, answer: Answer) -> Outcome:
        """What to make of an answer. A stage that shows nothing of its own is asked again."""
        return await self.challenge(run)

    async def confirmation(self, run: Run) -> Challenge:
        """What to show before a stage that acts does so, where somebody has only followed a link."""
        return Challenge(self.component, await run.about_user())

    @property
    def component(self) -> str:
        """What its challenge is called, unless it has several."""
        return "ak-stage-" + self.path.removesuffix("/stages").replace("_", "-").replace("/", "-")

    def is_offered(self, services: Services) -> bool:
        """Whether users are offered what the stage's `configure_flow` sets up; not, say, where no mail can be sent."""
        return True

    def prospect(self, connection: Connection, user: Row[Any], snapshot: FlowSnapshot) -> Prospect:
        """Whether this user could pass; see the package's docstring."""
        return Prospect()

    @classmethod  # noqa: B027 - a hook
    def check(cls, connection: Connection, values: Mapping[str, Any]) -> None:
        """Refuse settings that do not go together: raise `web.errors.invalid`."""

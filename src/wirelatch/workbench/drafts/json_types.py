"""What the server says of drafts, as JSON: over HTTP (`routes.py`) and over the WebSocket (`live.py`)."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict


class DraftSummaryJson(TypedDict):
    """A draft beside its changes."""

    draft: Literal["shared", "private"]
    epoch: str
    """Changes when the numbers of batches begin anew."""
    seq: int
    """The number of the last batch."""
    revision: str
    """The deployed revision that its changes are changes of."""
    authors: dict[str, str]
    """Who changed a record last, by id."""


class DraftBatchJson(TypedDict):
    """Patches that the server has put in order and stored."""

    seq: int
    client: str
    """Who sent it: the server's name of the window; empty for the server itself."""
    n: int
    """The number that the window gave it."""
    user: str
    ops: list[Any]


class DraftWelcomeJson(DraftSummaryJson):
    """The answer to `hello`: either `batches` or `ops`."""

    client: str
    """The server's name of this window."""
    n: int
    """The number of the last batch that the server has from it."""
    can_write: bool
    batches: NotRequired[list[DraftBatchJson]]
    """What was missed."""
    ops: NotRequired[list[Any]]
    """All that differs from the deployed revision, where what was missed cannot be told any more."""


class DraftAckJson(TypedDict):
    """A batch of this window is stored; `seq` is 0 for one that was here before."""

    seq: int
    n: int


class DraftRefusalJson(TypedDict):
    """A message was not taken; `n` is 0 where it could not be read."""

    n: int
    code: Literal["invalid", "forbidden"]
    message: str


class DeployedPatchesJson(TypedDict):
    """Something else is deployed now: what was, with patches."""

    revision: str
    before: str
    """The revision that was deployed until now."""
    ops: list[Any]


class DraftMessageJson(TypedDict):
    """A message of the server: one of these."""

    welcome: NotRequired[DraftWelcomeJson]
    batch: NotRequired[DraftBatchJson]
    ack: NotRequired[DraftAckJson]
    refused: NotRequired[DraftRefusalJson]
    deployed: NotRequired[DeployedPatchesJson]
    trouble: NotRequired[str]
    """The draft cannot be stored now, and why."""
    hb: NotRequired[int]
    """A heartbeat."""

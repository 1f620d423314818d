"""The `batch` node: make sequences of messages by their number, by time, or of other sequences."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.identifiers import generate_id
from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, number, rows, select, text
from wirelatch.engine.routes import HELD, Held
from wirelatch.nodes.sequence.concatenation import Concatenation
from wirelatch.nodes.sequence.message_groups import finish, overflow, too_many
from wirelatch.scripting.values import UNDEFINED, clone, strict_equal, to_number

_COUNT = {"mode": ["count"]}
_INTERVAL = {"mode": ["interval"]}


class Batch(
    Node,
    type="batch",
    category="sequence",
    color="#E2D96E",
    icon="batch",
    label=(
        ("{name} {count}", {"mode": ["count"]}),
        ("{name} {interval}s", {"mode": ["interval"]}),
        "{name}",
        ("batch {count}", {"mode": ["count"]}),
        ("batch {interval}s", {"mode": ["interval"]}),
        "batch",
    ),
):
    """
    Makes sequences of messages, which then have `msg.parts` with `id`, `index` and `count`.

    - **By number of messages**: so many make a sequence. With an *overlap*, the last messages of a sequence are the
      first of the next one as well. If it is ticked, the last message of a sequence that came in
      (`parts.index + 1` is `parts.count`) ends the batch early.
    - **By time interval**: what has come within the interval makes a sequence. When nothing came, an empty message
      (`payload` is null) can be sent.
    - **Concatenate sequences**: one sequence of each topic, in the order of the topics given, make one sequence. The
      messages need `msg.topic` and `msg.parts`; other topics are not sent on.

    A message with `msg.reset` drops what waits, and starts the interval afresh. How many messages the node may keep,
    the setting `nodeMessageBufferMaxLength` bounds; beyond it, all are dropped.
    """

    mode: str | None = select(
        "count",
        {
            "count": "Group by number of messages", "interval": "Group by time interval",
            "concat": "Concatenate sequences",
        },
        label="Mode", absent="count",
    )  # fmt: skip
    count: Any = number(10, label="Number of messages", minimum=1, when=_COUNT, absent=1)
    overlap: Any = number(0, label="Overlap", minimum=0, when=_COUNT, absent=0)
    honourParts: bool | None = checkbox(
        False, label="Allow msg.parts to also complete batch operation.", when=_COUNT
    )
    interval: Any = number(10, label="Interval (seconds)", minimum=0, when=_INTERVAL, absent=0)
    allowEmptySequence: bool | None = checkbox(
        False, label="send empty message when no message arrives", when=_INTERVAL
    )
    topics: list[dict[str, Any]] | None = rows(
        [{"topic": ""}],
        label="Topics",
        fields={"topic": text("", label="Topic", placeholder="topic")},
        when={"mode": ["concat"]},
    )
    name: str = text(label="Name")

    def start(self) -> None:
        """Read the settings, and start the interval; a node whose settings make no sense passes nothing on."""
        self._kept: list[Message] = []
        self._timer: Any = None
        self._ended = False
        mode = self.mode or "count"
        self._concatenation: Concatenation | None = None
        self._size: int | float = 0
        if mode == "count":
            size, overlap = to_number(self.count or 1), to_number(self.overlap or 0)
            if size <= overlap:
                raise ValueError("Invalid count and overlap: the overlap must be smaller")
            self._size, self._overlap = size, int(overlap) if overlap > 0 else 0
            self._new = 0
            self._take: Any = self._count_up
        elif mode == "interval":
            seconds = to_number(self.interval or 0)
            self._seconds = float(seconds) if seconds > 0 else 0.0
            self._take = self._keep
            self._start_interval()
        elif mode == "concat":
            topics = [row.get("topic") for row in self.topics or []]
            self._concatenation = Concatenation(self, topics)
            self._take = self._concatenation.add
        else:
            raise ValueError(f"unexpected mode {mode}")

    def on_message(self, msg: Message) -> Output | Held:
        take = getattr(self, "_take", None)
        if take is None:
            return HELD
        if "reset" in msg:
            self._drop()
            if self._timer is not None:
                self._start_interval()
            return None
        take(msg)
        return HELD

    def close(self, removed: bool) -> None:
        if hasattr(self, "_take"):
            self._drop()

    def send_sequence(self, messages: list[Message], *, copies: bool) -> None:
        """Send messages, or copies of them, as one sequence."""
        name = messages[0].get("_msgid")
        for index, msg in enumerate(messages):
            out = clone(msg) if copies else msg
            parts = out.get("parts")
            if not isinstance(parts, dict):
                parts = out["parts"] = {}
            parts.update(id=name, index=index, count=len(messages))
            self.send(out)

    def _count_up(self, msg: Message) -> None:
        parts = msg.get("parts")
        ends = self.honourParts and isinstance(parts, dict) and _is_last(parts)
        self._kept.append(msg)
        self._new += 1
        if ends or len(self._kept) == self._size:
            kept, overlap = self._kept, self._overlap
            self.send_sequence(kept, copies=overlap > 0)
            finish(self, kept[: max(0, len(kept) - overlap)])
            self._kept = kept[-overlap:] if overlap else []
            self._new = 0
        elif too_many(self, self._new):
            self._give_up()

    def _keep(self, msg: Message) -> None:
        self._kept.append(msg)
        if too_many(self, len(self._kept)):
            self._give_up()

    def _give_up(self) -> None:
        self._kept.pop()
        self._drop()
        raise overflow(self)

    def _drop(self) -> None:
        kept, self._kept = self._kept, []
        self._new = 0
        if self._concatenation is not None:
            kept = self._concatenation.drop()
        finish(self, kept)

    def _start_interval(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._seconds:
            self._timer = self.call_later(self._seconds, self._interval_over)

    def _interval_over(self) -> None:
        self._start_interval()
        kept, self._kept = self._kept, []
        if kept:
            self.send_sequence(kept, copies=False)
            finish(self, kept)
        elif self.allowEmptySequence:
            self.send({"payload": None, "parts": {"id": generate_id(), "index": 0, "count": 1}})


def _is_last(parts: dict[str, Any]) -> bool:
    index, count = parts.get("index", UNDEFINED), parts.get("count")
    index = 0 if index is None else index
    return isinstance(index, (int, float)) and strict_equal(index + 1, count)

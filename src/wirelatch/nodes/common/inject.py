"""The `inject` node: start a flow by hand, at start-up, at an interval or at times of day.

Times of day are cron expressions (https://crontab.guru/crontab.5.html) in the local time zone, read by `cronsim`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cronsim import CronSim, CronSimError

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, number, rows, schedule, text, typed
from wirelatch.engine.properties import text as text_field
from wirelatch.scripting import jsonata, paths
from wirelatch.scripting.values import to_number, to_string

_TYPES = ("flow", "global", "str", "num", "bool", "json", "bin", "date", "jsonata", "env")
_TYPED_IN = ["str", "string", "num", "bool", "json"]
"""`string` is what old versions of Node-RED wrote."""
_MARKS = "{once,!repeat,!crontab? ¹}{repeat? ↻}{crontab,!repeat? ↻}"
"""After the name on the canvas: sends once after the start, sends again and again."""
_LONGEST_REPEAT = 2147483
"""Seconds; Node-RED's limit, which comes from JavaScript's timers."""
_LONGEST_WAIT = 3600.0
"""Seconds that the node waits at most before it looks at the clock again, which may have been set meanwhile."""
_NAMED_TIMES = {
    "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
}  # fmt: skip


def _cron(expression: str) -> str:
    """The expression as `cronsim` takes it: names in capitals, abbreviations written out, `?` as `*`."""
    expression = expression.strip()
    return _NAMED_TIMES.get(expression.lower(), expression.upper().replace("?", "*"))


class Inject(
    Node,
    type="inject",
    category="common",
    color="#a6bbcf",
    icon="inject",
    inputs=0,
    button="inject",
    label=(
        "{name}" + _MARKS,
        ("{topic:32}:" + _MARKS, {"payloadType": _TYPED_IN, "payload": [""]}),
        ("{topic+payload:32}" + _MARKS, {"payloadType": _TYPED_IN}),
        ("{payload:23}" + _MARKS, {"payloadType": _TYPED_IN}),
        ("{topic:16}:timestamp" + _MARKS, {"payloadType": ["date"]}),
        ("timestamp" + _MARKS, {"payloadType": ["date"]}),
        ("{payloadType}.{#payload}" + _MARKS, {"payloadType": ["flow", "global"]}),
        ("${payload:20}" + _MARKS, {"payloadType": ["env"]}),
        "inject" + _MARKS,
    ),
):
    """
    Injects a message into a flow: by its button, when the flow starts, at a regular interval or at given times.

    ### Properties of the message

    Each row sets one property, in order. The value may be typed in, be the time stamp (milliseconds since 1970, ISO
    8601 text or a date object), come from flow or global context or from the environment, or be the result of a
    JSONata expression, which may use the rows above it. If one row fails, nothing is sent and all that failed are
    reported as one error.

    ### When

    *Inject once* sends a message so many seconds after the flow has started. *Repeat* sends at an interval, or at
    times given by a cron expression with five fields: minute, hour, day of month, month, day of week, in local time.

    The button next to the node sends at once. While the edit dialogue is open, it sends what the dialogue shows.
    """

    name: str = text_field(label="Name")
    props: list[dict[str, Any]] | None = rows(
        [{"p": "payload"}, {"p": "topic", "vt": "str"}],
        label="Properties",
        fields={
            "p": text("payload", label="Property"),
            "v": typed("", _TYPES, "vt", "str", label="Value"),
        },
    )
    repeat: str = schedule("crontab", label="Repeat")
    crontab: str = hidden("", absent="")
    once: bool = checkbox(False, label="Inject once after start", absent=False)
    onceDelay: float | str = number(0.1, label="after", when={"once": [True]}, absent=0.1, minimum=0)
    topic: str | None = hidden("")
    payload: Any = hidden("")
    payloadType: str | None = hidden("date")

    def start(self) -> None:
        """Set the timers; a schedule that cannot be read is an error of this node."""
        self._props = self._upgraded()
        self._compiled_props = self._compiled(self._props)
        for prop in self._props:
            if prop.get("vt") == "jsonata" and prop.get("v"):
                try:
                    jsonata.compile(prop["v"])
                except ValueError as error:
                    self.error(f"invalid JSONata expression for {prop.get('p')}: {error}")
        if self.once:
            delay = to_number(self.onceDelay or 0.1)
            self._once_seconds = delay if delay == delay else 0.1
            self.call_later(self._once_seconds, self._inject_once)
        else:
            self._schedule()

    def inject_now(self, extra_props: Sequence[Mapping[str, Any]] | Mapping[str, Any] | None = None) -> None:
        """What the button does; `extra_props` are rows to use in place of the deployed ones (or a body holding
        them as `__user_inject_props__`)."""
        if isinstance(extra_props, Mapping):
            self.receive(dict(extra_props))
        elif extra_props is not None:
            self.receive({"__user_inject_props__": list(extra_props)})
        else:
            self.receive({})

    def on_message(self, msg: Message) -> Output:
        rows = self._compiled_props
        given = msg.pop("__user_inject_props__", None)
        if isinstance(given, list):
            rows = self._compiled(given)
        errors = []
        for name, value, kind in rows:
            try:
                found = value if kind is None else self.evaluate(value, kind, msg)
                paths.set(msg, name, found, make_way=True)
            except ValueError as error:
                errors.append(f"{name}: {error}")
        if errors:
            raise ValueError("; ".join(errors))
        return msg

    def _compiled(self, props: list[dict[str, Any]]) -> list[tuple[str, Any, str | None]]:
        """What each row sets: the property, and the value with its kind, or with None where it is the same for all."""
        compiled = []
        for prop in props:
            name, value, kind = prop.get("p"), prop.get("v", ""), prop.get("vt", "str")
            if not name or (kind == "jsonata" and not value):
                continue
            if kind in ("str", "num", "bool"):
                value, kind = self.evaluate(value, kind, None), None
            compiled.append((name, value, kind))
        return compiled

    def _upgraded(self) -> list[dict[str, Any]]:
        """The rows, with the values of payload and topic, which files keep beside them, put in their places."""
        config = self.config
        if not isinstance(self.props, list):
            props = [{"p": "payload", "vt": self.payloadType or "str"}, {"p": "topic", "vt": "str"}]
            if "payload" in config:
                props[0]["v"] = self.payload
            if "topic" in config:
                props[1]["v"] = self.topic or ""
            return props
        upgraded = []
        for row in self.props:
            prop = dict(row)
            if "v" not in prop and prop.get("p") == "payload":
                prop["v"], prop["vt"] = self.payload if "payload" in config else "", self.payloadType or "str"
            elif "v" not in prop and prop.get("p") == "topic" and prop.get("vt") == "str":
                prop["v"] = self.topic or ""
            upgraded.append(prop)
        return upgraded

    def _inject_once(self) -> None:
        self.receive({})
        self._schedule()

    def _schedule(self) -> None:
        interval = to_number(self.repeat) if self.repeat not in ("", None) else 0
        if interval > _LONGEST_REPEAT:
            self.error(
                f"cannot repeat every {to_string(self.repeat)} s: the longest interval is {_LONGEST_REPEAT} s"
            )
        elif interval > 0:
            self._next_time = time.monotonic() + interval
            self.call_later(interval, self._repeat, interval)
            return
        if self.crontab:
            try:
                times = CronSim(_cron(self.crontab), datetime.now())
            except CronSimError as error:
                raise ValueError(f"cannot read the schedule {self.crontab!r}: {error}") from None
            self._wait_for(next(times))

    def _repeat(self, interval: float) -> None:
        self._next_time = max(self._next_time + interval, time.monotonic())
        self.call_later(self._next_time - time.monotonic(), self._repeat, interval)
        self.receive({})

    def _wait_for(self, moment: datetime) -> None:
        left = moment.timestamp() - time.time()
        if left > 0:
            self.call_later(min(left, _LONGEST_WAIT), self._wait_for, moment)
            return
        self._wait_for(next(CronSim(_cron(self.crontab), max(moment, datetime.now()))))
        self.receive({})

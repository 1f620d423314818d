"""One small flow between a source and a sink, the same in both runtimes, and the time that messages take through it.

A source of ours sends the messages and a sink of ours counts them (`benchmarks/nodes/`), inside the runtimes; what is
deployed between them is the same. How many messages a run has is found out first, so that fast and slow nodes are
measured for about as long; ours and theirs take turns.
"""

from __future__ import annotations

import contextlib
import itertools
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from benchmarks.peers import Contender, both
from benchmarks.report import Row

Record = dict[str, Any]
"""A node as in flows.json; where it lies and on which flow is filled in."""

ROUNDS = 3
RUN_SECONDS, ROUND_SECONDS = 0.1, 0.25
"""How long one run should take, and how long runs are repeated for a round."""
FEWEST_MESSAGES, FIRST_MESSAGES = 10, 50
PATIENCE = 30.0
"""Seconds after which a run that is not through has failed."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Case:
    """What stands between the source and the sink."""

    name: str
    nodes: Sequence[Record]
    """The first gets the source's messages; what is wired to `sink` counts."""
    unit: str = "messages/s"
    work: int = 1
    """How often a message counts in the figure, such as the number of nodes it goes through."""
    arrivals: float = 1
    """How many messages reach the sink for each that is sent."""
    window: int = 0
    """How many messages are under way at most; 0: all are sent at once."""
    most: int = 10_000
    """Most messages in a run: with very many under way, what is measured is how the garbage collectors cope."""
    elsewhere: Sequence[Record] = ()
    """Configuration nodes and subflows."""
    theirs: Sequence[Record] | None = None
    """The nodes in Node-RED, where they cannot be the same."""


def in_a_row(*nodes: Record, sink: str = "sink") -> list[Record]:
    """Each output of a node leads to the next one, and the last to the sink."""
    ids = [*(node.get("id", f"node{index}") for index, node in enumerate(nodes)), sink]
    return [
        {**node, "id": ids[index], "wires": [[ids[index + 1]]] * node.get("outputs", 1)}
        for index, node in enumerate(nodes)
    ]


def repeated(name: str, count: int, *nodes: Record, before: Sequence[Record] = (), **more: Any) -> Case:
    """A case of `before` and then these nodes so many times; the figure is nodes passed per second."""
    row = in_a_row(*before, *nodes * count)
    return Case(name, row, unit="messages·nodes/s", work=len(nodes) * count, **more)


def compare(contenders: Sequence[Contender], case: Case) -> Row:
    """Medians of the rounds of both. Where one fails, its figure is missing and standard error says why."""
    runs = [_Side(contender, case, theirs=bool(index)) for index, contender in enumerate(contenders)]
    for number in range(ROUNDS + 1):
        for side in runs:
            try:
                if number:
                    side.round()
                else:
                    side.prepare()
            except (httpx.HTTPError, TimeoutError) as error:
                print(f"{case.name}: {side.contender.name} failed: {error!r}", file=sys.stderr, flush=True)
                side.failed = True
    mine, peer = (side.per_second() for side in runs)
    cpu = (runs[0].cpu_per_message(), runs[1].cpu_per_message())
    return Row(case.name, case.unit, mine, peer, more_is_better=True, cpu=cpu)


def compare_all(cases: Iterable[Case], names: Sequence[str]) -> list[Row]:
    """The cases of these names, in a new pair of programs."""
    with both(nodes=True) as contenders:
        return [compare(contenders, case) for case in cases if case.name in names]


class _Side:
    """One of the two in one case."""

    def __init__(self, contender: Contender, case: Case, *, theirs: bool) -> None:
        self.contender = contender
        self.failed = False
        self._case = case
        self._nodes = case.theirs if theirs and case.theirs is not None else case.nodes
        self._messages = 0
        self._rates: list[float] = []
        self._sent, self._cpu = 0, 0.0

    def per_second(self) -> float | None:
        """The figure; None when it failed."""
        return None if self.failed else statistics.median(self._rates)

    def cpu_per_message(self) -> float:
        """Processor seconds; 0 when it failed."""
        return 0.0 if self.failed else self._cpu / self._sent

    def prepare(self) -> None:
        """Deploy, and find out how many messages take about `RUN_SECONDS`."""
        self._deploy()
        messages, most = FIRST_MESSAGES, self._case.most
        messages = min(messages, most)
        while (took := self._run(messages)) < RUN_SECONDS and messages < most:
            messages = min(most, messages * 4 if took < RUN_SECONDS / 4 else messages * 2)
        self._messages = max(FEWEST_MESSAGES, min(most, int(messages * RUN_SECONDS / took)))

    def round(self) -> None:
        """Runs until `ROUND_SECONDS` have passed in them."""
        if self.failed:
            return
        before, took, sent = self.contender.cpu(), 0.0, 0
        while took < ROUND_SECONDS:
            took += self._run(self._messages)
            sent += self._messages
        self._cpu += self.contender.cpu() - before
        self._sent += sent
        self._rates.append(sent * self._case.work / took)

    def _deploy(self) -> None:
        # A source of its own for each deploy: one that the deploy before started cannot be mistaken for it.
        self._source = f"source{next(_numbers)}"
        place = {"z": "flow", "x": 0, "y": 0}
        first = self._nodes[0]["id"]
        self.contender.deploy(
            [
                {"id": "flow", "type": "tab", "label": "benchmark"},
                *self._case.elsewhere,
                {"id": self._source, "type": "bench-source", **place, "wires": [[first]]},
                *({**place, **node} for node in self._nodes),
                {"id": "sink", "type": "bench-sink", **place, "wires": []},
            ]
        )
        self._wait_until_through()

    def _wait_until_through(self) -> None:
        """A deploy may be answered before its nodes have started and are connected; until then messages get lost."""
        deadline = time.monotonic() + PATIENCE
        while True:
            with contextlib.suppress(httpx.TimeoutException):
                if self._ask(FEWEST_MESSAGES, timeout=1).status_code == 200:
                    return
            if time.monotonic() > deadline:
                raise TimeoutError("no messages came through the flow")
            time.sleep(0.05)

    def _run(self, messages: int) -> float:
        """Seconds that so many messages take."""
        return float(self._ask(messages).raise_for_status().text)

    def _ask(self, messages: int, timeout: float = PATIENCE) -> httpx.Response:
        query: dict[str, int] = {
            "messages": messages,
            "arrivals": int(messages * self._case.arrivals),
            "window": self._case.window,
        }
        return httpx.get(f"{self.contender.url}/bench/{self._source}", params=query, timeout=timeout)

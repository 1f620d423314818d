"""`bench-source` and `bench-sink`: make messages, count them, keep the time. `bench.js` is the same for Node-RED.

GET /bench/<id of the source>?messages=1000&arrivals=1000&window=0 has the source send so many messages of about 100
bytes, and is answered with the seconds that passed until `arrivals` messages had reached the sink. With a `window` so
many are under way at most: each that is through has the next one sent; without, all are sent at once.

On the path of the command `wirelatch flows`, this module and the `dist-info` beside it are a package of node types like
any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import ClassVar

from wirelatch.engine.node import Message, Node
from wirelatch.webkit.http_routes import HttpRequest

_TEXT = {"content-type": "text/plain"}


@dataclass(slots=True)
class Run:
    """One round: what is still to be sent and to arrive."""

    source: BenchSource
    request: HttpRequest
    left: int
    """Messages that have not reached the sink yet."""
    unsent: int
    each: float
    """How many reach the sink for each that is sent."""
    next: int = 0
    answered: int = 0
    began: float = 0.0


class BenchSource(Node, type="bench-source", category="benchmark", inputs=0):
    """Sends messages when poked over HTTP."""

    run: ClassVar[Run]

    def start(self) -> None:
        """Listen."""
        self._remove = self.runtime.http.add("GET", f"/bench/{self.id}", self._begin)

    def close(self, removed: bool) -> None:
        self._remove()

    def send_next(self) -> None:
        """Send one more message."""
        run = BenchSource.run
        run.unsent -= 1
        number, run.next = run.next, run.next + 1
        self.send({"payload": number, "topic": "house/meter/power", "unit": "kWh", "at": 1_790_000_000_000})

    def _begin(self, request: HttpRequest) -> None:
        messages, arrivals, window = (int(request.query[name]) for name in ("messages", "arrivals", "window"))
        BenchSource.run = Run(self, request, arrivals, messages, arrivals / messages, began=perf_counter())
        for _ in range(min(window or messages, messages)):
            self.send_next()


class BenchSink(Node, type="bench-sink", category="benchmark", outputs=0):
    """Counts, and answers the request that started the run when all are there."""

    def on_message(self, msg: Message) -> None:
        """Count."""
        run = BenchSource.run
        run.left -= 1
        if not run.left:
            run.request.respond(200, _TEXT, b"%f" % (perf_counter() - run.began))
        elif run.unsent:
            run.answered += 1
            if run.answered >= run.each:
                run.answered = 0
                run.source.send_next()

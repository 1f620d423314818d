"""`bench-source` and `bench-sink`: make messages, count them, keep the time. `bench.js` is the same for Node-RED.

GET /bench?n=1000 has the source send so many messages of about 100 bytes at once, and is answered with the seconds
that passed until as many had reached the sink. On the path of the command `wirelatch flows`, this module and the
`dist-info` beside it are a package of node types like any other.
"""

from __future__ import annotations

from time import perf_counter
from typing import ClassVar

from wirelatch.engine.node import Message, Node
from wirelatch.webkit.http_routes import HttpRequest


class BenchSource(Node, type="bench-source", category="benchmark", inputs=0):
    """Sends messages when poked over HTTP."""

    request: ClassVar[HttpRequest]
    began: ClassVar[float]

    def start(self) -> None:
        """Listen."""
        self._remove = self.runtime.http.add("GET", "/bench", self._run)

    def close(self, removed: bool) -> None:
        self._remove()

    def _run(self, request: HttpRequest) -> None:
        count = int(request.query["n"])
        BenchSink.left = count
        BenchSource.request, BenchSource.began = request, perf_counter()
        for number in range(count):
            self.send(
                {"payload": number, "topic": "house/meter/power", "unit": "kWh", "at": 1_790_000_000_000}
            )


class BenchSink(Node, type="bench-sink", category="benchmark", outputs=0):
    """Counts, and answers the request that started the run when all are there."""

    left: ClassVar[int] = 0

    def on_message(self, msg: Message) -> None:
        """Count."""
        BenchSink.left = left = BenchSink.left - 1
        if not left:
            took = perf_counter() - BenchSource.began
            BenchSource.request.respond(200, {"content-type": "text/plain"}, b"%f" % took)

"""Prometheus metrics of every route: how many requests, with which status, how long they took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, MutableMapping
from functools import lru_cache
from typing import Any

from prometheus_client import Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wirelatch.database import Database

REQUESTS = Counter("wirelatch_identity_requests", "Requests answered.", ["route", "method", "status"])
SECONDS = Histogram(
    "wirelatch_identity_request_seconds",
    "Time to answer.",
    ["route"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_KEY = "wirelatch.route"


def name_route(scope: MutableMapping[str, Any], route: str) -> None:
    """Say which route a request has; only names that are fixed beforehand, or every stranger could add to the list."""
    scope[_KEY] = route


async def measured(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Run an application for one request and count it."""
    begun, status = time.perf_counter(), 500

    async def send_and_note(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        await send(message)

    try:
        await app(scope, receive, send_and_note)
    finally:
        route = scope.get(_KEY, "other")
        method = scope["method"] if scope["method"] in METHODS else "other"
        count, seconds = _children(route, method, status)
        count.inc()
        seconds.observe(time.perf_counter() - begun)


@lru_cache(maxsize=5000)
def _children(route: str, method: str, status: int) -> tuple[Counter, Histogram]:
    """Looking them up by their labels costs more than counting."""
    return REQUESTS.labels(route, method, str(status)), SECONDS.labels(route)


class DatabaseFigures(Collector):
    """How busy the database's connections and queues are, asked when somebody looks."""

    def __init__(self, database: Callable[[], Database | None]) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """For Prometheus' client."""
        database = self._database()
        for name, value in (database.figures() if database else {}).items():
            text = name.replace("_", " ").capitalize() + "."
            yield GaugeMetricFamily(f"wirelatch_identity_database_{name}", text, value=value)

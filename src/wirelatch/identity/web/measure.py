"""Prometheus metrics of every route: how many requests, with which status, how long they took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

from prometheus_client import REGISTRY
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wirelatch.database import Database
from wirelatch.webkit.metrics import RequestCounts, RequestSeconds

REQUESTS = RequestCounts("wirelatch_identity_requests", "Requests answered.")
SECONDS = RequestSeconds("wirelatch_identity_request_seconds", "Time to answer.")
for collector in (REQUESTS, SECONDS):
    REGISTRY.register(collector)
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
        note(scope.get(_KEY, "other"), scope["method"], status, begun)


def note(route: str, method: str, status: int, begun: float) -> None:
    """Count a request that was answered; `begun`: by `time.perf_counter`."""
    REQUESTS.count(method if method in METHODS else "other", route, status)
    SECONDS.observe(route, time.perf_counter() - begun)


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

"""`/metrics` in Prometheus' text format. https://prometheus.io/docs/instrumenting/exposition_formats/"""

from __future__ import annotations

import hmac
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from wirelatch.webkit.loopback import is_loopback


class RequestCounts(Collector):
    """Answered requests by method, route and status."""

    def __init__(self, name: str, help_text: str) -> None:
        self._name = name
        self._help = help_text
        self._counts: dict[tuple[str, str, int], int] = {}

    def count(self, method: str, route: str, status: int) -> None:
        """One more."""
        key = (method, route, status)
        self._counts[key] = self._counts.get(key, 0) + 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        """For Prometheus' client."""
        family = CounterMetricFamily(self._name, self._help, labels=("method", "route", "status"))
        for (method, route, status), number in list(self._counts.items()):
            family.add_metric((method, route, str(status)), number)
        yield family


class RequestSeconds(Collector):
    """How long answering took, by route. Counted on the event loop only, so without the library's locks."""

    BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

    def __init__(self, name: str, help_text: str) -> None:
        self._name = name
        self._help = help_text
        self._counts: dict[str, list[int]] = {}
        self._sums: dict[str, float] = {}

    def observe(self, route: str, seconds: float) -> None:
        """One more."""
        if route not in self._counts:
            self._counts[route], self._sums[route] = [0] * (len(self.BOUNDS) + 1), 0.0
        self._counts[route][bisect_left(self.BOUNDS, seconds)] += 1
        self._sums[route] += seconds

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """For Prometheus' client."""
        family = HistogramMetricFamily(self._name, self._help, labels=("route",))
        bounds = [*map(str, self.BOUNDS), "+Inf"]
        for route, counts in list(self._counts.items()):
            buckets = list(zip(bounds, map(float, accumulate(counts)), strict=True))
            family.add_metric((route,), buckets, self._sums[route])
        yield family


def metrics_route(token: str = "", collectors: Iterable[Collector] = ()) -> Route:
    """The route; open to the machine itself, and to whoever sends `token` as bearer token, if there is one.

    It shows what this process's default registry holds, and these collectors.
    """
    own = CollectorRegistry(auto_describe=False)
    for collector in collectors:
        own.register(collector)

    async def metrics(request: Request) -> Response:
        if not (_is_local(request) or _has_token(request, token)):
            return Response(status_code=401, headers={"WWW-Authenticate": "Bearer"})
        return Response(generate_latest() + generate_latest(own), media_type=CONTENT_TYPE_LATEST)

    return Route("/metrics", metrics)


def _has_token(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(given.encode(), token.encode())


def _is_local(request: Request) -> bool:
    # A reverse proxy on the same machine comes from loopback too, but says for whom.
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    return is_loopback(request.client.host)

"""wirelatch.webkit.health, wirelatch.webkit.metrics"""

import httpx
import pytest
from starlette.applications import Starlette

from tests.webkit.serving import serving
from wirelatch.webkit.health import health_routes
from wirelatch.webkit.metrics import metrics_route


async def test_readiness_follows_the_application() -> None:
    ready = False
    app = Starlette(routes=health_routes(lambda: ready))
    async with serving(app) as base, httpx.AsyncClient(base_url=base) as client:
        assert (await client.get("/-/health/live/")).status_code == 200
        assert (await client.get("/-/health/ready/")).status_code == 503
        ready = True
        assert (await client.get("/-/health/ready/")).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "192.0.2.1"}, 401),
        ({"Forwarded": "for=192.0.2.1"}, 401),
        ({"X-Forwarded-For": "192.0.2.1", "Authorization": "Bearer sesame"}, 200),
        ({"X-Forwarded-For": "192.0.2.1", "Authorization": "Bearer wrong"}, 401),
    ],
)
async def test_metrics_are_for_this_machine_and_for_holders_of_the_token(
    headers: dict[str, str], status: int
) -> None:
    app = Starlette(routes=[metrics_route("sesame")])
    async with serving(app) as base, httpx.AsyncClient(base_url=base) as client:
        answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == status
    assert ("python_info" in answer.text) is (status == 200)


async def test_without_a_token_no_token_is_right() -> None:
    app = Starlette(routes=[metrics_route()])
    async with serving(app) as base, httpx.AsyncClient(base_url=base) as client:
        headers = {"X-Forwarded-For": "192.0.2.1", "Authorization": "Bearer "}
        answer = await client.get(
            "/metrics", headers=[(k.encode(), v.strip().encode()) for k, v in headers.items()]
        )
    assert answer.status_code == 401

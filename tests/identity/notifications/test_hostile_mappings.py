"""What a mapping of a webhook may make of a message: it is sent, or it is told that it cannot be, and no request breaks."""

from __future__ import annotations

from typing import Any

import pytest
from tests.identity.notifications.test_notifications import Hook, hook, post

__all__ = ["hook"]


async def sent(identity: Any, hook: Hook, kind: str, expression: str) -> Any:
    mapping = await post(identity, "propertymappings/notification/", name="m", expression=expression)
    transport = await post(
        identity,
        "events/transports/",
        name="t",
        mode="webhook",
        webhook_url=hook.url,
        **{f"webhook_mapping_{kind}": mapping["pk"]},
    )
    return await identity.api.post(f"events/transports/{transport['pk']}/test/")


@pytest.mark.parametrize(
    "made",
    [
        r'{"X-A": "1\r\nX-Injected: yes"}',
        r'{"X-A\r\nX-Injected: yes": "1"}',
        '{"X-A": "żółw"}',
        '{"Ż": "1"}',
        '{"": "1"}',
        '{"Transfer-Encoding": "chunked"}',
        '{"Content-Length": "5"}',
        '{"Host": "inner.example"}',
        '{"Connection": "Upgrade", "Upgrade": "websocket"}',
    ],
)
async def test_no_header_of_a_mapping_is_more_than_a_header(identity: Any, hook: Hook, made: str) -> None:
    answer = await sent(identity, hook, "headers", f"return {made}")
    assert answer.status_code in (200, 400), answer.text
    for headers, body in hook.heard:
        assert "x-injected" not in headers
        assert headers["host"] != "inner.example"
        assert body["body"].startswith("Test of the transport")


@pytest.mark.parametrize(
    "made", ["{1: 2}", "2**200", '"\\ud800"', "[" * 50 + "]" * 50, "None", '{"a": {None: 1}}']
)
async def test_whatever_body_a_mapping_makes_the_request_is_answered(
    identity: Any, hook: Hook, made: str
) -> None:
    answer = await sent(identity, hook, "body", f"return {made}")
    assert answer.status_code in (200, 400), answer.text


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/\r\nX: y", "http://[::1", "http://żółw.example/", "http://a b/", "gopher://127.0.0.1/",
     "http://127.0.0.1@evil.example/", "file:///etc/passwd", "http://0x7f.1/", "http://%31%32%37.0.0.1/"],
)  # fmt: skip
async def test_an_address_that_is_none_is_refused_or_told(identity: Any, url: str) -> None:
    made = await identity.api.post(
        "events/transports/", json={"name": "t", "mode": "webhook", "webhook_url": url}
    )
    assert made.status_code in (201, 400), made.text
    if made.status_code == 201:
        answer = await identity.api.post(f"events/transports/{made.json()['pk']}/test/")
        assert answer.status_code == 400, answer.text

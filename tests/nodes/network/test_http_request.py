"""The `http request` node; `tests/peers/differential` compares it with Node-RED's."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.network.http.flows import flows
from tests.support.asgi import read_body
from tests.support.certificates import PASSPHRASE, Certificates, make_certificates
from tests.support.ports import free_port
from wirelatch.engine.testing import collect, running

Serve = Callable[..., contextlib.AbstractAsyncContextManager[str]]


class Server:
    """Tells what it was asked; `/digest` wants a digest, `/slow` takes its time, `/loop` redirects for ever."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = await read_body(receive)
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        self.seen.append({"method": scope["method"], "path": scope["path"], "headers": headers, "body": body})
        status, extra = 200, []
        if scope["path"] == "/slow":
            await asyncio.sleep(1)
        elif scope["path"] == "/loop":
            status, extra = 302, [(b"location", b"/loop")]
        elif scope["path"] == "/digest" and not _digest_is_right(headers.get("authorization", "")):
            status, extra = (
                401,
                [(b"www-authenticate", b'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256')],
            )
        await send({"type": "http.response.start", "status": status, "headers": extra})
        await send({"type": "http.response.body", "body": b"done"})


def _digest_is_right(header: str) -> bool:
    """https://www.rfc-editor.org/rfc/rfc7616#section-3.4.1, for user `u` with password `p`."""
    parts = dict(re.findall(r'(\w+)="?([^",]+)"?', header))

    def sha(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    if not header.startswith("Digest ") or parts.get("username") != "u":
        return False
    expected = sha(f"{sha('u:r:p')}:n:{parts['nc']}:{parts['cnonce']}:auth:{sha('GET:/digest')}")
    return parts["response"] == expected


async def fetched(
    url: str, msg: dict[str, Any] | None = None, credentials: Any = None, **config: Any
) -> dict[str, Any]:
    async with running(flows(url, **config), credentials=credentials) as runtime:
        runtime.node("h").receive(msg or {})  # type: ignore[union-attr]
        return await collect(runtime, "p").next()


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path / "certificates")


async def test_basic_digest_and_bearer_credentials_are_sent(serve: Serve) -> None:
    server = Server()
    async with serve(server) as url:
        await fetched(url, credentials={"h": {"user": "u", "password": "p"}}, authType="basic")
        assert server.seen[-1]["headers"]["authorization"] == "Basic " + base64.b64encode(b"u:p").decode()
        await fetched(url, credentials={"h": {"password": "token"}}, authType="bearer")
        assert server.seen[-1]["headers"]["authorization"] == "Bearer token"
        msg = await fetched(
            url + "/digest", credentials={"h": {"user": "u", "password": "p"}}, authType="digest"
        )
        assert msg["statusCode"] == 200
        wrong = await fetched(
            url + "/digest", credentials={"h": {"user": "u", "password": "x"}}, authType="digest"
        )
        assert wrong["statusCode"] == 401


async def test_the_address_that_answered_has_a_path(serve: Serve) -> None:
    async with serve(Server()) as url:
        assert (await fetched(url))["responseUrl"] == f"{url}/"
        assert (await fetched(f"{url}?a=%20b"))["responseUrl"] == f"{url}/?a=%20b"


async def test_a_server_that_takes_too_long_is_an_error_with_the_name_node_js_gives_it(serve: Serve) -> None:
    async with serve(Server()) as url, running(flows(url + "/slow")) as runtime:
        runtime.node("h").receive({"requestTimeout": 50})  # type: ignore[union-attr]
        assert (await collect(runtime, "e").next())["error"]["code"] == "ETIMEDOUT"
        assert (await collect(runtime, "p").next())["statusCode"] == "ETIMEDOUT"


async def test_with_senderr_failures_go_to_catch_nodes_only() -> None:
    async with running(flows(f"http://127.0.0.1:{free_port()}", senderr=True)) as runtime:
        runtime.node("h").receive({})  # type: ignore[union-attr]
        assert (await collect(runtime, "e").next())["error"]["code"] == "ECONNREFUSED"
        await runtime.machine.idle()
        assert not collect(runtime, "p").received


async def test_a_host_that_does_not_exist_is_not_found() -> None:
    assert (await fetched("http://no-such-host.invalid/"))["statusCode"] in ("ENOTFOUND", "EAI_AGAIN")


async def test_credentials_do_not_follow_a_redirect_to_another_server(serve: Serve) -> None:
    other = Server()
    async with serve(other) as other_url:

        async def elsewhere(scope: Any, receive: Any, send: Any) -> None:
            headers = [(b"location", f"{other_url}/digest".encode())]
            await send({"type": "http.response.start", "status": 302, "headers": headers})
            await send({"type": "http.response.body", "body": b""})

        async with serve(elsewhere) as url:
            for kind in ("basic", "digest", "bearer"):
                credentials = {"h": {"user": "u", "password": "p"}}
                await fetched(url, credentials=credentials, authType=kind)
                assert "authorization" not in other.seen[-1]["headers"]
            assert len(other.seen) == 3


async def test_redirects_end_after_twenty_one(serve: Serve) -> None:
    server = Server()
    async with serve(server) as url:
        assert (await fetched(url + "/loop"))["statusCode"] == "ERR_TOO_MANY_REDIRECTS"
        assert len(server.seen) == 22


async def test_requests_of_many_messages_run_at_the_same_time(serve: Serve) -> None:
    waiting = asyncio.Barrier(5)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await waiting.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async with serve(app) as url, running(flows(url)) as runtime:
        for _ in range(5):
            runtime.node("h").receive({})  # type: ignore[union-attr]
        assert len(await collect(runtime, "p").take(5)) == 5


async def test_a_certificate_is_checked_unless_that_is_switched_off(
    serve: Serve, certificates: Certificates
) -> None:
    files = {"ssl_certfile": certificates.path("server.pem"), "ssl_keyfile": certificates.path("server.key")}
    async with serve(Server(), **files) as url:
        refused = await fetched(url)
        assert isinstance(refused["statusCode"], str)
        assert "certificate" in refused["payload"].lower()
        assert (await fetched(url, {"rejectUnauthorized": False}))["statusCode"] == 200


@pytest.mark.parametrize("source", ["files", "data", "pfx", "env"])
async def test_a_tls_configuration_brings_authorities_and_a_certificate_of_our_own(
    serve: Serve, certificates: Certificates, source: str
) -> None:
    c = certificates
    config: dict[str, Any] = {"id": "t", "type": "tls-config", "certType": "files", "verifyservercert": True}
    credentials: dict[str, Any] = {}
    env: dict[str, str] = {}
    if source == "files":
        config |= {"cert": c.path("client.pem"), "key": c.path("client.key"), "ca": c.path("ca.pem")}
    elif source == "data":
        credentials = {
            "certdata": c.text("client.pem"),
            "keydata": c.text("client.key"),
            "cadata": c.text("ca.pem"),
        }
    elif source == "pfx":
        config |= {"certType": "pfx", "p12": c.path("client.p12"), "verifyservercert": False}
        credentials = {"passphrase": PASSPHRASE}
    else:
        config |= {"certType": "env", "certEnv": "CERT", "keyEnv": "KEY", "caEnv": "CA"}
        env = {"CERT": c.text("client.pem"), "KEY": c.text("client.key"), "CA": c.text("ca.pem")}
    files = {
        "ssl_certfile": c.path("server.pem"), "ssl_keyfile": c.path("server.key"), "ssl_ca_certs": c.path("ca.pem"),
        "ssl_cert_reqs": 2,
    }  # fmt: skip
    async with serve(Server(), **files) as url:  # noqa: SIM117 - the second needs the first
        async with running(
            [config, *flows(url, tls="t")], credentials={"t": credentials}, env=env
        ) as runtime:
            runtime.node("h").receive({})  # type: ignore[union-attr]
            assert (await collect(runtime, "p").next())["statusCode"] == 200


async def test_a_certificate_without_its_key_is_an_error_in_words(
    caplog: pytest.LogCaptureFixture, certificates: Certificates
) -> None:
    config = {"id": "t", "type": "tls-config", "certType": "files", "cert": certificates.path("client.pem")}
    async with running([config, *flows("https://127.0.0.1", tls="t")]):
        assert "a certificate and a private key must be given together" in caplog.text


async def test_a_proxy_is_used_except_for_the_hosts_named(serve: Serve) -> None:
    proxy, server = Server(), Server()
    async with serve(proxy) as proxy_url, serve(server) as url:
        config = {"id": "x", "type": "http proxy", "url": proxy_url, "noproxy": ["direct.example"]}
        credentials = {"x": {"username": "u", "password": "p"}}
        async with running([config, *flows(url, proxy="x")], credentials=credentials) as runtime:
            runtime.node("h").receive({})  # type: ignore[union-attr]
            await collect(runtime, "p").next()
            assert len(proxy.seen) == 1
            assert proxy.seen[0]["headers"]["proxy-authorization"].startswith("Basic ")
        exempt = {**config, "noproxy": ["127.0.0.1"]}
        async with running([exempt, *flows(url, proxy="x")]) as runtime:
            runtime.node("h").receive({})  # type: ignore[union-attr]
            await collect(runtime, "p").next()
            assert (len(proxy.seen), len(server.seen)) == (1, 1)

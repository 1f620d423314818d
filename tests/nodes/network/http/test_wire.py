"""What `http request` makes of answers, byte by byte, and how it keeps connections."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.nodes.network.http.flows import flows
from tests.support.certificates import make_certificates
from wirelatch.engine.testing import collect, running


class Scripted:
    """A server that answers each request with the next of some bytes; `None` closes the connection."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self.answers = answers
        self.url = ""
        self.heads: list[bytes] = []
        self.connections = 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while self.answers:
                self.heads.append(await reader.readuntil(b"\r\n\r\n"))
                answer = self.answers.pop(0)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
                if answer.endswith(b"EOF") or not self.answers:
                    break
        writer.close()


@contextlib.asynccontextmanager
async def scripted(*answers: bytes | None, **more: Any) -> AsyncIterator[Scripted]:
    server = Scripted(list(answers))
    async with await asyncio.start_server(server.take, "127.0.0.1", 0, **more) as listening:
        scheme = "https" if more.get("ssl") else "http"
        server.url = f"{scheme}://127.0.0.1:{listening.sockets[0].getsockname()[1]}/path?q=1"
        yield server


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def fetched(url: str, **config: Any) -> dict[str, Any]:
    async with running(flows(url, **config)) as runtime:
        runtime.node("h").receive({})  # type: ignore[union-attr]
        return await collect(runtime, "p").next()


@pytest.mark.parametrize(
    ("answer", "method", "payload"),
    [
        (OK, "GET", "ok"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", ""),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "GET", ""),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, "POST", "ok"),
        (b"HTTP/1.0 200 OK\r\n\r\nup to EOF", "GET", "up to EOF"),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\nTrailer: x\r\n\r\n",
            "GET",
            "abc",
        ),
    ],
)
async def test_answers_are_read_up_to_their_end(answer: bytes, method: str, payload: str) -> None:
    async with scripted(answer) as server:
        msg = await fetched(server.url, method=method)
    assert msg["payload"] == payload
    assert server.heads[0].startswith(method.encode() + b" /path?q=1 HTTP/1.1\r\n")
    assert "trailer" not in msg["headers"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"HTTP/1.0 200\nContent-Type: text/plain\n\nHelloEOF", "HPE_INVALID_STATUS"),
        (b"HTTP/1.1 200 OK\r\nA: b\x01c\r\nContent-Length: 5\r\n\r\nHello", "HPE_INVALID_HEADER_TOKEN"),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n0\r\n\r\n",
            "HPE_INVALID_TRANSFER_ENCODING",
        ),
    ],
)
async def test_malformed_answers_are_refused_unless_strict_parsing_is_switched_off(
    answer: bytes, code: str
) -> None:
    async with scripted(answer) as server:
        refused = await fetched(server.url)
    assert refused["statusCode"] == code
    assert refused["payload"].startswith("RequestError: Parse Error: ")
    async with scripted(answer) as server:
        accepted = await fetched(server.url, insecureHTTPParser=True)
    assert accepted["statusCode"] == 200
    assert accepted["payload"].startswith("Hello")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"garbage\r\n\r\n", "HPE_INVALID_CONSTANT"),
        (b"HTTP/1.1 200 OK\r\nA: " + b"x" * 20_000 + b"\r\n\r\n", "HPE_HEADER_OVERFLOW"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\ntoo shortEOF", "ECONNRESET"),
        (None, "ECONNRESET"),
    ],
)
async def test_garbage_and_broken_connections_are_errors(answer: bytes | None, code: str) -> None:
    async with scripted(answer) as server:
        assert (await fetched(server.url, method="POST"))["statusCode"] == code


async def test_connections_are_kept_for_the_next_request_and_one_that_has_died_is_replaced() -> None:
    async with scripted(OK, OK, None, OK) as server, running(flows(server.url)) as runtime:
        for _ in range(3):
            runtime.node("h").receive({})  # type: ignore[union-attr]
            assert (await collect(runtime, "p").next())["payload"] == "ok"
    assert server.connections == 2


async def test_a_connection_that_the_server_wants_closed_is_not_used_again() -> None:
    closing = OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    async with scripted(closing, OK) as server, running(flows(server.url)) as runtime:
        for _ in range(2):
            runtime.node("h").receive({})  # type: ignore[union-attr]
            await collect(runtime, "p").next()
    assert server.connections == 2


async def test_an_https_server_is_reached_through_the_proxy_that_the_environment_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificates = make_certificates(tmp_path / "c")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.path("server.pem"), certificates.path("server.key"))
    tls = {"id": "t", "type": "tls-config", "ca": certificates.path("ca.pem")}
    asked: list[bytes] = []

    async with scripted(OK, ssl=context) as server:

        async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            far = await asyncio.open_connection("127.0.0.1", int(server.url.split(":")[2].split("/")[0]))
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await asyncio.gather(_copy(reader, far[1]), _copy(far[0], writer))

        async with await asyncio.start_server(proxy, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            monkeypatch.setenv("https_proxy", f"http://u:p%40@127.0.0.1:{port}")
            async with running([tls, *flows(server.url, tls="t")]) as runtime:
                runtime.node("h").receive({})  # type: ignore[union-attr]
                assert (await collect(runtime, "p").next())["payload"] == "ok"
    assert asked[0].startswith(b"CONNECT 127.0.0.1:")
    assert b"Proxy-Authorization: Basic dTpwQA==\r\n" in asked[0]


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
        writer.close()


async def test_a_proxy_that_refuses_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    async with scripted(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n") as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        msg = await fetched("https://far.example/")
    assert "403" in msg["payload"]


async def test_sha_512_256_is_answered_in_both_meanings() -> None:
    challenge = b'HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=SHA-512-256\r\nContent-Length: 0\r\n\r\n'
    async with scripted(challenge, challenge, OK) as server:
        credentials = {"h": {"user": "u", "password": "p"}}
        async with running(flows(server.url, authType="digest"), credentials=credentials) as runtime:
            runtime.node("h").receive({})  # type: ignore[union-attr]
            assert (await collect(runtime, "p").next())["payload"] == "ok"
    assert b"uthorization" not in server.heads[0]
    answers = [head.partition(b'response="')[2][:64] for head in server.heads[1:]]
    assert len(set(answers)) == 2
    assert all(len(answer) == 64 for answer in answers)

"""wirelatch.webkit.serve"""

import asyncio
import os
import signal
import socket

import httpx
import pytest
from starlette.responses import PlainTextResponse

from wirelatch.webkit.serve import ListenError, listen, serve


async def test_a_free_port_is_told_when_requests_are_answered() -> None:
    stop = asyncio.Event()
    ports: list[int] = []

    def ready(port: int) -> None:
        ports.append(port)

    task = asyncio.create_task(serve(PlainTextResponse("hello"), "127.0.0.1", 0, ready, stop=stop))
    while not ports:
        await asyncio.sleep(0)
    async with httpx.AsyncClient() as client:
        assert (await client.get(f"http://127.0.0.1:{ports[0]}/")).text == "hello"
    stop.set()
    await task
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", ports[0])) != 0


async def test_a_signal_ends_it() -> None:
    ready = asyncio.Event()
    task = asyncio.create_task(serve(PlainTextResponse("x"), "127.0.0.1", 0, lambda port: ready.set()))
    await ready.wait()
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, 10)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGTERM)
    asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)


def test_a_port_in_use_is_named() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(ListenError, match="is in use; choose another one"):
        listen("127.0.0.1", first.getsockname()[1])


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(ListenError, match=r"cannot listen on 192\.0\.2\.1 port 0"):
        listen("192.0.2.1", 0)
    with pytest.raises(ListenError, match="cannot listen on no such host"):
        listen("no such host", 0)

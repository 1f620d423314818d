"""Writes go out in pairs, or at the end of the turn, and always in their order."""

from __future__ import annotations

import asyncio
from typing import Any

from wirelatch.webkit.joined_writes import JoinedWrites


class Recorder(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Any] = []

    def write(self, data: Any) -> None:
        self.sent.append(bytes(data))

    def close(self) -> None:
        self.sent.append("closed")


def joined() -> tuple[JoinedWrites, list[Any]]:
    recorder = Recorder()
    return JoinedWrites(recorder, asyncio.get_running_loop()), recorder.sent


async def test_two_writes_are_sent_as_one() -> None:
    transport, sent = joined()
    transport.write(b"head")
    assert sent == []
    transport.write(b"body")
    assert sent == [b"headbody"]


async def test_a_single_write_is_sent_at_the_end_of_the_turn() -> None:
    transport, sent = joined()
    transport.write(b"head")
    await asyncio.sleep(0)
    assert sent == [b"head"]


async def test_a_large_body_is_not_copied() -> None:
    transport, sent = joined()
    transport.write(b"head")
    transport.write(b"x" * 100_000)
    assert [len(data) for data in sent] == [4, 100_000]


async def test_what_is_held_back_is_sent_before_the_connection_closes() -> None:
    transport, sent = joined()
    transport.write(b"head")
    transport.close()
    await asyncio.sleep(0)
    assert sent == [b"head", "closed"]

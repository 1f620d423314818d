"""`file` and `file in`; `tests/peers/differential` compares them with Node-RED's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.support.flows import CATCH, PROBE
from wirelatch.engine.testing import collect, running
from wirelatch.nodes.storage.encodings import ENCODINGS, decode, encode

REST = [PROBE, *CATCH]


def write(path: Any, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": "n", "type": "file", "filename": str(path), "filenameType": "str", "appendNewline": True, "overwriteFile": "false", "wires": [["p"]], **more},
        *REST,
    ]  # fmt: skip


def read(path: Any, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": "n", "type": "file in", "filename": str(path), "filenameType": "str", "format": "utf8", "sendError": False, "wires": [["p"]], **more},
        *REST,
    ]  # fmt: skip


async def test_a_thousand_messages_are_written_in_their_order(tmp_path: Path) -> None:
    async with running(write(tmp_path / "log")) as runtime:
        for number in range(1000):
            runtime.node("n").receive({"payload": number})  # type: ignore[union-attr]
        sent = await collect(runtime, "p").take(1000)
        assert [msg["payload"] for msg in sent] == list(range(1000))
    assert (tmp_path / "log").read_text().split() == [str(number) for number in range(1000)]


async def test_what_was_accepted_is_written_before_the_node_stops(tmp_path: Path) -> None:
    async with running(write(tmp_path / "log")) as runtime:
        for number in range(50):
            runtime.node("n").on_message({"payload": number, "_msgid": "x"})  # type: ignore[union-attr]
    assert len((tmp_path / "log").read_text().split()) == 50


async def test_a_log_file_that_is_moved_away_is_made_anew(tmp_path: Path) -> None:
    async with running(write(tmp_path / "log")) as runtime:
        runtime.node("n").receive({"payload": 1})  # type: ignore[union-attr]
        await collect(runtime, "p").next()
        (tmp_path / "log").rename(tmp_path / "log.1")
        runtime.node("n").receive({"payload": 2})  # type: ignore[union-attr]
        await collect(runtime, "p").next()
    assert (tmp_path / "log").read_text() == "2" + os.linesep


async def test_relative_names_are_below_the_working_directory_of_the_settings(tmp_path: Path) -> None:
    async with running(
        write("sub/x", createDir=True), settings={"fileWorkingDirectory": str(tmp_path)}
    ) as runtime:
        runtime.node("n").receive({"payload": "x"})  # type: ignore[union-attr]
        assert (await collect(runtime, "p").next())["filename"] == "sub/x"
    assert (tmp_path / "sub/x").exists()


@pytest.mark.parametrize("action", ["false", "true", "delete"])
async def test_a_file_that_cannot_be_worked_on_is_an_error_and_the_message_stops(
    tmp_path: Path, action: str
) -> None:
    async with running(write(tmp_path / "no" / "file", overwriteFile=action)) as runtime:
        runtime.node("n").receive({"payload": "x"})  # type: ignore[union-attr]
        assert (await collect(runtime, "e").next())["error"]["code"] == "ENOENT"
        assert not collect(runtime, "p").received


async def test_an_unknown_encoding_is_an_error_in_words(tmp_path: Path) -> None:
    async with running(write(tmp_path / "x", encoding="setbymsg")) as runtime:
        runtime.node("n").receive({"payload": "x", "encoding": "klingon"})  # type: ignore[union-attr]
        assert "unknown encoding 'klingon'" in (await collect(runtime, "e").next())["error"]["message"]


async def test_characters_across_two_pieces_of_a_file_are_whole(tmp_path: Path) -> None:
    lines = ["ä€𝄞" * 9000, "b" * 100_000, "", "ö"]
    (tmp_path / "x").write_text("\n".join(lines))
    async with running(read(tmp_path / "x", format="lines")) as runtime:
        runtime.node("n").receive({"topic": "t"})  # type: ignore[union-attr]
        sent = await collect(runtime, "p").take(4)
        assert [msg["payload"] for msg in sent] == lines
        assert [msg["parts"]["index"] for msg in sent] == [0, 1, 2, 3]
        assert sent[-1]["parts"]["count"] == 4


async def test_a_stream_gives_the_file_in_pieces_of_64_kib(tmp_path: Path) -> None:
    data = os.urandom(150_000)
    (tmp_path / "x").write_bytes(data)
    async with running(read(tmp_path / "x", format="stream")) as runtime:
        runtime.node("n").receive({})  # type: ignore[union-attr]
        sent = await collect(runtime, "p").take(3)
        assert [len(msg["payload"]) for msg in sent] == [65536, 65536, 18928]
        assert b"".join(msg["payload"] for msg in sent) == data


async def test_files_are_read_in_the_order_of_the_messages(tmp_path: Path) -> None:
    names = [f"f{number}" for number in range(30)]
    for name in names:
        (tmp_path / name).write_text(name)
    settings = {"fileWorkingDirectory": str(tmp_path)}
    async with running(read("filename", filenameType="msg"), settings=settings) as runtime:
        for name in names:
            runtime.node("n").receive({"filename": name})  # type: ignore[union-attr]
        assert [msg["payload"] for msg in await collect(runtime, "p").take(30)] == names


@pytest.mark.parametrize("name", [name for name in ENCODINGS if name not in ("base64", "hex", "ascii")])
def test_every_encoding_offered_reads_back_what_it_wrote(name: str) -> None:
    text = "plain text 123"
    assert decode(encode(text, name), name) == text

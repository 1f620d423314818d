"""Drafts on file: what a crash leaves, and a disk that takes nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.workbench.drafts.editor import NODE, TAB, setting
from wirelatch.workbench.drafts import draft as drafts
from wirelatch.workbench.drafts import room as rooms
from wirelatch.workbench.drafts.draft import Draft
from wirelatch.workbench.drafts.journal import Journal, Stored
from wirelatch.workbench.drafts.json_types import DraftMessageJson
from wirelatch.workbench.drafts.records import Records
from wirelatch.workbench.drafts.room import Room


class Hearing:
    client = "somebody"

    def __init__(self) -> None:
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def tell(self, message: DraftMessageJson) -> None:
        self.heard.put_nowait(dict(message))

    def leave(self) -> None:
        pass

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.heard.get(), 10)


def new_room(path: Path) -> Room:
    return Room("shared", Draft.of(Records([TAB, NODE]), "r1", Stored()), Journal(path), is_new=True)


def test_a_line_that_a_crash_cut_off_is_left_out(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "draft.jsonl")
    journal.start({"seq": 0})
    journal.append([{"seq": 1}, {"seq": 2}])
    journal.close()
    content = journal.path.read_bytes()
    for length in range(len(content)):
        journal.path.write_bytes(content[:length])
        stored = Journal(journal.path).load()
        whole = max(content[:length].count(b"\n") - 1, 0)
        assert stored.batches == [{"seq": 1}, {"seq": 2}][:whole]
        assert stored.head == {} or stored.is_whole == content[:length].endswith(b"\n")


def test_a_file_that_is_no_journal_is_kept_aside(tmp_path: Path) -> None:
    path = tmp_path / "draft.jsonl"
    path.write_text("something else\n")
    assert Journal(path).load() == Stored()
    assert [file.read_text() for file in tmp_path.glob("*.unusable-*")] == ["something else\n"]


async def test_nothing_is_acknowledged_before_it_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "RETRY_SECONDS", 0.01)
    (tmp_path / "drafts").write_text("a file where the folder should be")
    room, editor = new_room(tmp_path / "drafts" / "shared.jsonl"), Hearing()
    room.listeners.add(editor)
    room.edit("somebody", 1, "ada", [setting("n1", "name", "x")])
    assert "trouble" in await editor.next()
    (tmp_path / "drafts").unlink()
    while "ack" not in (message := await editor.next()):
        assert "trouble" in message
    stored = Journal(tmp_path / "drafts" / "shared.jsonl").load()
    assert stored.head["ops"] == [setting("n1", "name", "x")]
    await room.close()


async def test_a_long_journal_is_written_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "LONGEST_JOURNAL", 2_000)
    monkeypatch.setattr(drafts, "REMEMBERED_CLIENTS", 3)
    room = new_room(tmp_path / "shared.jsonl")
    for number in range(1, 200):
        room.edit(f"client-{number}", 1, "ada", [setting("n1", "name", f"name {number}")])
        await room.stored()
    await room.close()
    assert (tmp_path / "shared.jsonl").stat().st_size < 4_000
    again = Draft.of(Records([TAB, NODE]), "r1", Journal(tmp_path / "shared.jsonl").load())
    assert again.records.get("n1") == {**NODE, "name": "name 199"}
    assert again.seq == 199
    assert list(again.clients) == ["client-197", "client-198", "client-199"]


async def test_half_a_character_pair_is_stored_and_read_again(tmp_path: Path) -> None:
    """JavaScript cuts texts between the two halves of a character; UTF-8 has no word for one of them."""
    room, editor = new_room(tmp_path / "shared.jsonl"), Hearing()
    room.listeners.add(editor)
    room.edit("somebody", 1, "ada", [setting("n1", "name", "\ud83d")])
    assert (await editor.next())["ack"]["n"] == 1
    room.edit("somebody", 2, "ada", [setting("n1", "info", "\udc00")])
    assert (await editor.next())["ack"]["n"] == 2
    await room.close()
    again = Draft.of(Records([TAB, NODE]), "r1", Journal(tmp_path / "shared.jsonl").load())
    assert again.records.get("n1") == {**NODE, "name": "\ud83d", "info": "\udc00"}


async def test_storing_goes_on_after_what_nobody_expected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "RETRY_SECONDS", 0.01)
    room, editor = new_room(tmp_path / "shared.jsonl"), Hearing()
    room.listeners.add(editor)
    with monkeypatch.context() as broken:
        broken.setattr(Journal, "start", lambda *_: 1 / 0)
        room.edit("somebody", 1, "ada", [setting("n1", "name", "x")])
        assert "trouble" in await editor.next()
    while "ack" not in await editor.next():
        pass
    await room.close()

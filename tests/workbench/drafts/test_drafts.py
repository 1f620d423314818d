"""The drafts of a flows half: shared and private, over restarts and deploys."""

from __future__ import annotations

import asyncio
import errno
import os
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.access.flows_half import FlowsHalf, flows_half, session_token
from tests.workbench.drafts.editor import NODE, TAB, adding, editor, setting
from wirelatch.access.users import User
from wirelatch.engine.node import Node
from wirelatch.engine.testing import running
from wirelatch.workbench.drafts import room as rooms
from wirelatch.workbench.drafts.drafts import Drafts
from wirelatch.workbench.drafts.journal import Journal


async def ops_of(half: FlowsHalf, username: str) -> list[object]:
    async with half.tool(await session_token(half, "*", username)) as tool:
        ops: list[object] = (await tool.get("/api/v1/draft")).json()["ops"]
        return ops


async def act(half: FlowsHalf, username: str, method: str, path: str) -> int:
    async with half.tool(await session_token(half, "*", username)) as tool:
        return (await tool.request(method, f"/api/v1/draft/{path}")).status_code


async def deploy(half: FlowsHalf, records: list[dict[str, object]]) -> None:
    async with half.tool(await session_token(half, "*", "root")) as tool:
        assert (await tool.post("/flows", json=records)).status_code == 204


async def test_a_private_draft_is_ones_own_until_it_is_merged(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1) as half:
        await deploy(half, [TAB, NODE])
        assert await act(half, "bob", "POST", "merge") == 404
        assert await act(half, "bob", "POST", "private") == 204
        async with editor(half, "bob") as bob, editor(half, "ada") as ada:
            assert bob.welcome["draft"] == "private"
            await bob.edit(setting("n1", "name", "bob's"))
            await ada.edit(setting("n1", "y", 9))
        assert await ops_of(half, "ada") == [setting("n1", "y", 9)]
        assert await ops_of(half, "bob") == [setting("n1", "name", "bob's")]
    async with flows_half(tmp_path, identity_port=1) as half:
        await deploy(half, [TAB, {**NODE, "x": 5}])
        assert await ops_of(half, "bob") == [setting("n1", "name", "bob's")]
        assert await act(half, "bob", "POST", "merge") == 204
        both = [setting("n1", "y", 9), setting("n1", "name", "bob's")]
        assert await ops_of(half, "bob") == await ops_of(half, "ada") == both
        assert ("bob", "draft.merge") in await half.audit()


async def test_a_private_draft_can_be_thrown_away(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1) as half:
        await deploy(half, [TAB, NODE])
        await act(half, "bob", "POST", "private")
        async with editor(half, "bob") as bob:
            await bob.edit(setting("n1", "name", "bob's"))
        assert await act(half, "bob", "DELETE", "private") == 204
        assert await ops_of(half, "bob") == []
        assert sorted(os.listdir(tmp_path / "drafts")) == ["shared.jsonl"]


async def test_what_was_acknowledged_is_there_after_a_restart_and_what_follows_is_counted_on(
    tmp_path: Path,
) -> None:
    async with flows_half(tmp_path, identity_port=1) as half:
        await deploy(half, [TAB, NODE])
        async with editor(half) as ada:
            last = await ada.edit(adding({"id": "n7", "type": "debug"}))
            # As after a crash, in the middle of a line.
            journal = (tmp_path / "drafts" / "shared.jsonl").read_bytes()
            known = {key: ada.welcome[key] for key in ("epoch", "revision")}
    (tmp_path / "drafts" / "shared.jsonl").write_bytes(journal + b'{"seq": 9, "ops')
    async with flows_half(tmp_path, identity_port=1) as half, editor(half, **known, seq=last["seq"]) as ada:
        assert ada.welcome["batches"] == []
        assert ada.welcome["n"] == 1
        ada._number = 1
        assert (await ada.edit(setting("n7", "name", "x")))["seq"] == last["seq"] + 1
    async with flows_half(tmp_path, identity_port=1) as half:
        (patch,) = await ops_of(half, "ada")
        assert patch == adding({"id": "n7", "type": "debug", "name": "x"})


async def test_a_deploy_is_told_to_everybody_with_what_it_changed(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1) as half:
        await deploy(half, [TAB, NODE])
        async with editor(half) as ada:
            await ada.edit(setting("n1", "name", "draft"))
            await deploy(half, [TAB, {**NODE, "x": 5}])
            assert (await ada.hear("batch"))["ops"] == [setting("n1", "x", 5)]
            told = await ada.hear("deployed")
        assert told["before"] == ada.welcome["revision"]
        assert told["ops"] == [setting("n1", "x", 5)]
        assert await ops_of(half, "ada") == [setting("n1", "name", "draft")]


class SlowToStart(Node, type="slow to start"):
    """Takes as long as the test wants."""

    may_start = asyncio.Event()

    async def start(self) -> None:
        await self.may_start.wait()


async def test_drafts_follow_what_is_stored_and_do_not_wait_until_it_runs(tmp_path: Path) -> None:
    async with running([TAB], classes=[SlowToStart]) as runtime:
        drafts = Drafts(runtime, tmp_path)
        await drafts.open()
        deploying = asyncio.create_task(runtime.deploy([TAB, {**NODE, "type": "slow to start"}]))
        while runtime.node("n1") is None:
            await asyncio.sleep(0)
        room = await drafts.room_of(User("bob", "*"))
        assert room.draft.revision == runtime.revision
        assert not deploying.done()
        SlowToStart.may_start.set()
        await deploying
        await drafts.close()


async def test_who_finds_no_room_for_a_draft_is_told_and_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rooms, "RETRY_SECONDS", 0.01)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with flows_half(tmp_path, identity_port=1) as half:
        await deploy(half, [TAB, NODE])
        async with editor(half, "ada") as ada:
            await ada.edit(setting("n1", "name", "ada's"))
            with monkeypatch.context() as broken:
                broken.setattr(Journal, "start", full)
                assert await act(half, "bob", "POST", "private") == 507
                assert await act(half, "bob", "POST", "discard") == 507
                async with editor(half, "cleo") as cleo:
                    assert cleo.welcome["draft"] == "shared"
            assert await act(half, "bob", "POST", "private") == 204
            await ada.edit(setting("n1", "name", "again"))
        assert await ops_of(half, "ada") == [setting("n1", "name", "again")]


async def test_what_is_sent_while_a_private_draft_is_merged_is_not_acknowledged_and_lost(
    tmp_path: Path,
) -> None:
    async with flows_half(tmp_path, identity_port=1) as half:
        await deploy(half, [TAB, NODE])
        assert await act(half, "bob", "POST", "private") == 204
        async with editor(half, "bob") as bob:
            await bob.edit(setting("n1", "name", "before"))
            bobs = await half.app._drafts.room_of(User("bob", "*"))
            assert bobs.name != "shared"
            bobs.is_ending = True  # as while the shared draft is being stored
            with pytest.raises(ConnectionClosed):
                await bob.edit(setting("n1", "name", "late"))
            assert bobs.draft.records.get("n1") == {**NODE, "name": "before"}
            bobs.is_ending = False

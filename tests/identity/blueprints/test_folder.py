"""The folder of blueprints: its files are applied when they appear and when they change, once by all processes together."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from wirelatch.identity.blueprints.folder import Folder
from wirelatch.identity.blueprints.instances import folder_of


@pytest.fixture
def identity_database_url(each_database: str) -> str:
    return each_database


@pytest.fixture
def folder(identity: Any) -> Path:
    found = folder_of(identity.app.settings)
    found.mkdir(parents=True, exist_ok=True)
    return found


@pytest.fixture
async def watcher(identity: Any) -> Folder:
    """One that looks when the test says so, in place of the one that looks by itself."""
    for task in identity.app._background:
        if task.get_coro().__qualname__ == "Folder.run":
            task.cancel()
    return Folder(identity.app.services)


def blueprint(group: str, note: str, **labels: str) -> str:
    return (
        f"metadata: {{name: {group}, labels: {labels or '{}'}}}\nentries:\n"
        f'  - model: authentik_core.group\n    identifiers: {{name: {group}}}\n    attrs: {{attributes: {{note: "{note}"}}}}\n'
    )


async def note_of(identity: Any, group: str) -> str | None:
    listed = (await identity.api.get("core/groups/", params={"name": group})).json()["results"]
    return listed[0]["attributes"]["note"] if listed else None


async def instances(identity: Any) -> dict[str, Any]:
    return {each["path"]: each for each in (await identity.api.get("managed/blueprints/")).json()["results"]}


async def test_a_file_is_applied_when_it_appears_and_when_it_changes(identity, folder, watcher) -> None:
    (folder / "inner").mkdir()
    file = folder / "inner" / "one.yaml"
    file.write_text(blueprint("one", "first"))
    assert await watcher.look() == 1
    assert await note_of(identity, "one") == "first"
    assert await watcher.look() == 0
    file.write_text(blueprint("one", "second, longer"))
    assert await watcher.look() == 1
    assert await note_of(identity, "one") == "second, longer"
    told = (await instances(identity))["inner/one.yaml"]
    assert (told["status"], told["managed_models"]) == ("successful", ["authentik_core.group"])


async def test_of_several_processes_one_applies_a_file(identity, folder, watcher) -> None:
    several = [watcher, *(Folder(identity.app.services) for _ in range(3))]
    for n in range(8):
        (folder / f"{n}.yaml").write_text(blueprint(f"number {n}", "first"))
        assert sum(await asyncio.gather(*(each.look() for each in several))) == 1
    assert len(await instances(identity)) == 8


async def test_examples_hidden_files_and_what_is_switched_off_are_left_alone(
    identity, folder, watcher
) -> None:
    (folder / "example.yaml").write_text(
        blueprint("example", "x", **{"blueprints.goauthentik.io/instantiate": "false"})
    )
    (folder / ".hidden.yaml").write_text(blueprint("hidden", "x"))
    (folder / "notes.txt").write_text("no blueprint")
    (folder / "quiet.yaml").write_text(blueprint("quiet", "first"))
    await watcher.look()
    pk = (await instances(identity))["quiet.yaml"]["pk"]
    await identity.api.patch(f"managed/blueprints/{pk}/", json={"enabled": False})
    (folder / "quiet.yaml").write_text(blueprint("quiet", "changed"))
    await watcher.look()
    assert set(await instances(identity)) == {"quiet.yaml"}
    assert await note_of(identity, "quiet") == "first"
    assert await note_of(identity, "example") is None


async def test_a_file_that_is_wrong_says_so_and_is_tried_again_when_it_changed(
    identity, folder, watcher
) -> None:
    (folder / "one.yaml").write_text("entries: [")
    await watcher.look()
    told = (await instances(identity))["one.yaml"]
    assert told["status"] == "error"
    assert told["messages"]
    (folder / "one.yaml").write_text(blueprint("one", "now"))
    await watcher.look()
    assert (await instances(identity))["one.yaml"]["status"] == "successful"


async def test_a_file_that_is_gone_leaves_its_objects_and_is_marked(identity, folder, watcher) -> None:
    (folder / "one.yaml").write_text(blueprint("one", "first"))
    await watcher.look()
    (folder / "one.yaml").unlink()
    await watcher.look()
    assert (await instances(identity))["one.yaml"]["status"] == "orphaned"
    assert await note_of(identity, "one") == "first"


async def test_links_lead_out_of_the_folder_for_nobody(identity, folder, watcher, tmp_path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text(blueprint("outside", "x"))
    (folder / "link.yaml").symlink_to(outside)
    assert await watcher.look() == 0
    assert await note_of(identity, "outside") is None

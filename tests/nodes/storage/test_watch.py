"""The `watch` node; `tests/peers/differential/test_watch.py` compares it with Node-RED's."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from wirelatch.engine.testing import Probe, collect, running
from wirelatch.nodes.storage.path_watcher import Watched, _without_temporary


def flows(files: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {"id": "n", "type": "watch", "files": files, "recursive": False, "wires": [["p"]], **more},
        {"id": "p", "type": "probe"},
        {"id": "k", "type": "catch", "scope": None, "wires": [["e"]]},
        {"id": "e", "type": "probe"},
    ]


@contextlib.asynccontextmanager
async def watching(files: str, wake: Path, **more: Any) -> AsyncIterator[Probe]:
    """The probe behind a node that is known to watch, as it has told of changes of `wake`."""
    async with running(flows(files, **more)) as runtime:
        probe = collect(runtime, "p")
        for _ in range(50):
            wake.touch()
            try:
                await probe.next(0.3)
                break
            except TimeoutError:
                continue
        with contextlib.suppress(TimeoutError):  # what else the touches have caused
            while True:
                await probe.next(0.5)
        yield probe


async def told(probe: Probe, act: Callable[[], Any], count: int = 1) -> list[tuple[str, str]]:
    act()
    return sorted((msg["file"], msg["event"]) for msg in await probe.take(count))


async def test_a_directory_tells_of_what_is_in_it(tmp_path: Path) -> None:
    async with watching(str(tmp_path), tmp_path / "wake") as probe:
        file = tmp_path / "a"
        file.write_text("12345")
        msg = await probe.next()
        assert {key: msg[key] for key in msg if key != "_msgid"} == {
            "payload": str(file), "topic": str(tmp_path), "file": "a", "filename": str(file), "event": "update",
            "type": "file", "size": 5,
        }  # fmt: skip
        assert await told(probe, lambda: file.rename(tmp_path / "b"), 2) == [("a", "remove"), ("b", "update")]
        (tmp_path / "d").mkdir()
        assert (await probe.next())["type"] == "directory"


async def test_sub_directories_are_watched_where_asked_for_new_ones_too(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    async with watching(str(tmp_path), tmp_path / "wake", recursive=True) as probe:
        assert await told(probe, (tmp_path / "old" / "x").touch) == [("x", "update")]
        assert await told(probe, (tmp_path / "new").mkdir) == [("new", "update")]
        assert await told(probe, (tmp_path / "new" / "y").touch) == [("y", "update")]
    async with watching(str(tmp_path), tmp_path / "wake") as probe:
        (tmp_path / "old" / "z").touch()
        assert await told(probe, (tmp_path / "last").touch) == [("last", "update")]


async def test_a_file_is_watched_also_when_another_one_takes_its_place(tmp_path: Path) -> None:
    file, other = tmp_path / "file", tmp_path / "other"
    file.touch()
    async with watching(f" {file} ", file) as probe:
        other.write_text("new")
        assert await told(probe, lambda: other.rename(file)) == [("file", "update")]
        assert await told(probe, file.unlink) == [("file", "remove")]
        assert await told(probe, file.touch) == [("file", "update")]


async def test_names_that_do_not_exist_are_errors_and_the_others_are_watched(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    missing = tmp_path / "missing"
    async with running(flows(f"{missing},{file}")) as runtime:
        caught = await collect(runtime, "e").next()
        assert (caught["payload"], caught["error"]["message"]) == ("", f"{missing} does not exist.")
    async with watching(f"{missing},{file}", file) as probe:
        file.write_text("x")
        assert json.loads((await probe.next())["topic"]) == [str(missing), str(file)]


@pytest.mark.parametrize(
    ("name", "path", "told"),
    [("dir", "dir/a", "dir/a"), ("./dir/", "dir/a", "dir/a"), ("dir/../dir", "dir/a", "dir/a"), ("dir", "dir/sub/a", None), ("dir", "dirt", None), ("dir", "dir", "dir")],
)  # fmt: skip
def test_names_are_told_as_they_were_given(
    name: str, path: str, told: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Watched(name).name_of(str(tmp_path / path), deep=False) == told


def test_the_file_an_editor_wrote_for_a_moment_is_not_told_of(tmp_path: Path) -> None:
    saved = str(tmp_path / "text")
    Path(saved).touch()
    assert _without_temporary([saved, saved + "~"]) == [saved]
    assert _without_temporary([str(tmp_path / "gone")]) == [str(tmp_path / "gone")]

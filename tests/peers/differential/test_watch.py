"""The watch node tells of the same changes, in the same words, as Node-RED's: both watch the same directory."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.peers.differential.cases import debug
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]


FILES = [("@", False), ("@", True), ("@/a", False), ("@/a, @/none , @/sub", True), ("@/../watched/a,@/./a", ""), ("", False)]  # fmt: skip
"""What the nodes watch, with `@` for the directory, and whether sub-directories too."""


def flows(directory: Path) -> list[dict[str, Any]]:
    place = {"z": "tab", "x": 0, "y": 0}
    out: list[dict[str, Any]] = [{"id": "tab", "type": "tab", "label": "watch"}]
    for number, (files, recursive) in enumerate(FILES):
        names = files.replace("@", str(directory))
        node = {
            "id": f"w{number}",
            "type": "watch",
            "name": f"w{number}",
            "files": names,
            "recursive": recursive,
        }
        out += [{**node, **place, "wires": [[f"out{number}"]]}, {**debug(f"out{number}"), **place}]
    catch = {"id": "catch", "type": "catch", "scope": None, **place, "wires": [["caught"]]}
    return [*out, catch, {**debug("caught"), **place}]


def acts(directory: Path, aside: Path) -> list[Callable[[], Any]]:
    """Changes of a directory that holds `a` and `sub/`."""
    a, b, c, sub, new = (directory / name for name in ("a", "b", "c", "sub", "new"))
    return [
        lambda: a.write_text("12345"),
        lambda: a.chmod(0o600),
        b.touch,
        lambda: b.rename(c),
        (sub / "f").touch,
        new.mkdir,
        (new / "deep").touch,
        lambda: os.utime(a),
        c.unlink,
        lambda: shutil.rmtree(sub),
        a.unlink,
        lambda: a.write_text("again"),
        # Node.js loses sight of a replaced file where it watches sub-directories: so nothing more of it after that.
        lambda: (aside.write_text("new"), aside.rename(a)),
    ]


async def test_watch_tells_of_the_same_changes(pair: Twins, tmp_path: Path) -> None:
    directory = tmp_path / "watched"
    (directory / "sub").mkdir(parents=True)
    (directory / "a").touch()
    await pair.deploy(flows(directory))
    # A node of either side may begin to watch a little after its deploy, and gathers changes of a name for 0.2 s.
    await asyncio.sleep(0.5)
    for act in acts(directory, tmp_path / "aside"):
        await asyncio.to_thread(act)
        await asyncio.sleep(0.5)
    theirs, ours = await pair.compare(quiet=0.4, ordered=False)
    assert brief(ours) == brief(theirs)
    assert ours == theirs


def brief(shown: list[Any]) -> list[str]:
    """What was shown in a line each, so that a difference can be read."""
    return [
        " ".join(str(value.get(key)) for key in ("file", "event", "size")) + f" {node}"
        for node, (_, value) in shown
    ]

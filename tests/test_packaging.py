"""What is published: the wheel holds the built web part and the JavaScript host, and nothing that names this machine."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the working tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


@pytest.mark.parametrize(
    "path",
    [
        "wirelatch/webkit/static/editor/index.html",
        "wirelatch/webkit/static/console/index.html",
        "wirelatch/webkit/static/user/index.html",
        "wirelatch/webkit/static/manifest.json",
        "wirelatch/jshost/dist/host.cjs",
        "wirelatch/py.typed",
    ],
)
def test_the_wheel_holds_what_the_browser_and_the_functions_need(wheel: zipfile.ZipFile, path: str) -> None:
    """Installing the wheel needs no Node.js to build anything: it is all inside."""
    assert path in wheel.namelist()


def test_the_wheel_is_for_every_platform(wheel: zipfile.ZipFile) -> None:
    """No compiled part of our own: one wheel serves all."""
    assert wheel.filename is not None
    assert wheel.filename.endswith("py3-none-any.whl")


def test_the_wheel_carries_no_source_maps_and_no_paths_of_the_builder(wheel: zipfile.ZipFile) -> None:
    """What was built on one machine tells nothing about it."""
    assert not [name for name in wheel.namelist() if name.endswith(".map")]
    for name in wheel.namelist():
        if name.endswith((".js", ".cjs", ".html", ".css", ".json")):
            assert str(ROOT).encode() not in wheel.read(name), name

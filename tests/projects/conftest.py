"""A flows half with projects, tools that may do everything or only look, and Git away from this machine's settings."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.access.flows_half import FlowsHalf, flows_half, session_token


@pytest.fixture(autouse=True)
def plain_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    monkeypatch.setenv("HOME", "/nonexistent")


@pytest.fixture
async def half(tmp_path: Path) -> AsyncIterator[FlowsHalf]:
    async with flows_half(
        tmp_path / "data", identity_port=1, projects=True, projects_protocols="https, ssh, file"
    ) as running:
        yield running


@pytest.fixture
async def api(half: FlowsHalf) -> AsyncIterator[httpx.AsyncClient]:
    """A tool that may do everything."""
    async with half.tool(await session_token(half, "*", "alice")) as client:
        yield client


@pytest.fixture
async def project(api: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same, below the address of a project that is open."""
    answer = await api.post("/projects", json={"name": "house", "credentialSecret": "key"})
    assert answer.status_code == 200, answer.text
    return api


def git(folder: Path, *arguments: str) -> str:
    """What git says; for looking at what was made, and for being somebody else."""
    done = subprocess.run(
        ["git", "-c", "user.name=Bob", "-c", "user.email=bob@example.org", *arguments],
        cwd=folder, check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A bare repository on this machine."""
    folder = tmp_path / "origin.git"
    folder.mkdir()
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main")
    return folder


def flow(name: str) -> list[dict[str, object]]:
    """A document with one tab of this name, and a node."""
    return [
        {"id": "t1", "type": "tab", "label": name},
        {"id": "n1", "type": "comment", "z": "t1", "name": name, "x": 100, "y": 100, "wires": []},
    ]


async def deploy(api: httpx.AsyncClient, name: str) -> None:
    """Deploy such a document."""
    answer = await api.post("/flows", json=flow(name))
    assert answer.status_code in (200, 204), answer.text


async def deployed(api: httpx.AsyncClient) -> list[str]:
    """The names of the tabs that are deployed."""
    return [record["label"] for record in (await api.get("/flows")).json() if record["type"] == "tab"]

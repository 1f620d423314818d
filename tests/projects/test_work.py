"""Working in a project: commits, branches, remotes, merges."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from tests.access.flows_half import FlowsHalf, flows_half, session_token
from tests.projects.conftest import deploy, deployed, flow, git


async def commit(api: httpx.AsyncClient, message: str, *files: str) -> Any:
    await api.post("/projects/house/stage", json={"files": list(files) or ["flows.json"]})
    answer = await api.post("/projects/house/commit", json={"message": message})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_changes_are_staged_unstaged_committed_and_listed(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    await deploy(project, "one")
    text = (half.app.settings.data / "projects" / "house" / "flows.json").read_text()
    assert text == json.dumps(flow("one"), indent=4), "a line for each property, as Node-RED writes it"
    status = (await project.get("/projects/house/status")).json()
    assert status["files"]["flows.json"] == {"type": "f", "status": " M"}
    assert status["branches"] == {"local": "main"}
    staged = (await project.post("/projects/house/stage/flows.json")).json()
    assert staged["files"]["flows.json"]["status"] == "M "
    assert "+" in (await project.get("/projects/house/diff/index/flows.json")).json()["diff"]
    unstaged = (await project.delete("/projects/house/stage/flows.json")).json()
    assert unstaged["files"]["flows.json"]["status"] == " M"

    await project.post(
        "/settings/user", json={"git": {"user": {"name": "Alice A.", "email": "a@example.org"}}}
    )
    status = await commit(project, "-m is no option\n\nand a body")
    assert "status" not in status["files"]["flows.json"]
    history = (await project.get("/projects/house/commits?limit=1")).json()
    assert history["total"] == 2
    assert history["commits"][0]["subject"] == "-m is no option"
    assert history["commits"][0]["author"] == "Alice A"
    older = (await project.get(f"/projects/house/commits?before={history['commits'][0]['sha']}~1")).json()
    assert [entry["subject"] for entry in older["commits"]] == ["Create project"]
    then = (await project.get("/projects/house/files/HEAD~1/flows.json")).json()["content"]
    assert json.loads(then) == []
    assert ("alice", "project.commit") in await half.audit()


async def test_reverting_the_flow_file_runs_what_was_committed(project: httpx.AsyncClient) -> None:
    await deploy(project, "good")
    await commit(project, "good")
    await deploy(project, "bad")
    assert (await project.delete("/projects/house/files/_/flows.json")).status_code == 204
    assert await deployed(project) == ["good"]


async def test_each_branch_has_flows_of_its_own(project: httpx.AsyncClient) -> None:
    await deploy(project, "main")
    await commit(project, "main")
    assert (
        await project.post("/projects/house/branches", json={"name": "try/it", "create": True})
    ).json() == {}
    await deploy(project, "tried")
    await commit(project, "tried")
    await project.post("/projects/house/branches", json={"name": "main"})
    assert await deployed(project) == ["main"]
    found = (await project.get("/projects/house/branches")).json()["branches"]
    assert [(branch["name"], branch.get("current", False)) for branch in found] == [
        ("main", True),
        ("try/it", False),
    ]
    refused = await project.delete("/projects/house/branches/try/it")
    assert refused.json()["code"] == "git_delete_branch_unmerged"
    assert (await project.delete("/projects/house/branches/try/it?force=true")).status_code == 204


async def test_a_project_is_pushed_cloned_and_pulled_and_conflicts_are_resolved(
    half: FlowsHalf, project: httpx.AsyncClient, origin: Path, tmp_path: Path
) -> None:
    url = origin.as_uri()
    await deploy(project, "one")
    await commit(project, "one")
    added = await project.post("/projects/house/remotes", json={"name": "origin", "url": url})
    assert added.json() == {"remotes": [{"name": "origin", "fetch": url, "push": url}]}
    assert (await project.post("/projects/house/push/origin/main?u=true")).status_code == 204
    status = (await project.get("/projects/house/status?remote=true")).json()
    assert status["branches"] == {"local": "main", "remote": "origin/main"}
    assert status["commits"]["ahead"] == 0

    # Somebody else works on it.
    git(tmp_path, "clone", "--quiet", url, "theirs")
    theirs = tmp_path / "theirs"

    def push_theirs(name: str) -> None:
        (theirs / "flows.json").write_text(json.dumps(flow(name), indent=4))
        git(theirs, "commit", "--quiet", "--all", "-m", name)
        git(theirs, "push", "--quiet")

    push_theirs("two")
    assert (await project.post("/projects/house/pull")).status_code == 204
    assert await deployed(project) == ["two"]

    push_theirs("theirs")
    await deploy(project, "ours")
    await commit(project, "ours")
    refused = await project.post("/projects/house/push")
    assert (refused.status_code, refused.json()["code"]) == (400, "git_push_failed")
    conflict = await project.post("/projects/house/pull")
    assert (conflict.status_code, conflict.json()["code"]) == (400, "git_pull_merge_conflict")
    assert await deployed(project) == ["ours"], "what runs goes on"
    status = (await project.get("/projects/house/status")).json()
    assert status["merging"] is True
    assert status["files"]["flows.json"]["status"] == "UU"
    assert (await project.post("/flows", json=flow("not now"))).status_code >= 400

    assert (await project.delete("/projects/house/merge")).status_code == 204
    assert await deployed(project) == ["ours"]
    await project.post("/projects/house/pull")
    answer = await project.post("/projects/house/resolve/flows.json", json={"side": "theirs"})
    assert answer.status_code == 204
    await project.post("/projects/house/commit", json={"message": "Merge"})
    assert await deployed(project) == ["theirs"]
    assert (await project.post("/projects/house/push")).status_code == 204

    cloned = {"name": "copy", "git": {"remotes": {"origin": {"url": url}}}}
    assert (await project.post("/projects", json=cloned)).status_code == 200
    assert await deployed(project) == ["theirs"]
    assert git(origin, "log", "--format=%s", "-1") == "Merge"


async def test_an_empty_repository_that_is_cloned_is_given_what_a_project_has(
    half: FlowsHalf, api: httpx.AsyncClient, origin: Path
) -> None:
    wanted = {"name": "house", "git": {"remotes": {"origin": {"url": origin.as_uri()}}}}
    assert (await api.post("/projects", json=wanted)).json()["empty"] is True
    assert half.app.runtime.problem
    assert (await api.put("/projects/house", json={"initialise": True})).status_code == 200
    assert not half.app.runtime.problem
    await deploy(api, "begun")


async def test_deploys_are_committed_where_that_is_wanted(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1, projects=True, projects_workflow="auto") as half,
        half.tool(await session_token(half, "*", "alice")) as api,
    ):
        await api.post("/projects", json={"name": "house"})
        await deploy(api, "one")
        await half.app._projects.settled()  # type: ignore[union-attr]
        folder = tmp_path / "projects" / "house"
        assert git(folder, "log", "-1", "--format=%an: %s") == "alice: Update flow files"
        assert git(folder, "status", "--porcelain") == ""

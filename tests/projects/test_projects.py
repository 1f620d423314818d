"""Projects as a whole: making, opening, deleting, their keys, and what of them outlives a restart."""

from __future__ import annotations

import json
from pathlib import Path

import httpx

from tests.access.flows_half import FlowsHalf, flows_half, session_token
from tests.projects.conftest import deploy, deployed, flow, git
from tests.workbench.drafts.editor import TAB, adding, editor


async def test_without_the_setting_there_is_nothing_of_it(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as api,
    ):
        assert (await api.get("/projects")).status_code == 404
        assert (await api.post("/projects", json={"name": "x"})).status_code == 404
        assert "projects" not in (await api.get("/settings")).json()["editorTheme"]
        assert not (tmp_path / "projects").exists()


async def test_a_new_project_is_laid_out_as_node_red_does_it_and_open(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    folder = half.app.settings.data / "projects" / "house"
    package = json.loads((folder / "package.json").read_text())
    assert package["node-red"]["settings"] == {
        "flowFile": "flows.json",
        "credentialsFile": "flows_cred.json",
    }
    assert (await project.get("/projects")).json() == {"projects": ["house"], "active": "house"}
    config = half.app.settings.data / ".config.projects.json"
    assert json.loads(config.read_text()) == {
        "projects": {"house": {"credentialSecret": "key"}},
        "activeProject": "house",
    }
    assert config.stat().st_mode & 0o077 == 0
    assert git(folder, "log", "--format=%an: %s") == "alice: Create project"
    shown = (await project.get("/projects/house")).json()
    assert shown["settings"] == {"credentialsEncrypted": True}
    assert "key" not in json.dumps(shown["settings"])
    settings = (await project.get("/settings")).json()
    assert settings["editorTheme"]["projects"] == {"enabled": True, "workflow": {"mode": "manual"}}
    assert settings["project"] == {"name": "house"}


async def test_opening_a_project_runs_its_flows_and_leaves_those_of_the_other(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    await deploy(project, "in the house")
    assert (await project.post("/projects", json={"name": "garden"})).status_code == 200
    assert await deployed(project) == []
    await deploy(project, "in the garden")
    assert half.app.runtime.node("n1") is not None

    answer = await project.put("/projects/house", json={"active": True})
    assert answer.json() == {"projects": ["garden", "house"], "active": "house"}
    assert await deployed(project) == ["in the house"]
    node = half.app.runtime.node("n1")
    assert node is not None
    assert node.config["name"] == "in the house"
    garden = half.app.settings.data / "projects" / "garden" / "flows.json"
    assert json.loads(garden.read_text()) == flow("in the garden")


async def test_the_flows_of_the_data_directory_can_become_a_project(api: httpx.AsyncClient) -> None:
    await deploy(api, "before")
    answer = await api.post(
        "/projects", json={"name": "first", "migrateFiles": True, "credentialSecret": "k"}
    )
    assert answer.status_code == 200, answer.text
    assert await deployed(api) == ["before"]


async def test_a_restart_opens_the_same_project(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1, projects=True) as half,
        half.tool(await session_token(half, "*")) as api,
    ):
        await api.post("/projects", json={"name": "house"})
        await deploy(api, "kept")
    async with (
        flows_half(tmp_path, identity_port=1, projects=True) as half,
        half.tool(await session_token(half, "*")) as api,
    ):
        assert (await api.get("/projects")).json()["active"] == "house"
        assert await deployed(api) == ["kept"]
        assert half.app.runtime.state == "start"


async def test_the_open_project_cannot_be_deleted_and_others_can(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    refused = await project.delete("/projects/house")
    assert (refused.status_code, refused.json()["code"]) == (400, "cannot_delete_active_project")
    await project.post("/projects", json={"name": "garden"})
    assert (await project.delete("/projects/house")).status_code == 204
    assert not (half.app.settings.data / "projects" / "house").exists()
    assert "house" not in (half.app.settings.data / ".config.projects.json").read_text()
    assert (await project.post("/projects", json={"name": "garden"})).json()["code"] == "project_exists"


async def test_credentials_are_encrypted_with_the_projects_key_which_can_be_changed(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    secret = {
        "id": "b1",
        "type": "mqtt-broker",
        "name": "",
        "credentials": {"user": "u", "password": "hidden"},
    }
    await project.post("/flows", json=[*flow("x"), secret])
    file = half.app.settings.data / "projects" / "house" / "flows_cred.json"
    before = file.read_text()
    assert set(json.loads(before)) == {"$"}

    refused = await project.put("/projects/house", json={"credentialSecret": "other"})
    assert refused.json()["code"] == "missing_current_credential_key"
    change = {"credentialSecret": "other", "currentCredentialSecret": "key"}
    assert (await project.put("/projects/house", json=change)).status_code == 200
    assert file.read_text() != before
    await project.put("/projects/house", json={"active": True})
    assert half.app.runtime.credentials["b1"]["password"] == "hidden"


async def test_a_wrong_key_stops_the_flows_until_the_right_one_is_given(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    secret = {
        "id": "b1",
        "type": "mqtt-broker",
        "name": "",
        "credentials": {"user": "u", "password": "hidden"},
    }
    await project.post("/flows", json=[*flow("x"), secret])
    half.app._projects.register.change("house", credentialSecret="wrong")  # type: ignore[union-attr]
    await project.put("/projects/house", json={"active": True})
    assert half.app.runtime.problem
    assert (await project.get("/projects/house")).json()["settings"]["credentialSecretInvalid"] is True
    await project.put("/projects/house", json={"credentialSecret": "key"})
    assert half.app.runtime.state == "start"
    assert half.app.runtime.credentials["b1"]["password"] == "hidden"


async def test_readme_and_package_are_changed_and_noted(half: FlowsHalf, project: httpx.AsyncClient) -> None:
    change = {"description": "# Hello", "summary": "Lights", "version": "1.0.0", "dependencies": {"a": "1"}}
    shown = (await project.put("/projects/house", json=change)).json()
    assert {name: shown[name] for name in change} == change
    actions = await half.audit()
    assert ("alice", "project.create") in actions
    assert ("alice", "project.update") in actions


async def test_who_may_only_look_changes_nothing_and_sees_no_credentials(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    async with half.tool(await session_token(half, "read", "eve")) as viewer:
        assert (await viewer.get("/projects/house/status")).status_code == 200
        assert (await viewer.get("/projects/house/files/_/flows_cred.json")).status_code == 403
        assert (await viewer.get("/projects/house/diff/tree/flows_cred.json")).status_code == 403
        sha = (await viewer.get("/projects/house/commits")).json()["commits"][0]["sha"]
        text = (await viewer.get(f"/projects/house/commits/{sha}")).json()["commit"]
        assert "flows.json" in text
        assert "flows_cred.json\n" not in text
        for method, path in (
            ("POST", ""), ("PUT", "/house"), ("DELETE", "/house"), ("POST", "/house/commit"),
            ("POST", "/house/stage/x"), ("POST", "/house/push"), ("POST", "/house/branches"),
        ):  # fmt: skip
            answer = await viewer.request(method, f"/projects{path}", json={})
            assert answer.status_code == 401, (method, path)
    async with half.tool(await session_token(half, "flows.read", "none")) as nobody:
        assert (await nobody.get("/projects")).status_code == 401


async def test_what_was_not_deployed_stays_out_of_another_project(
    half: FlowsHalf, project: httpx.AsyncClient
) -> None:
    async with editor(half, "alice") as alice:
        await alice.edit(adding(TAB))
    assert (await project.get("/api/v1/draft")).json()["ops"]
    await project.post("/projects", json={"name": "garden"})
    assert (await project.get("/api/v1/draft")).json()["ops"] == []

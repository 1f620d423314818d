"""`/settings`, `/settings/user`, `/diagnostics`"""

import asyncio
import json
from pathlib import Path

import httpx

from tests.access.flows_half import FlowsHalf, flows_half, session_token
from wirelatch.access.tables import user_settings


async def test_settings_say_who_asks_and_what_there_is(api: httpx.AsyncClient) -> None:
    settings = (await api.get("/settings")).json()
    assert settings["user"] == {"username": "root", "permissions": "*"}
    assert settings["context"] == {"default": "memory", "stores": ["memory", "localfilesystem"]}
    assert settings["httpNodeRoot"] == "/"
    assert settings["runtimeState"] == {"enabled": True, "ui": True}


async def test_no_secret_is_shown(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    half.app.settings.credential_secret = "the-credential-secret"
    for path in ("/settings", "/diagnostics"):
        text = (await api.get(path)).text
        assert "the-credential-secret" not in text
        assert half.app.settings.link_token == "" or half.app.settings.link_token not in text


async def test_what_node_reds_editor_reads_is_there(api: httpx.AsyncClient) -> None:
    settings = (await api.get("/settings")).json()
    assert settings["externalModules"]["palette"] == {"allowInstall": False, "allowUpload": False}
    assert settings["codeEditor"]["lib"] == "monaco"
    assert settings["diagnostics"] == {"enabled": True, "ui": True}
    assert settings["telemetryEnabled"] is False
    assert settings["flowEncryptionType"] == "system"
    assert settings["editorTheme"]["languages"] == ["en-US"]
    assert settings["editorTheme"]["multiplayer"] == {"enabled": True}
    assert "nodeDefaults" not in settings


async def test_themes_and_defaults_are_handed_on(tmp_path: Path) -> None:
    given = {
        "editor_theme": {"page": {"title": "Mine"}, "codeEditor": {"lib": "ace"}},
        "node_defaults": {"inject": {"name": "x"}},
        "diagnostics": False,
        "external_modules": {
            "modules": {"allowInstall": False},
            "palette": {"allowList": ["a"], "allowInstall": True},
        },
    }
    async with (
        flows_half(tmp_path, identity_port=1, **given) as half,
        half.tool(await session_token(half, "*")) as api,
    ):
        settings = (await api.get("/settings")).json()
        assert settings["editorTheme"]["page"] == {"title": "Mine"}
        assert settings["codeEditor"] == {"lib": "ace", "options": {}}
        assert settings["nodeDefaults"] == {"inject": {"name": "x"}}
        assert settings["externalModules"]["modules"] == {"allowInstall": False}
        assert settings["externalModules"]["palette"]["allowInstall"] is False
        assert settings["diagnostics"] == {"enabled": False, "ui": False}
        answer = await api.get("/diagnostics")
        assert (answer.status_code, answer.json()["code"]) == (403, "diagnostics.disabled")


async def test_user_settings_are_merged_kept_and_private(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    assert (await api.get("/settings/user")).json() == {}
    assert (await api.post("/settings/user", json={"editor": {"a": 1, "b": {"c": 2}}})).status_code == 204
    await api.post("/settings/user", json={"editor": {"a": None, "b": {"d": [3]}}, "x": "y"})
    kept = {"editor": {"b": {"c": 2, "d": [3]}}, "x": "y"}
    assert (await api.get("/settings/user")).json() == kept
    async with half.tool(await session_token(half, "*", "other")) as other:
        assert (await other.get("/settings/user")).json() == {}
        await other.post("/settings/user", json={"editor": 5, "telemetryEnabled": True})
    on_file = json.loads((half.app.settings.data / ".config.users.json").read_text())
    assert on_file == {"root": kept, "other": {"editor": 5}}


async def test_preferences_of_a_node_red_directory_go_on(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    file = half.app.settings.data / ".config.users.json"
    file.write_text(json.dumps({"root": {"editor": {"view": {"x": 1}}}, "_": {"debug": {}}}))
    assert (await api.get("/settings/user")).json() == {"editor": {"view": {"x": 1}}}
    await api.post("/settings/user", json={"editor": {"view": {"y": 2}}})
    kept = json.loads(file.read_text())
    assert kept == {"root": {"editor": {"view": {"x": 1, "y": 2}}}, "_": {"debug": {}}}


async def test_what_an_earlier_release_kept_in_the_database_goes_on(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    store = await half.app.gate.store()
    row = {"username": "root", "settings": json.dumps({"a": {"b": 1}})}
    await store.database.write(lambda connection: connection.execute(user_settings.insert().values(**row)))
    assert (await api.get("/settings/user")).json() == {"a": {"b": 1}}
    await api.post("/settings/user", json={"a": {"c": 2}})
    assert (await api.get("/settings/user")).json() == {"a": {"b": 1, "c": 2}}
    await api.post("/settings/user", json={"a": None})
    assert (await api.get("/settings/user")).json() == {}


async def test_a_file_of_users_that_cannot_be_read_is_not_replaced(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    file = half.app.settings.data / ".config.users.json"
    file.write_text("{broken")
    assert (await api.get("/settings/user")).json() == {}
    answer = await api.post("/settings/user", json={"a": 1})
    assert (answer.status_code, answer.json()["code"]) == (400, "unexpected_error")
    assert file.read_text() == "{broken"


async def test_changes_at_once_lose_nothing(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    await asyncio.gather(*(api.post("/settings/user", json={f"k{index}": index}) for index in range(20)))
    assert len((await api.get("/settings/user")).json()) == 20


async def test_bad_user_settings_are_refused(api: httpx.AsyncClient) -> None:
    assert (await api.post("/settings/user", json=[1])).status_code == 400
    assert (await api.post("/settings/user", json={"x": "y" * 1_000_001})).status_code == 413
    assert (await api.get("/settings/user")).json() == {}


async def test_diagnostics_count_the_flows(api: httpx.AsyncClient) -> None:
    await api.post("/flows", json=[{"id": "t1", "type": "tab", "label": "One"}])
    report = (await api.get("/diagnostics")).json()
    assert report["report"] == "diagnostics"
    assert report["runtime"]["flows"]["types"] == {"tab": 1}

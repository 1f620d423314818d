"""`/settings`, `/settings/user`, `/diagnostics`"""

import httpx

from tests.access.flows_half import FlowsHalf, session_token


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


async def test_user_settings_are_merged_kept_and_private(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    assert (await api.get("/settings/user")).json() == {}
    assert (await api.post("/settings/user", json={"editor": {"a": 1, "b": {"c": 2}}})).status_code == 204
    await api.post("/settings/user", json={"editor": {"a": None, "b": {"d": [3]}}, "x": "y"})
    assert (await api.get("/settings/user")).json() == {"editor": {"b": {"c": 2, "d": [3]}}, "x": "y"}
    async with half.tool(await session_token(half, "*", "other")) as other:
        assert (await other.get("/settings/user")).json() == {}


async def test_bad_user_settings_are_refused(api: httpx.AsyncClient) -> None:
    assert (await api.post("/settings/user", json=[1])).status_code == 400
    assert (await api.post("/settings/user", json={"x": "y" * 1_000_001})).status_code == 413


async def test_diagnostics_count_the_flows(api: httpx.AsyncClient) -> None:
    await api.post("/flows", json=[{"id": "t1", "type": "tab", "label": "One"}])
    report = (await api.get("/diagnostics")).json()
    assert report["report"] == "diagnostics"
    assert report["runtime"]["flows"]["types"] == {"tab": 1}

"""`/nodes` and its neighbours."""

import httpx

JSON = {"Accept": "application/json"}


async def test_types_are_listed_as_sets_of_modules(api: httpx.AsyncClient) -> None:
    found = {entry["id"]: entry for entry in (await api.get("/nodes", headers=JSON)).json()}
    inject = found["wirelatch/inject"]
    assert inject["types"] == ["inject"]
    assert (inject["module"], inject["enabled"], inject["name"]) == ("wirelatch", True, "inject")


async def test_a_module_and_a_set_can_be_looked_at(api: httpx.AsyncClient) -> None:
    module = (await api.get("/nodes/wirelatch", headers=JSON)).json()
    assert module["name"] == "wirelatch"
    assert any(entry["id"] == "wirelatch/inject" for entry in module["nodes"])
    assert (await api.get("/nodes/wirelatch/inject", headers=JSON)).json()["types"] == ["inject"]
    for path in ("/nodes/nothing", "/nodes/wirelatch/nothing"):
        answer = await api.get(path, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_installing_is_left_to_pip(api: httpx.AsyncClient) -> None:
    for method, path in (
        ("POST", "/nodes"),
        ("DELETE", "/nodes/x"),
        ("PUT", "/nodes/x"),
        ("PUT", "/nodes/x/y"),
    ):
        answer = await api.request(method, path, json={"enabled": False})
        assert (answer.status_code, answer.json()["code"]) == (400, "not_supported")


async def test_small_neighbours_answer(api: httpx.AsyncClient) -> None:
    assert (await api.get("/plugins", headers=JSON)).json() == []
    assert (await api.get("/locales/editor")).json() == {}
    assert "wirelatch" in (await api.get("/icons")).json()
    assert "red-module:wirelatch/inject" in (await api.get("/nodes", headers={"Accept": "text/html"})).text

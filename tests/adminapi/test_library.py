"""`/library/local`"""

import httpx
import pytest

from tests.access.flows_half import FlowsHalf


async def test_flows_are_kept_as_files_and_listed_by_folder(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    assert (await api.get("/library/local/flows")).json() == []
    flow = [{"id": "n", "type": "comment"}]
    assert (await api.post("/library/local/flows/a/b", json=flow)).status_code == 204
    assert (half.app.settings.data / "lib/flows/a/b.json").exists()
    assert (await api.get("/library/local/flows/")).json() == ["a"]
    assert (await api.get("/library/local/flows/a")).json() == [{"fn": "b.json"}]
    for name in ("b", "b.json"):
        answer = await api.get(f"/library/local/flows/a/{name}")
        assert answer.json() == flow
        assert answer.headers["content-type"].startswith("application/json")


async def test_other_types_keep_what_is_said_about_them(api: httpx.AsyncClient) -> None:
    body = {"text": "return msg;\nx", "name": "two\nlines", "outputs": 2}
    assert (await api.post("/library/local/functions/f.js", json=body)).status_code == 204
    assert (await api.get("/library/local/functions/f.js")).text == "return msg;\nx"
    assert (await api.get("/library/local/functions")).json() == [
        {"name": "two\nlines", "outputs": "2", "fn": "f.js"}
    ]


@pytest.mark.parametrize(
    "path", ["%2e%2e/%2e%2e/flows.json", "a/%2e%2e/%2e%2e/x", ".hidden", "..%5c..%5cx", "a%00b"]
)
async def test_paths_that_lead_elsewhere_are_refused(api: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "POST"):
        url = httpx.URL(f"{api.base_url}/library/local/flows/").copy_with(
            raw_path=f"/library/local/flows/{path}".encode()
        )
        answer = await api.request(method, url, json=[])
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_what_is_not_there_is_not_found(api: httpx.AsyncClient) -> None:
    assert (await api.get("/library/local/flows/nothing")).status_code == 404
    assert (await api.get("/library/elsewhere/flows/")).status_code == 404
    assert (await api.post("/library/local/flows/", json=[])).status_code == 400

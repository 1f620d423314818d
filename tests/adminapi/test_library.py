"""`/library`: what is kept as files, and the examples of packages. After Node-RED's `localfilesystem/library_spec.js`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.access.flows_half import FlowsHalf


def lib(half: FlowsHalf) -> Path:
    return half.app.settings.data / "lib"


async def test_flows_are_kept_as_files_and_listed_by_folder(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    assert (await api.get("/library/local/flows")).json() == []
    flow = [{"id": "n", "type": "comment"}]
    assert (await api.post("/library/local/flows/a/b", json=flow)).status_code == 204
    assert (lib(half) / "flows/a/b.json").exists()
    assert (await api.get("/library/local/flows/")).json() == ["a"]
    for path in ("a", "a/"):
        assert (await api.get(f"/library/local/flows/{path}")).json() == [{"fn": "b.json"}]
    for name in ("b", "b.json"):
        answer = await api.get(f"/library/local/flows/a/{name}")
        assert answer.json() == flow
        assert answer.headers["content-type"].startswith("application/json")


async def test_other_types_keep_what_is_said_about_them(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    body = {"text": "return msg;\nx", "name": "two\nlines \\n", "outputs": 2, "initialize": ""}
    assert (await api.post("/library/local/functions/f.js", json=body)).status_code == 204
    written = (lib(half) / "functions/f.js").read_text()
    assert written == "// name: two\\nlines \\\\n\n// outputs: 2\n// initialize: \nreturn msg;\nx"
    answer = await api.get("/library/local/functions/f.js")
    assert (answer.text, answer.headers["content-type"].partition(";")[0]) == ("return msg;\nx", "text/plain")
    listed = {"name": "two\nlines \\n", "outputs": "2", "initialize": "", "fn": "f.js"}
    assert (await api.get("/library/local/functions")).json() == [listed]


async def test_what_node_red_wrote_is_read(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    """The layout of a user directory of Node-RED 5: folders before files, in the order of their names."""
    folder = lib(half) / "functions"
    (folder / "B").mkdir(parents=True)
    (folder / "A").mkdir()
    (folder / "file1.js").write_text("// name: f1\n// outputs: 1\n\nreturn msg;\n// name: not a header\n")
    (folder / "file2.js").write_text("// no header at all\nreturn msg;")
    (folder / ".hidden").write_text("x")
    assert (await api.get("/library/local/functions")).json() == [
        "A", "B", {"name": "f1", "outputs": "1", "fn": "file1.js"}, {"fn": "file2.js"}
    ]  # fmt: skip
    assert (
        await api.get("/library/local/functions/file1.js")
    ).text == "\nreturn msg;\n// name: not a header\n"
    assert (await api.get("/library/local/functions/file2.js")).text == "// no header at all\nreturn msg;"


@pytest.mark.parametrize(
    "path", ["%2e%2e/%2e%2e/flows.json", "a/%2e%2e/%2e%2e/x", ".hidden", "..%5c..%5cx", "a%00b", "%2e%2e%2fx"]
)
async def test_paths_that_lead_elsewhere_are_refused(api: httpx.AsyncClient, path: str) -> None:
    for method in ("GET", "POST"):
        url = httpx.URL(f"{api.base_url}/library/local/flows/").copy_with(
            raw_path=f"/library/local/flows/{path}".encode()
        )
        answer = await api.request(method, url, json=[])
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_links_out_of_the_library_are_not_followed(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    (half.app.settings.data / "secret.json").write_text("[]")
    (lib(half) / "flows").mkdir(parents=True)
    (lib(half) / "flows/link.json").symlink_to(half.app.settings.data / "secret.json")
    (lib(half) / "flows/folder").symlink_to(half.app.settings.data)
    for path in ("link.json", "link", "folder", "folder/secret.json"):
        assert (await api.get(f"/library/local/flows/{path}")).status_code == 403
    for path in ("link", "folder/new"):
        assert (await api.post(f"/library/local/flows/{path}", json=[1])).status_code == 403
    assert (half.app.settings.data / "secret.json").read_text() == "[]"


async def test_what_is_not_there_is_said_so(api: httpx.AsyncClient) -> None:
    assert (await api.get("/library/local/flows/nothing")).status_code == 404
    assert (await api.get("/library/local/flows/nothing/")).json() == []
    requests: list[tuple[str, str]] = [
        ("GET", "/library/elsewhere/flows/"),
        ("GET", "/library/local/nothing/"),
        ("GET", "/library/local/..%2f/"),
        ("POST", "/library/local/flows/"),
        ("POST", "/library/local/flows/folder/"),
        ("POST", "/library/examples/flows/x"),
    ]
    for method, path in requests:
        answer = await api.request(method, path, json=[])
        assert (answer.status_code, answer.json()["code"]) == (400, "unexpected_error"), path


@pytest.mark.parametrize("body", [[], "text", 5])
async def test_a_function_has_to_be_an_object(api: httpx.AsyncClient, body: Any) -> None:
    assert (await api.post("/library/local/functions/x", json=body)).status_code == 400


async def test_a_file_in_place_of_a_folder_is_an_error_not_a_failure(api: httpx.AsyncClient) -> None:
    await api.post("/library/local/flows/a.json", json=[])
    answer = await api.post("/library/local/flows/a.json/b", json=[])
    assert (answer.status_code, answer.json()["code"]) == (400, "unexpected_error")


async def test_examples_come_with_the_packages_of_node_types(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    listed = (await api.get("/settings")).json()["libraries"]
    assert [(entry["id"], entry.get("readOnly", False)) for entry in listed] == [
        ("local", False),
        ("examples", True),
    ]
    assert (await api.get("/library/examples/flows/")).json() == ["wirelatch"]
    assert (await api.get("/library/examples/flows/wirelatch")).json() == ["common", "function", "network"]
    assert (await api.get("/library/examples/flows/nothing")).status_code == 404
    for folder in ("common", "function", "network"):
        (entry,) = (await api.get(f"/library/examples/flows/wirelatch/{folder}")).json()
        flow = await api.get(f"/library/examples/flows/wirelatch/{folder}/{entry['fn']}")
        assert (await api.post("/flows", json=flow.json())).status_code == 204
        assert "error" not in half.app.runtime.events.retained["notification/runtime-state"]

"""What the stock editor asks for besides: plug-ins, icons, texts, theme. After `editor/ui_spec.js`, `admin/plugins_spec.js`."""

from __future__ import annotations

import importlib
import json
from pathlib import Path

import httpx
import pytest

from tests.access.flows_half import FlowsHalf
from wirelatch.adminapi.definitions import definition
from wirelatch.engine.node import Node
from wirelatch.engine.properties import checkbox, config_node, credential, number, rows, select, text

JSON = {"Accept": "application/json"}


async def test_there_is_one_plug_in_which_makes_our_forms(api: httpx.AsyncClient) -> None:
    (plugin,) = (await api.get("/plugins", headers=JSON)).json()
    assert (plugin["id"], plugin["module"], plugin["editor"]) == ("wirelatch/stock-editor", "wirelatch", True)
    page = await api.get("/plugins", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    assert page.text.startswith("<!-- --- [red-plugin:wirelatch/stock-editor] --- -->")
    assert (await api.get("/plugins/wirelatch/stock-editor")).text == page.text
    assert (await api.get("/plugins/wirelatch/stock-editor", headers=JSON)).json() == plugin
    assert (await api.get("/plugins/wirelatch")).json()["plugins"] == [plugin]
    assert (await api.get("/plugins/messages")).json() == {}
    for path in ("/plugins/nothing", "/plugins/wirelatch/nothing"):
        assert (await api.get(path)).status_code == 404


async def test_every_icon_of_a_type_is_listed_and_drawn(half: FlowsHalf, api: httpx.AsyncClient) -> None:
    listed = set((await api.get("/icons")).json()["wirelatch"])
    missing = {node_class.palette.icon for node_class in half.app.runtime.registry} - {
        name.removesuffix(".svg") for name in listed
    }
    assert missing <= {"node"}
    async with half.browser() as nobody:  # pictures are open, as in Node-RED
        answer = await nobody.get("/icons/wirelatch/inject.svg")
        assert answer.headers["content-type"].startswith("image/svg+xml")
        assert "<svg" in answer.text
        assert (await nobody.get("/icons/node-red/arrow-in.svg")).status_code == 200
        assert (await nobody.get("/icons/@scope/package/none.png")).text != answer.text


async def test_own_icons_of_a_directory_are_served_and_nothing_beside_them(
    half: FlowsHalf, api: httpx.AsyncClient
) -> None:
    folder = half.app.settings.data / "lib" / "icons"
    folder.mkdir(parents=True)
    (folder / "mine.png").write_bytes(b"\x89PNG")
    (folder / "notes.txt").write_text("not an icon")
    (half.app.settings.data / "secret.svg").write_text("secret")
    assert (await api.get("/icons")).json()["node-red"] == ["mine.png"]
    answer = await api.get("/icons/node-red/mine.png")
    assert (answer.content, answer.headers["content-type"]) == (b"\x89PNG", "image/png")
    for name in ("notes.txt", "..%2f..%2fsecret.svg", "%2e%2e%5csecret.svg", "x%00.svg"):
        url = httpx.URL(str(api.base_url)).copy_with(raw_path=f"/icons/node-red/{name}".encode())
        answer = await api.get(url)
        assert "secret" not in answer.text
        assert "not an icon" not in answer.text


async def test_texts_and_theme_are_open_and_tell_nothing(half: FlowsHalf) -> None:
    async with half.browser() as nobody:
        texts = (await nobody.get("/locales/node-red?lng=de")).json()
        assert texts["common"]["status"]["connected"] == "connected"
        assert (await nobody.get("/locales/nothing")).json() == {}
        theme = (await nobody.get("/theme")).json()
        assert theme["header"]["title"] == "Wirelatch"
        assert theme["themes"] == []


async def test_resources_of_packages_are_served_and_nothing_beside_them(
    half: FlowsHalf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "packages" / "palette_of_somebody"
    (package / "resources").mkdir(parents=True)
    (package / "resources/hello.js").write_text("hello()")
    (package / "secret.txt").write_text("secret")
    (package / "__init__.py").write_text(
        "from wirelatch.engine.node import Node\nclass Mine(Node, type='mine', category='test'):\n    pass\n"
    )
    monkeypatch.syspath_prepend(str(package.parent))
    half.app.runtime.registry.add_module(importlib.import_module("palette_of_somebody"))
    async with half.browser() as nobody:
        answer = await nobody.get("/resources/palette_of_somebody/hello.js")
        assert (answer.text, answer.headers["content-type"].partition(";")[0]) == (
            "hello()",
            "text/javascript",
        )
        for path in ("nothing.js", "..%2fsecret.txt", "%2e%2e/secret.txt", "%00", ""):
            url = httpx.URL(half.url).copy_with(raw_path=f"/resources/palette_of_somebody/{path}".encode())
            answer = await nobody.get(url)
            assert answer.status_code == 404, path
        assert (await nobody.get("/resources/os/path.py")).status_code == 404


async def test_the_debug_window_is_a_page_without_messages(half: FlowsHalf) -> None:
    async with half.browser() as nobody:
        answer = await nobody.get("/debug/view/view.html")
        assert answer.headers["content-type"].startswith("text/html")
        nonce = answer.text.partition('script nonce="')[2].partition('"')[0]
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        assert (await nobody.get("/debug/view/other.html")).status_code == 404


class Sample(Node, type='sample "quoted"', category="config"):
    """Help with </script> in it."""

    name: str = text("")
    host: str = text("localhost", label="Host & port", placeholder='"x"')
    count: float = number(3)
    spelled: str = number("3")
    on: bool = checkbox(True)
    kind: str = select("a", {"a": "A", "<b>": "B"})
    other: str = config_node("tls-config")
    word: str = credential()
    list: list[str] = rows([], {"": text()})


def test_a_definition_escapes_what_classes_say() -> None:
    html = definition(Sample.palette)
    assert 'data-template-name="sample &quot;quoted&quot;"' in html
    assert "Host &amp; port" in html
    assert '<option value="&lt;b&gt;">B</option>' in html
    assert html.count("</script>") == 3


def test_fields_whose_values_are_no_texts_are_left_to_the_script() -> None:
    html = definition(Sample.palette)
    for name in ("name", "host", "spelled", "on", "kind", "other", "word"):
        assert f'id="node-config-input-{name}"' in html
    for name in ("count", "list"):
        assert f'id="node-config-input-{name}"' not in html
        assert f'data-field="{name}"' in html
    assert '<input type="password" id="node-config-input-word">' in html
    assert json.dumps('sample "quoted"') in html

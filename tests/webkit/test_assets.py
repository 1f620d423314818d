"""wirelatch.webkit.assets"""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.webkit.serving import serving
from wirelatch.webkit.assets import Assets
from wirelatch.webkit.errors import HttpError


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    (tmp_path / "editor").mkdir()
    (tmp_path / "editor/index.html").write_text(
        '<html><head><script type="module" src="/assets/a.js"></script><link rel="stylesheet" href="/assets/a.css">'
        "<style>x</style></head><body></body></html>"
    )
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/a.js").write_text("let x = 1;\n" * 500)
    (tmp_path / "assets/small.css").write_text("a{}")
    (tmp_path / "secret.txt").write_text("secret")
    return Assets(tmp_path)


def test_scripts_and_styles_of_a_page_carry_the_nonce(assets: Assets) -> None:
    page = assets.html("editor", "N0nce")
    for tag in ("script", "link", "style"):
        assert f'<{tag} nonce="N0nce"' in page
    assert '<meta name="csp-nonce" content="N0nce">' in page
    assert "N0nce" not in assets.html("editor", "other")


def test_a_page_that_is_not_built_says_how_to_build_it(assets: Assets) -> None:
    with pytest.raises(HttpError, match="make run") as caught:
        assets.html("console", "x")
    assert caught.value.status == 503


def test_what_was_built_is_found_by_its_source(assets: Assets, tmp_path: Path) -> None:
    assert assets.address("src/pages/pages.css") is None
    (tmp_path / "manifest.json").write_text('{"src/pages/pages.css": {"file": "assets/pages-1a.css"}}')
    assert assets.address("src/pages/pages.css") == "/assets/pages-1a.css"
    assert assets.address("src/other.css") is None


async def test_files_are_served_for_ever_and_compressed(assets: Assets) -> None:
    async with (
        serving(Starlette(routes=[Mount("/assets", assets.app)])) as base,
        httpx.AsyncClient(base_url=base) as client,
    ):
        answer = await client.get("/assets/a.js")
        plain = await client.get("/assets/a.js", headers={"Accept-Encoding": "identity"})
        head = await client.head("/assets/a.js")
        small = await client.get("/assets/small.css")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert answer.text == plain.text
    assert answer.headers["content-type"].startswith("text/javascript")
    assert head.content == b""
    assert "content-encoding" not in small.headers


@pytest.mark.parametrize(
    "path", ["/assets/nothing.js", "/assets/%2e%2e/secret.txt", "/assets/", "/assets//etc/passwd"]
)
async def test_nothing_else_is_served(assets: Assets, path: str) -> None:
    async with (
        serving(Starlette(routes=[Mount("/assets", assets.app)])) as base,
        httpx.AsyncClient(base_url=base) as client,
    ):
        assert (await client.get(path)).status_code == 404
        assert (await client.post("/assets/a.js")).status_code == 405

"""`/api/v1/`"""

from pathlib import Path

from tests.access.flows_half import flows_half, session_token
from wirelatch.workbench.palette_order import in_palette_order


async def test_node_types_come_in_palette_order(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1) as half:
        async with half.tool(await session_token(half, "read")) as tool:
            types = (await tool.get("/api/v1/node-types")).json()
        expected = in_palette_order(node.palette for node in half.app.runtime.registry)
    assert [item["type"] for item in types] == [item.type for item in expected]
    names = [item["type"] for item in types]
    assert names[:2] == ["inject", "debug"]
    assert names.index("change") < names.index("http in") < names.index("json") < names.index("file")
    assert {"type", "category", "color", "label", "fields", "help"} <= set(types[0])


async def test_whoever_is_not_signed_in_is_nobody(tmp_path: Path) -> None:
    async with flows_half(tmp_path, identity_port=1) as half, half.browser() as browser:
        session = (await browser.get("/api/v1/session")).json()
    assert session["user"] is None
    assert session["version"]


async def test_a_session_of_a_tool_ends_without_the_provider(tmp_path: Path) -> None:
    async with (
        flows_half(tmp_path, identity_port=1) as half,
        half.tool(await session_token(half, "*")) as tool,
    ):
        answer = await tool.post("/api/v1/session/logout")
    assert answer.json()["redirect"].startswith("http://127.0.0.1")

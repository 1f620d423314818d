"""`/api/v1/python/…`: what the editor of Python functions is told while somebody types."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.access.flows_half import flows_half, session_token
from wirelatch.scripting.surroundings import NodeView
from wirelatch.workbench.python_code.analysis import Analysis
from wirelatch.workbench.python_code.analyst import Analyst, AnalystError
from wirelatch.workbench.python_code.json_types import PythonCodeJson
from wirelatch.workbench.python_code.mistakes import mistakes

SHAPE = {
    "kinds": ["object"],
    "properties": {
        "payload": {"kinds": ["object"], "properties": {"city": {"kinds": ["string"]}}},
        "readings": {"kinds": ["array"], "items": {"kinds": ["number"]}},
    },
}


def code(text: str, part: str = "func", **more: Any) -> PythonCodeJson:
    question: dict[str, Any] = {
        "node": "n",
        "part": part,
        "initialize": "",
        "func": "",
        "finalize": "",
        **more,
    }
    question[part] = text
    question.setdefault("position", len(text))
    return question  # type: ignore[return-value]


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return Analysis(tmp_path_factory.mktemp("jedi"))


def completed(analysis: Analysis, text: str, **more: Any) -> set[str]:
    return {found["name"] for found in analysis.complete(code(text, **more), SHAPE)}


def test_everything_that_a_node_offers_is_completed(analysis: Analysis) -> None:
    offered = {name for name in vars(NodeView) if not name.startswith("_")}
    assert completed(analysis, "node.") == offered
    assert {"get", "set", "keys", "delete"} <= completed(analysis, "flow.")
    around = completed(analysis, "x = 1\n")
    assert {"global_context", "msg", "env", "util"} <= around
    assert not {"AbstractSet", "Message", "NodeView"} & around


def test_messages_that_were_seen_give_properties_and_their_kinds(analysis: Analysis) -> None:
    assert {"payload", "readings"} <= completed(analysis, "msg.")
    assert "city" in completed(analysis, "if True:\n    data = msg.payload\n    data.")
    assert "upper" in completed(analysis, "msg.payload.city.up")
    assert "is_integer" in completed(analysis, "for reading in msg.readings:\n    reading.is")


def test_names_of_on_start_and_of_modules_are_known(analysis: Analysis) -> None:
    assert "total" in completed(analysis, "tot", initialize="total = 3")
    assert "sqrt" in completed(analysis, "math.sq", initialize="import math")
    assert completed(analysis, "Context") == {"context"}  # what describes the scope is not part of it


def test_a_call_shows_its_parameters_and_a_name_what_it_is(analysis: Analysis) -> None:
    signature = analysis.signature(code("node.linkcall('a', "), None)
    assert signature is not None
    assert (signature["name"], signature["current"]) == ("linkcall", 1)
    assert [each.split(":")[0] for each in signature["parameters"]] == ["target", "msg", "timeout"]
    described = analysis.describe(code("node.warn", position=6), None)
    assert described is not None
    assert "shown in the debug sidebar" in described["documentation"]


@pytest.mark.parametrize(
    ("text", "marked", "severity"),
    [
        ("x = msg.payload\nreturn mgs", "mgs", "error"),
        ('text = "é"; return naïve', "naïve", "error"),
        ("import json\nreturn msg", "import", "warning"),
        ("if msg\n    return 1", "\n", "error"),
    ],
)
def test_a_mistake_is_marked_where_it_is(text: str, marked: str, severity: str) -> None:
    found = [each for each in mistakes(code(text)) if each["severity"] == severity]
    assert [text[each["start"] : each["end"]] for each in found] == [marked]


@pytest.mark.parametrize(
    ("text", "part", "more"),
    [
        ("msg.n = total\nreturn await node.linkcall('a', msg)", "func", {"initialize": "total = 3"}),
        ("import json", "initialize", {"func": "return json.dumps(msg)"}),
        ("await node.linkcall('a', {})", "initialize", {}),
        ("global total\ntotal += 1", "func", {"initialize": "total = 0", "finalize": "node.log(total)"}),
        ("", "func", {}),
    ],
)
def test_what_is_right_is_not_marked(text: str, part: str, more: dict[str, str]) -> None:
    assert mistakes(code(text, part, **more)) == []


def test_what_on_start_awaits_is_looked_at() -> None:
    assert [each["text"] for each in mistakes(code("await absent()", "initialize"))] == [
        "undefined name 'absent'"
    ]


async def test_code_is_never_run(tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    analyst = Analyst(os.environ)
    text = f"open({str(touched)!r}, 'w').close()\n"
    try:
        await analyst.ask("complete", code(text + "node.", initialize=text))
        assert await analyst.ask("mistakes", code(text, initialize=text)) == []
    finally:
        await analyst.close()
    assert not touched.exists()


async def test_a_process_that_has_gone_is_started_again() -> None:
    analyst = Analyst(os.environ)
    try:
        with pytest.raises(AnalystError):
            await analyst.ask("something else", code(""))
        assert analyst._process is not None
        analyst._process.kill()
        await analyst._process.wait()
        assert await analyst.ask("mistakes", code("return msg")) == []
    finally:
        await analyst.close()


@asynccontextmanager
async def tool(folder: Path, scope: str = "*") -> AsyncIterator[Any]:
    async with (
        flows_half(folder, identity_port=1) as half,
        half.tool(await session_token(half, scope)) as client,
    ):
        yield client


async def test_the_editor_asks_over_http(tmp_path: Path) -> None:
    async with tool(tmp_path) as client:
        answer = await client.post("/api/v1/python/complete", json=code("node.lin"))
        assert [found["name"] for found in answer.json()] == ["linkcall"]
        for wrong in ({"part": "outputs"}, {"position": 99}, {"func": 1}):
            assert (
                await client.post("/api/v1/python/complete", json={**code("x"), **wrong})
            ).status_code == 400


async def test_who_only_reads_is_told_of_mistakes_alone(tmp_path: Path) -> None:
    async with tool(tmp_path, "read") as client:
        assert (await client.post("/api/v1/python/complete", json=code("node."))).status_code == 401
        answer = await client.post("/api/v1/python/mistakes", json=code("return absent"))
        assert answer.json() == [
            {"start": 7, "end": 13, "severity": "error", "text": "undefined name 'absent'"}
        ]

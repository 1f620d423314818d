"""Context on file (`wirelatch.context.local_files`), interchangeable with Node-RED's directory."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.context.conftest import Make
from wirelatch.scripting.values import UNDEFINED, JsMap

WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def files_in(directory: Path) -> list[str]:
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*") if path.is_file())


def test_files_lie_where_node_red_puts_them_and_are_read_again(with_module: Make, tmp_path: Path) -> None:
    contexts = with_module("localfilesystem")
    for scope in (contexts.global_scope(), contexts.flow_scope("f"), contexts.node_scope("n", "f")):
        scope.set("x", {"id": scope.id, "b": b"hi", "d": WHEN, "n": float("nan"), "m": JsMap([])})
    contexts.close()
    assert files_in(tmp_path / "context") == ["f/flow.json", "f/n.json", "global/global.json"]
    again = with_module("localfilesystem")
    assert again.node_scope("n", "f").get("x") == {
        "id": "n:f", "b": {"type": "Buffer", "data": [104, 105]}, "d": "2026-01-02T03:04:05.000Z", "n": None, "m": {},
    }  # fmt: skip


def test_a_file_is_the_one_that_node_red_writes(with_module: Make, tmp_path: Path) -> None:
    contexts = with_module("localfilesystem")
    scope = contexts.flow_scope("f")
    scope.set("x", {"list": [1, 2.0, 1e21, "ü\u2028"], "empty": {}, "none": [], "nothing": UNDEFINED})
    contexts.close()
    assert (tmp_path / "context" / "f" / "flow.json").read_text("utf-8") == textwrap.dedent(
        """\
        {
            "x": {
                "list": [
                    1,
                    2,
                    1e+21,
                    "ü\u2028"
                ],
                "empty": {},
                "none": []
            }
        }"""
    )


def test_values_that_contain_themselves_are_left_out_with_one_warning(
    with_module: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    contexts = with_module("localfilesystem")
    value: dict[str, Any] = {"a": 1, "list": [1]}
    value["self"] = value
    value["list"].append(value)
    contexts.flow_scope("f").set("x", value)
    contexts.close()
    assert json.loads((tmp_path / "context" / "f" / "flow.json").read_text()) == {
        "x": {"a": 1, "list": [1, None]}
    }
    assert [record.getMessage() for record in caplog.records] == [
        "Context f contains a circular reference that cannot be persisted"
    ]


def test_a_value_that_is_nested_too_deep_for_a_file_does_not_keep_others_from_it(
    with_module: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    contexts = with_module("localfilesystem")
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    contexts.flow_scope("deep").set("x", deep)
    contexts.flow_scope("f").set("x", 1)
    contexts.close()
    assert files_in(tmp_path / "context") == ["f/flow.json"]
    assert "nested too deep" in caplog.text


async def test_changes_are_written_after_the_flush_interval(with_module: Make, tmp_path: Path) -> None:
    contexts = with_module("localfilesystem", flushInterval=0)
    path = tmp_path / "context" / "f" / "flow.json"
    for value in (1, 2):
        contexts.flow_scope("f").set("x", value)
        async with asyncio.timeout(10):
            while not path.exists() or json.loads(path.read_text()) != {"x": value}:
                await asyncio.sleep(0)
    contexts.close()


async def test_nothing_is_written_before_the_flush_interval_but_at_the_end(
    with_module: Make, tmp_path: Path
) -> None:
    contexts = with_module("localfilesystem", flushInterval=1000)
    contexts.flow_scope("f").set("x", 1)
    await asyncio.sleep(0.05)
    assert files_in(tmp_path) == []
    contexts.close()
    assert files_in(tmp_path / "context") == ["f/flow.json"]


@pytest.mark.parametrize("module", ["localfilesystem", "sqlite"])
async def test_a_store_that_was_closed_can_be_opened_again(with_module: Make, module: str) -> None:
    contexts = with_module(module, flushInterval=0)
    contexts.close()
    contexts.open()
    contexts.flow_scope("f").set("x", 1)
    async with asyncio.timeout(10):
        while not with_module(module).flow_scope("f").keys():
            await asyncio.sleep(0.005)
    contexts.close()


def test_a_file_that_is_no_json_is_set_aside(with_module: Make, tmp_path: Path) -> None:
    folder = tmp_path / "context" / "f"
    folder.mkdir(parents=True)
    (folder / "flow.json").write_text("{")
    assert with_module("localfilesystem").flow_scope("f").get("x") is UNDEFINED
    assert (folder / "flow.json.broken").read_text() == "{"


@pytest.mark.parametrize("left", ["flow.json.1700000000000.tmp", "flow.json.$$$"])
def test_a_crash_between_writing_and_renaming_leaves_the_old_values_and_no_file(
    with_module: Make, tmp_path: Path, left: str
) -> None:
    folder = tmp_path / "context" / "f"
    folder.mkdir(parents=True)
    (folder / "flow.json").write_text('{"x": "old"}')
    (folder / left).write_text('{"x": "ne')
    assert with_module("localfilesystem").flow_scope("f").get("x") == "old"
    assert files_in(folder) == ["flow.json"]


def test_what_belongs_to_nodes_and_flows_that_are_gone_is_removed(with_module: Make, tmp_path: Path) -> None:
    contexts = with_module("localfilesystem")
    for scope_id in ("global", "f", "n:f", "m:f", "g", "n:g"):
        contexts.scope(scope_id).set("x", 1)
    contexts.stores["kept"].flush()  # type: ignore[attr-defined]
    contexts.keep({"f", "n"})
    assert files_in(tmp_path / "context") == ["f/flow.json", "f/n.json", "global/global.json"]
    kept = [s for s in ("global", "f", "n:f", "m:f", "g", "n:g") if contexts.scope(s).keys()]
    assert kept == ["global", "f", "n:f"]
    contexts.close()
    assert files_in(tmp_path / "context") == ["f/flow.json", "f/n.json", "global/global.json"]


def test_a_scope_that_cannot_name_a_file_is_not_written_outside(with_module: Make, tmp_path: Path) -> None:
    contexts = with_module("localfilesystem")
    contexts.flow_scope("../../evil").set("x", 1)
    contexts.flow_scope("a/b").set("x", 1)
    contexts.keep(set())
    assert contexts.flow_scope("a/b").get("x") is UNDEFINED
    contexts.flow_scope("../../evil").set("x", 1)
    contexts.close()
    assert list(tmp_path.rglob("*.json")) == []


def test_without_the_cache_every_access_goes_to_the_file(with_module: Make, tmp_path: Path) -> None:
    contexts = with_module("localfilesystem", cache=False)
    scope = contexts.node_scope("n", "f")
    scope.set("a.b", [1])
    path = tmp_path / "context" / "f" / "n.json"
    assert json.loads(path.read_text()) == {"a": {"b": [1]}}
    path.write_text('{"a": 5, "c": 6}')
    assert (scope.get("a"), scope.keys()) == (5, ["a", "c"])
    path.write_text("{")
    with pytest.raises(ValueError, match="Expecting property name"):
        scope.get("a")
    path.unlink()
    assert scope.get("a") is UNDEFINED


FULL_DISK = """
import asyncio, resource, signal, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.context.conftest import make_stores

async def main():
    contexts = make_stores(Path({directory!r}), configuration={{"kept": {{"module": {module!r}, "config": {{"flushInterval": 0}}}}}})
    contexts.open()
    scope = contexts.flow_scope("f")
    scope.set("small", 1)
    store = contexts.stores["kept"]
    store.flush()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (65536, resource.RLIM_INFINITY))
    scope.set("large", "x" * 1_000_000)
    store.flush()
    assert scope.get("large") == "x" * 1_000_000, "the value is kept in memory"
    print("running", flush=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    scope.set("later", 2)
    store.flush()
    print("written", flush=True)
    contexts.close()

import logging
logging.basicConfig(format="%(message)s", stream=sys.stdout)
asyncio.run(main())
"""


@pytest.mark.parametrize("module", ["localfilesystem", "sqlite"])
def test_on_a_full_disk_values_stay_in_memory_and_are_written_when_there_is_room(
    with_module: Make, tmp_path: Path, module: str
) -> None:
    root = str(Path(__file__).parents[2])
    script = FULL_DISK.format(root=root, directory=str(tmp_path / "context"), module=module)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    said = done.stdout.splitlines()
    assert said[0].startswith("Error writing context: ")
    assert said[1:3] == ["running", "context store 'kept': writing works again"]
    assert with_module(module).flow_scope("f").values() == {
        "small": 1,
        "large": "x" * 1_000_000,
        "later": 2,
    }


def test_a_failing_disk_is_reported_once(
    with_module: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    contexts = with_module("localfilesystem")
    (tmp_path / "context").write_text("in the way")
    with caplog.at_level(logging.WARNING):
        for value in range(3):
            contexts.flow_scope("f").set("x", value)
            contexts.stores["kept"].flush()  # type: ignore[attr-defined]
        (tmp_path / "context").unlink()
        contexts.close()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]
    assert with_module("localfilesystem").flow_scope("f").get("x") == 2

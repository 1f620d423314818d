"""What the runtime makes of the files that it finds in its data directory."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirelatch.document.errors import DocumentError
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import all_types


async def test_credentials_that_a_flows_file_holds_are_used_shown_to_nobody_and_moved_with_the_next_deploy(
    tmp_path: Path,
) -> None:
    file = tmp_path / "flows.json"
    broker = {"id": "b", "type": "mqtt-broker", "broker": "127.0.0.1", "port": "1", "autoConnect": False}
    text = json.dumps([{**broker, "credentials": {"user": "u", "password": "secret"}}])
    file.write_text(text)
    runtime = Runtime(data_dir=tmp_path, registry=all_types())
    await runtime.start()
    try:
        assert file.read_text() == text
        node = runtime.node("b")
        assert node is not None
        assert node.credentials == {"user": "u", "password": "secret"}
        assert runtime.flows == [broker]
        assert runtime.credentials_for("mqtt-broker", "b") == {"user": "u", "has_password": True}
        await runtime.deploy([{**broker, "name": "changed"}])
        assert "secret" not in file.read_text()
        assert runtime.credentials["b"] == {"user": "u", "password": "secret"}
    finally:
        await runtime.stop()


@contextlib.asynccontextmanager
async def started(directory: Path, **options: Any) -> AsyncIterator[Runtime]:
    runtime = Runtime(data_dir=directory, registry=all_types(), **options)
    await runtime.start()
    try:
        yield runtime
    finally:
        await runtime.stop()


def told(runtime: Runtime) -> Any:
    return runtime.events.retained["notification/runtime-state"]


TAB = {"id": "t", "type": "tab"}
PROBE = {"id": "p", "type": "probe", "z": "t", "x": 1, "y": 1, "wires": []}


@pytest.mark.parametrize("content", ["[{", "{}", "5", "\udcff", "[" * 5000, '[{"id":"s","type":"subflow"}'])
async def test_a_broken_flows_file_leaves_the_runtime_stopped_says_why_and_is_not_touched(
    tmp_path: Path, content: str
) -> None:
    file = tmp_path / "flows.json"
    file.write_bytes(content.encode(errors="surrogateescape"))
    before = file.read_bytes()
    async with started(tmp_path) as runtime:
        assert (runtime.state, runtime.flows) == ("stop", [])
        assert str(file) in runtime.problem
        assert told(runtime)["error"] == "flows_load_failed"
        assert told(runtime)["text"] == runtime.problem
        assert file.read_bytes() == before


async def test_a_flows_file_that_was_mended_is_loaded_without_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "flows.json"
    file.write_text("[{")
    async with started(tmp_path) as runtime:
        with pytest.raises(DocumentError):
            await runtime.deploy([], kind="reload")
        with pytest.raises(DocumentError):
            await runtime.set_state("start")
        assert runtime.problem
        file.write_text(json.dumps([TAB, PROBE]))
        await runtime.deploy([], kind="reload")
        assert runtime.node("p") is not None
        assert (runtime.problem, runtime.state) == ("", "start")
        assert "error" not in told(runtime)


async def test_what_is_loaded_when_flows_are_started_again_is_told_as_a_deploy_is(tmp_path: Path) -> None:
    file = tmp_path / "flows.json"
    file.write_text("[{")
    async with started(tmp_path) as runtime:
        kinds: list[str] = []
        runtime.operation.after_store.append(lambda deployment: kinds.append(deployment.kind))
        runtime.operation.after_deploy.append(lambda: kinds.append("deployed"))
        file.write_text(json.dumps([TAB, PROBE]))
        await runtime.set_state("start")
        assert kinds == ["reload", "deployed"]
        assert runtime.events.retained["notification/runtime-deploy"] == {"revision": runtime.revision}
        await runtime.set_state("stop")
        await runtime.set_state("start")
        assert kinds == ["reload", "deployed"]


async def test_a_deploy_takes_the_place_of_a_broken_file_which_is_kept(tmp_path: Path) -> None:
    (tmp_path / "flows.json").write_text("[{")
    async with started(tmp_path) as runtime:
        await runtime.deploy([TAB, PROBE])
        assert runtime.node("p") is not None
        assert [kept.read_text() for kept in tmp_path.glob("flows.json.unusable-*")] == ["[{"]
        assert "error" not in told(runtime)


async def test_reloading_a_file_that_is_broken_leaves_the_running_flows_as_they_are(tmp_path: Path) -> None:
    async with started(tmp_path) as runtime:
        await runtime.deploy([TAB, PROBE])
        node = runtime.node("p")
        (tmp_path / "flows.json").write_text("[{")
        with pytest.raises(DocumentError, match="not valid JSON"):
            await runtime.deploy([], kind="reload")
        assert runtime.node("p") is node
        assert len(runtime.flows) == 2


async def test_reloading_stopped_flows_does_not_start_them(tmp_path: Path) -> None:
    async with started(tmp_path) as runtime:
        await runtime.deploy([TAB, PROBE])
        await runtime.set_state("stop")
        await runtime.deploy([], kind="reload")
        assert (runtime.state, runtime.node("p")) == ("stop", None)


async def test_safe_mode_does_not_start_what_was_stopped(tmp_path: Path) -> None:
    async with started(tmp_path) as runtime:
        await runtime.deploy([TAB, PROBE])
        await runtime.set_state("stop")
    safe = Runtime(data_dir=tmp_path, registry=all_types())
    await safe.start(safe=True)
    assert safe.state == "safe"
    await safe.deploy([TAB, PROBE, {**PROBE, "id": "q"}])
    assert (safe.state, safe.node("p")) == ("stop", None)
    await safe.stop()


async def test_records_that_cannot_be_used_are_left_out_and_the_others_run(tmp_path: Path) -> None:
    records = [TAB, PROBE, {"type": "probe"}, {**PROBE, "id": "q", "wires": 5}, {**PROBE, "name": "last"}]
    (tmp_path / "flows.json").write_text(json.dumps(records))
    async with started(tmp_path) as runtime:
        assert runtime.state == "start"
        assert runtime.node("p").name == "last"  # type: ignore[union-attr]
        assert [record["id"] for record in runtime.flows] == ["t", "p"]
        assert told(runtime)["error"] == "nodes-left-out"
        assert told(runtime)["text"].startswith("3 of the nodes on file cannot be used")


async def test_a_wrong_key_is_told_and_the_flows_run_without_credentials(tmp_path: Path) -> None:
    broker = {"id": "b", "type": "mqtt-broker", "broker": "127.0.0.1", "port": "1", "autoConnect": False}
    async with started(tmp_path, secret="right") as runtime:
        await runtime.deploy([TAB, PROBE, {**broker, "credentials": {"user": "u", "password": "p"}}])
    before = (tmp_path / "flows_cred.json").read_bytes()
    async with started(tmp_path, secret="wrong") as runtime:
        assert runtime.node("p") is not None
        assert runtime.node("b").credentials == {}  # type: ignore[union-attr]
        assert told(runtime)["error"] == "credentials_load_failed"
        assert told(runtime)["state"] == "start"
        await runtime.deploy([TAB, {**PROBE, "name": "changed"}, broker])
        assert (tmp_path / "flows_cred.json").read_bytes() == before
    async with started(tmp_path, secret="right") as runtime:
        assert runtime.credentials["b"] == {"user": "u", "password": "p"}
    async with started(tmp_path, secret="wrong") as runtime:
        await runtime.deploy([TAB, PROBE, {**broker, "credentials": {"user": "new"}}])
        assert [kept.read_bytes() for kept in tmp_path.glob("flows_cred.json.unusable-*")] == [before]
        assert runtime.credentials["b"] == {"user": "new"}


async def test_a_broken_runtime_configuration_is_no_obstacle(tmp_path: Path) -> None:
    (tmp_path / "flows.json").write_text(json.dumps([TAB, PROBE]))
    (tmp_path / ".config.runtime.json").write_text("{")
    async with started(tmp_path) as runtime:
        assert runtime.node("p") is not None
        await runtime.set_state("stop")
    assert json.loads((tmp_path / ".config.runtime.json").read_text()) == {"runtimeFlowState": "stop"}
    assert [kept.read_text() for kept in tmp_path.glob(".config.runtime.json.unusable-*")] == ["{"]


_TEXT = json.dumps(
    [TAB, PROBE, {"id": "s", "type": "subflow"}, {"id": "g", "type": "group", "z": "t"}], indent=1
)


@given(
    st.one_of(
        st.binary(max_size=50),
        st.tuples(st.integers(0, len(_TEXT)), st.integers(0, 9), st.text(max_size=3)).map(
            lambda cut: (_TEXT[: cut[0]] + cut[2] + _TEXT[cut[0] + cut[1] :]).encode(errors="surrogatepass")
        ),
    )
)
@settings(max_examples=60, deadline=None)
async def test_no_flows_file_keeps_the_runtime_from_starting_and_none_is_lost(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "flows.json"
        file.write_bytes(content)
        async with started(Path(directory)) as runtime:
            assert file.read_bytes() == content
            await runtime.deploy([TAB, PROBE])
            assert runtime.node("p") is not None
        kept = {path.read_bytes() for path in Path(directory).iterdir() if path.is_file()}
        assert content in kept or not content.strip() or json.loads(content) == [TAB, PROBE]

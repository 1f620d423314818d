"""What the runtime makes of the files that it finds in its data directory."""

from __future__ import annotations

import json
from pathlib import Path

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

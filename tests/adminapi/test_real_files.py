"""Real people's flow files come through unchanged, to the byte."""

from __future__ import annotations

import json
from pathlib import Path

from tests.access.flows_half import flows_half, session_token
from tests.support.real_files import folder, names, read

V2 = {"Node-RED-API-Version": "v2"}
RELOAD = {"Node-RED-Deployment-Type": "reload"}


def _member_cut_out(before: bytes, after: bytes) -> bytes:
    """What one has in the middle that the other lacks; b"" when that is not all of the difference."""
    start = next((i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), len(after))
    end = len(after) - start
    return before[start : len(before) - end] if end == 0 or before.endswith(after[start:]) else b""


async def test_a_real_file_is_the_same_to_the_byte_after_an_editor_has_read_and_deployed_it(
    tmp_path: Path,
) -> None:
    """Over the Admin API. The flows stay stopped, so that nothing of what strangers wrote is run."""
    (tmp_path / ".config.runtime.json").write_text('{"runtimeFlowState": "stop"}')
    path = tmp_path / "flows.json"
    compared = 0
    async with flows_half(tmp_path, identity_port=1) as half:
        async with half.tool(await session_token(half, "*", "root")) as api:
            for name in names():
                content, records = (folder() / name).read_bytes(), read(name)
                path.write_bytes(content)
                answer = await api.post("/flows", headers=RELOAD)
                assert (answer.status_code, half.app.runtime.problem) == (204, ""), (name, answer.text)
                assert path.read_bytes() == content, name
                given = (await api.get("/flows", headers=V2)).json()
                answer = await api.post("/flows", json=given, headers=V2)
                assert answer.status_code == 200, (name, answer.text)
                assert answer.json()["rev"] == given["rev"]
                if any("credentials" in record for record in records):
                    # They move to the file of credentials with the first save; nothing else changes.
                    cut = _member_cut_out(content, path.read_bytes())
                    assert b'"credentials"' in cut, name
                    records = [{k: v for k, v in r.items() if k != "credentials"} for r in records]
                    assert json.loads(path.read_bytes()) == records
                else:
                    assert path.read_bytes() == content, name
                assert given["flows"] == records, name
                compared += 1
        assert half.app.runtime.state == "stop"
    assert compared >= 230

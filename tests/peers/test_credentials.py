"""One data directory, used in turn by Node-RED and by us: each finds the credentials that the other has stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.peers.node_red import node_red
from wirelatch.engine.runtime import Runtime
from wirelatch.engine.testing import all_types

pytestmark = [pytest.mark.peers, pytest.mark.slow]

BROKER: dict[str, Any] = {
    "id": "b", "type": "mqtt-broker", "name": "", "broker": "127.0.0.1", "port": "1", "autoConnect": False,
    "protocolVersion": "4", "keepalive": "60", "cleansession": True,
}  # fmt: skip
TAB = {"id": "t", "type": "tab", "label": "t", "env": [{"name": "A", "type": "cred", "value": ""}]}


def flows(user: str, password: str) -> list[dict[str, Any]]:
    return [
        {**TAB, "credentials": {"A": "tab's"}},
        {**BROKER, "credentials": {"user": user, "password": password}},
    ]


EXPECTED = {"b": {"user": "u", "password": "pä"}, "t": {"A": "tab's"}}


async def ours(directory: Path, document: list[dict[str, Any]] | None = None, **options: Any) -> Any:
    """What we find in a directory, after deploying something if it is given."""
    runtime = Runtime(data_dir=directory, registry=all_types(), **options)
    await runtime.start()
    try:
        if document is not None:
            await runtime.deploy(document)
        return {node_id: dict(entry) for node_id, entry in runtime.credentials.items()}
    finally:
        await runtime.stop()


def theirs(
    directory: Path, setting: str, document: list[dict[str, Any]] | None = None
) -> tuple[Any, Any, str]:
    """What Node-RED shows of the broker's and the tab's, after deploying something; and its log."""
    first = not (directory / "flows.json").exists()
    with node_red(
        directory, flows=[] if first else None, more_settings=f"credentialSecret: {setting},"
    ) as running:
        if document is not None:
            running.deploy(document)
        broker = httpx.get(f"{running.url}/credentials/mqtt-broker/b").json()
        tab = httpx.get(f"{running.url}/credentials/tab/t").json()
        return broker, tab, "\n".join(running.program.lines)


def own(directory: Path) -> Any:
    return json.loads((directory / ".config.runtime.json").read_text()).get("_credentialSecret")


SHOWN = ({"user": "u", "has_password": True}, {"has_A": True})


@pytest.mark.parametrize(("setting", "secret"), [('"one secret"', "one secret"), ("undefined", None)])
async def test_what_one_stores_the_other_reads(tmp_path: Path, setting: str, secret: Any) -> None:
    assert theirs(tmp_path, setting, flows("u", "pä"))[:2] == SHOWN
    assert await ours(tmp_path, secret=secret) == EXPECTED
    changed = {**EXPECTED, "b": {"user": "v", "password": "pä"}}
    document = flows("v", "__PWRD__")
    del document[0]["credentials"]
    assert await ours(tmp_path, document, secret=secret) == changed
    broker, tab, log = theirs(tmp_path, setting)
    assert (broker, tab) == ({"user": "v", "has_password": True}, {"has_A": True})
    assert "Failed to decrypt" not in log
    assert await ours(tmp_path, secret=secret) == changed


async def test_a_secret_that_is_set_later_takes_over_from_the_generated_one_as_with_node_red(
    tmp_path: Path,
) -> None:
    theirs(tmp_path, "undefined", flows("u", "pä"))
    assert own(tmp_path) is not None
    assert await ours(tmp_path, [TAB, {**BROKER, "name": "changed"}], secret="chosen") == EXPECTED
    assert own(tmp_path) is None
    assert theirs(tmp_path, '"chosen"')[:2] == SHOWN


async def test_node_red_says_that_it_cannot_read_what_is_sealed_and_reads_it_once_that_is_undone(
    tmp_path: Path,
) -> None:
    authenticated = {"credentialFormat": "authenticated"}
    assert await ours(tmp_path, flows("u", "pä"), secret="s", settings=authenticated) == EXPECTED
    broker, _, log = theirs(tmp_path, '"s"')
    assert broker == {}
    assert "Failed to decrypt credentials" in log
    document = [TAB, {**BROKER, "name": "changed"}]
    assert await ours(tmp_path, document, secret="s", settings={"credentialFormat": "node-red"}) == EXPECTED
    assert theirs(tmp_path, '"s"')[:2] == SHOWN

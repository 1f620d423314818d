"""Handing back: a Node-RED user directory gets what it needs, in its own formats and under its own key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.userdir.conftest import CONTEXT, CREDENTIALS, FLOWS, Make, snapshot
from wirelatch.context.stores import ContextStores
from wirelatch.document.credentials_file import CredentialsFile
from wirelatch.document.runtime_config import RuntimeConfig
from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED
from wirelatch.userdir.hand_back import hand_back
from wirelatch.userdir.take_over import take_over
from wirelatch.userdir.user_directory import look_through

SQLITE = {"default": "db", "db": {"module": "sqlite"}}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "flows.json").write_text(json.dumps(FLOWS))
    return folder


def credentials_of(folder: Path) -> Any:
    found = look_through(folder)
    return CredentialsFile(found.credentials_file, RuntimeConfig(folder), secret=found.secret).load()


def test_there_and_back_again_leaves_flows_credentials_and_context_as_they_were(
    user_directory: Make, tmp_path: Path
) -> None:
    settings = 'module.exports = { contextStorage: { default: { module: "localfilesystem" } } };'
    source = user_directory(settings, key="0" * 64, generated=True)
    before = snapshot(source)
    data = tmp_path / "data"
    data.mkdir()
    take_over(look_through(source), data, secret="")
    stores = {"default": {"module": "localfilesystem"}}
    hand_back(data, source, FLOWS, CREDENTIALS, context_storage=stores)
    after = snapshot(source)
    for name in ("flows.json", "settings.js", "context/global/global.json", "lib/flows/mine/one.json"):
        assert after[name] == before[name]
    assert credentials_of(source) == CREDENTIALS


def test_a_new_directory_gets_a_settings_file_and_a_key(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "new"
    hand_back(data, target, FLOWS, CREDENTIALS)
    assert (target / "flows.json").read_bytes() == (data / "flows.json").read_bytes()
    assert look_through(target).settings["flowFile"] == "flows.json"
    assert credentials_of(target) == CREDENTIALS


def test_the_key_of_the_directory_is_used(data: Path, user_directory: Make) -> None:
    target = user_directory('module.exports = { credentialSecret: "theirs", flowFile: "my.json" };')
    hand_back(data, target, FLOWS, CREDENTIALS)
    assert (target / "my.json").exists()
    assert credentials_of(target) == CREDENTIALS
    assert set(json.loads((target / "my_cred.json").read_text())["$"][:32]) <= set("0123456789abcdef")


def test_a_context_database_becomes_files(data: Path, tmp_path: Path) -> None:
    stores = ContextStores(data / "context", paths=paths, undefined=UNDEFINED, configuration=SQLITE)
    stores.open()
    for key, value in CONTEXT.items():
        stores.global_scope().set(key, value)
    stores.close()
    target = tmp_path / "new"
    hand_back(data, target, FLOWS, {}, context_storage=SQLITE)
    assert json.loads((target / "context/global/global.json").read_text()) == CONTEXT
    storage = look_through(target).settings["contextStorage"]
    assert storage == {"default": "db", "db": {"module": "localfilesystem"}}


def test_a_settings_file_is_never_changed_and_what_it_lacks_is_said(data: Path, user_directory: Make) -> None:
    target = user_directory("module.exports = {};")
    (data / "context/global").mkdir(parents=True)
    (data / "context/global/global.json").write_text('{"a": 1}')
    report = hand_back(data, target, FLOWS, {})
    assert (target / "settings.js").read_text() == "module.exports = {};"
    assert any("contextStorage" in text for text in report.warnings)


def test_node_types_that_node_red_lacks_are_named(data: Path, tmp_path: Path) -> None:
    report = hand_back(data, tmp_path / "new", FLOWS, {}, own_types={"function"})
    assert any("'function'" in text for text in report.warnings)


def test_what_was_there_is_kept_as_a_backup(data: Path, user_directory: Make) -> None:
    target = user_directory()
    before = (target / "flows.json").read_bytes()
    hand_back(data, target, FLOWS, {})
    assert (target / ".flows.json.backup").read_bytes() == before

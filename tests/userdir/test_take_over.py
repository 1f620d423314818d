"""Taking user directories over: what comes along, byte for byte where it can, and what is refused."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.userdir.conftest import CONTEXT, CREDENTIALS, Make, snapshot
from wirelatch.document import DocumentError
from wirelatch.document.encryption import encrypt
from wirelatch.document.storage import FlowFiles
from wirelatch.settings import load
from wirelatch.userdir.take_over import take_over
from wirelatch.userdir.user_directory import UserDirectoryError, look_through

SETTINGS = """
module.exports = {
    credentialSecret: "of the user", uiPort: 1990,
    contextStorage: { default: "mem", mem: { module: "memory" }, disk: { module: "localfilesystem" } },
    adminAuth: { type: "credentials", users: [] },
};
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def loaded(data: Path) -> FlowFiles:
    settings = load({"data": data}, {})
    return FlowFiles(data, secret=settings.credential_secret or None)


def test_flows_and_credentials_come_byte_for_byte_and_can_be_read(user_directory: Make, data: Path) -> None:
    source = user_directory(SETTINGS)
    take_over(look_through(source), data, secret="")
    for name in ("flows.json", "flows_cred.json"):
        assert (data / name).read_bytes() == (source / name).read_bytes()
    stored = loaded(data).load()
    assert (stored.credentials, stored.problem) == (CREDENTIALS, "")


def test_the_user_directory_stays_as_it_was(user_directory: Make, data: Path) -> None:
    source = user_directory(SETTINGS)
    before = snapshot(source)
    take_over(look_through(source), data, secret="")
    assert snapshot(source) == before


def test_a_key_that_node_red_made_comes_along(user_directory: Make, data: Path) -> None:
    take_over(look_through(user_directory(key="0" * 64, generated=True)), data, secret="")
    assert loaded(data).load().credentials == CREDENTIALS


def test_with_a_key_of_our_own_the_credentials_are_encrypted_anew(user_directory: Make, data: Path) -> None:
    (data / "wirelatch.toml").write_text('credential_secret = "ours"\n')
    take_over(look_through(user_directory(SETTINGS)), data, secret="ours")
    assert loaded(data).load().credentials == CREDENTIALS


def test_settings_context_library_and_preferences_come_along(user_directory: Make, data: Path) -> None:
    take_over(look_through(user_directory(SETTINGS)), data, secret="")
    toml = tomllib.loads((data / "wirelatch.toml").read_text())
    assert toml["flows_port"] == 1990
    assert (data / "wirelatch.toml").stat().st_mode & 0o77 == 0
    assert json.loads((data / "context/global/global.json").read_text()) == CONTEXT
    assert (data / "lib/flows/mine/one.json").exists()
    assert "view-grid-size" in (data / ".config.users.json").read_text()
    load({"data": data}, {})


def test_of_the_npm_packages_only_those_of_functions_come_along(user_directory: Make, data: Path) -> None:
    take_over(look_through(user_directory(SETTINGS)), data, secret="")
    assert json.loads((data / "package.json").read_text())["dependencies"] == {"axios": "~1.7.0"}


def test_what_does_not_come_along_is_said(user_directory: Make, data: Path) -> None:
    report = take_over(look_through(user_directory(SETTINGS)), data, secret="")
    assert any(part == "left" and "adminAuth" in text for part, text in report.rows)


def test_comments_in_an_existing_settings_file_stay(user_directory: Make, data: Path) -> None:
    (data / "wirelatch.toml").write_text("# mine\nhttp_node_root = '/x'\n")
    take_over(look_through(user_directory(SETTINGS)), data, secret="")
    text = (data / "wirelatch.toml").read_text()
    assert text.startswith("# mine\nhttp_node_root = '/x'\n")
    assert tomllib.loads(text)["flows_port"] == 1990


def test_flows_that_are_there_are_only_replaced_by_force_and_kept(user_directory: Make, data: Path) -> None:
    ours = '[{"id": "x", "type": "tab"}]'
    (data / "flows.json").write_text(ours)
    source = look_through(user_directory())
    with pytest.raises(UserDirectoryError, match="--force"):
        take_over(source, data, secret="")
    assert (data / "flows.json").read_text() == ours
    take_over(source, data, secret="", force=True)
    assert (data / ".flows.json.backup").read_text() == ours
    assert (data / "flows.json").read_bytes() == source.flow_file.read_bytes()


def test_credentials_without_their_key_are_left_with_a_warning(user_directory: Make, data: Path) -> None:
    report = take_over(
        look_through(user_directory("module.exports = { credentialSecret: 'wrong' }")), data, secret=""
    )
    assert any("cannot be decrypted" in text for text in report.warnings)
    assert not (data / "flows_cred.json").exists()
    assert (data / "flows.json").exists()


def test_a_settings_file_that_fails_does_not_stop_the_rest(user_directory: Make, data: Path) -> None:
    report = take_over(look_through(user_directory("require('nowhere')")), data, secret="")
    assert any("nowhere" in text for text in report.warnings)
    assert (data / "flows.json").exists()


def test_a_flow_file_with_a_name_of_its_own_is_found_without_settings(
    user_directory: Make, data: Path
) -> None:
    folder = user_directory(None)
    for name in ("flows", "flows_cred"):
        (folder / f"{name}.json").rename(folder / f"{name.replace('flows', 'house')}.json")
    take_over(look_through(folder), data, secret="")
    assert (data / "flows.json").read_bytes() == (folder / "house.json").read_bytes()


def test_of_several_files_that_may_hold_the_flows_none_is_guessed(user_directory: Make, data: Path) -> None:
    folder = user_directory("require('nowhere')")
    (folder / "flows.json").rename(folder / "flows_attic.json")
    (folder / "flows_cellar.json").write_text("[]")
    with pytest.raises(UserDirectoryError, match=r"flows_attic.json, flows_cellar.json.*nowhere"):
        take_over(look_through(folder), data, secret="")


def test_a_key_given_beside_opens_credentials_whose_key_is_not_in_the_settings(
    user_directory: Make, data: Path
) -> None:
    (data / "wirelatch.toml").write_text('credential_secret = "of the user"\n')
    take_over(look_through(user_directory("require('nowhere')")), data, secret="of the user")
    assert loaded(data).load().credentials == CREDENTIALS


def test_context_that_no_store_of_the_settings_keeps_is_named(user_directory: Make, data: Path) -> None:
    report = take_over(look_through(user_directory("module.exports = {}")), data, secret="")
    assert any("context" in text and "left" in text for text in report.warnings)


def test_broken_flows_are_refused_and_leave_the_data_directory_alone(
    user_directory: Make, data: Path
) -> None:
    source = user_directory(SETTINGS)
    (source / "flows.json").write_text('[{"id": ')
    with pytest.raises(DocumentError):
        take_over(look_through(source), data, secret="")
    assert snapshot(data) == {}


def test_the_active_project_gives_flows_credentials_and_key(user_directory: Make, data: Path) -> None:
    source = user_directory("module.exports = { editorTheme: { projects: { enabled: true } } };")
    project = source / "projects/home"
    project.mkdir(parents=True)
    flows = '[{"id": "p", "type": "tab", "label": "of the project"}]'
    about = {"node-red": {"settings": {"flowFile": "my.json", "credentialsFile": "my_cred.json"}}}
    (project / "package.json").write_text(json.dumps(about))
    (project / "my.json").write_text(flows)
    (project / "my_cred.json").write_text(json.dumps(encrypt(CREDENTIALS, "of the project")))
    config = {"activeProject": "home", "projects": {"home": {"credentialSecret": "of the project"}}}
    (source / ".config.projects.json").write_text(json.dumps(config))
    take_over(look_through(source), data, secret="")
    assert (data / "flows.json").read_text() == flows
    assert loaded(data).load().credentials == CREDENTIALS


def test_a_project_may_not_name_files_elsewhere(user_directory: Make, tmp_path: Path) -> None:
    source = user_directory("module.exports = { editorTheme: { projects: { enabled: true } } };")
    project = source / "projects/home"
    project.mkdir(parents=True)
    about = {"node-red": {"settings": {"flowFile": "../../../secret.json"}}}
    (project / "package.json").write_text(json.dumps(about))
    (source / ".config.projects.json").write_text('{"activeProject": "home"}')
    found = look_through(source)
    assert found.flow_file == source / "flows.json"
    assert found.problems

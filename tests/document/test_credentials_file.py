"""The credentials file, its secret and its format (`wirelatch.document.credentials_file`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from wirelatch.document.credentials_file import CredentialsFile
from wirelatch.document.encryption import CredentialsError, encrypt, encryption_of
from wirelatch.document.runtime_config import RuntimeConfig

ENTRIES: dict[str, Any] = {"n": {"password": "p"}}
OTHERS: dict[str, Any] = {"n": {"password": "q"}}


def opened(directory: Path, **options: Any) -> CredentialsFile:
    return CredentialsFile(directory / "flows_cred.json", RuntimeConfig(directory), **options)


def content(directory: Path) -> Any:
    return json.loads((directory / "flows_cred.json").read_text())


def generated(directory: Path) -> Any:
    try:
        return json.loads((directory / ".config.runtime.json").read_text()).get("_credentialSecret")
    except FileNotFoundError:
        return None


def unusable(directory: Path) -> list[Path]:
    return sorted(directory.glob("flows_cred.json.unusable-*"))


def written_by_node_red(directory: Path, secret: str, *, keep: bool) -> None:
    (directory / "flows_cred.json").write_text(json.dumps(encrypt(ENTRIES, secret)))
    (directory / "settings.js").write_text("module.exports = {}")
    if keep:
        (directory / ".config.runtime.json").write_text(json.dumps({"_credentialSecret": secret}))


def test_new_credentials_are_stored_authenticated(tmp_path: Path) -> None:
    file = opened(tmp_path)
    assert file.load() == {}
    file.save(ENTRIES)
    assert encryption_of(content(tmp_path)) == "authenticated"
    assert opened(tmp_path).load() == ENTRIES
    assert (tmp_path / "flows_cred.json").stat().st_mode & 0o077 == 0


def test_a_directory_of_node_red_keeps_its_format_so_that_it_can_go_back(tmp_path: Path) -> None:
    written_by_node_red(tmp_path, "ab" * 32, keep=True)
    file = opened(tmp_path)
    assert file.load() == ENTRIES
    file.save(OTHERS)
    assert encryption_of(content(tmp_path)) == "node-red"
    assert generated(tmp_path) == "ab" * 32
    assert opened(tmp_path).load() == OTHERS


def test_a_directory_of_node_red_without_credentials_gets_its_format_too(tmp_path: Path) -> None:
    (tmp_path / ".config.nodes.json").write_text("{}")
    file = opened(tmp_path)
    file.load()
    file.save(ENTRIES)
    assert encryption_of(content(tmp_path)) == "node-red"


@pytest.mark.parametrize("form", ["authenticated", "node-red"])
def test_a_format_that_is_asked_for_is_written_at_the_next_save(tmp_path: Path, form: Any) -> None:
    other = {"authenticated": "node-red", "node-red": "authenticated"}[form]
    file = opened(tmp_path, form=other)
    file.load()
    file.save(ENTRIES)
    again = opened(tmp_path, form=form)
    assert again.load() == ENTRIES
    assert encryption_of(content(tmp_path)) == other
    again.save(ENTRIES)
    assert encryption_of(content(tmp_path)) == form
    assert opened(tmp_path).load() == ENTRIES


def test_a_secret_of_the_administrators_own_takes_over_from_the_generated_one_at_the_next_save(
    tmp_path: Path,
) -> None:
    written_by_node_red(tmp_path, "ab" * 32, keep=True)
    file = opened(tmp_path, secret="mine")
    assert file.load() == ENTRIES
    assert generated(tmp_path) is not None
    file.save(ENTRIES)
    assert generated(tmp_path) is None
    assert opened(tmp_path, secret="mine").load() == ENTRIES


def test_the_administrators_secret_is_tried_where_the_generated_one_does_not_fit(tmp_path: Path) -> None:
    written_by_node_red(tmp_path, "mine", keep=False)
    (tmp_path / ".config.runtime.json").write_text(json.dumps({"_credentialSecret": "cd" * 32}))
    assert opened(tmp_path, secret="mine").load() == ENTRIES


@pytest.mark.parametrize("off", [{"secret": False}, {"form": "plain"}])
def test_encryption_that_is_switched_off_ends_with_the_next_save(tmp_path: Path, off: dict[str, Any]) -> None:
    written_by_node_red(tmp_path, "ab" * 32, keep=True)
    file = opened(tmp_path, **off)
    assert file.load() == ENTRIES
    file.save(ENTRIES)
    assert content(tmp_path) == ENTRIES
    assert generated(tmp_path) is None


def test_plain_credentials_are_read_and_encrypted_with_the_next_save(tmp_path: Path) -> None:
    (tmp_path / "flows_cred.json").write_text(json.dumps(ENTRIES))
    file = opened(tmp_path)
    assert file.load() == ENTRIES
    file.save(ENTRIES)
    assert set(content(tmp_path)) == {"$"}


@pytest.mark.parametrize("broken", ['{"$": "no"}', "{", "[]", '{"n": 5}', '"text"', "\udcff"])
def test_credentials_that_cannot_be_read_stay_until_there_are_others_to_store_and_are_kept_then(
    tmp_path: Path, broken: str
) -> None:
    path = tmp_path / "flows_cred.json"
    path.write_bytes(broken.encode(errors="surrogateescape"))
    before = path.read_bytes()
    file = opened(tmp_path, secret="mine")
    with pytest.raises(CredentialsError):
        file.load()
    file.save({})
    assert path.read_bytes() == before
    assert unusable(tmp_path) == []
    file.save(ENTRIES)
    assert [kept.read_bytes() for kept in unusable(tmp_path)] == [before]
    assert opened(tmp_path, secret="mine").load() == ENTRIES


def test_a_wrong_secret_is_told(tmp_path: Path) -> None:
    written_by_node_red(tmp_path, "right", keep=False)
    with pytest.raises(CredentialsError, match="cannot be decrypted with this secret"):
        opened(tmp_path, secret="wrong").load()
    with pytest.raises(CredentialsError, match="there is no secret to decrypt them with"):
        opened(tmp_path).load()
    with pytest.raises(CredentialsError, match="there is no secret"):
        opened(tmp_path, secret=False).load()


def test_what_did_not_change_is_not_written(tmp_path: Path) -> None:
    written_by_node_red(tmp_path, "ab" * 32, keep=True)
    before = content(tmp_path)
    file = opened(tmp_path)
    file.save(file.load())
    assert content(tmp_path) == before


def test_the_file_that_is_replaced_stays_as_backup(tmp_path: Path) -> None:
    written_by_node_red(tmp_path, "ab" * 32, keep=True)
    before = content(tmp_path)
    file = opened(tmp_path)
    file.load()
    file.save(OTHERS)
    assert json.loads((tmp_path / ".flows_cred.json.backup").read_text()) == before

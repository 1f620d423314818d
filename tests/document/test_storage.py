"""The files of a data directory (`wirelatch.document.storage`, `wirelatch.document.atomic`)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from wirelatch.document.atomic import write_atomic
from wirelatch.document.errors import DocumentError, StorageError
from wirelatch.document.storage import FlowFiles

RECORDS = [{"id": "a", "type": "tab"}]


def test_a_new_data_directory_has_an_empty_document(tmp_path: Path) -> None:
    stored = FlowFiles(tmp_path / "new").load()
    assert (stored.records, stored.credentials, stored.problem) == ([], {}, "")


def test_what_is_saved_is_loaded_again(tmp_path: Path) -> None:
    files = FlowFiles(tmp_path)
    files.load()
    files.save(RECORDS, {"n": {"password": "p"}})
    stored = FlowFiles(tmp_path).load()
    assert (stored.records, stored.credentials) == (RECORDS, {"n": {"password": "p"}})


def test_credentials_are_encrypted_with_a_generated_secret_that_is_kept_where_node_red_keeps_it(
    tmp_path: Path,
) -> None:
    files = FlowFiles(tmp_path)
    files.load()
    files.save(RECORDS, {"n": {"password": "p"}})
    secret = json.loads((tmp_path / ".config.runtime.json").read_text())["_credentialSecret"]
    assert len(secret) == 64
    assert set(json.loads((tmp_path / "flows_cred.json").read_text())) == {"$"}
    assert (tmp_path / "flows_cred.json").stat().st_mode & 0o077 == 0


def test_a_document_without_credentials_makes_no_credentials_file(tmp_path: Path) -> None:
    files = FlowFiles(tmp_path)
    files.load()
    files.save(RECORDS, {})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["flows.json"]


def test_a_secret_of_the_administrators_own_takes_over_at_the_next_save(tmp_path: Path) -> None:
    files = FlowFiles(tmp_path)
    files.load()
    files.save(RECORDS, {"n": {"password": "p"}})
    own = FlowFiles(tmp_path, secret="mine")
    assert own.load().credentials == {"n": {"password": "p"}}
    own.save(RECORDS, {"n": {"password": "p"}})
    assert "_credentialSecret" not in json.loads((tmp_path / ".config.runtime.json").read_text())
    assert FlowFiles(tmp_path, secret="mine").load().credentials == {"n": {"password": "p"}}
    assert "cannot be decrypted" in FlowFiles(tmp_path, secret="wrong").load().problem


def test_encryption_can_be_switched_off(tmp_path: Path) -> None:
    files = FlowFiles(tmp_path, secret=False)
    files.load()
    files.save(RECORDS, {"n": {"password": "p"}})
    assert json.loads((tmp_path / "flows_cred.json").read_text()) == {"n": {"password": "p"}}


def test_an_unchanged_document_is_not_written(tmp_path: Path) -> None:
    (tmp_path / "flows.json").write_text('[ {"id":"a",   "type":"tab"} ]')
    files = FlowFiles(tmp_path)
    before = os.stat(tmp_path / "flows.json")
    files.load()
    files.save(RECORDS, {})
    assert os.stat(tmp_path / "flows.json").st_ino == before.st_ino


def test_a_broken_flows_file_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "flows.json").write_text("[{]")
    with pytest.raises(DocumentError, match=r"flows\.json: not valid JSON"):
        FlowFiles(tmp_path).load()


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "f"
    write_atomic(path, b"old")

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_atomic(path, b"new")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["f"]


def test_permissions_of_a_file_survive_its_replacement(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomic(path, b"new", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_document_that_is_replaced_stays_as_backup(tmp_path: Path) -> None:
    files = FlowFiles(tmp_path)
    files.load()
    for label in ("one", "two", "three"):
        files.save([{"id": "a", "type": "tab", "label": label}], {})
    assert json.loads((tmp_path / ".flows.json.backup").read_text())[0]["label"] == "two"
    assert json.loads((tmp_path / "flows.json").read_text())[0]["label"] == "three"


def test_an_empty_file_is_restored_from_its_backup_as_node_red_does(tmp_path: Path) -> None:
    (tmp_path / "flows.json").write_bytes(b"")
    (tmp_path / ".flows.json.backup").write_text(json.dumps(RECORDS))
    assert FlowFiles(tmp_path).load().records == RECORDS
    assert json.loads((tmp_path / "flows.json").read_text()) == RECORDS


def test_a_broken_file_is_kept_when_another_document_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "flows.json").write_text("[{]")
    files = FlowFiles(tmp_path)
    with pytest.raises(DocumentError):
        files.load()
    files.save(RECORDS, {})
    files.save([], {})
    assert [kept.read_text() for kept in tmp_path.glob("flows.json.unusable-*")] == ["[{]"]
    assert FlowFiles(tmp_path).load().records == []


def test_records_that_cannot_be_used_are_left_out_told_and_kept(tmp_path: Path) -> None:
    good = {"id": "a", "type": "tab", "label": "last"}
    text = json.dumps(
        [{"id": "a", "type": "tab"}, 5, good, {"type": "x"}, {"id": "b", "type": "x", "wires": 1}]
    )
    (tmp_path / "flows.json").write_text(text)
    files = FlowFiles(tmp_path)
    stored = files.load()
    assert stored.records == [good]
    assert [entry.partition(":")[0] for entry in stored.left_out] == ["node 1", "node a", "node 3", "node b"]
    assert (tmp_path / "flows.json").read_text() == text
    files.save([good], {})
    assert [kept.read_text() for kept in tmp_path.glob("flows.json.unusable-*")] == [text]
    assert json.loads((tmp_path / "flows.json").read_text()) == [good]


def test_a_directory_that_cannot_be_written_to_is_told_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = FlowFiles(tmp_path)
    files.load()
    files.save(RECORDS, {"n": {"password": "p"}})
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def no_space(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", no_space)
        with pytest.raises(StorageError, match="cannot be stored: No space left on device"):
            files.save([], {"n": {"password": "q"}})
    after = {path.name: path.read_bytes() for path in tmp_path.iterdir() if "backup" not in path.name}
    assert after == before
    files.save([], {})
    assert FlowFiles(tmp_path).load().records == []


def test_a_secret_is_never_readable_by_others_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, seen = tmp_path / "secrets.json", []
    file.touch(mode=0o600)
    plain = os.fdopen

    def watched(descriptor: int, mode: str) -> object:
        seen.append(os.fstat(descriptor).st_mode & 0o077)
        return plain(descriptor, mode)

    monkeypatch.setattr(os, "fdopen", watched)
    write_atomic(file, b"secret")
    assert (seen, file.stat().st_mode & 0o777) == ([0], 0o600)


def test_whoever_holds_an_abandoned_temporary_file_open_does_not_see_what_is_written_next(
    tmp_path: Path,
) -> None:
    file, left = tmp_path / "secrets.json", tmp_path / "secrets.json.$$$"
    left.write_text("left by a crash")
    with left.open() as theirs:
        write_atomic(file, b"secret", mode=0o600)
        assert theirs.read() == "left by a crash"
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("secret", 0o600)

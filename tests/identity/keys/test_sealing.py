"""Secrets at rest."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from wirelatch.identity.keys.sealing import Sealer, SealError, load_or_create


def test_what_is_sealed_can_be_opened_and_does_not_show(tmp_path: Path) -> None:
    sealer = load_or_create(tmp_path)
    sealed = sealer.seal("a secret")
    assert "secret" not in sealed
    assert sealer.seal("a secret") != sealed
    assert load_or_create(tmp_path).open(sealed) == "a secret"


def test_the_key_file_is_for_its_owner_only(tmp_path: Path) -> None:
    load_or_create(tmp_path)
    assert stat.S_IMODE((tmp_path / "identity.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["identity.key"]


def test_several_processes_that_start_at_once_use_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        sealers = list(pool.map(lambda _: load_or_create(tmp_path), range(8)))
    assert len({sealer.derive("x") for sealer in sealers}) == 1


def test_another_key_is_named_in_the_error() -> None:
    with pytest.raises(SealError, match=r"identity\.key"):
        Sealer(b"b" * 32).open(Sealer(b"a" * 32).seal("x"))


def test_a_changed_value_is_refused() -> None:
    sealer = Sealer(b"a" * 32)
    sealed = sealer.seal("x")
    with pytest.raises(SealError):
        sealer.open(sealed[:-4] + "AAAA")
    with pytest.raises(SealError):
        sealer.open("plain text")

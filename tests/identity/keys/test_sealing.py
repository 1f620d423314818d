"""Secrets at rest."""

from __future__ import annotations

import pytest

from wirelatch.identity import schema
from wirelatch.identity.keys.sealing import Sealer, SealError


def test_what_is_sealed_can_be_opened_and_does_not_show() -> None:
    sealer = Sealer(b"a" * 32)
    sealed = sealer.seal("a secret")
    assert "secret" not in sealed
    assert sealer.seal("a secret") != sealed
    assert Sealer(b"a" * 32).open(sealed) == "a secret"


def test_another_key_is_named_in_the_error() -> None:
    other = Sealer(b"a" * 32)
    with pytest.raises(SealError, match=f"sealed with the master key {other.key_id}"):
        Sealer(b"b" * 32).open(other.seal("x"))


def test_a_changed_value_is_refused() -> None:
    sealer = Sealer(b"a" * 32)
    sealed = sealer.seal("x")
    for changed in (sealed[:-4] + "AAAA", sealed[:-1], sealed + "!", "plain text", ""):
        with pytest.raises(SealError):
            sealer.open(changed)


def test_every_column_that_is_called_sealed_is_sealed_anew_when_the_key_changes() -> None:
    called = {
        str(column)
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if "seal" in (column.comment or "")
    }
    marked = {
        str(column)
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if column.info.get("sealed")
    }
    assert called <= marked
    assert {"oauth2_providers.client_secret", "certificate_key_pairs.key_data"} <= marked

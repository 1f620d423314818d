"""Identifiers of rows."""

from __future__ import annotations

from uuid import UUID

import pytest

from wirelatch.identity.metadata import new_ordered_uuid


def test_ordered_identifiers_are_uuids_of_version_7_that_differ() -> None:
    made = [new_ordered_uuid() for _ in range(1000)]
    assert {(str(UUID(one)) == one, UUID(one).version, UUID(one).variant) for one in made} == {
        (True, 7, "specified in RFC 4122")
    }
    assert len(set(made)) == len(made)


def test_ordered_identifiers_sort_by_the_millisecond_of_their_making(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(0, 5_000_000_000, 1_000_000))
    monkeypatch.setattr("time.time_ns", lambda: next(moments))
    made = [new_ordered_uuid() for _ in range(1000)]
    assert made == sorted(made)

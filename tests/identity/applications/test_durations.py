"""Durations in authentik's notation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wirelatch.identity.durations import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("minutes=1", timedelta(minutes=1)),
        ("hours=1;minutes=2;seconds=3", timedelta(hours=1, minutes=2, seconds=3)),
        ("weeks=4", timedelta(weeks=4)),
        ("days=30;", timedelta(days=30)),
        ("seconds=0", timedelta()),
        ("hours=1, minutes=30", timedelta(minutes=90)),
    ],
)
def test_units_add_up(text, value) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    "text", ["", "1h", "hours", "hours=", "hours=-1", "years=1", "days=999999999", "minutes=1=2"]
)
def test_anything_else_is_refused(text) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(text)

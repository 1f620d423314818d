"""docs/openid-connect.md names a test for each row, and the test is there."""

from __future__ import annotations

import re
from pathlib import Path

TESTS = Path(__file__).parents[2]
TABLE = (TESTS.parent / "docs/openid-connect.md").read_text()
ROW = re.compile(r"^\| ([A-Z]+\d*) \| (.+?) \| (.+) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")
LAST = {"C": 7, "B": 29, "F": 4, "H": 2, "D": 13, "L": 11, "K": 4, "FC": 3, "S": 22, "P": 13}


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(TABLE)
    assert len(named) > 100
    missing = [
        f"{path}::{name}"
        for path, name in named
        if not (TESTS / path).is_file() or not re.search(rf"def {name}\(", (TESTS / path).read_text())
    ]
    assert not missing


def test_every_row_of_the_checklist_is_there_once() -> None:
    rows = [row for row, _, _ in ROW.findall(TABLE)]
    assert rows.count("SM") == 1
    rows.remove("SM")
    assert sorted(rows) == sorted(f"{kind}{n}" for kind, last in LAST.items() for n in range(1, last + 1))


def test_every_row_has_a_test_or_a_reason() -> None:
    for row, _, proof in ROW.findall(TABLE):
        assert NAMED.search(proof) or len(proof.split()) > 5, row

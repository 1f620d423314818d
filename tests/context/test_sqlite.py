"""Context in a SQLite database (`wirelatch.context.sqlite`): what a crash leaves of it."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.context.conftest import Make, make_stores
from wirelatch.context.sqlite import SqliteStore
from wirelatch.scripting.values import UNDEFINED, BigInt, JsMap, JsSet

FILE = "kept.sqlite"


def test_values_are_there_again_with_their_kinds(with_module: Make) -> None:
    value: dict[str, Any] = {
        "buffer": b"\x00\xff", "date": datetime(2026, 1, 2, tzinfo=UTC), "map": JsMap([["a", 1]]), "set": JsSet([1]),
        "big": BigInt(2**70), "infinite": float("inf"), "text": "ü\ud800", "list": [None, True, 1.5], "$wl": "b",
    }  # fmt: skip
    value["self"] = value
    contexts = with_module("sqlite")
    contexts.flow_scope("f").set("x", value)
    contexts.node_scope("n", "f").set("a.b[1]", 5)
    contexts.close()
    again = with_module("sqlite")
    read = again.flow_scope("f").get("x")
    assert read["self"] is read
    assert {**read, "self": 0} == {**value, "self": 0}
    assert again.node_scope("n", "f").get("a") == {"b": [None, 5]}
    again.close()


def test_keys_keep_the_order_in_which_they_were_set(with_module: Make) -> None:
    contexts = with_module("sqlite")
    for key in ("z", "a", "m", "z"):
        contexts.flow_scope("f").set(key, 1)
    contexts.close()
    assert with_module("sqlite").flow_scope("f").keys() == ["z", "a", "m"]


def test_what_was_removed_or_belongs_to_nobody_is_gone(with_module: Make) -> None:
    contexts = with_module("sqlite")
    for scope_id in ("global", "f", "n:f", "m:f", "n:g"):
        contexts.scope(scope_id).set("x", 1)
    contexts.scope("f").set("y.z", 1)
    contexts.scope("f").delete("x")
    contexts.stores["kept"].flush()  # type: ignore[attr-defined]
    contexts.keep({"f", "n"})
    contexts.close()
    again = with_module("sqlite")
    assert {s: again.scope(s).values() for s in ("global", "f", "n:f", "m:f", "n:g")} == {
        "global": {"x": 1}, "f": {"y": {"z": 1}}, "n:f": {"x": 1}, "m:f": {}, "n:g": {},
    }  # fmt: skip
    again.close()


async def test_a_change_is_in_the_database_at_once_when_it_is_alone(
    with_module: Make, tmp_path: Path
) -> None:
    contexts = with_module("sqlite", flushInterval=1000)
    contexts.flow_scope("f").set("x", 1)
    async with asyncio.timeout(10):
        while not _rows(tmp_path):
            await asyncio.sleep(0.001)
    contexts.flow_scope("f").set("y", 1)
    await asyncio.sleep(0.05)
    assert _rows(tmp_path) == [("f", "x", b"[1]")]
    contexts.close()
    assert len(_rows(tmp_path)) == 2


async def test_many_changes_share_a_transaction(with_module: Make, tmp_path: Path) -> None:
    contexts = with_module("sqlite", flushInterval=0.02)
    for value in range(20_000):
        contexts.flow_scope("f").set("x", value)
        if value % 1000 == 0:
            await asyncio.sleep(0)
    contexts.close()
    assert _rows(tmp_path) == [("f", "x", b"[19999]")]


def _rows(directory: Path) -> list[Any]:
    database = sqlite3.connect(directory / "context" / FILE)
    try:
        return database.execute("SELECT scope, key, value FROM context").fetchall()
    finally:
        database.close()


def test_a_file_that_is_no_database_is_set_aside(with_module: Make, tmp_path: Path) -> None:
    folder = tmp_path / "context"
    folder.mkdir()
    (folder / FILE).write_bytes(b"no database" * 1000)
    contexts = with_module("sqlite")
    contexts.flow_scope("f").set("x", 1)
    contexts.close()
    assert (folder / f"{FILE}.broken").read_bytes() == b"no database" * 1000
    assert with_module("sqlite").flow_scope("f").get("x") == 1


def test_a_value_that_cannot_be_read_leaves_the_others_alone(with_module: Make, tmp_path: Path) -> None:
    contexts = with_module("sqlite")
    contexts.flow_scope("f").set("x", 1)
    contexts.flow_scope("f").set("y", 2)
    contexts.close()
    database = sqlite3.connect(tmp_path / "context" / FILE)
    database.execute("UPDATE context SET value = x'5b7b' WHERE key = 'x'")
    database.commit()
    database.close()
    assert with_module("sqlite").flow_scope("f").values() == {"y": 2}


def test_where_no_database_can_be_opened_values_are_in_memory_until_one_can(
    with_module: Make, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "context").write_text("in the way")
    contexts = with_module("sqlite")
    contexts.flow_scope("f").set("x", 1)
    store = contexts.stores["kept"]
    assert isinstance(store, SqliteStore)
    store.flush()
    assert "cannot be opened" in caplog.text
    (tmp_path / "context").unlink()
    contexts.flow_scope("f").set("y", 2)
    contexts.close()
    assert with_module("sqlite").flow_scope("f").values() == {"x": 1, "y": 2}


def test_the_file_may_be_named(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "c.db"
    contexts = make_stores(
        tmp_path / "context", configuration={"a": {"module": "sqlite", "config": {"file": str(file)}}}
    )
    contexts.open()
    contexts.close()
    assert file.exists()


CRASH = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.context.conftest import make_stores

async def main():
    contexts = make_stores(Path({directory!r}), configuration={{"kept": {{"module": "sqlite", "config": {{"flushInterval": 0.002}}}}}})
    contexts.open()
    first, second = contexts.flow_scope("f"), contexts.global_scope()
    number = first.get("count") or 0
    while True:
        number += 1
        first.set("count", number)
        second.set("deep.count", number)
        if number % 50 == 0:
            contexts.stores["kept"].flush()
            print(number, flush=True)
        if number % 7 == 0:
            await asyncio.sleep(0)

asyncio.run(main())
"""


@pytest.mark.slow
def test_after_a_kill_the_database_holds_one_moment_not_before_the_last_flush(tmp_path: Path) -> None:
    script = CRASH.format(root=str(Path(__file__).parents[2]), directory=str(tmp_path))
    chance = random.Random(7)
    before = 0
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        said = 0
        for _ in range(chance.randrange(1, 40)):
            said = int(child.stdout.readline())
        child.kill()
        said = max([said, *(int(line) for line in child.stdout.read().splitlines() if line)])
        child.wait()
        child.stdout.close()
        contexts = make_stores(tmp_path, configuration={"kept": {"module": "sqlite"}})
        contexts.open()
        count = contexts.flow_scope("f").get("count")
        assert count >= said > before
        # Set after the other: in one moment it is the same, or one behind.
        assert contexts.global_scope().get("deep.count") in (count, count - 1)
        contexts.close()
        before = count


KEYS = st.sampled_from(["a", "a.b", "a[0]", "b.c.d", "c", "é", "a b"[:1]])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(max_size=5) | st.binary(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(["global", "f", "n:f"]), KEYS, VALUES | st.just(UNDEFINED), st.booleans()),
    max_size=25,
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_whatever_is_set_is_read_again_as_a_memory_store_holds_it(tmp_path: Path, steps: Any) -> None:
    file = tmp_path / "c.sqlite"
    file.unlink(missing_ok=True)
    configuration = {
        "kept": {"module": "sqlite", "config": {"file": str(file)}},
        "ram": {"module": "memory"},
    }
    contexts = make_stores(tmp_path, configuration=configuration)
    contexts.open()
    for scope, key, value, flush in steps:
        for store in ("kept", "ram"):
            contexts.scope(scope).set(key, value, store)
        if flush:
            store_ = contexts.stores["kept"]
            assert isinstance(store_, SqliteStore)
            store_.flush()
    expected = {s: contexts.scope(s).values("ram") for s in ("global", "f", "n:f")}
    contexts.close()
    again = make_stores(tmp_path, configuration=configuration)
    again.open()
    assert {s: again.scope(s).values("kept") for s in expected} == expected
    again.close()

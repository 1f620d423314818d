"""The ledger grows at its end only, and shows when somebody changed it."""

from __future__ import annotations

import asyncio
import hashlib
import json

import pytest
from sqlalchemy.exc import DBAPIError

from wirelatch.database import Database, now
from wirelatch.ledger import Ledger, ensure, trim_in
from wirelatch.ledger.ledger import canonical, link


@pytest.fixture
async def ledger(database: Database) -> Ledger:
    await database.write(ensure)
    return Ledger(database)


async def tamper(database: Database, statement: str) -> None:
    """Change the table as somebody with full access to the database could."""

    def work(connection):
        if connection.dialect.name == "sqlite":
            for verb in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER ledger_no_{verb}")
        else:
            connection.exec_driver_sql("DROP TRIGGER ledger_append_only ON ledger")
            connection.exec_driver_sql("DROP TRIGGER ledger_no_delete ON ledger")
        connection.exec_driver_sql(statement)

    await database.write(work)


async def test_an_entry_says_who_did_what_to_what_from_where(ledger: Ledger) -> None:
    await ledger.append(
        actor="ada", action="login", target="user:1", address="127.0.0.1", changes={"b": 1, "a": None}
    )
    (entry,) = await ledger.entries()
    assert (entry.seq, entry.actor, entry.action, entry.target, entry.address) == (
        1,
        "ada",
        "login",
        "user:1",
        "127.0.0.1",
    )
    assert entry.changes == {"a": None, "b": 1}


async def test_the_chain_of_many_concurrent_entries_is_intact(ledger: Ledger) -> None:
    await asyncio.gather(*(ledger.append(actor=f"u{i}", action="login") for i in range(100)))
    verification = await ledger.verify()
    assert verification.intact
    assert verification.entries == 100


async def test_an_entry_of_a_change_that_failed_does_not_exist(ledger: Ledger, database: Database) -> None:
    def work(connection):
        ledger.append_in(connection, actor="ada", action="login")
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(work)
    assert (await ledger.verify()).entries == 0


@pytest.mark.parametrize("statement", ["UPDATE ledger SET actor = 'eve'", "DELETE FROM ledger"])
async def test_the_database_refuses_to_change_or_remove_entries(
    ledger: Ledger, database: Database, statement: str
) -> None:
    await ledger.append(actor="ada", action="login")
    with pytest.raises(DBAPIError, match="append-only"):
        await database.write(lambda c: c.exec_driver_sql(statement))


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE ledger SET actor = 'eve' WHERE seq = 2", "its content was changed"),
        ("DELETE FROM ledger WHERE seq = 2", "an entry is missing"),
        ("UPDATE ledger SET previous = 'x' WHERE seq = 2", "it does not follow the entry before it"),
    ],
)
async def test_tampering_is_found_where_it_happened(
    ledger: Ledger, database: Database, statement: str, reason: str
) -> None:
    for number in range(3):
        await ledger.append(actor=f"u{number}", action="login")
    await tamper(database, statement)
    verification = await ledger.verify()
    assert (verification.broken_at, verification.reason) == (2, reason)


async def test_a_name_cannot_forge_a_line(ledger: Ledger) -> None:
    await ledger.append(actor="eve\nada login", action="login_failed", changes={"text": "line\nline"})
    (entry,) = await ledger.entries()
    assert "\n" not in entry.actor
    assert entry.changes == {"text": "line\nline"}
    assert (await ledger.verify()).intact


async def test_entries_can_be_paged_and_filtered(ledger: Ledger) -> None:
    for number in range(5):
        await ledger.append(actor="ada", action="login" if number % 2 else "logout", target=f"t{number}")
    assert [entry.seq for entry in await ledger.entries(before=4, limit=2)] == [3, 2]
    assert [entry.seq for entry in await ledger.entries(action="login")] == [4, 2]
    assert [entry.seq for entry in await ledger.entries(target="t0")] == [1]


async def test_creating_the_table_again_changes_nothing(ledger: Ledger, database: Database) -> None:
    await ledger.append(actor="ada", action="login")
    await database.write(ensure)
    assert (await ledger.verify()).entries == 1


async def test_what_is_too_old_is_removed_and_the_rest_can_still_be_verified(
    ledger: Ledger, database: Database
) -> None:
    for number in range(5):
        await ledger.append(actor=f"u{number}", action="login")
    third = (await ledger.entries(before=4, limit=1))[0]
    assert await database.write(lambda c: trim_in(c, third.at)) == 2
    assert [entry.seq for entry in await ledger.entries()] == [5, 4, 3]
    assert (await ledger.verify()).intact
    await ledger.append(actor="later", action="login")
    assert (await ledger.entries(limit=1))[0].seq == 6
    assert await database.write(lambda c: trim_in(c, now(), 2)) == 2
    assert await database.write(lambda c: trim_in(c, now())) == 2
    await ledger.append(actor="last", action="login")
    assert [entry.seq for entry in await ledger.entries()] == [7]
    assert (await ledger.verify()).intact


async def test_what_is_not_too_old_cannot_be_removed_by_hand(ledger: Ledger, database: Database) -> None:
    for number in range(3):
        await ledger.append(actor=f"u{number}", action="login")
    second = (await ledger.entries(before=3, limit=1))[0]
    await database.write(lambda c: trim_in(c, second.at))
    for statement in ("DELETE FROM ledger WHERE seq = 3", "DELETE FROM ledger_anchors"):
        with pytest.raises(DBAPIError, match="append-only"):
            await database.write(lambda c, s=statement: c.exec_driver_sql(s))


async def test_removing_more_than_is_anchored_is_found(ledger: Ledger, database: Database) -> None:
    for number in range(4):
        await ledger.append(actor=f"u{number}", action="login")
    second = (await ledger.entries(before=3, limit=1))[0]
    await database.write(lambda c: trim_in(c, second.at))
    await tamper(database, "DELETE FROM ledger WHERE seq = 2")
    assert (await ledger.verify()).broken_at == 2


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"b": "1", "a": "2"},
        {"text": 'quotes " \\ / \x00\x1f\x7f\n\t ä € \U0001f600 \ud800'},
        {"ä\n": "x"},
        {"number": 1.0, "text": "x", "none": None, "when": {"z": [1e16], "a": True}},
    ],
)
def test_the_changes_are_json_with_sorted_keys_and_no_spaces(changes: dict[str, object]) -> None:
    assert canonical(changes) == json.dumps(changes, sort_keys=True, separators=(",", ":"))


def test_a_hash_covers_the_json_of_all_fields_and_of_the_hash_before() -> None:
    fields = [7, "2026-01-01", 'a"\\\n\x7f\u2028ä', "act", "", "::1", '{"a":"\\u00e4"}']
    entry = dict(zip(("seq", "at", "actor", "action", "target", "address", "changes"), fields, strict=True))
    expected = hashlib.sha256(json.dumps(["0" * 64, *fields], ensure_ascii=False).encode()).hexdigest()
    assert link("0" * 64, entry) == expected
    assert link("0" * 64, {**entry, "actor": None}) != expected

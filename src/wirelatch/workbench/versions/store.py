"""The table of versions: written at each deploy, read by the editor and `wirelatch versions`.

Most versions hold what differs from the one before. Whichever is removed because of its age, those that stay can be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, delete, func, select, update

from wirelatch.access.tables import versions
from wirelatch.database.types import now
from wirelatch.document.amendment import Amendment
from wirelatch.workbench.versions.content import Counts, Record, pack, pack_change, unpack
from wirelatch.workbench.versions.json_types import VersionJson

LONGEST_CHAIN = 50
"""Versions that have to be read for one, at most."""
_LISTED = [column for column in versions.columns if column.name != "content"]


@dataclass(frozen=True)
class Version:
    """One version, without what it holds."""

    number: int
    at: datetime
    author: str
    kind: str
    revision: str
    nodes: int
    added: int
    changed: int
    moved: int
    removed: int
    flows: list[str]
    name: str
    comment: str

    def to_json(self) -> VersionJson:
        """As the API shows it."""
        return cast(VersionJson, asdict(self) | {"at": self.at.isoformat()})


def listed(connection: Connection, *, before: int | None = None, limit: int = 50) -> list[Version]:
    """Versions, the newest first; `before` continues a list."""
    query = select(*_LISTED).order_by(versions.c.number.desc()).limit(limit)
    if before is not None:
        query = query.where(versions.c.number < before)
    return [_version(row) for row in connection.execute(query).mappings()]


def get(connection: Connection, number: int) -> Version | None:
    """One version."""
    row = connection.execute(select(*_LISTED).where(versions.c.number == number)).mappings().one_or_none()
    return _version(row) if row is not None else None


def latest(connection: Connection) -> Version | None:
    """The newest version."""
    return next(iter(listed(connection, limit=1)), None)


def records_of(connection: Connection, number: int) -> list[Record] | None:
    """The document of a version; None when there is no such version."""
    contents: list[bytes] = []
    following: int | None = number
    while following is not None:
        query = select(versions.c.base, versions.c.content).where(versions.c.number == following)
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        contents.append(row.content)
        following = row.base
    return unpack(reversed(contents))


def add(
    connection: Connection,
    *,
    at: datetime,
    author: str,
    kind: str,
    revision: str,
    before: str,
    records: list[Record],
    amendment: Amendment | None,
    counts: Counts,
    comment: str = "",
) -> int:
    """Write a version down; of one that follows on the newest, only the amendment where there is one."""
    query = select(versions.c.number, versions.c.revision, versions.c.depth)
    newest = connection.execute(query.order_by(versions.c.number.desc()).limit(1)).one_or_none()
    follows = newest is not None and newest.revision == before and newest.depth < LONGEST_CHAIN
    if amendment is not None and newest is not None and follows:
        base, depth, content = newest.number, newest.depth + 1, pack_change(amendment)
    else:
        base, depth, content = None, 1, pack(records)
    values = {
        "at": at, "author": author[:255], "kind": kind, "revision": revision, "base": base, "depth": depth,
        "content": content, "nodes": len(records), "added": counts.added, "changed": counts.changed,
        "moved": counts.moved, "removed": counts.removed, "flows": json.dumps(counts.flows, ensure_ascii=False),
        "name": "", "comment": comment,
    }  # fmt: skip
    inserted = connection.execute(versions.insert().values(values)).inserted_primary_key
    assert inserted is not None
    return int(inserted[0])


def describe(connection: Connection, number: int, *, name: str | None, comment: str | None) -> Version | None:
    """Give a version a name or a comment."""
    values = {key: text for key, text in (("name", name), ("comment", comment)) if text is not None}
    if values:
        connection.execute(update(versions).where(versions.c.number == number).values(values))
    return get(connection, number)


def tidy(connection: Connection, *, kept: int, days: int) -> int:
    """Remove versions beyond a number or an age, but for the newest and those with a name; gives how many."""
    doomed = _too_many(connection, kept) | _too_old(connection, days)
    if not doomed:
        return 0
    left = select(versions.c.number, versions.c.base).where(versions.c.base.is_not(None))
    for number, base in connection.execute(left.order_by(versions.c.number)).all():
        if number not in doomed and base in doomed:
            # What it builds on goes: from now on it holds everything itself.
            records = records_of(connection, number)
            assert records is not None
            values = {"base": None, "depth": 1, "content": pack(records)}
            connection.execute(update(versions).where(versions.c.number == number).values(values))
    for number in sorted(doomed):
        connection.execute(delete(versions).where(versions.c.number == number))
    return len(doomed)


def _too_many(connection: Connection, kept: int) -> set[int]:
    if kept <= 0:
        return set()
    unnamed = select(versions.c.number).where(versions.c.name == "").order_by(versions.c.number.desc())
    return set(connection.execute(unnamed.offset(kept)).scalars())


def _too_old(connection: Connection, days: int) -> set[int]:
    if days <= 0:
        return set()
    newest = connection.execute(select(func.max(versions.c.number))).scalar()
    old = select(versions.c.number).where(
        versions.c.name == "", versions.c.at < now() - timedelta(days=days), versions.c.number != newest
    )
    return set(connection.execute(old).scalars())


def _version(row: Mapping[Any, Any]) -> Version:
    values = {name: row[name] for name in Version.__dataclass_fields__}
    return Version(**{**values, "flows": json.loads(values["flows"])})

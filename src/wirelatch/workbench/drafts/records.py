"""Records by id in file order, changed by patches."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

import orjson

from wirelatch.workbench.drafts.patches import Patch, Record, patched, record_patches, same


class Records:
    """A document. What stands in it is never changed in place, so that documents can share their records.

    The order is a rank per record. Objects without an id of their own are left out: a patch cannot name them.
    """

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: dict[str, Record] = {}
        for record in records:
            if isinstance(record.get("id"), str):
                self._records.setdefault(record["id"], record)
        self._ranks: dict[str, float] = {key: float(place) for place, key in enumerate(self._records)}
        self._order = [(rank, key) for key, rank in self._ranks.items()]

    def __iter__(self) -> Iterator[Record]:
        return (self._records[key] for _, key in self._order)

    def __len__(self) -> int:
        return len(self._records)

    def __contains__(self, record_id: object) -> bool:
        return record_id in self._records

    def get(self, record_id: str) -> Record | None:
        """The record of an id."""
        return self._records.get(record_id)

    @classmethod
    def like(cls, records: Iterable[Record], known: Records) -> Records:
        """A document of these records, with the very objects of a known one where they say the same."""
        shared = []
        for record in records:
            old = known.get(record["id"]) if isinstance(record.get("id"), str) else None
            is_known = old is not None and (old is record or orjson.dumps(old) == orjson.dumps(record))
            shared.append(old if old is not None and is_known else record)
        return cls(shared)

    def copy(self) -> Records:
        """Another document with the same records."""
        other = Records()
        other._records = dict(self._records)
        other._ranks, other._order = dict(self._ranks), list(self._order)
        return other

    def apply(self, patches: Iterable[Patch]) -> None:
        """Change the document. What a patch cannot be applied to is left as it is."""
        for patch in patches:
            kind = patch["op"]
            if kind == "add":
                record = patch["record"]
                if record["id"] not in self._records:
                    self._place(record["id"], patch["before"])
                self._records[record["id"]] = record
            elif patch["id"] not in self._records:
                continue
            elif kind == "remove":
                self._leave(patch["id"])
                del self._records[patch["id"]]
            elif kind == "move":
                if patch["before"] != patch["id"]:
                    self._leave(patch["id"])
                    self._place(patch["id"], patch["before"])
            else:
                self._records[patch["id"]] = patched(self._records[patch["id"]], patch)

    def _leave(self, record_id: str) -> None:
        rank = self._ranks.pop(record_id)
        del self._order[bisect_left(self._order, (rank, record_id))]

    def _place(self, record_id: str, before: str | None) -> None:
        rank = self._rank_before(before)
        self._ranks[record_id] = rank
        insort(self._order, (rank, record_id))

    def _rank_before(self, before: str | None) -> float:
        if before is None or before not in self._ranks:
            return self._order[-1][0] + 1 if self._order else 0.0
        following = self._ranks[before]
        index = bisect_left(self._order, (following, before))
        if index == 0:
            return following - 1
        previous = self._order[index - 1][0]
        middle = (previous + following) / 2
        if previous < middle < following:
            return middle
        self._ranks = {key: float(place) for place, (_, key) in enumerate(self._order)}
        self._order = [(rank, key) for key, rank in self._ranks.items()]
        return index - 0.5


def patches_between(before: Records, after: Records) -> list[Patch]:
    """The patches that make `after` of `before`: removals, changes, and what is new or stands elsewhere."""
    patches: list[Patch] = [
        {"op": "remove", "id": record["id"]} for record in before if record["id"] not in after
    ]
    kept = [record["id"] for record in before if record["id"] in after]
    staying = _staying(kept, [record["id"] for record in after if record["id"] in before])
    placed: list[Patch] = []
    following: str | None = None
    for record in reversed(list(after)):
        record_id = record["id"]
        old = before.get(record_id)
        if old is None:
            placed.append({"op": "add", "record": record, "before": following})
        elif record_id not in staying:
            placed.append({"op": "move", "id": record_id, "before": following})
        else:
            following = record_id
        if old is not None and old is not record and not same(old, record):
            patches.extend(record_patches(old, record))
    # Each goes right before one that stays where it is, the first of them first.
    return patches + placed[::-1]


def _staying(before: list[str], after: list[str]) -> set[str]:
    """As many ids as possible that need not move to bring one order into the other (longest rising sequence)."""
    if before == after:
        return set(before)
    place = {record_id: index for index, record_id in enumerate(before)}
    ends: list[int] = []
    last: list[str] = []
    previous: dict[str, str | None] = {}
    for record_id in after:
        at = bisect_left(ends, place[record_id])
        previous[record_id] = last[at - 1] if at else None
        if at == len(ends):
            ends.append(place[record_id])
            last.append(record_id)
        else:
            ends[at], last[at] = place[record_id], record_id
    found: set[str] = set()
    current: str | None = last[-1] if last else None
    while current is not None:
        found.add(current)
        current = previous[current]
    return found

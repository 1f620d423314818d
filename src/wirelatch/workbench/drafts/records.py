"""Records by id in file order, changed by patches."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Mapping, Sequence

from wirelatch.document.rewriting import says_the_same
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

    @property
    def by_id(self) -> Mapping[str, Record]:
        """The records, in no particular order."""
        return self._records

    @property
    def order(self) -> Sequence[tuple[float, str]]:
        """Rank and id, in file order."""
        return self._order

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
            shared.append(old if old is not None and says_the_same(old, record) else record)
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
    old, new = before.by_id, after.by_id
    gone = old.keys() - new.keys()
    patches: list[Patch] = (
        [{"op": "remove", "id": key} for _, key in before.order if key in gone] if gone else []
    )
    for key, record in new.items():
        was = old.get(key)
        if was is not None and was is not record and not same(was, record):
            patches.extend(record_patches(was, record))
    if before.order != after.order:
        patches.extend(_placing(before, after))
    return patches


def _placing(before: Records, after: Records) -> list[Patch]:
    """The patches that bring new records, and those that stand elsewhere now, to their places."""
    old, new = before.by_id, after.by_id
    kept = [key for _, key in before.order if key in new]
    staying = _staying(kept, [key for _, key in after.order if key in old])
    placed: list[Patch] = []
    following: str | None = None
    for _, key in reversed(after.order):
        if key not in old:
            placed.append({"op": "add", "record": new[key], "before": following})
        elif key not in staying:
            placed.append({"op": "move", "id": key, "before": following})
        else:
            following = key
    # Each goes right before one that stays where it is, the first of them first.
    return placed[::-1]


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

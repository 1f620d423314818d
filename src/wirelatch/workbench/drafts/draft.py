"""One draft: the deployed document as somebody has changed it, in batches that everybody gets in the same order."""

from __future__ import annotations

import secrets
from collections import OrderedDict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast

from wirelatch.webkit.encoding import json_octets
from wirelatch.workbench.drafts.journal import Stored
from wirelatch.workbench.drafts.json_types import DraftBatchJson
from wirelatch.workbench.drafts.patches import Patch, PatchError, Record, checked
from wirelatch.workbench.drafts.records import Records, patches_between

REMEMBERED_BATCHES = 1_000
"""Batches that a client which was away for a while gets one by one; beyond that it gets the whole difference."""
REMEMBERED_OCTETS = 8_000_000
"""How large these may be together."""
REMEMBERED_CLIENTS = 1_000
LONGEST_JOURNAL = 4_000_000
"""Octets after which the journal is written anew."""


@dataclass
class Draft:
    """The state of one draft. `deployed` are the records it differs from; `fork`, what a private one began with."""

    deployed: Records
    revision: str
    records: Records = field(default_factory=Records)
    fork: Records | None = None
    epoch: str = ""
    """Changes when the numbers of batches begin anew."""
    seq: int = 0
    batches: deque[DraftBatchJson] = field(default_factory=deque)
    """The last ones."""
    sizes: deque[int] = field(default_factory=deque)
    """Their octets."""
    held: int = 0
    """These together."""
    clients: OrderedDict[str, int] = field(default_factory=OrderedDict)
    """The number of the last batch of each client: what arrives twice counts once."""
    authors: dict[str, str] = field(default_factory=dict)
    """Who changed a record last, by id."""

    @classmethod
    def of(cls, deployed: Records, revision: str, stored: Stored) -> Draft:
        """The draft on file, on top of what is deployed."""
        draft = cls(deployed, revision, deployed.copy(), epoch=secrets.token_hex(8))
        head = stored.head
        if not head:
            return draft
        draft.epoch, draft.seq = str(head.get("epoch") or draft.epoch), int(head.get("seq") or 0)
        draft.clients.update(head.get("clients") or {})
        draft.authors.update(head.get("authors") or {})
        if isinstance(head.get("fork"), list):
            draft.fork = deployed.copy()
            draft.fork.apply(checked(head["fork"]))
        draft.records.apply(checked(head.get("ops") or []))
        for batch in stored.batches:
            draft.records.apply(batch["ops"])
            draft._remember(cast(DraftBatchJson, batch))
        if head.get("revision") != revision:
            # Other flows than those the draft stood on: its changes are kept, but nobody knows what it was.
            draft.epoch = secrets.token_hex(8)
            draft._forget(len(draft.batches))
        return draft

    def head(self) -> dict[str, Any]:
        """All of it, for the first line of a journal."""
        return {
            "epoch": self.epoch,
            "seq": self.seq,
            "revision": self.revision,
            "clients": dict(self.clients),
            "authors": self.authors,
            "ops": self.difference(),
            **({} if self.fork is None else {"fork": patches_between(self.deployed, self.fork)}),
        }

    def difference(self) -> list[Patch]:
        """What makes the draft of the deployed document."""
        return patches_between(self.deployed, self.records)

    def take(self, client: str, number: int, user: str, patches: Any) -> DraftBatchJson | None:
        """Apply what a client sent; the batch, or None for one that was here before. Raises PatchError."""
        if number <= self.clients.get(client, 0):
            return None
        return self._add(checked(patches), user, client, number)

    def _add(self, patches: list[Patch], user: str, client: str = "", number: int = 0) -> DraftBatchJson:
        self.records.apply(patches)
        batch: DraftBatchJson = {
            "seq": self.seq + 1,
            "client": client,
            "n": number,
            "user": user,
            "ops": patches,
        }
        self._remember(batch)
        return batch

    def _remember(self, batch: DraftBatchJson) -> None:
        self.seq = batch["seq"]
        self.batches.append(batch)
        self.sizes.append(len(json_octets(batch["ops"])))
        self.held += self.sizes[-1]
        while self.held > REMEMBERED_OCTETS or len(self.batches) > REMEMBERED_BATCHES:
            self._forget(1)
        if batch["client"]:
            self.clients[batch["client"]] = batch["n"]
            self.clients.move_to_end(batch["client"])
            while len(self.clients) > REMEMBERED_CLIENTS:
                self.clients.popitem(last=False)
        if batch["user"]:
            for patch in batch["ops"]:
                changed = patch["record"]["id"] if patch["op"] == "add" else patch["id"]
                if changed in self.records or changed in self.deployed:
                    self.authors[changed] = batch["user"]

    def _forget(self, count: int) -> None:
        """The oldest batches are told one by one no more."""
        for _ in range(count):
            self.batches.popleft()
            self.held -= self.sizes.popleft()

    def since(self, epoch: str, seq: int) -> list[DraftBatchJson] | None:
        """The batches after one; None when they cannot be told one by one any more."""
        if epoch != self.epoch or not self.seq - len(self.batches) <= seq <= self.seq:
            return None
        return [batch for batch in self.batches if batch["seq"] > seq]

    def rebase(self, deployed: Records, revision: str) -> DraftBatchJson | None:
        """Stand on what is deployed now; the batch that says what became different, if anything.

        What the draft had changed stays changed; a record that was changed here and removed there stays.
        """
        before = self.records
        self.records = _carried(self.deployed, before, deployed)
        if self.fork is not None:
            self.fork = _carried(self.deployed, self.fork, deployed)
        self.deployed, self.revision = deployed, revision
        return self._became_different(before, "")

    def discard(self, user: str) -> DraftBatchJson | None:
        """Go back to what is deployed."""
        before, self.records = self.records, self.deployed.copy()
        batch = self._became_different(before, user)
        self.authors.clear()
        return batch

    def absorb(self, other: Draft, user: str) -> DraftBatchJson | None:
        """Take over what was changed in a private draft since it began."""
        before = self.records
        self.records = _carried(other.fork or other.deployed, other.records, before)
        return self._became_different(before, user)

    def _became_different(self, before: Records, user: str) -> DraftBatchJson | None:
        patches = patches_between(before, self.records)
        changed = {patch["id"] for patch in self.difference() if patch["op"] != "add"}
        self.authors = {
            key: name
            for key, name in self.authors.items()
            if key in changed or (key in self.records) != (key in self.deployed)
        }
        return self._add(patches, user) if patches else None


def _carried(base: Records, mine: Records, theirs: Records) -> Records:
    """`theirs` with what `mine` changed of `base`. What mine changed and theirs lacks comes back as mine has it."""
    patches = patches_between(base, mine)
    result = theirs.copy()
    wanted = {patch["id"] for patch in patches if patch["op"] not in ("add", "remove", "move")}
    lost = [record for record in mine if record["id"] in wanted and record["id"] not in theirs]
    result.apply({"op": "add", "record": record, "before": None} for record in lost)
    result.apply(patch for patch in patches if patch["op"] != "add" or patch["record"]["id"] not in theirs)
    for patch in patches:
        if patch["op"] == "add" and (known := theirs.get(patch["record"]["id"])) is not None:
            # Added on both sides, as by a deploy of the draft: what differs is newer here.
            result.apply(patches_between(Records([known]), Records([patch["record"]])))
    _bring_homes_back(result, mine, theirs)
    return result


def _bring_homes_back(result: Records, *sides: Records) -> None:
    """Put back the flows, subflows and groups that one side removed and the other has kept or put something in."""
    missing = _named_homes(result, "z", "g") - set(result.by_id)
    while missing:
        found = [next((side.get(home) for side in sides if home in side), None) for home in sorted(missing)]
        homes = [home for home in found if home is not None]
        result.apply({"op": "add", "record": home, "before": None} for home in homes)
        missing = _named_homes(homes, "g") - set(result.by_id)


def _named_homes(records: Iterable[Record], *keys: str) -> set[str]:
    """What stands in these properties, as far as it is an id: in a draft there may be anything."""
    return {home for record in records for key in keys if isinstance(home := record.get(key), str) and home}


__all__ = ["Draft", "PatchError"]

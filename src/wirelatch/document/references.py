"""Who names whom in a document: what a change of one record is looked up in, instead of reading all others again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wirelatch.document.outline import Record

NO_REFERENCE = frozenset({"z", "id", "wires"})
_MANY = 8
"""New records from this number on: reading everything once is cheaper than looking for each."""


class References:
    """For each id the records that name it, in a property of their own or by a wire."""

    def __init__(self, records: Mapping[str, Record], before: Mapping[str, Record] | None = None) -> None:
        """Of these records; with those of the document `before`, also whom they name that is no longer there."""
        self._mentions: dict[str, set[str]] = {}
        self._senders: dict[str, set[str]] = {}
        for node_id, record in records.items():
            self._add(node_id, record, records, before or {})

    def mentions(self, node_id: str) -> Iterable[str]:
        """The records that have the id as a value; a list of one id is a name for it as good as the id."""
        return self._mentions.get(node_id, ())

    def senders(self, node_id: str) -> Iterable[str]:
        """The records that are wired to it."""
        return self._senders.get(node_id, ())

    def amend(
        self, before: Mapping[str, Record], after: Mapping[str, Record], touched: Iterable[str]
    ) -> None:
        """Take over a document in which only the records `touched` differ."""
        touched = list(touched)
        added = [node_id for node_id in touched if node_id not in before]
        if len(added) >= _MANY:
            self.__init__(after, before)  # type: ignore[misc]
            return
        for node_id in touched:
            if (old := before.get(node_id)) is not None:
                self._take(node_id, old)
        for node_id in touched:
            if (new := after.get(node_id)) is not None:
                self._add(node_id, new, after, before)
        for node_id in added:
            # Some may have named it before it was there.
            alone = [node_id]
            for other, record in after.items():
                values = record.values()
                if node_id in values or alone in values:
                    for key, value in named(record):
                        if value == node_id and key != "id":
                            self._mentions.setdefault(node_id, set()).add(other)

    def _add(
        self, node_id: str, record: Record, known: Mapping[str, Record], gone: Mapping[str, Record]
    ) -> None:
        mentions = self._mentions
        for _, value in named(record):
            if value in known or value in gone:
                found = mentions.get(value)
                if found is None:
                    mentions[value] = {node_id}
                else:
                    found.add(node_id)
        if wires := record.get("wires"):
            senders = self._senders
            for target in targets(wires):
                found = senders.get(target)
                if found is None:
                    senders[target] = {node_id}
                else:
                    found.add(node_id)

    def _take(self, node_id: str, record: Record) -> None:
        for _, value in named(record):
            self._forget(self._mentions, value, node_id)
        for target in targets(record.get("wires") or ()):
            self._forget(self._senders, target, node_id)

    @staticmethod
    def _forget(index: dict[str, set[str]], key: str, node_id: str) -> None:
        found = index.get(key)
        if found is not None:
            found.discard(node_id)
            if not found:
                del index[key]


def named(record: Record) -> Iterator[tuple[str, str]]:
    """The texts among a record's values, each with its key: any of them may be the id of another record."""
    for key, value in record.items():
        if type(value) is str:
            if key not in NO_REFERENCE:
                yield key, value
        elif type(value) is list and len(value) == 1 and key not in NO_REFERENCE:
            # To JavaScript, a list of one id is a name for it as good as the id.
            inner: Any = value
            while type(inner) is list and len(inner) == 1:
                inner = inner[0]
            if type(inner) is str:
                yield key, inner


def targets(ports: Iterable[Any]) -> Iterator[str]:
    """The ids that the wires of a node lead to."""
    for port in ports:
        for target in port or ():
            if target is not None:
                yield target

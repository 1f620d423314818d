"""The document that is deployed: its records, their credentials, and the files that they are stored in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wirelatch.document import credentials as creds
from wirelatch.document.amendment import (
    Amendment,
    amended,
    amended_outline,
    concerns_whole_flows,
    difference,
)
from wirelatch.document.diff import Diff, compare
from wirelatch.document.encryption import Credentials, CredentialsError, checked, is_encrypted
from wirelatch.document.errors import DocumentError
from wirelatch.document.json_text import is_plain
from wirelatch.document.outline import Outline, instance_of, outline
from wirelatch.document.references import References
from wirelatch.document.revision import revision
from wirelatch.document.storage import FlowFiles, Stored
from wirelatch.document.validation import validate, validate_part
from wirelatch.engine.collector import paused
from wirelatch.engine.palette import NodeRegistry

Record = dict[str, Any]

_LITTLE = 4
"""A change of at most one in so many records is followed up record by record."""


@dataclass
class Change:
    """A document that is about to be deployed."""

    records: list[Record]
    credentials: dict[str, Credentials]
    outline: Outline
    diff: Diff
    """What it changes of the one that is deployed, as running it goes."""
    amendment: Amendment | None = None
    """The records that differ, without credentials; None when that is not known."""
    references: References | None = None


def without_credentials(record: Record) -> Record:
    """The record as it is stored."""
    if "credentials" not in record:
        return record
    return {key: value for key, value in record.items() if key != "credentials"}


class Deployed:
    """Loads, changes and stores the document; what runs of it is somebody else's business."""

    def __init__(self, files: FlowFiles, registry: NodeRegistry) -> None:
        self.files = files
        self._registry = registry
        self.records: list[Record] = []
        self.credentials: dict[str, Credentials] = {}
        self.revision = revision([])
        self.outline = outline([])
        """The records, sorted by what they are."""
        self._references: References | None = None
        """Made when first needed, and kept as long as it can be brought up to date."""
        self._is_plain = False
        """Whether the records are known to be written alike everywhere (`revision`)."""

    def load(self) -> Stored:
        """Take over what is on file. Raises DocumentError, and has then changed nothing."""
        stored = self.files.load()
        credentials, records = stored.credentials, stored.records
        if any("credentials" in record for record in records):
            # A file that was written by hand or exported with its secrets: they are used, and shown to nobody.
            credentials = creds.updated(credentials, records, self._definition)
            records = [without_credentials(record) for record in records]
        self._take(records, credentials, outline(records))
        return stored

    def use(self, files: FlowFiles) -> Stored:
        """Take over what other files hold. Raises DocumentError; then it is their document, which is empty so far."""
        self.files = files
        try:
            return self.load()
        except DocumentError:
            self._take([], {}, outline([]))
            raise

    def change(self, records: list[Record], credentials: Mapping[str, Any] | None = None) -> Change:
        """Look at a document before it is deployed. Raises DocumentError.

        Records may carry `credentials`; or a complete set comes beside them, which may be encrypted.
        """
        if not credentials and (amendment := self._difference(records)) is not None:
            return self.amend(amendment)
        with paused():
            validate(records)
            new_credentials = creds.updated(self._given(credentials), records, self._definition)
            sorted_out = outline(records)
            diff = compare(self.outline, sorted_out)
        if any("credentials" in record for record in records):
            records = [without_credentials(record) for record in records]
            sorted_out = outline(records)
        return Change(records, new_credentials, sorted_out, diff)

    def _difference(self, records: list[Record]) -> Amendment | None:
        """What differs of a document that somebody sent whole, when it is little."""
        before = self.outline.records
        if not records or len(before) != len(self.records):
            return None
        with paused():
            amendment = difference(before, records)
        is_little = amendment is not None and len(amendment.touched()) * _LITTLE <= len(records)
        return amendment if is_little else None

    def amend(self, amendment: Amendment) -> Change:
        """Look at a change of some records before it is deployed, at the cost of those. Raises DocumentError."""
        before, given = self.outline, amendment.records
        touched = amendment.touched()
        with paused():
            records = amended(before.records, amendment)
            validate_part(records, given, before.records, amendment.removed)
            credentials = creds.amended(self.credentials, given, amendment.removed, self._definition)
            sorted_out = amended_outline(before, records, amendment)
            references, self._references = self._references or References(before.records), None
            references.amend(before.records, records, touched)
            everything = concerns_whole_flows(before, sorted_out, amendment)
            diff = compare(before, sorted_out, None if everything else touched, references)
            if any("credentials" in record for record in given):
                stored = Amendment(
                    [without_credentials(record) for record in given], amendment.removed, amendment.places
                )
                records = amended(before.records, stored)
                sorted_out, amendment = amended_outline(before, records, stored), stored
        return Change(list(records.values()), credentials, sorted_out, diff, amendment, references)

    def prepare(self) -> None:
        """Make ready what the next change of a few records needs; for when somebody is about to make one."""
        if self._references is None:
            with paused():
                self._references = References(self.outline.records)
                self._is_plain = is_plain(self.records)

    def senders_of(self, node_id: str) -> Iterable[str] | None:
        """The ids of the nodes that are wired to one, links apart; None when that would have to be found out."""
        return None if self._references is None else self._references.senders(node_id)

    async def store(self, change: Change) -> None:
        """Write a change to file, and take it over. Raises StorageError, and has then changed nothing."""
        digest, plain = await asyncio.to_thread(self._write, change)
        self._take(change.records, change.credentials, change.outline, digest)
        self._references, self._is_plain = change.references, plain

    def _write(self, change: Change) -> tuple[str, bool]:
        self.files.save(change.records, change.credentials)
        changed = change.amendment
        plain = self._is_plain and is_plain(changed.records) if changed else is_plain(change.records)
        return revision(change.records, plain=plain), plain

    def _take(
        self,
        records: list[Record],
        credentials: dict[str, Credentials],
        sorted_out: Outline,
        digest: str | None = None,
    ) -> None:
        self.records, self.credentials, self.outline = records, credentials, sorted_out
        self.revision = digest or revision(records)
        self._references, self._is_plain = None, False

    # Credentials -----------------------------------------------------------------------------------------------

    def _given(self, credentials: Mapping[str, Any] | None) -> Mapping[str, Credentials]:
        if not credentials:
            return self.credentials
        try:
            if is_encrypted(credentials):
                return self.files.decrypt(credentials)
            return checked(dict(credentials))
        except CredentialsError as error:
            raise DocumentError(str(error), where="credentials") from None

    def _definition(self, kind: str) -> Mapping[str, bool] | None:
        node_class = self._registry.get(kind)
        if node_class is None:
            return None
        return {name: entry.secret for name, entry in node_class.palette.credentials.items()}

    def credentials_of(self, node_id: str) -> Mapping[str, Any]:
        """The credentials stored for a node, or for a tab, group or subflow; empty when there are none."""
        return self.credentials.get(node_id) or {}

    def credentials_for(self, kind: str, node_id: str) -> dict[str, Any]:
        """What an editor may see of a node's credentials; secrets show only whether there is one."""
        entry = self.credentials.get(node_id)
        return creds.masked(entry, kind, self._definition) if entry else {}

    # What is in it ---------------------------------------------------------------------------------------------

    def missing_types(self) -> list[str]:
        """Node types that occur and are not installed; also those that records of the type `unknown` stand for."""
        known = {f"subflow:{subflow}" for subflow in self.outline.subflows}
        types = self.outline.types()
        for record in self.outline.records.values():
            if record["type"] == "unknown" and isinstance(original := record.get("_orig"), dict):
                types |= {kind} if isinstance(kind := original.get("type"), str) and kind else set()
        return sorted(t for t in types if t not in self._registry and t not in known)

    def ids(self) -> set[str]:
        """Ids of nodes and flows whose context is kept: those of the document and of subflow instances."""
        outline = self.outline
        known = set(outline.records) | set(outline.tabs)
        waiting = [
            (instance_id, subflow_id)
            for subflow_id, instances in outline.instances.items()
            for instance_id in instances
        ]
        while waiting:
            instance_id, subflow_id = waiting.pop()
            known.add(instance_id)
            container = outline.subflows.get(subflow_id)
            for inner, record in (*container.nodes.items(), *container.configs.items()) if container else ():
                known.add(f"{instance_id}-{inner}")
                if (inner_subflow := instance_of(record)) is not None:
                    waiting.append((f"{instance_id}-{inner}", inner_subflow))
        return known

"""The files of a data directory that hold a deployed document: flows.json and, beside it, the credentials.

The layout is that of a Node-RED user directory. Every file is replaced atomically, and in such an order that a crash
between two of them loses no credential of the document that is then found. What is replaced stays as `.<name>.backup`, as
with Node-RED; what could not be used stays under a name of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from wirelatch.document.atomic import back_up, keep_aside, write_atomic
from wirelatch.document.credentials_file import CredentialFormat, CredentialsFile
from wirelatch.document.encryption import Credentials, CredentialsError
from wirelatch.document.errors import DocumentError, StorageError
from wirelatch.document.runtime_config import RuntimeConfig
from wirelatch.document.source import Source
from wirelatch.document.validation import usable

log = logging.getLogger(__name__)


@dataclass
class Stored:
    """What was found on file."""

    records: list[dict[str, Any]]
    credentials: dict[str, Credentials]
    problem: str = ""
    """Why the credentials could not be read; empty when they could."""
    left_out: list[str] = field(default_factory=list)
    """What is wrong with the records that could not be used."""


class FlowFiles:
    """Loads and saves the document of one data directory."""

    def __init__(
        self,
        data_dir: Path,
        *,
        file_name: str = "flows.json",
        secret: str | Literal[False] | None = None,
        credential_format: CredentialFormat = "auto",
        credentials: CredentialsFile | None = None,
    ) -> None:
        """`credentials`: kept elsewhere than beside the flows, and perhaps under a secret of their own."""
        self.data_dir = data_dir
        self.path = data_dir / file_name
        self.config = RuntimeConfig(data_dir)
        self._credentials = credentials or CredentialsFile(
            self.path.with_name(f"{self.path.stem}_cred{self.path.suffix}"),
            self.config,
            secret=secret,
            form=credential_format,
        )
        self._source: Source | None = None
        self._keep_aside = False
        """Whether the flows file holds more than we have read of it."""

    def load(self) -> Stored:
        """Read the files; missing ones are an empty document. Raises DocumentError for a flows file that is broken."""
        self._keep_aside = True
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            source = Source.parse(self._read(), where=str(self.path))
        except FileNotFoundError:
            source = Source.empty()
        except OSError as error:
            raise DocumentError(f"cannot be read: {error.strerror}", where=str(self.path)) from None
        try:
            records, left_out = usable(source.records)
        except DocumentError as error:
            raise DocumentError(str(error), where=str(self.path)) from None
        stored = Stored(records, {}, left_out=left_out)
        self._source, self._keep_aside = source, bool(left_out)
        try:
            stored.credentials = self._credentials.load()
        except CredentialsError as error:
            stored.problem = f"{self._credentials.path}: {error}"
        return stored

    def _read(self) -> bytes:
        content = self.path.read_bytes()
        if content:
            return content
        backup = self.path.with_name(f".{self.path.name}.backup")
        if not backup.exists() or not (kept := backup.read_bytes()):
            return content
        log.warning("%s is empty; it is restored from %s", self.path, backup)
        write_atomic(self.path, kept)
        return kept

    def save(self, records: list[dict[str, Any]], credentials: dict[str, Credentials]) -> None:
        """Replace the files; only what changed is written. Raises StorageError; the old document is then still there."""
        try:
            self.data_dir.mkdir(parents=True, exist_ok=True)
            self._credentials.save({**self._credentials.written, **credentials})
            self._save_flows(records)
        except OSError as error:
            where = error.filename or self.path
            raise StorageError(f"the flows cannot be stored: {error.strerror or error} ({where})") from error
        try:
            self._credentials.save(credentials)
        except OSError as error:
            # The document is stored, and all of its credentials; those of nodes that are gone go another time.
            log.warning("%s cannot be written: %s", self._credentials.path, error)

    def _save_flows(self, records: list[dict[str, Any]]) -> None:
        source = self._source or Source.empty()
        updated = source.updated(records)
        if updated.content != source.content or self._keep_aside or not self.path.exists():
            if not self._keep_aside:
                back_up(self.path)
            elif (kept := keep_aside(self.path)) is not None:
                log.warning("%s could not be used as it is; it is kept as %s", self.path, kept)
            write_atomic(self.path, updated.content)
            self._keep_aside = False
        self._source = updated

    def decrypt(self, content: Mapping[str, Any]) -> dict[str, Credentials]:
        """The entries of an encrypted set that somebody sent. Raises CredentialsError."""
        return self._credentials.decrypt(content)

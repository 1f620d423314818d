"""The files of a data directory that hold a deployed document: flows.json, flows_cred.json, .config.runtime.json.

The layout is that of a Node-RED user directory. Every file is replaced atomically, and in such an order that a crash
between two of them loses no credential of the document that is then found.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wirelatch.document import credentials as creds
from wirelatch.document.atomic import write_atomic
from wirelatch.document.credentials import Credentials, CredentialsError
from wirelatch.document.errors import DocumentError
from wirelatch.document.json_text import stringify
from wirelatch.document.source import Source

log = logging.getLogger(__name__)

RUNTIME_CONFIG = ".config.runtime.json"
GENERATED_SECRET = "_credentialSecret"  # noqa: S105 - the name of a key, as Node-RED calls it


@dataclass
class Stored:
    """What was found on file."""

    records: list[dict[str, Any]]
    credentials: dict[str, Credentials]
    problem: str = ""
    """Why the credentials could not be read; empty when they could."""


class RuntimeConfig:
    """`.config.runtime.json`: small things the runtime remembers about itself."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / RUNTIME_CONFIG

    def read(self) -> dict[str, Any]:
        """All values; empty when there is no file, or none that can be read."""
        try:
            values = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError as error:
            raise DocumentError(f"not valid JSON ({error})", where=str(self._path)) from None
        return values if isinstance(values, dict) else {}

    def write(self, name: str, value: Any) -> None:
        """Set one value; None removes it."""
        values = self.read()
        if values.get(name) == value:
            return
        if value is None:
            values.pop(name, None)
        else:
            values[name] = value
        write_atomic(self._path, stringify(values, "    ").encode("utf-8"), mode=0o600)


class FlowFiles:
    """Loads and saves the document of one data directory."""

    def __init__(
        self, data_dir: Path, *, file_name: str = "flows.json", secret: str | Literal[False] | None = None
    ) -> None:
        self.data_dir = data_dir
        self.path = data_dir / file_name
        self.credentials_path = self.path.with_name(f"{self.path.stem}_cred{self.path.suffix}")
        self.config = RuntimeConfig(data_dir)
        self._secret = secret
        self._source: Source | None = None
        self._written: dict[str, Credentials] = {}
        self._unreadable = False
        self._rewrite = False

    def load(self) -> Stored:
        """Read the files; missing ones are an empty document. Raises DocumentError for a flows file that is broken."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        try:
            self._source = Source.parse(self.path.read_bytes(), where=str(self.path))
        except FileNotFoundError:
            self._source = Source.empty()
        stored = Stored(self._source.records, {})
        try:
            stored.credentials = self._load_credentials()
        except CredentialsError as error:
            self._unreadable = True
            stored.problem = f"{self.credentials_path}: {error}"
        self._written = dict(stored.credentials)
        return stored

    def save(self, records: list[dict[str, Any]], credentials: dict[str, Credentials]) -> None:
        """Replace the files; only what changed is written."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        union = {**self._written, **credentials}
        self._save_credentials(union)
        source = self._source or Source.empty()
        updated = source.updated(records)
        if updated.content != source.content or not self.path.exists():
            write_atomic(self.path, updated.content)
        self._source = updated
        self._save_credentials(credentials)

    def decrypt(self, content: Mapping[str, Any]) -> dict[str, Credentials]:
        """The entries of an encrypted set that somebody sent. Raises CredentialsError."""
        return creds.decrypt(content, self._current_secret())

    # Credentials -----------------------------------------------------------------------------------------------

    def _load_credentials(self) -> dict[str, Credentials]:
        try:
            text = self.credentials_path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return {}
        try:
            content = json.loads(text) if text.strip() else {}
        except ValueError:
            raise CredentialsError("not valid JSON") from None
        content = (
            creds.checked(content)
            if not (isinstance(content, dict) and creds.is_encrypted(content))
            else content
        )
        if not creds.is_encrypted(content):
            self._rewrite = self._secret is not False
            return content
        generated = self.config.read().get(GENERATED_SECRET)
        if isinstance(generated, str):
            # A secret of the administrator's own takes over from the generated one at the next save.
            self._rewrite = self._secret is not None
            try:
                return creds.decrypt(content, generated)
            except CredentialsError:
                if not isinstance(self._secret, str):
                    raise
        if isinstance(self._secret, str):
            return creds.decrypt(content, self._secret)
        raise CredentialsError("they are encrypted, and there is no secret to decrypt them with")

    def _save_credentials(self, credentials: dict[str, Credentials]) -> None:
        if credentials == self._written and not self._rewrite and not self._unreadable:
            return
        if not credentials and not self._written and not self.credentials_path.exists():
            return
        if self._unreadable:
            backup = self.credentials_path.with_name(f".{self.credentials_path.name}.backup")
            shutil.copy2(self.credentials_path, backup)
            log.warning("the credentials that could not be read are kept as %s", backup)
        if self._secret is False:
            content: dict[str, Any] = credentials
        else:
            content = creds.encrypt(credentials, self._current_secret())
        write_atomic(self.credentials_path, stringify(content, "    ").encode("utf-8"), mode=0o600)
        if self._secret is not None:
            self.config.write(GENERATED_SECRET, None)
        self._written = dict(credentials)
        self._rewrite = self._unreadable = False

    def _current_secret(self) -> str:
        if isinstance(self._secret, str):
            return self._secret
        generated = self.config.read().get(GENERATED_SECRET)
        if not isinstance(generated, str):
            generated = secrets.token_hex(32)
            self.config.write(GENERATED_SECRET, generated)
        return generated

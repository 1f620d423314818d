"""`flows_cred.json`: the credentials of a document on file, and the secret that they are encrypted with.

The secret is the administrator's own (Node-RED's `credentialSecret`), or one that is generated and kept as
`_credentialSecret` in `.config.runtime.json`, as Node-RED keeps it. When the administrator gives one, it takes over from the
generated one at the next save. https://nodered.org/docs/user-guide/runtime/securing-node-red describes Node-RED's.

A file that cannot be decrypted is left as it is until there are credentials to store; then it is kept beside the new one.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from wirelatch.document.atomic import back_up, keep_aside, write_atomic
from wirelatch.document.encryption import (
    Credentials,
    CredentialsError,
    Encryption,
    checked,
    decrypt,
    encrypt,
    encryption_of,
    is_encrypted,
)
from wirelatch.document.json_text import stringify
from wirelatch.document.runtime_config import RuntimeConfig

log = logging.getLogger(__name__)

GENERATED_SECRET = "_credentialSecret"  # noqa: S105 - the name of a key, as Node-RED calls it

CredentialFormat = Literal["auto", "node-red", "authenticated", "plain"]
"""`auto`: Node-RED's in a directory that Node-RED has written, authenticated in one of our own."""

_OF_NODE_RED = ("settings.js", ".config.nodes.json")
"""Files that Node-RED makes at its first start, and we never do."""


class CredentialsFile:
    """The credentials file beside a flows file."""

    def __init__(
        self,
        path: Path,
        config: RuntimeConfig,
        *,
        secret: str | Literal[False] | None = None,
        form: CredentialFormat = "auto",
    ) -> None:
        self.path = path
        self._config = config
        self._secret: str | Literal[False] | None = False if form == "plain" else secret
        self._form = form
        self._found: Encryption | Literal["plain", "nothing"] = "nothing"
        self.written: dict[str, Credentials] = {}
        """What the file holds, as far as it could be read."""
        self._undecrypted = False
        self._rewrite = False

    def load(self) -> dict[str, Credentials]:
        """The entries; empty when there is no file. Raises CredentialsError when it cannot be read."""
        self.written, self._undecrypted, self._rewrite, self._found = {}, False, False, "nothing"
        try:
            entries = self._load()
        except CredentialsError:
            self._undecrypted = True
            raise
        self.written = dict(entries)
        return entries

    def _load(self) -> dict[str, Credentials]:
        try:
            text = self.path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise CredentialsError(f"cannot be read: {error.strerror}") from None
        except ValueError:
            raise CredentialsError("not UTF-8 text") from None
        try:
            content = json.loads(text) if text.strip() else {}
        except (ValueError, RecursionError):
            raise CredentialsError("not valid JSON") from None
        if not isinstance(content, dict) or not is_encrypted(content):
            entries = checked(content)
            self._found = "plain" if entries else "nothing"
            self._rewrite = self._secret is not False and bool(entries)
            return entries
        self._found = encryption_of(content)
        self._rewrite = self._secret is False or self._found != self._encryption()
        generated = self._config.read().get(GENERATED_SECRET)
        if isinstance(generated, str):
            self._rewrite = self._rewrite or self._secret is not None
            try:
                return decrypt(content, generated)
            except CredentialsError:
                if not isinstance(self._secret, str):
                    raise
        if isinstance(self._secret, str):
            return decrypt(content, self._secret)
        raise CredentialsError("they are encrypted, and there is no secret to decrypt them with")

    def save(self, credentials: Mapping[str, Credentials]) -> None:
        """Replace the file, if it has to change. Raises OSError."""
        if self._undecrypted:
            if not credentials:
                return
            log.warning(
                "%s could not be read; it is kept as %s", self.path.name, keep_aside(self.path) or "nothing"
            )
        elif (credentials == self.written and not self._rewrite) or not (credentials or self.path.exists()):
            return
        if self._secret is False:
            content: Mapping[str, Any] = credentials
        else:
            content = encrypt(credentials, self._current_secret(), self._encryption())
        back_up(self.path)
        write_atomic(self.path, stringify(dict(content), "    ").encode("utf-8"), mode=0o600)
        if self._secret is not None:
            self._config.write(GENERATED_SECRET, None)
        self.written = dict(credentials)
        self._undecrypted = self._rewrite = False

    def rekey(self, secret: str | Literal[False], entries: Mapping[str, Credentials]) -> None:
        """Write these entries with another secret from now on; False: not encrypted. Raises OSError."""
        self._secret, self._rewrite, self._undecrypted = secret, True, False
        self.save(entries)

    def decrypt(self, content: Mapping[str, Any]) -> dict[str, Credentials]:
        """The entries of an encrypted set that somebody sent. Raises CredentialsError."""
        return decrypt(content, self._current_secret())

    def _encryption(self) -> Encryption:
        if self._form == "node-red" or self._form == "authenticated":
            return self._form
        if self._found != "nothing":
            return "node-red" if self._found == "plain" else self._found
        directory = self.path.parent
        return "node-red" if any((directory / name).exists() for name in _OF_NODE_RED) else "authenticated"

    def _current_secret(self) -> str:
        if isinstance(self._secret, str):
            return self._secret
        generated = self._config.read().get(GENERATED_SECRET)
        if not isinstance(generated, str):
            generated = secrets.token_hex(32)
            self._config.write(GENERATED_SECRET, generated)
        return generated

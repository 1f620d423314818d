"""What `!Env` and `!File` may read: a few variables, and files of one folder; nothing for blueprints that came over the API."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

PREFIX = "WIRELATCH_BLUEPRINT_"
OURS = "WIRELATCH_"
MOST_BYTES = 1_048_576


class RefusedError(Exception):
    """The blueprint asks for something that it may not read; the text says what to do."""


@dataclass(frozen=True)
class Sources:
    """`folder`: below which files may be read, None for no files; `patterns`: further variables, with `*`."""

    folder: Path | None = None
    patterns: tuple[str, ...] = ()
    variables: Mapping[str, str] | None = field(default=None, repr=False)

    def variable(self, name: str) -> str | None:
        """The value of a variable; raises RefusedError."""
        if self.variables is None:
            raise RefusedError("!Env is not available in blueprints that come over the API; use !Context")
        ours = name.startswith(OURS)
        allowed = name.startswith(PREFIX) or (
            not ours and any(fnmatchcase(name, pattern) for pattern in self.patterns)
        )
        if not allowed:
            raise RefusedError(
                f"!Env may not read {name}: names begin with {PREFIX}, or are listed in the setting blueprint_environment"
            )
        return self.variables.get(name) or None

    def file(self, name: str) -> str | None:
        """The text of a file below the folder, None when there is none; raises RefusedError."""
        if self.folder is None:
            raise RefusedError("!File is not available in blueprints that come over the API; use !Context")
        root = self.folder.resolve()
        wanted = (root / name).resolve()  # symbolic links lead nowhere else either
        if not wanted.is_relative_to(root):
            raise RefusedError(f"!File may not read {name}: only files below {self.folder}")
        try:
            if wanted.stat().st_size > MOST_BYTES:
                raise RefusedError(f"!File {name}: the file is larger than {MOST_BYTES} bytes")
            return wanted.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None


NOTHING = Sources()
"""For what came over the API."""


def of_operator(folder: Path, patterns: str) -> Sources:
    """For files that somebody with access to this machine put here."""
    names = tuple(part.strip() for part in patterns.split(",") if part.strip())
    return Sources(folder, names, os.environ)

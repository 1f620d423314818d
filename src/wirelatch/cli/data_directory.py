"""The data directory: made on first use, used by one process of each half at a time, and home of the link token."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from pathlib import Path
from typing import IO

from wirelatch.cli.errors import CommandError
from wirelatch.settings import Settings

LINK_TOKEN = "link-token"  # noqa: S105  (a file name)


def prepare(directory: Path) -> None:
    """Make the directory if need be; raises CommandError when it cannot be used."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = directory / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CommandError(f"the data directory {directory} cannot be written to: {error.strerror}") from None


def lock(directory: Path, half: str) -> IO[str]:
    """Keep other processes of the same half out of the directory until the returned file is closed."""
    file = (directory / f".{half}.lock").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise CommandError(
            f"another `wirelatch {half}` already uses the data directory {directory}"
            + (
                ": SQLite serves one process; several need PostgreSQL (identity_database)"
                * (half == "identity")
            )
        ) from None
    return file


def lock_identity(settings: Settings) -> contextlib.AbstractContextManager[object]:
    """As `lock` for the identity half, where its SQLite database lies; several processes may share a PostgreSQL one."""
    url = settings.identity_database_url
    if not url.startswith("sqlite"):
        return contextlib.nullcontext()
    folder = Path(url.removeprefix("sqlite:///")).parent
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return lock(folder, "identity")


def link_token(directory: Path) -> str:
    """The secret between the two halves, made once a data directory and readable by its owner only."""
    file = directory / LINK_TOKEN
    try:
        found = file.read_text("ascii").strip()
        if found:
            return found
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from None
    write_private(file, secrets.token_urlsafe(48))
    return file.read_text("ascii").strip()


def write_private(file: Path, text: str) -> None:
    """Write a file atomically, readable by its owner only."""
    temporary = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

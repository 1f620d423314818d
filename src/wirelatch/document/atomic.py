"""Replacing a file so that a crash at any instant leaves either the old content or the new; and keeping the old one."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path


def write_atomic(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write to a temporary name beside `path`, sync, rename, and sync the directory.

    The permissions of an existing file are kept; a new one gets `mode` (default: what the umask gives). Under the
    temporary name, too, the content can be read by nobody else.
    """
    temporary = path.with_name(f"{path.name}.$$$")
    try:
        permissions = path.stat().st_mode & 0o777
    except FileNotFoundError:
        permissions = mode if mode is not None else -1
    temporary.unlink(missing_ok=True)  # what a crash has left may be open to others, or opened by them
    descriptor = os.open(
        temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, permissions if permissions >= 0 else 0o666
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            if permissions >= 0:  # also what the umask takes away
                os.fchmod(file.fileno(), permissions)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_directory(path.parent)


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def back_up(path: Path) -> None:
    """Keep the file as `.<name>.backup` beside it, as Node-RED does before it writes; there need not be one."""
    _copy(path, path.with_name(f".{path.name}.backup"))


def keep_aside(path: Path) -> Path | None:
    """Keep a file that could not be used under a name that nothing writes to again; gives it, None without a file."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%f")
    kept = path.with_name(f"{path.name}.unusable-{stamp}")
    return kept if _copy(path, kept) else None


def _copy(path: Path, copy: Path) -> bool:
    """Give the content of a file a second name; False when there is no file."""
    temporary = copy.with_name(f"{copy.name}.$$$")
    temporary.unlink(missing_ok=True)
    try:
        try:
            # `write_atomic` never writes into a file that is there, so that a second name for it is a copy.
            os.link(path, temporary)
        except FileNotFoundError:
            return False
        except OSError:
            shutil.copy2(path, temporary)
        temporary.replace(copy)
    except FileNotFoundError:
        return False
    finally:
        # Also after a rename between two names of one file, which does nothing at all.
        temporary.unlink(missing_ok=True)
    return True

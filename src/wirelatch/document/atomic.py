"""Replacing a file so that a crash at any instant leaves either the old content or the new."""

from __future__ import annotations

import os
from pathlib import Path


def write_atomic(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write to a temporary name beside `path`, sync, rename, and sync the directory.

    The permissions of an existing file are kept; a new one gets `mode` (default: what the umask gives).
    """
    temporary = path.with_name(f"{path.name}.$$$")
    try:
        permissions = path.stat().st_mode & 0o777
    except FileNotFoundError:
        permissions = mode if mode is not None else -1
    descriptor = os.open(
        temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode if mode is not None else 0o666
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if permissions >= 0:
                os.fchmod(file.fileno(), permissions)
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

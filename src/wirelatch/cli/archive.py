"""The file that `wirelatch backup` writes: a tar.gz of the data directory and of the databases as text.

`data/…` are files of the data directory, `identity.jsonl` and `flows.jsonl` the databases (`database/dump.py`), and at the
end stands `manifest.json`: format, version, the revision of each database's tables, and the SHA-256 of every other member.
It holds everything that the installation knows, its keys too.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

FORMAT = 1
MANIFEST = "manifest.json"
DATA = "data/"
_LEFT_OUT_FOLDERS = frozenset({"node_modules", "__pycache__", ".npm", ".cache"})
_LEFT_OUT_ENDS = (".lock", ".db-wal", ".db-shm", ".db-journal", ".tmp")
_SQLITE = b"SQLite format 3\0"


class ArchiveError(ValueError):
    """The file is no backup, or was damaged; the text says which."""


@dataclass
class Manifest:
    """What an archive says of itself."""

    version: str
    created: str
    databases: dict[str, dict[str, Any]]
    """By half: `revisions` (of each version table), `tables`, `rows`, and `dialect` it came from."""
    files: dict[str, str] = field(default_factory=dict)
    """SHA-256 by member."""


class Writer:
    """Writes an archive member by member."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w|gz", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._files: dict[str, str] = {}

    def add(self, name: str, file: Path) -> None:
        """Add a file as it is at this moment."""
        with file.open("rb") as stream:
            content = stream.read() if file.stat().st_size < 1 << 20 else None
            size = len(content) if content is not None else os.fstat(stream.fileno()).st_size
            hashed = _Hashing(io.BytesIO(content) if content is not None else stream)
            member = tarfile.TarInfo(name)
            member.size, member.mode, member.mtime = size, 0o600, int(file.stat().st_mtime)
            self._tar.addfile(member, hashed)
        self._files[name] = hashed.digest

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, and end the archive."""
        manifest.files = self._files
        text = json.dumps({"format": FORMAT, **manifest.__dict__}, indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size, member.mode = len(text), 0o600
        self._tar.addfile(member, io.BytesIO(text))
        self._tar.close()


class _Hashing:
    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def read(self, size: int = -1) -> bytes:
        part: bytes = self._stream.read(size)
        self._hash.update(part)
        return part


def unpack(stream: IO[bytes], folder: Path) -> Manifest:
    """Unpack an archive into an empty folder, and check every member; raises ArchiveError."""
    found: dict[str, str] = {}
    try:
        with tarfile.open(fileobj=stream, mode="r|gz") as tar:
            for member in tar:
                path = PurePosixPath(member.name)
                # "data//etc" would be /etc once "data/" is cut off: a name is taken as it is written, or not at all.
                is_plain = str(path) == member.name and not path.is_absolute() and ".." not in path.parts
                if not member.isfile() or not is_plain or member.name in found:
                    raise ArchiveError(f"it holds {member.name!r}, which no backup holds")
                content = tar.extractfile(member)
                assert content is not None
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                hashing = _Hashing(content)
                with os.fdopen(descriptor, "wb") as out:
                    while part := hashing.read(1 << 16):
                        out.write(part)
                found[member.name] = hashing.digest
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ArchiveError(f"it is no backup, or was cut off: {error}") from None
    if found.pop(MANIFEST, None) is None:
        raise ArchiveError("it is no backup, or was cut off: its end is missing")
    manifest = _manifest((folder / MANIFEST).read_bytes())
    damaged = sorted(
        name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name)
    )
    if damaged:
        raise ArchiveError(f"it was damaged or changed: {', '.join(damaged[:5])}")
    return manifest


def _manifest(content: bytes) -> Manifest:
    try:
        told = json.loads(content)
        if told.pop("format", None) != FORMAT:
            raise ArchiveError("it was made by a newer version of Wirelatch")
        manifest = Manifest(**told)
        for facts in manifest.databases.values():
            if not isinstance(facts["revisions"], dict) or not {"rows", "dialect"} <= facts.keys():
                raise KeyError("databases")
        if not all(isinstance(name, str) for pair in manifest.files.items() for name in pair):
            raise KeyError("files")
    except ArchiveError:
        raise
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ArchiveError("it was damaged or changed: its manifest cannot be read") from None
    return manifest


def data_files(folder: Path, without: set[Path]) -> Iterator[Path]:
    """The files of a data directory that belong into a backup."""
    for current, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if name not in _LEFT_OUT_FOLDERS and not name.startswith(".backup-")
        )
        for name in sorted(files):
            file = Path(current) / name
            if file in without or name.endswith(_LEFT_OUT_ENDS) or name.startswith(".writable-"):
                continue
            if file.is_file() and not file.is_symlink():
                yield file


def settled(file: Path, folder: Path) -> Path:
    """The file itself; of a SQLite database, which others may be writing to, a copy of one instant in `folder`."""
    with file.open("rb") as stream:
        if stream.read(len(_SQLITE)) != _SQLITE:
            return file
    copy = folder / f"copy-{hashlib.sha256(str(file).encode()).hexdigest()[:16]}"
    with (
        closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
    return copy

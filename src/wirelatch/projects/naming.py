"""What may be called what: names of projects, branches, remotes and revisions, addresses of repositories, paths of files.

Everything here ends up as an argument of `git` or as a part of a path, so that it is checked before: nothing begins with
a hyphen, nothing leads out of the project's folder or into `.git`.
https://git-scm.com/docs/git-check-ref-format
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from wirelatch.webkit.errors import HttpError

_PROJECT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_REF = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+@#-]{0,199}")
_REMOTE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_REVISION = re.compile(r"(?:HEAD|@|[A-Za-z0-9_][A-Za-z0-9_./+@#-]{0,199})(?:[~^][0-9]{0,4}){0,4}")
_STAGE = re.compile(r":[0-3]")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\]")
_SCP_LIKE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*@([A-Za-z0-9][A-Za-z0-9.-]*):([^\s-][^\s]*)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")

PROTOCOLS = ("https", "ssh", "http", "file")
"""What a remote may be reached by, as far as the settings allow it."""


def _refused(what: str) -> HttpError:
    return HttpError(400, "git_invalid_argument", what)


def project_name(value: object) -> str:
    """The name of a project, which is the name of its folder. Raises HttpError."""
    if not isinstance(value, str) or not _PROJECT.fullmatch(value) or value.endswith("."):
        raise HttpError(
            400, "invalid_project_name", "A project's name has letters, digits, `-`, `_` and dots only"
        )
    return value


def _is_ref(value: object, pattern: re.Pattern[str]) -> bool:
    return (
        isinstance(value, str)
        and pattern.fullmatch(value) is not None
        and not any(bad in value for bad in ("..", "@{", "//", "/."))
        and not value.endswith(("/", ".", ".lock"))
        and ".lock/" not in value
    )


def branch_name(value: object) -> str:
    """The name of a branch, also of one at a remote (`origin/main`). Raises HttpError."""
    if not _is_ref(value, _REF) or value == "HEAD":
        raise _refused("That is no name of a branch")
    return str(value)


def remote_name(value: object) -> str:
    """The name of a remote. Raises HttpError."""
    if not _is_ref(value, _REMOTE):
        raise _refused("That is no name of a remote")
    return str(value)


def revision(value: object) -> str:
    """A commit: its number, a branch, or how far before one (`HEAD~2`). Raises HttpError."""
    if not isinstance(value, str) or ".." in value or "@{" in value or not _REVISION.fullmatch(value):
        raise _refused("That is no revision")
    return value


def tree(value: object) -> str:
    """A revision, or a side of a merge (`:1`, `:2`, `:3`). Raises HttpError."""
    return value if isinstance(value, str) and _STAGE.fullmatch(value) else revision(value)


def remote_url(value: object, protocols: Collection[str]) -> str:
    """The address of a repository, without a password in it. Raises HttpError."""
    if not isinstance(value, str) or not value or len(value) > 2000 or _CONTROL.search(value):
        raise _refused("That is no address of a repository")
    if (match := _SCP_LIKE.fullmatch(value)) is not None:
        protocol, host, path = "ssh", match[1], match[2]
    else:
        try:
            parts = urlsplit(value)
            protocol, host, path = parts.scheme, parts.netloc.rpartition("@")[2], parts.path
            _ = parts.port
        except ValueError:
            raise _refused("That is no address of a repository") from None
        host = re.sub(r":\d+$", "", host)
        if protocol in ("http", "https") and "@" in parts.netloc:
            raise _refused("Give user name and password beside the address, not in it")
        if parts.password is not None or (parts.username or "").startswith("-"):
            raise _refused("There must be no password in the address")
    if protocol not in PROTOCOLS or protocol not in protocols:
        allowed = ", ".join(name for name in PROTOCOLS if name in protocols)
        raise _refused(f"Repositories may be reached by {allowed} only (projects_protocols)")
    if (protocol == "file") != (host == "") or (host and not _HOST.fullmatch(host)) or path in ("", "/"):
        raise _refused("That is no address of a repository")
    return value


def file_name(folder: Path, value: object) -> str:
    """The path of a file in a project's folder, relative to it, with slashes. Raises HttpError."""
    refused = HttpError(400, "invalid_file_name", "There is no such file in the project")
    if not isinstance(value, str) or not value or len(value) > 1000 or "\0" in value or "\\" in value:
        raise refused
    path = PurePosixPath(value)
    parts = path.parts
    if path.is_absolute() or any(
        part == ".." or part.lower().rstrip(". ") == ".git" or part.lower().startswith("git~")
        for part in parts
    ):
        raise refused
    if (
        not parts
        or parts[0].startswith("-")
        or not (folder / path).resolve().is_relative_to(folder.resolve())
    ):
        raise refused
    return path.as_posix()


def identity_part(value: object) -> str:
    """A name or a mail address as a commit can hold it; empty when nothing of it is left."""
    return re.sub(r"[\x00-\x1f\x7f<>]", "", value).strip(" .,:;\"'")[:200] if isinstance(value, str) else ""

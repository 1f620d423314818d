"""Running the program `git`: no shell, no prompts, no hooks, no protocols but those that are allowed, not for ever.

What the repository itself, a remote or the caller's environment could have git do is switched off here, once, for
every call. Passwords reach git by an environment variable that its credential helper reads, for one host only; they
are in no argument, no address and no file. https://git-scm.com/docs/git
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import re
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from wirelatch.webkit.errors import HttpError

log = logging.getLogger(__name__)

LOCAL_SECONDS = 60.0
REMOTE_SECONDS = 300.0
LARGEST_OUTPUT = 64_000_000

_SAFE = {
    "core.hooksPath": "/dev/null",
    "core.fsmonitor": "false",
    "core.symlinks": "false",  # a link in a repository is a file that names its target, and leads nowhere
    "core.autocrlf": "false",
    "core.quotePath": "false",
    "core.askPass": "",
    "credential.helper": "",
    "commit.gpgSign": "false",
    "merge.verifySignatures": "false",
    "gc.autoDetach": "false",
    "submodule.recurse": "false",
    "fetch.recurseSubmodules": "false",
    "push.default": "simple",
    "push.recurseSubmodules": "no",
    "pull.rebase": "false",
    "advice.detachedHead": "false",
    "protocol.allow": "never",
    "protocol.ext.allow": "never",
    "protocol.fd.allow": "never",
    "protocol.git.allow": "never",
}
_HELPER = (
    '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" '
    '"$WIRELATCH_GIT_USERNAME" "$WIRELATCH_GIT_PASSWORD"; }; f'
)

_CODES = (
    (r"Connection (?:refused|timed out)|Could not resolve host|Failed to connect", "git_connection_failed"),
    (r"Host key verification failed", "git_host_key_verification_failed"),
    (
        r"could not read (?:Username|Password)|HTTP Basic: Access denied|Permission denied \(|Authentication failed"
        r"|The requested URL returned error: 40[13]|terminal prompts disabled",
        "git_auth_failed",
    ),
    (r"commit your changes or stash|would be overwritten by", "git_local_overwrite"),
    (r"CONFLICT", "git_pull_merge_conflict"),
    (r"not fully merged", "git_delete_branch_unmerged"),
    (r"remote .* already exists", "git_remote_already_exists"),
    (r"refusing to merge unrelated histories", "git_pull_unrelated_history"),
    (r"\[rejected\]|non-fast-forward|fetch first", "git_push_failed"),
    (r"Repository not found|repository '.*' (?:does not exist|not found)", "git_repository_not_found"),
    (r"does not appear to be a git repository|not a git repository", "git_not_a_repository"),
    (r"Please tell me who you are|empty ident name", "git_missing_user"),
    (r"transport '.*' not allowed", "git_protocol_not_allowed"),
)  # fmt: skip


class GitError(HttpError):
    """What git refused to do; the code is Node-RED's for it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(400, code, message)


@dataclass(frozen=True)
class Login:
    """What opens a remote at one address."""

    url: str
    username: str
    password: str

    def options(self) -> dict[str, str]:
        """Settings of git that have it ask nobody but us, and for this host only."""
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or any(
            character in value for value in (self.username, self.password) for character in "\0\r\n"
        ):
            return {}
        return {f"credential.{parts.scheme}://{parts.netloc}.helper": _HELPER}

    def environment(self) -> dict[str, str]:
        """What the credential helper tells."""
        return {"WIRELATCH_GIT_USERNAME": self.username, "WIRELATCH_GIT_PASSWORD": self.password}


@dataclass(frozen=True)
class Author:
    """Who a commit is by."""

    name: str
    email: str


class Git:
    """The program, with what the settings allow it."""

    def __init__(self, protocols: Sequence[str], environment: Mapping[str, str], ceiling: Path) -> None:
        """`ceiling`: the folder that projects lie in; no repository is looked for in or above it."""
        self._options = {**_SAFE, **{f"protocol.{name}.allow": "always" for name in protocols}}
        kept = {
            name: value for name, value in environment.items() if not name.startswith(("GIT_", "SSH_ASK"))
        }
        self._environment = {
            **kept,
            "LC_ALL": "C.UTF-8",
            "LANGUAGE": "C",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "",
            "SSH_ASKPASS_REQUIRE": "never",
            "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
            "GIT_ALLOW_PROTOCOL": ":".join(protocols),
            "GIT_CEILING_DIRECTORIES": str(ceiling.resolve()),
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_EDITOR": "true",
            "GIT_PAGER": "cat",
        }

    async def version(self) -> str:
        """Its version; empty when there is no such program."""
        try:
            said = await self.run(None, "version")
        except (OSError, GitError):
            return ""
        match = re.search(r"\d+\.\d+\S*", said)
        return match[0] if match else ""

    async def run(
        self,
        folder: Path | None,
        *arguments: str,
        text: str | None = None,
        login: Login | None = None,
        author: Author | None = None,
        environment: Mapping[str, str] | None = None,
        seconds: float = LOCAL_SECONDS,
    ) -> str:
        """What it printed. `text` goes to its standard input. Raises GitError when it failed."""
        variables = dict(self._environment)
        options = self._options
        if login is not None and (own := login.options()):
            options = {**options, **own}
            variables |= login.environment()
        variables["GIT_CONFIG_COUNT"] = str(len(options))
        for number, (name, value) in enumerate(options.items()):
            variables |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
        if author is not None:
            for role in ("AUTHOR", "COMMITTER"):
                variables |= {f"GIT_{role}_NAME": author.name, f"GIT_{role}_EMAIL": author.email}
        process = await asyncio.create_subprocess_exec(
            "git", *arguments,
            cwd=folder, env={**variables, **(environment or {})}, start_new_session=True,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            async with asyncio.timeout(seconds):
                out, err = await _talk(process, text)
        except TimeoutError:
            raise GitError("git_connection_failed", f"git {arguments[0]} took too long") from None
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                await process.wait()
        said, complaint = out.decode("utf-8", "replace"), err.decode("utf-8", "replace")
        if process.returncode:
            raise _failure(arguments[0], said, complaint)
        return said


async def _talk(process: asyncio.subprocess.Process, text: str | None) -> tuple[bytes, bytes]:
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        if text is not None:
            process.stdin.write(text.encode("utf-8", "replace"))
            await process.stdin.drain()
        process.stdin.close()
    out, err = await asyncio.gather(_read(process.stdout), _read(process.stderr))
    await process.wait()
    return out, err


async def _read(stream: asyncio.StreamReader) -> bytes:
    chunks, size = [], 0
    while chunk := await stream.read(1 << 16):
        size += len(chunk)
        if size > LARGEST_OUTPUT:
            raise GitError("git_error", "That is more than can be shown here")
        chunks.append(chunk)
    return b"".join(chunks)


def _failure(command: str, said: str, complaint: str) -> GitError:
    everything = f"{complaint}\n{said}"
    code = next((code for pattern, code in _CODES if re.search(pattern, everything)), "git_error")
    # Addresses as the user gave them hold no password, but a remote's redirect or .git/config may.
    text = re.sub(r"(\w+://)[^/\s@']*@", r"\1", (complaint or said).strip())
    log.debug("git %s failed: %s", command, text)
    return GitError(code, text[:2000] or f"git {command} failed")

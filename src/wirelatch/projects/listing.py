"""What git prints, as Node-RED's projects API gives it: status, history, branches, remotes."""

from __future__ import annotations

import re
from typing import Any

_BRANCH_LINE = re.compile(
    r"## (?:No commits yet on |Initial commit on )?(?P<local>.+?)"
    r"(?:\.\.\.(?P<remote>\S+?))?(?: \[(?:ahead (?P<ahead>\d+))?(?:, )?(?:behind (?P<behind>\d+))?(?P<gone>gone)?\])?"
)

LOG_FORMAT = "%H%x1f%p%x1f%D%x1f%an%x1f%ct%x1f%s%x1e"
BRANCH_FORMAT = "%(HEAD)%1f%(refname:short)%1f%(upstream:short)%1f%(upstream:track)%1f%(objectname:short)%1f%(subject)%1f%(symref)%1e"


def status(printed: str, all_files: str, total: int) -> dict[str, Any]:
    """Of `status --porcelain -z -b`, and of `ls-files -z` for the files that have not changed."""
    files: dict[str, dict[str, Any]] = {}
    for name in filter(None, all_files.split("\0")):
        parts = name.split("/")
        for depth in range(1, len(parts)):
            files.setdefault("/".join(parts[:depth]) + "/", {"type": "d"})
        files[name] = {"type": "f"}
    commits: dict[str, Any] = {"total": total}
    branches: dict[str, Any] = {}
    entries = iter(printed.split("\0"))
    for entry in entries:
        if entry.startswith("## "):
            _branch_line(entry, commits, branches)
        elif entry:
            code, name = entry[:2], entry[3:]
            files.setdefault(name, {"type": "f"})["status"] = code
            if code[0] in "RC":
                files[name]["oldName"] = next(entries, "")
    return {"files": files, "commits": commits, "branches": branches}


def _branch_line(line: str, commits: dict[str, Any], branches: dict[str, Any]) -> None:
    match = _BRANCH_LINE.fullmatch(line)
    if match is None:
        return
    branches["local"] = match["local"]
    if match["remote"]:
        branches["remote"] = match["remote"]
        commits |= {"ahead": int(match["ahead"] or 0), "behind": int(match["behind"] or 0)}
    if match["gone"]:
        commits["ahead"] = commits["total"]
        branches["remoteError"] = {"code": "git_remote_gone"}


def commits(printed: str) -> list[dict[str, Any]]:
    """Of `log --format=LOG_FORMAT`."""
    out = []
    for entry in printed.split("\x1e"):
        fields = entry.strip("\n").split("\x1f")
        if len(fields) == 6:
            sha, parents, refs, author, date, subject = fields
            found: dict[str, Any] = {"sha": sha, "author": author, "date": date, "subject": subject}
            if parents:
                found["parents"] = parents.split(" ")
            if refs:
                found["refs"] = [ref.strip() for ref in refs.split(",")]
            out.append(found)
    return out


def branches(printed: str) -> list[dict[str, Any]]:
    """Of `for-each-ref --format=BRANCH_FORMAT`."""
    out = []
    for entry in printed.split("\x1e"):
        fields = entry.strip("\n").split("\x1f")
        if len(fields) != 7 or fields[6]:
            continue
        head, name, remote, track, sha, subject, _ = fields
        branch: dict[str, Any] = {
            "name": name,
            "status": {"ahead": _count("ahead", track), "behind": _count("behind", track)},
            "commit": {"sha": sha, "subject": subject},
        }
        if remote:
            branch["remote"] = remote
        if head == "*":
            branch["current"] = True
        out.append(branch)
    return out


def _count(word: str, track: str) -> int:
    match = re.search(rf"{word} (\d+)", track)
    return int(match[1]) if match else 0


def remotes(printed: str) -> dict[str, dict[str, str]]:
    """Of `remote -v`: by name, the addresses to `fetch` from and to `push` to."""
    out: dict[str, dict[str, str]] = {}
    for line in printed.splitlines():
        match = re.fullmatch(r"(\S+)\t(.+) \((fetch|push)\)(?: \[.*\])?", line)
        if match:
            out.setdefault(match[1], {})[match[3]] = re.sub(r"(https?://)[^/@]*@", r"\1", match[2])
    return out

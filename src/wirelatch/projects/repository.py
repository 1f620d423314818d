"""The Git repository of one project: what can be asked of it, and done with it.

Arguments are checked where requests come in (`naming.py`); whoever calls with a name of a file has had it checked too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wirelatch.projects import listing
from wirelatch.projects.git import REMOTE_SECONDS, Author, Git, GitError, Login

_SECRET_FILES = (":(exclude,glob)**/*_cred.json", ":(exclude,glob)*_cred.json")
_MAGIC = {"GIT_LITERAL_PATHSPECS": "0"}


class Repository:
    """One repository, with its work tree."""

    def __init__(self, git: Git, folder: Path) -> None:
        self.folder = folder
        self._git = git

    async def _run(self, *arguments: str, **more: Any) -> str:
        return await self._git.run(self.folder, *arguments, **more)

    # Making one ------------------------------------------------------------------------------------------------

    async def begin(self) -> None:
        """Make the folder a repository without commits."""
        await self._run("init", "--quiet", "--template=", "--initial-branch=main")

    async def clone(self, url: str, *, remote: str, branch: str, login: Login | None) -> None:
        """Fill the folder, which is there and empty, from another repository."""
        options = [f"--origin={remote}", *([f"--branch={branch}"] if branch else [])]
        await self._run(
            "clone", "--quiet", "--template=", *options, "--", url, ".", login=login, seconds=REMOTE_SECONDS
        )

    # What there is ---------------------------------------------------------------------------------------------

    @property
    def merging(self) -> bool:
        """Whether a merge has been begun and is not committed."""
        return (self.folder / ".git" / "MERGE_HEAD").exists()

    async def status(self) -> dict[str, Any]:
        """Files with their state, number of commits, the branches here and there."""
        total, files, printed = await asyncio.gather(
            self._count(),
            self._run("ls-files", "-z", "--cached", "--others", "--exclude-standard"),
            self._run("status", "--porcelain", "-z", "-b", "--untracked-files=all"),
        )
        found = listing.status(printed, files, total)
        if self.merging:
            found["merging"] = True
        return found

    async def _count(self) -> int:
        try:
            return int(await self._run("rev-list", "--count", "HEAD", "--"))
        except GitError:
            return 0  # there is no commit yet

    async def file(self, tree: str, name: str) -> str:
        """The content of a file in a commit, or on a side of a merge."""
        return await self._run("cat-file", "blob", f"{tree}:{name}")

    async def diff(self, name: str, *, staged: bool) -> str:
        """What has changed in a file since it was staged, or what is staged of it."""
        return await self._run(
            "diff", "--no-color", "--no-ext-diff", "--no-textconv", "-w",
            *(["--cached"] if staged else []), "--", name,
        )  # fmt: skip

    async def commits(self, limit: int, before: str) -> dict[str, Any]:
        """The newest commits, or those that lead to `before`."""
        total = await self._count()
        if total == 0:
            return {"count": 0, "commits": [], "total": 0}
        printed = await self._run(
            "log", f"--format={listing.LOG_FORMAT}", f"--max-count={limit}", before or "HEAD", "--"
        )
        found = listing.commits(printed)
        return {
            "count": len(found),
            "commits": found,
            "total": total,
            **({"before": before} if before else {}),
        }

    async def commit_text(self, sha: str, *, with_secrets: bool) -> str:
        """A commit with what it changed; without files of credentials unless they are asked for."""
        only = () if with_secrets else (".", *_SECRET_FILES)
        return await self._run(
            "show", "--no-color", "--no-ext-diff", "--no-textconv", sha, "--", *only, environment=_MAGIC
        )

    async def branches(self, *, remote: bool) -> dict[str, Any]:
        """The branches here, or those known of remotes."""
        where = "refs/remotes" if remote else "refs/heads"
        printed = await self._run("for-each-ref", f"--format={listing.BRANCH_FORMAT}", where)
        return {"branches": listing.branches(printed)}

    async def branch_status(self, branch: str) -> dict[str, Any]:
        """How many commits are only here, and only at a branch of a remote."""
        printed = await self._run(
            "rev-list", "--left-right", "--count", f"HEAD...refs/remotes/{branch}", "--"
        )
        ahead, behind = printed.split()
        return {"commits": {"ahead": int(ahead), "behind": int(behind)}}

    async def remotes(self) -> dict[str, dict[str, str]]:
        """Remotes by name, with their addresses."""
        return listing.remotes(await self._run("remote", "-v"))

    async def user(self) -> Author | None:
        """Who commits on this machine when nobody else is known."""
        try:
            name = (await self._run("config", "--get", "user.name")).strip()
            email = (await self._run("config", "--get", "user.email")).strip()
        except GitError:
            return None
        return Author(name, email) if name and email else None

    # Committing ------------------------------------------------------------------------------------------------

    async def stage(self, names: Iterable[str]) -> None:
        """Have the next commit hold these files as they are, or as they are no more."""
        await self._run("add", "--all", "--", *names)

    async def unstage(self, name: str = "") -> None:
        """Have the next commit leave a file as it was; all of them without a name."""
        await self._run("reset", "--quiet", "--", *([name] if name else []))

    async def commit(self, message: str, author: Author) -> bool:
        """Commit what is staged; False when nothing is."""
        try:
            await self._run("commit", "--quiet", "--no-verify", "--file=-", text=message, author=author)
        except GitError as error:
            if "nothing to commit" in error.message or "nothing added to commit" in error.message:
                return False
            if "no changes added to commit" in error.message:
                return False
            raise
        return True

    async def revert(self, name: str) -> None:
        """Bring a file back as it was staged or committed."""
        await self._run("checkout", "--quiet", "--", name)

    # Branches and remotes --------------------------------------------------------------------------------------

    async def switch(self, branch: str, *, create: bool) -> None:
        """Go to another branch."""
        await self._run("switch", "--quiet", *(["--create"] if create else []), branch)

    async def delete_branch(self, branch: str, *, force: bool) -> None:
        """Delete a branch here."""
        await self._run("branch", "--quiet", "-D" if force else "-d", "--", branch)

    async def add_remote(self, name: str, url: str) -> None:
        """Know another repository by a name."""
        await self._run("remote", "add", "--", name, url)

    async def remove_remote(self, name: str) -> None:
        """Know it no more."""
        await self._run("remote", "remove", "--", name)

    async def fetch(self, remote: str, login: Login | None) -> None:
        """Get what is new at a remote."""
        await self._run("fetch", "--quiet", "--no-tags", "--", remote, login=login, seconds=REMOTE_SECONDS)

    async def upstream(self, branch: str) -> None:
        """Have the current branch follow one of a remote."""
        await self._run("branch", "--quiet", f"--set-upstream-to={branch}")

    async def push(self, remote: str, branch: str, *, follow: bool, login: Login | None) -> None:
        """Send the current branch to a remote."""
        options = ["--set-upstream"] if follow else []
        await self._run(
            "push", "--porcelain", "--no-verify", *options, "--", remote, f"HEAD:refs/heads/{branch}",
            login=login, seconds=REMOTE_SECONDS,
        )  # fmt: skip

    async def merge(self, branch: str, author: Author, *, unrelated: bool) -> None:
        """Merge a branch of a remote. Raises GitError `git_pull_merge_conflict` and leaves the merge begun."""
        options = ["--allow-unrelated-histories"] if unrelated else []
        await self._run(
            "merge", "--no-edit", "--no-verify", *options, f"refs/remotes/{branch}", author=author
        )

    async def abort_merge(self) -> None:
        """Have everything as it was before the merge."""
        await self._run("merge", "--abort")


def remote_and_branch(name: str, remotes: Sequence[str] | Mapping[str, object]) -> tuple[str, str]:
    """`origin/feature/x` -> `origin`, `feature/x`; a bare name of a remote leaves the branch empty."""
    known = [remote for remote in remotes if name == remote or name.startswith(f"{remote}/")]
    remote = max(known, key=len, default="")
    return remote, name[len(remote) + 1 :] if remote else ""

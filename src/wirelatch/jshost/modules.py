"""npm packages that functions use: what is allowed, what is there, and installing what is not.

As in Node-RED, the data directory is an npm project: what functions need stands in the `dependencies` of its
`package.json`, and a data directory that comes from Node-RED or goes there is understood by both. npm is the one that
comes with our Node.js, so that nothing has to be installed for it. https://nodered.org/docs/user-guide/writing-functions#loading-additional-modules

Install scripts run, as with Node-RED: modules with native parts (serial ports, databases) are built or fetched by them,
and the code of the module is going to run with the same rights in any case. Who does not want that names what may be
installed (`externalModules.modules.allowList`), or switches installing off (`allowInstall`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import re
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wirelatch.document.atomic import write_atomic
from wirelatch.jshost.child import node_binary

log = logging.getLogger("wirelatch.modules")

INSTALL_SECONDS = 300.0
"""How long an installation may take."""
_NAME = re.compile(r"(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~][a-z0-9._~-]*\Z", re.IGNORECASE)
_NOT_FOUND = re.compile(r"\b(E404|ETARGET|ENOVERSIONS)\b")
_PROJECT = {
    "name": "node-red-project",
    "description": "What functions of this data directory use",
    "version": "0.0.1",
    "private": True,
}


class ModuleError(Exception):
    """A module cannot be used; the text says why."""


class Rules:
    """Which modules may be used, by Node-RED's `allowList` and `denyList`; the more exact pattern decides."""

    def __init__(self, allow: Sequence[str] | None, deny: Sequence[str] | None) -> None:
        self._allow = _patterns(["*"] if allow is None else allow)
        self._deny = _patterns(deny or [])

    def permit(self, name: str, version: str, satisfies: Mapping[str, bool] | None = None) -> bool:
        """`satisfies` tells for the versions of rules whether `version` is within."""
        if not self._allow and not self._deny:
            return True
        allowed = _first(self._allow, name, version, satisfies or {})
        denied = _first(self._deny, name, version, satisfies or {})
        if allowed is None or denied is None:
            return denied is None
        return allowed.weight > denied.weight

    def ranges(self, name: str) -> list[str]:
        """Versions that rules for a module speak of."""
        return [
            rule.version for rule in (*self._allow, *self._deny) if rule.version and rule.names.match(name)
        ]


@dataclass(frozen=True)
class _Rule:
    names: re.Pattern[str]
    version: str
    weight: tuple[float, int]


def _patterns(rules: Sequence[str]) -> list[_Rule]:
    out = []
    for text in rules:
        match = re.match(r"(.+?)(?:@(.*))?\Z", str(text))
        if match is None:
            continue
        # The further back the first asterisk, the more exact; then the longer.
        star = match[1].find("*")
        names = ".*".join(re.escape(part) for part in match[1].split("*"))
        out.append(
            _Rule(
                re.compile(names + r"\Z"),
                match[2] or "",
                (star if star >= 0 else float("inf"), len(match[1])),
            )
        )
    return out


def _first(rules: list[_Rule], name: str, version: str, satisfies: Mapping[str, bool]) -> _Rule | None:
    for rule in rules:
        if rule.names.match(name) and (not (version and rule.version) or satisfies.get(rule.version, False)):
            return rule
    return None


class Modules:
    """The modules of one data directory."""

    def __init__(
        self, directory: Path, environ: Mapping[str, str], settings: Mapping[str, Any] | None = None
    ) -> None:
        self._directory = directory
        self._environ = environ
        given = (settings or {}).get("modules") or {}
        self._rules = Rules(given.get("allowList"), given.get("denyList"))
        self._may_install = given.get("allowInstall", True) is not False
        self._installing = asyncio.Lock()

    async def provide(self, name: str, version: str, built_in: bool) -> None:
        """See to it that a module can be imported, if need be by installing it. Raises ModuleError when it cannot.

        `version` is what npm takes after an `@` (a version, a range, a tag, an address), or empty for the latest.
        """
        # Node-RED forgets the version when it imports, so that a rule about one forbids all of them.
        ranges = self._rules.ranges(name) if version else []
        if not self._rules.permit(name, version, await self._satisfied(version, ranges) if ranges else {}):
            raise ModuleError("Module not allowed")
        if built_in or self._is_known(name):
            return
        async with self._installing:
            if not self._is_known(name):
                await self._install(name, version)

    def _is_known(self, name: str) -> bool:
        try:
            project = json.loads((self._directory / "package.json").read_text("utf-8"))
            return name in (project.get("dependencies") or {}) and self._is_there(name)
        except (OSError, ValueError, AttributeError, TypeError):
            return False

    def _is_there(self, name: str) -> bool:
        return (self._directory / "node_modules" / name).exists()

    async def _install(self, name: str, version: str) -> None:
        if not self._may_install:
            if self._is_there(name):
                return
            raise ModuleError("Module install disabled - externalModules.modules.allowInstall=false")
        if not _NAME.match(name) or name in ("node_modules", "favicon.ico"):
            raise ModuleError("Invalid module name")
        self._prepare_project()
        was_there = self._is_there(name)
        log.info("Installing module: %s, version: %s", name, version or "latest")
        what = f"{name}@{version}" if version else name
        # fmt: off
        code, output = await self._run(
            str(_npm()), "install", "--omit=dev", "--engine-strict", "--no-audit", "--no-fund", "--no-progress",
            "--no-update-notifier", "--loglevel=error", "--", what,
        )
        # fmt: on
        if code == 0 and self._is_there(name):
            log.info("Installed module: %s", what)
            return
        if was_there and self._is_there(name):
            log.warning("module %s could not be brought up to date; the one that is there is used", what)
            return
        log.error("Installation of module %s failed:\n%s", what, output.strip()[-4000:])
        if code is None:
            raise ModuleError(f"Install failed: npm took longer than {INSTALL_SECONDS:g} s")
        if _NOT_FOUND.search(output):
            raise ModuleError("Module not found")
        raise ModuleError(f"Install failed: {_reason(output)}")

    def _prepare_project(self) -> None:
        file = self._directory / "package.json"
        if file.exists():
            return
        self._directory.mkdir(parents=True, exist_ok=True)
        write_atomic(file, (json.dumps({**_PROJECT, "dependencies": {}}, indent=4) + "\n").encode())

    async def _satisfied(self, version: str, ranges: list[str]) -> dict[str, bool]:
        """Which ranges a version is in, by npm's own rules."""
        code = (
            "const semver = require(process.argv[1]); const [version, ...ranges] = process.argv.slice(2);"
            "console.log(JSON.stringify(ranges.map((range) => semver.satisfies(version, range))))"
        )
        semver = _npm().parents[1] / "node_modules" / "semver"
        status, output = await self._run("-e", code, str(semver), version, *ranges)
        try:
            return dict(zip(ranges, json.loads(output), strict=True)) if status == 0 else {}
        except ValueError:
            return {}

    async def _run(self, *arguments: str) -> tuple[int | None, str]:
        """Run our Node.js; gives its exit code, None when it took too long, and what it said."""
        node = node_binary()
        path = os.pathsep.join([str(node.parent), self._environ.get("PATH", os.defpath)])
        process = await asyncio.create_subprocess_exec(
            str(node),
            *arguments,
            cwd=self._directory,
            env={**self._environ, "PATH": path, "CI": "1", "npm_config_yes": "true"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(INSTALL_SECONDS):
                output, _ = await process.communicate()
        except BaseException as error:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
            if isinstance(error, TimeoutError):
                return None, ""
            raise
        return process.returncode, output.decode("utf-8", "replace")


def _npm() -> Path:
    """The program of the npm that comes with our Node.js."""
    package = node_binary().parent
    root = package if os.name == "nt" else package.parent / "lib"
    return root / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _reason(output: str) -> str:
    """The line of npm's output that says most."""
    lines = [re.sub(r"^npm (error|ERR!) ?", "", line).strip() for line in output.splitlines()]
    told = [
        line
        for line in lines
        if line
        and not re.match(r"(code|errno|syscall|A complete log|network|type|path|command|node:)\b", line)
    ]
    return (told[0] if told else "npm gave no reason")[:300]

"""Operating a runtime: which document is deployed, and whether its flows run.

Everything that changes what runs goes one at a time; a deploy is acknowledged when it is stored.
https://nodered.org/docs/api/admin/methods/post/flows/ describes the types of deploy.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from wirelatch.document.amendment import Amendment
from wirelatch.document.diff import Diff
from wirelatch.document.errors import DocumentError, VersionMismatch
from wirelatch.document.storage import FlowFiles, Stored
from wirelatch.engine.collector import MANY, paused
from wirelatch.engine.deployed import Change, Deployed
from wirelatch.engine.lifecycle import FlowSet

if TYPE_CHECKING:
    from wirelatch.engine.runtime import Runtime

log = logging.getLogger(__name__)

DeployKind = Literal["full", "flows", "nodes", "reload"]
State = Literal["start", "stop", "safe"]
T = TypeVar("T")

STATE_KEY = "runtimeFlowState"
"""What was last asked for, `start` or `stop`, in `.config.runtime.json`."""


ANSWER_SECONDS = 0.5
"""How long a restart waits for whoever deployed to be told that what they sent is stored."""


@dataclass(frozen=True)
class Deployment:
    """Something that has just been stored and is about to run."""

    kind: DeployKind
    user: str | None
    revision: str
    before: str
    """The revision that it took the place of."""
    before_records: Mapping[str, dict[str, Any]]
    records: list[dict[str, Any]]
    amendment: Amendment | None
    """The records that differ, when that is known."""
    comment: str = ""


class Operation:
    """Starts, stops and replaces the flows of one runtime."""

    def __init__(self, runtime: Runtime, deployed: Deployed, flows: FlowSet) -> None:
        self._runtime = runtime
        self.deployed = deployed
        self._flows = flows
        self.state: State = "stop"
        self.problem = ""
        """Why there is nothing to run: what is wrong with the flows file; empty when nothing is."""
        self._notice: dict[str, Any] = {}
        """What the editors are told beside the state, until the next deploy."""
        self.after_deploy: list[Callable[[], None]] = []
        """Called when something else is deployed."""
        self.after_store: list[Callable[[Deployment], None]] = []
        """Called when something else is stored, before it runs."""
        self._lock = asyncio.Lock()
        self._restarting: set[asyncio.Task[None]] = set()

    async def start(self, *, safe: bool = False) -> None:
        """Load the document and run it. A flows file that is broken leaves the runtime stopped, with a `problem`."""
        async with self._lock:
            with paused():
                await self._load_and_start(safe=safe)

    async def _load_and_start(self, *, safe: bool) -> None:
        try:
            self._told(self.deployed.load())
        except DocumentError as error:
            self._refused(error)
            return
        if safe:
            log.warning("safe mode: the flows are loaded, and start with the next deploy")
            notice = {"error": "safe-mode", "type": "warning", "text": "notification.warnings.safe-mode"}
            self._set_state("safe", notice)
        else:
            await self._start_unless_stopped()

    async def stop(self) -> None:
        """Stop all flows."""
        async with self._lock:
            await self._flows.stop_all(removed=False)
            self._runtime.bind()
            self.state = "stop"

    async def settled(self) -> None:
        """Wait until what was stored by now runs."""
        async with self._lock:
            pass

    async def set_state(self, state: str) -> None:
        """Start or stop the flows; what was asked for is kept over a restart.

        Starting again what could not be loaded reads the files again. Raises DocumentError when they are still broken.
        """
        if state not in ("start", "stop"):
            raise ValueError(f"a runtime can be put into state start or stop, not {state!r}")
        async with self._lock:
            try:
                await asyncio.to_thread(self.deployed.files.config.write, STATE_KEY, state)
            except OSError as error:
                log.warning("the state cannot be kept for the next start: %s", error)
            if state == "start" and self.state != "start":
                is_new = bool(self.problem)
                if is_new:
                    self._load(None)
                await self._start_flows(deploy=is_new)
                if is_new:
                    self._announce_deploy()
            elif state == "stop" and self.state != "stop":
                await self._flows.stop_all(removed=False)
                self._runtime.bind()
                self._set_state("stop")

    async def replace_files(
        self,
        prepare: Callable[[], Awaitable[FlowFiles]],
        *,
        user: str | None = None,
        comment: str = "",
        clear_context: bool = False,
    ) -> None:
        """Run what other files hold instead, or what the same ones hold now.

        `prepare` gives them; nothing is deployed while it works, and when it raises, nothing has changed. Files that are
        broken leave the runtime stopped, with a `problem`.
        """
        async with self._lock:
            files = await prepare()
            before, records = self.deployed.revision, self.deployed.outline.records
            broken: DocumentError | None = None
            try:
                self._told(self.deployed.use(files))
            except DocumentError as error:
                broken = error
            now = self.deployed
            if broken is None:
                self._tell(
                    Deployment("reload", user, now.revision, before, records, now.records, None, comment)
                )
            await self._flows.stop_all(removed=False)
            self._runtime.bind()
            if clear_context:
                self._runtime.contexts.keep(())
            if broken is not None:
                self._refused(broken)
            else:
                self._runtime.contexts.keep(now.ids())
                await self._start_unless_stopped(deploy=True)
            self._announce_deploy()

    async def undisturbed(self, work: Callable[[], T]) -> T:
        """Do something with the files, in a thread, while nothing is deployed."""
        async with self._lock:
            return await asyncio.to_thread(work)

    async def types_changed(self) -> None:
        """Start the nodes of types that were not there before. Those of types that are gone run until a deploy."""
        async with self._lock:
            if self.state == "start":
                await self._flows.stop_stand_ins()
                await self._start_flows()

    def _told(self, stored: Stored) -> None:
        """Tell what could not be used of the files."""
        self.problem, self._notice = "", {}
        for entry in stored.left_out:
            log.error("left out of %s: %s", self.deployed.files.path, entry)
        if stored.left_out:
            count = len(stored.left_out)
            text = f"{count} of the nodes on file cannot be used and are left out: {stored.left_out[0]}"
            self._notice = {"type": "warning", "error": "nodes-left-out", "text": text}
        if stored.problem:
            log.error("%s; the flows start without credentials", stored.problem)
            self._notice = {
                "type": "warning",
                "error": "credentials_load_failed",
                "text": "notification.warnings.credentials_load_failed_reset",
            }

    def _refused(self, error: DocumentError) -> None:
        """There is nothing to run: say so everywhere, and wait for a deploy or a file that is mended."""
        self.problem = str(error)
        log.error(
            "%s; no flows run. Mend the file and load it again, or deploy: the broken file is kept then",
            error,
        )
        self._notice = {"type": "error", "error": "flows_load_failed", "text": self.problem}
        self._set_state("stop")

    async def _start_unless_stopped(self, *, deploy: bool = False) -> None:
        if self.deployed.files.config.read().get(STATE_KEY) == "stop":
            self._set_state("stop", {"deploy": True} if deploy else None)
        else:
            await self._start_flows(deploy=deploy)

    async def _start_flows(self, *, deploy: bool = False) -> None:
        await self._flows.start_missing(self.deployed.outline)
        missing = self.deployed.missing_types()
        more: dict[str, Any] = {"deploy": deploy}
        if missing:
            log.warning("node types that are not installed: %s", ", ".join(missing))
            more |= {
                "error": "missing-types",
                "type": "warning",
                "text": "notification.warnings.missing-types",
                "types": missing,
            }
        self._set_state("start", more)

    def _set_state(self, state: State, more: Mapping[str, Any] | None = None) -> None:
        self.state = state
        self._runtime.events.publish(
            "notification/runtime-state", {"state": state, **(more or {}), **self._notice}, retain=True
        )

    async def deploy(
        self,
        flows: list[dict[str, Any]],
        *,
        kind: DeployKind = "full",
        rev: str | None = None,
        credentials: Mapping[str, Any] | None = None,
        user: str | None = None,
    ) -> str:
        """Replace the document and restart what the kind of deploy asks for; gives the new revision.

        `rev` is the revision that the sender changed; None overwrites whatever there is. Records may carry
        `credentials`; or a complete set comes beside them. `reload` reads the files again and ignores `flows`.
        Raises DocumentError, VersionMismatch, or StorageError when it cannot be stored: then nothing has changed.
        """
        async with self._lock:
            self._check(rev)
            if kind == "reload":
                return await self._reload(user)
            change = self.deployed.change(flows, credentials)
            await self._store(change, kind, user)
            await self._restart(kind, change.diff)
            return self.deployed.revision

    async def amend(
        self,
        amendment: Amendment,
        *,
        rev: str,
        count: int,
        kind: DeployKind,
        user: str | None = None,
        comment: str = "",
        answered: asyncio.Event,
    ) -> str:
        """As `deploy`, of the records that differ from revision `rev`, after which there are `count`.

        Gives the new revision when it is stored; what has to be restarted is, once `answered` is set.
        """
        stored: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def run() -> None:
            async with self._lock:
                try:
                    self._check(rev)
                    change = self.deployed.amend(amendment)
                    if len(change.records) != count:
                        raise DocumentError(f"there would be {len(change.records)} nodes and not {count}")
                    await self._store(change, kind, user, comment)
                except BaseException as error:
                    stored.set_exception(error)
                    return
                stored.set_result(self.deployed.revision)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(answered.wait(), ANSWER_SECONDS)
                try:
                    await self._restart(kind, change.diff)
                except Exception:  # nobody waits for it any more
                    log.exception("what was deployed cannot be started")

        task = asyncio.create_task(run())
        self._restarting.add(task)
        task.add_done_callback(self._restarting.discard)
        return await asyncio.shield(stored)

    def _check(self, rev: str | None) -> None:
        if rev is not None and rev != self.deployed.revision:
            raise VersionMismatch(self.deployed.revision)

    async def _store(self, change: Change, kind: DeployKind, user: str | None, comment: str = "") -> None:
        before, records = self.deployed.revision, self.deployed.outline.records
        await self.deployed.store(change)
        self.problem, self._notice = "", {}
        log.info("deployed (%s) revision %s by %s", kind, self.deployed.revision[:12], user or "nobody named")
        now = self.deployed
        self._tell(
            Deployment(kind, user, now.revision, before, records, now.records, change.amendment, comment)
        )

    def _tell(self, told: Deployment) -> None:
        for listener in self.after_store:
            listener(told)

    def _load(self, user: str | None) -> None:
        """Take over what is on file now. Raises DocumentError, and has then changed nothing."""
        before, records = self.deployed.revision, self.deployed.outline.records
        self._told(self.deployed.load())
        now = self.deployed
        self._tell(Deployment("reload", user, now.revision, before, records, now.records, None))

    async def _reload(self, user: str | None) -> str:
        self._load(user)
        await self._flows.stop_all(removed=False)
        self._runtime.contexts.keep(self.deployed.ids())
        await self._start_unless_stopped(deploy=True)
        self._announce_deploy()
        return self.deployed.revision

    async def _restart(self, kind: DeployKind, changed: Diff) -> None:
        many_stay = len(self.deployed.records) > MANY and (
            kind == "full" or len(changed.added | changed.changed) > MANY
        )
        with paused(lasting=many_stay):
            if self.state == "start":
                await self._flows.stop_for(kind, changed)
            self._runtime.contexts.keep(self.deployed.ids())
            await self._start_unless_stopped(deploy=True)
            self._announce_deploy()

    def _announce_deploy(self) -> None:
        self._runtime.events.publish(
            "notification/runtime-deploy", {"revision": self.deployed.revision}, retain=True
        )
        for listener in self.after_deploy:
            listener()

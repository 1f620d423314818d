"""A draft with those who have it open: what changes it is stored first, and told in the same order to everybody."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Protocol

from wirelatch.document.errors import StorageError
from wirelatch.workbench.drafts.draft import LONGEST_JOURNAL, Draft
from wirelatch.workbench.drafts.journal import Journal
from wirelatch.workbench.drafts.json_types import DeployedPatchesJson, DraftBatchJson, DraftMessageJson
from wirelatch.workbench.drafts.records import Records, patches_between

log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
"""How long to wait before something is tried again that could not be stored."""


class Listener(Protocol):
    """A connection."""

    client: str

    def tell(self, message: DraftMessageJson) -> None:
        """Send a message."""

    def leave(self) -> None:
        """Let it connect again: there is another draft for it."""


class Room:
    """One draft, its file and its listeners."""

    def __init__(self, name: str, draft: Draft, journal: Journal, *, is_new: bool) -> None:
        self.name = name
        self.draft = draft
        self.listeners: set[Listener] = set()
        self._journal = journal
        self._is_stale = is_new
        """Whether the journal has to be written anew: what it says at its beginning no longer holds."""
        self._batches: list[DraftBatchJson] = []
        self._messages: list[DraftMessageJson] = []
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._waiting: list[asyncio.Future[None]] = []
        self._is_closed = False
        self.is_ending = False
        """Whether what it holds is on its way to another draft, or given up: nothing more may be put into it."""

    def edit(self, client: str, number: int, user: str, patches: Any) -> bool:
        """Take a batch of a client; False when it was here before. Raises PatchError."""
        batch = self.draft.take(client, number, user, patches)
        if batch is not None:
            self._commit(batch, [{"batch": batch}])
        return batch is not None

    def deployed(self, records: Records, revision: str) -> None:
        """Something else is deployed now."""
        if revision == self.draft.revision:
            return
        patches = patches_between(self.draft.deployed, records)
        news: DeployedPatchesJson = {"revision": revision, "before": self.draft.revision, "ops": patches}
        batch = self.draft.rebase(records, revision)
        self._is_stale = True
        told: list[DraftMessageJson] = [{"batch": batch}] if batch else []
        self._commit(None, [*told, {"deployed": news}])

    def change(self, change: Callable[[Draft], DraftBatchJson | None]) -> None:
        """Change the draft as a whole."""
        batch = change(self.draft)
        self._is_stale = True
        self._commit(None, [{"batch": batch}] if batch else [])

    async def stored(self) -> None:
        """Wait until what has been changed is on file. Raises StorageError when it cannot be now; it is tried again."""
        if self._task is None or self._is_closed:
            return
        waiting = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        self._wake.set()
        await waiting

    def _commit(self, batch: DraftBatchJson | None, messages: list[DraftMessageJson]) -> None:
        if batch is not None:
            self._batches.append(batch)
        self._messages += messages
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._store())

    async def _store(self) -> None:
        while not self._is_closed:
            await self._wake.wait()
            self._wake.clear()
            batches, self._batches = self._batches, []
            messages, self._messages = self._messages, []
            waiting, self._waiting = self._waiting, []
            is_stale, self._is_stale = self._is_stale, False
            try:
                head = self.draft.head() if is_stale else None
                await asyncio.to_thread(self._write, head, batches)
            except Exception as error:  # whatever it is, storing has to go on
                log.error("the draft %s cannot be stored: %s", self.name, error)
                self._tell({"trouble": "The server cannot store the draft"})
                # What is in memory holds all of it: once there is room, it is written as a whole.
                self._is_stale = True
                self._messages[:0] = messages
                _answer(waiting, StorageError("The draft cannot be stored now"))
                await asyncio.sleep(RETRY_SECONDS)
                self._wake.set()
                continue
            for message in messages:
                self._tell(message)
            _answer(waiting)

    def _write(self, head: dict[str, Any] | None, batches: list[DraftBatchJson]) -> None:
        if head is not None:
            self._journal.start(head)
        elif batches and self._journal.append(batches) > LONGEST_JOURNAL:
            self._is_stale = True  # with the next batch

    def _tell(self, message: DraftMessageJson) -> None:
        batch = message.get("batch")
        for listener in tuple(self.listeners):
            if batch is not None and batch["client"] == listener.client:
                listener.tell({"ack": {"seq": batch["seq"], "n": batch["n"]}})
            else:
                listener.tell(message)

    async def close(self) -> None:
        """Stop; what is not stored yet is written now."""
        self._is_closed = True
        if self._task is not None:
            self._wake.set()
            await self._task
        head = self.draft.head() if self._is_stale and self._task is not None else None
        batches, self._batches = self._batches, []
        try:
            await asyncio.to_thread(self._write, head, batches)
        except OSError as error:
            log.error("the draft %s cannot be stored: %s", self.name, error)
        self._journal.close()
        _answer(self._waiting)

    async def remove(self) -> None:
        """End the draft; whoever has it open is led to another one."""
        await self.close()
        await asyncio.to_thread(self._journal.remove)
        self.dismiss()

    def dismiss(self) -> None:
        """Let everybody connect again."""
        for listener in tuple(self.listeners):
            listener.leave()


def _answer(waiting: list[asyncio.Future[None]], error: Exception | None = None) -> None:
    for future in waiting:
        if future.done():
            continue
        if error is None:
            future.set_result(None)
        else:
            future.set_exception(error)

"""`wirelatch ledger`: print the newest entries of the audit log, or prove that nobody changed it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.database import Database
from wirelatch.ledger import Entry, Ledger
from wirelatch.settings import Settings


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Print or verify the ledger of one half, or of both."""
    wanted = [options["half"]] if options.get("half") else ["identity", "flows"]
    urls = {"identity": settings.identity_database_url, "flows": settings.flows_database_url}
    work = _verify if options["action"] == "verify" else _list
    codes = [0]
    for half in wanted:
        file = urls[half].removeprefix("sqlite:///")
        if file != urls[half] and not Path(file).exists():
            print(f"{half}: no database yet ({file})")
        else:
            codes.append(asyncio.run(_with_ledger(half, urls[half], work, options)))
    return max(codes)


async def _with_ledger(half: str, url: str, work: Any, options: Mapping[str, Any]) -> int:
    database = Database(url)
    try:
        return int(await work(half, Ledger(database), options))
    except SQLAlchemyError as error:
        text = str(getattr(error, "orig", error)).splitlines()[0]
        raise CommandError(f"the ledger of the {half} half cannot be read: {text}", FAILED) from None
    finally:
        await database.close()


async def _verify(half: str, ledger: Ledger, options: Mapping[str, Any]) -> int:
    found = await ledger.verify()
    if found.intact:
        print(f"{half}: {found.entries} entries, all as they were written; the last hash is {found.head}")
        return 0
    print(f"{half}: broken at entry {found.broken_at}: {found.reason}")
    return FAILED


async def _list(half: str, ledger: Ledger, options: Mapping[str, Any]) -> int:
    for entry in reversed(await ledger.entries(limit=options["limit"])):
        print(_as_json(half, entry) if options.get("json") else _as_text(half, entry))
    return 0


def _as_text(half: str, entry: Entry) -> str:
    parts = [entry.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"), half, entry.actor or "-", entry.action]
    parts += [entry.target or "-", entry.address or "-", json.dumps(entry.changes, ensure_ascii=True)]
    return "  ".join(parts)


def _as_json(half: str, entry: Entry) -> str:
    return json.dumps({**entry._asdict(), "at": entry.at.isoformat(), "half": half})

"""`wirelatch versions`: what was deployed, and by whom; or one version as a file that can be imported."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from wirelatch.access.tables import open_database
from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.document.json_text import stringify
from wirelatch.settings import Settings
from wirelatch.workbench.versions import store
from wirelatch.workbench.versions.store import Version


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Print the list of versions, or the records of one."""
    file = settings.flows_database_url.removeprefix("sqlite:///")
    if file != settings.flows_database_url and not Path(file).exists():
        raise CommandError(f"there is no database yet ({file})", FAILED)
    try:
        database = open_database(settings.flows_database_url)
    except SQLAlchemyError as error:
        text = str(getattr(error, "orig", error)).splitlines()[0]
        raise CommandError(f"the versions cannot be read: {text}", FAILED) from None
    try:
        number = options.get("number")
        if number is None:
            for version in database.read_now(
                lambda connection: store.listed(connection, limit=options["limit"])
            ):
                print(json.dumps(version.to_json()) if options.get("json") else _as_text(version))
            return 0
        records = database.read_now(lambda connection: store.records_of(connection, number))
        if records is None:
            raise CommandError(f"there is no version {number}", FAILED)
        sys.stdout.write(stringify(records, "    ") + "\n")
        return 0
    finally:
        database.close_now()


def _as_text(version: Version) -> str:
    at = version.at.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    counts = f"+{version.added} ±{version.changed} ↔{version.moved} -{version.removed}"
    parts = [
        f"{version.number:>5}",
        at,
        version.author or "-",
        version.kind,
        counts,
        ", ".join(version.flows),
    ]
    return "  ".join([*parts, *(text for text in (version.name, version.comment) if text)])

"""`wirelatch export`: hand everything back to a Node-RED user directory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wirelatch.cli import data_directory
from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.document import DocumentError
from wirelatch.document.storage import FlowFiles
from wirelatch.settings import Settings
from wirelatch.userdir.hand_back import hand_back
from wirelatch.userdir.user_directory import UserDirectoryError


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Print what was handed back; 0 when it was."""
    directory = Path(options["directory"]).expanduser().absolute()
    data_directory.prepare(settings.data)
    try:
        with data_directory.lock(settings.data, "flows"):
            stored = FlowFiles(settings.data, secret=settings.credential_secret or None).load()
            if stored.problem:
                raise CommandError(stored.problem, FAILED)
            report = hand_back(
                settings.data,
                directory,
                stored.records,
                stored.credentials,
                context_storage=settings.runtime().get("contextStorage"),
                own_types=_own_types(),
            )
    except (UserDirectoryError, DocumentError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename or directory}: {error.strerror}", FAILED) from None
    print("\n".join(report.lines()))
    return 0


def _own_types() -> set[str]:
    """Node types that are ours and not Node-RED's."""
    from wirelatch.nodes.installed import installed_types

    return {
        node_class.palette.type
        for node_class in installed_types()
        if not node_class.__module__.startswith("wirelatch.nodes.") or node_class.palette.type == "python"
    }

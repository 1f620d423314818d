"""`wirelatch import`: take over a Node-RED user directory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wirelatch.checking.document_check import check
from wirelatch.checking.finding import VERDICTS
from wirelatch.checking.npm_types import NpmTypes
from wirelatch.cli import data_directory
from wirelatch.cli.errors import FAILED, CommandError
from wirelatch.document import DocumentError
from wirelatch.document.outline import STRUCTURAL
from wirelatch.document.source import Source
from wirelatch.settings import Settings
from wirelatch.userdir.take_over import FLOW_FILE, take_over
from wirelatch.userdir.user_directory import UserDirectoryError, look_through


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Print what was taken over, and what would become of the flows; 0 when it was taken over."""
    directory = Path(options["directory"]).expanduser().absolute()
    data_directory.prepare(settings.data)
    try:
        source = look_through(directory)
        with data_directory.lock(settings.data, "flows"):
            report = take_over(
                source, settings.data, secret=settings.credential_secret, force=options["force"]
            )
    except (UserDirectoryError, DocumentError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename or directory}: {error.strerror}", FAILED) from None
    print("\n".join(report.lines()))
    print("\n".join(("", *_outlook(settings.data / FLOW_FILE, directory))))
    return 0


def _outlook(flow_file: Path, directory: Path) -> list[str]:
    from wirelatch.nodes.installed import installed_types

    findings = check(Source.parse(flow_file.read_bytes()).records, installed_types(), NpmTypes(directory))
    nodes = [finding for finding in findings if finding.type not in STRUCTURAL]
    counts = Counter(finding.verdict for finding in nodes)
    lines = [f"Of {len(nodes)} nodes"]
    lines += [
        f"  {counts[verdict]:>6}  {meaning}" for verdict, meaning in VERDICTS.items() if counts[verdict]
    ]
    if len(counts) > 1:
        lines.append(f"`wirelatch check {flow_file}` says which, and why.")
    return lines

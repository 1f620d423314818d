"""`wirelatch check`: what would become of each node of a flow file here."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from wirelatch.checking import flow_files, report
from wirelatch.checking.document_check import check
from wirelatch.checking.finding import VERDICTS
from wirelatch.checking.npm_types import NpmTypes
from wirelatch.cli.errors import FAILED, UNUSABLE, CommandError
from wirelatch.document import DocumentError
from wirelatch.document.outline import STRUCTURAL
from wirelatch.document.source import Source
from wirelatch.engine.palette import NodeRegistry
from wirelatch.settings import Settings


def run(settings: Settings, options: Mapping[str, Any]) -> int:
    """Print the report; 0 when every node runs, 1 when one does not, 2 when a file cannot be read."""
    from wirelatch.nodes.installed import installed_types

    registry = installed_types()
    codes = []
    for path in options["paths"]:
        files = flow_files.find(Path(path).expanduser())
        if not files:
            raise CommandError(f"there is no flow file in {path}")
        codes += [_check(file, registry, options) for file in files]
    return max(codes)


def _check(file: Path, registry: NodeRegistry, options: Mapping[str, Any]) -> int:
    try:
        source = Source.parse(file.read_bytes(), where=str(file))
        findings = check(source.records, registry, NpmTypes(flow_files.user_dir_of(file)))
    except (OSError, DocumentError) as error:
        text = f"{file}: {error.strerror}" if isinstance(error, OSError) else str(error)
        if options["json"]:
            print(json.dumps({"file": str(file), "error": text}, ensure_ascii=False))
        else:
            print(f"wirelatch check: {text}", file=sys.stderr)
        return UNUSABLE
    if options["json"]:
        for finding in findings:
            print(json.dumps({"file": str(file), **finding.to_json()}, ensure_ascii=False))
    else:
        print("\n".join(report.lines(str(file), findings, every=options["all"])))
    good = next(iter(VERDICTS))
    return FAILED if any(f.verdict != good and f.type not in STRUCTURAL for f in findings) else 0

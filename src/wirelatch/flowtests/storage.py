"""`flow-tests.json` beside the flows: the tests of all flows, one file that goes into version control with them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from wirelatch.document.atomic import write_atomic
from wirelatch.flowtests.model import FlowTest, FlowTestError

FILE_NAME = "flow-tests.json"


def read(file: Path) -> list[dict[str, Any]]:
    """The tests as JSON, none when there is no file; raises FlowTestError for what cannot be read."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise FlowTestError(f"{file}: {error}") from None
    tests = content.get("tests") if isinstance(content, dict) else None
    if not isinstance(tests, list):
        raise FlowTestError(f"{file}: has no list of tests")
    return tests


def write(file: Path, tests: Sequence[dict[str, Any]]) -> None:
    """Replace the file; raises FlowTestError for tests that cannot be run or share an id."""
    seen: set[str] = set()
    for test in tests:
        test_id = FlowTest.from_json(test).id
        if test_id in seen:
            raise FlowTestError(f"there are two tests {test_id!r}")
        seen.add(test_id)
    text = json.dumps({"tests": list(tests)}, ensure_ascii=False, indent=2)
    write_atomic(file, (text + "\n").encode())

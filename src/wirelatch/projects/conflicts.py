"""Putting a file together of what both sides of a merge say, where they differ, one of them."""

from __future__ import annotations

from typing import Any

from wirelatch.webkit.errors import HttpError


def resolved(text: str, choices: dict[str, Any]) -> str:
    """The text without the marks of its conflicts.

    `choices` is as Node-RED's editor sends it: the number of the line that a conflict begins in, to its `separator` and
    `changeEnd` (numbers of lines, from 1) and the `selection`: `A` for what stands above the separator, else what is below.
    Raises HttpError for what does not fit the text.
    """
    lines = text.split("\n")
    dropped: set[int] = set()
    for first, choice in choices.items():
        start, middle, end = _lines(first, choice, len(lines))
        dropped |= {start, middle, end}
        dropped |= set(range(middle, end) if choice.get("selection") == "A" else range(start, middle))
    return "\n".join(line for number, line in enumerate(lines, 1) if number not in dropped)


def _lines(first: str, choice: Any, count: int) -> tuple[int, int, int]:
    if isinstance(choice, dict) and first.isdigit():
        middle, end = choice.get("separator"), choice.get("changeEnd")
        if isinstance(middle, int) and isinstance(end, int) and 0 < int(first) < middle < end <= count:
            return int(first), middle, end
    raise HttpError(400, "invalid_request", f"Line {first} begins no conflict")

"""Regular expressions in expressions: in bounds of size and of time.

The `regex` package gives up after a time, but only while it searches. Compiling writes counted repetitions out, so that
`((a{999}){999}){999}` would take all memory there is: how large a pattern becomes is reckoned first.
"""

from __future__ import annotations

import re
from typing import Any

from wirelatch.identity.expressions.errors import ExhaustedError, ExpressionError
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.values import text_of

LONGEST_PATTERN = 500
LARGEST_PATTERN = 10_000
LONGEST_SUBJECT = 10_000
LONGEST_REPLACEMENT = 200
SECONDS = 0.1
_COUNT = re.compile(r"\{(\d*)(,?)(\d*)\}")
_ODD = re.compile(r"\(\?(?:R|&|P>|[+-]?\d|\()|\(\*|\\L|\\K|\\G")
"""What `re` has not and `regex` has: recursion, conditions, lists and verbs."""


def search(run: Run, value: Any, pattern: Any) -> bool:
    """Whether the pattern is found anywhere in the value."""
    import regex  # 1 MB, which many installations never need

    text, checked = _checked(run, value, pattern)
    try:
        return regex.search(checked, text, timeout=run.remaining(SECONDS)) is not None
    except regex.error as error:
        raise ExpressionError(f"the pattern is wrong: {error}") from None
    except TimeoutError:
        raise ExhaustedError("the pattern takes too long") from None


def replace(run: Run, value: Any, pattern: Any, replacement: Any) -> str:
    """The value with every match replaced."""
    import regex

    text, checked = _checked(run, value, pattern)
    if not isinstance(replacement, str) or len(replacement) > LONGEST_REPLACEMENT:
        raise ExpressionError(f"a replacement is a text of at most {LONGEST_REPLACEMENT} characters")
    try:
        made: str = regex.sub(checked, replacement, text, timeout=run.remaining(SECONDS))
    except (regex.error, IndexError) as error:
        raise ExpressionError(f"the pattern is wrong: {error}") from None
    except TimeoutError:
        raise ExhaustedError("the pattern takes too long") from None
    run.text(len(made))
    return made


def matches_whole(pattern: str, text: str) -> bool:
    """Whether a pattern that an administrator wrote matches all of a text that a stranger sent.

    False as well for a pattern that is wrong, or takes longer than `SECONDS`: one request must not stop all others.
    """
    import regex

    try:
        re.compile(pattern)
        if _ODD.search(pattern) or written_out(pattern) > LARGEST_PATTERN:
            return False
        return regex.fullmatch(pattern, text, timeout=SECONDS) is not None
    except (re.error, regex.error, ExpressionError, TimeoutError):
        return False


def _checked(run: Run, value: Any, pattern: Any) -> tuple[str, str]:
    text = text_of(run, value)
    if not isinstance(pattern, str) or len(pattern) > LONGEST_PATTERN:
        raise ExpressionError(f"a pattern is a text of at most {LONGEST_PATTERN} characters")
    if _ODD.search(pattern):
        raise ExpressionError("the pattern has something that Python's `re` has not")
    if written_out(pattern) > LARGEST_PATTERN:
        raise ExhaustedError("the pattern repeats too much")
    if len(text) > LONGEST_SUBJECT:
        raise ExhaustedError(f"patterns look at texts of at most {LONGEST_SUBJECT} characters")
    run.tick(50)
    return text, pattern


def written_out(pattern: str) -> int:
    """How many items a pattern has once its counted repetitions are written out; at least that many.

    Raises ExpressionError for braces that are no count, which `regex` reads as something of its own.
    """
    sizes, last, place = [0], 0, 0
    while place < len(pattern):
        character = pattern[place]
        count = _COUNT.match(pattern, place) if character == "{" else None
        if count is not None and (count[1] or count[3]):
            times = max(int(count[1] or 0), int(count[3] or 0)) if len(count[0]) <= 12 else LARGEST_PATTERN
            sizes[-1] += last * max(times - 1, 0)
            last *= max(times, 1)
            place = count.end()
            continue
        if character == "{":
            raise ExpressionError("a { that counts nothing is written \\{")
        if character == "(":
            sizes.append(0)
            last = 0
        elif character == ")":
            last = sizes.pop() + 1 if len(sizes) > 1 else 1
            sizes[-1 if sizes else 0] += last
        elif character not in "*+?|^$":
            last = 1
            sizes[-1] += 1
        if character == "\\":
            place += 1
            if pattern[place : place + 1] in ("p", "P", "N") and pattern[place + 1 : place + 2] == "{":
                place = max(pattern.find("}", place), place)
        place += 1
        if sum(sizes) > LARGEST_PATTERN:
            break
    return sum(sizes)

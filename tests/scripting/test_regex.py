"""JavaScript's regular expressions find in Python what they find in JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.scripting.regex import compile_js, replace

SUBJECTS = ["abc 123 ABC", "line\nend\n", "", "a.b/c[d]", "äöü 12 ١٢", "{x} $1", "aaa", "2026-01-02"]


@pytest.mark.parametrize(
    "pattern",
    [r"\d+", r"[a-c]+", r"^\w+$", r"(?<first>\w)(\w)\k<first>", r"[^]*", r"\/", r"[\w.-]+", r"c\[d\]", r"\u0061+", r"\x61",
     r"(a)|b", r"(?=\s)\s", r"a{2}", r"{x}", r"[[]", r"end$", r"\D", r"[\d-]+", r"(\d+)-(\d+)", r"\$\d", r"[\b]", r"\bend\b",
     r"[\w-\.]+", r"[.-\d]+", r"[\\w-z]+", r"(?<=b+)c", r"(?<!\d+-)\d\d"],
)  # fmt: skip
def test_matches_are_those_of_javascript(nodejs: Any, pattern: str) -> None:
    for subject in SUBJECTS:
        expected = nodejs(
            "(p, s) => [...s.matchAll(new RegExp(p, 'g'))].map(m => [m[0], m.index])", pattern, subject
        )
        assert [[m.group(), m.start()] for m in compile_js(pattern).finditer(subject)] == expected, subject


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        (r"(\d)(\d)", "$2$1"),
        (r"b", "[$&$$]"),
        (r"b", "$`|$'"),
        (r"(?<n>[a-c])", "<$<n>>"),
        (r"(a)", "$10 $01 $2"),
        (r"x*", "-"),
    ],
)
def test_replacements_are_those_of_javascript(nodejs: Any, pattern: str, replacement: str) -> None:
    for subject in SUBJECTS:
        expected = nodejs("(p, r, s) => s.replace(new RegExp(p, 'g'), r)", pattern, replacement, subject)
        assert replace(compile_js(pattern), replacement, subject) == expected, subject


def test_a_pattern_that_cannot_be_read_is_a_value_error() -> None:
    with pytest.raises(ValueError, match=r"Invalid regular expression: /\(/"):
        compile_js("(")


@pytest.mark.parametrize(
    "pattern",
    ["(?i)a", "a++", "a{2}+", "a?+", "a*+", "(?P<x>a)", "(?#c)a", "(?>a)", "(?i-)a", "(?i:A)b", "a*?b", "a{1,}?", "x{,3}", "[*]+"],
)  # fmt: skip
def test_a_pattern_is_refused_where_javascript_refuses_it(nodejs: Any, pattern: str) -> None:
    """Python knows groups and quantifiers that JavaScript does not."""
    valid = nodejs("(p) => { try { new RegExp(p); return true; } catch { return false; } }", pattern)
    if valid:
        compile_js(pattern)
    else:
        with pytest.raises(ValueError, match="Invalid regular expression"):
            compile_js(pattern)

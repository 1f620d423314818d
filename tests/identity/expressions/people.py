"""Evaluating an expression about a person."""

from __future__ import annotations

from typing import Any

from tests.identity.people import ADA

from wirelatch.identity.expressions import compile_expression, names
from wirelatch.identity.expressions.directory import Directory


def evaluate(source: str, **more: Any) -> Any:
    given = names.for_mapping(ADA, Directory(installation_id="i"), more=more)
    return compile_expression(source).evaluate(given)

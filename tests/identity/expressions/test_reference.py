"""docs/expressions.md names every function there is, and its examples run."""

from __future__ import annotations

import re
from pathlib import Path

from tests.identity.expressions.people import ADA, evaluate

from wirelatch.identity.expressions import compile_expression, names
from wirelatch.identity.expressions.functions import FUNCTIONS

TEXT = (Path(__file__).parents[3] / "docs/expressions.md").read_text()


def test_every_function_is_documented() -> None:
    functions = {*FUNCTIONS, *(name for name in names.POLICY_NAMES if name.startswith("ak_"))}
    assert [name for name in sorted(functions) if f"`{name}" not in TEXT] == []


def test_the_examples_are_in_the_language_and_run() -> None:
    examples = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        assert names.unknown_names(compile_expression(example), names.MAPPING_NAMES) is None
    assert evaluate(examples[1])["groups"] == list(ADA.all_group_names)

"""Mapping expressions: what the language has, and that it has nothing else."""

from __future__ import annotations

import pytest

from wirelatch.identity.applications.claims_expression import ExpressionError, compile_expression, evaluate

USER = {
    "username": "ada",
    "name": "Ada",
    "email": "ada@example.com",
    "attributes": {"department": "mathematics", "n": 3},
    "groups": [{"name": "one"}, {"name": "two"}],
}
NAMES = {"user": USER, "request": {"user": USER}}


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("return {}", {}),
        ('return {"a": user.username, "b": request.user.name}', {"a": "ada", "b": "Ada"}),
        ('return {"g": [group.name for group in user.groups if group.name != "one"]}', {"g": ["two"]}),
        (
            'return {"d": user.attributes.get("department", "none"), "x": user.attributes.get("x")}',
            {"d": "mathematics", "x": None},
        ),
        ('return {"f": f"{user.username}@example.org"}', {"f": "ada@example.org"}),
        ('return {"admin": "one" in [g.name for g in request.user.groups]}', {"admin": True}),
        (
            'return {"a": 1 if user.email else 2, "b": not user.email, "c": user.name or "x"}',
            {"a": 1, "b": False, "c": "Ada"},
        ),
        (
            '"""A comment."""\nreturn {**user.attributes, "n": user.attributes["n"]}',
            {"department": "mathematics", "n": 3},
        ),
    ],
)
def test_what_mappings_usually_do_works(expression, value) -> None:
    assert evaluate(expression, NAMES) == value


@pytest.mark.parametrize(
    "expression",
    [
        "import os\nreturn {}",
        "return __import__('os').system('id')",
        "return open('/etc/passwd').read()",
        "return user.__class__.__mro__",
        "return ().__class__.__bases__[0].__subclasses__()",
        "return 'x' * 10**9",
        "while True: pass",
        "return {}\nreturn {}",
        "return (yield)",
        "return lambda: 1",
        "return f'{user.name!r}'",
        "return user.get",
        "return missing",
        "return user.attributes.update({})",
        "def f(): pass\n  ",
        "return",
        "\x00",
        ")\ndef evil(",
    ],
)
def test_everything_else_is_refused(expression) -> None:
    with pytest.raises(ExpressionError):
        evaluate(expression, NAMES)


def test_a_bound_on_steps_ends_what_would_take_long() -> None:
    numbers = "[" + ",".join("0" * 1 for _ in range(200)) + "]"
    with pytest.raises(ExpressionError, match="too many steps"):
        evaluate(f"return [[a for b in {numbers}] for a in {numbers}]", NAMES)


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    with pytest.raises(ExpressionError):
        compile_expression("return " + "[" * 5000 + "]" * 5000)

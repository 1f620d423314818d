"""Scope mapping expressions: a small, safe part of Python, enough for claims.

authentik evaluates mappings as full Python, which its advisories (CVE-2026-25227 and others) trace back to. Here an
expression is parsed and walked: literals, the names `user` and `request` (whose `user` is the same), their listed
fields, comparisons, conditions, f-strings and list comprehensions. There are no calls but `.get(…)`, no imports, no
loops without end, and a bound on the number of steps.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

STEPS = 20_000
LONGEST = 20_000


class ExpressionError(ValueError):
    """The expression is not in the language, or failed; the text says where."""


_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}


@lru_cache(maxsize=512)
def compile_expression(source: str) -> ast.expr:
    """Parse the body of a mapping, `return {…}`; raises ExpressionError for what the language lacks."""
    if len(source) > LONGEST:
        raise ExpressionError("the expression is too long")
    body = "\n".join("    " + line for line in source.strip().splitlines())
    try:
        tree = ast.parse(f"def mapping():\n{body}\n")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ExpressionError(f"not a valid expression: {error}") from None
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    statements = [
        statement
        for statement in function.body
        if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
    ]
    if len(tree.body) != 1 or len(statements) != 1 or not isinstance(statements[0], ast.Return):
        raise ExpressionError(
            "an expression is one `return {…}`; loops, assignments and imports are not available"
        )
    value = statements[0].value
    if value is None:
        raise ExpressionError("the expression returns nothing")
    _check(value)
    return value


def evaluate(source: str, names: Mapping[str, Any]) -> Any:
    """The value of an expression for these names, which hold plain dictionaries, lists and scalars."""
    try:
        return _Evaluation(names).value(compile_expression(source))
    except ExpressionError:
        raise
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ExpressionError(f"{type(error).__name__}: {error}") from None


_NODES = (
    ast.Dict, ast.List, ast.Tuple, ast.Constant, ast.Name, ast.Load, ast.Store, ast.Attribute, ast.Subscript,
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.Compare, ast.IfExp, ast.JoinedStr, ast.FormattedValue,
    ast.ListComp, ast.comprehension, ast.Call, *_COMPARISONS,
)  # fmt: skip


def _check(tree: ast.AST) -> None:
    for node in ast.walk(tree):
        if not isinstance(node, _NODES):
            raise ExpressionError(f"{type(node).__name__} is not available in mapping expressions")
        if isinstance(node, ast.Call) and not (
            isinstance(node.func, ast.Attribute) and node.func.attr == "get" and not node.keywords
        ):
            raise ExpressionError("only `.get(key)` and `.get(key, default)` can be called")
        if isinstance(node, ast.FormattedValue) and (node.format_spec or node.conversion != -1):
            raise ExpressionError("format specifications are not available")


class _Evaluation:
    def __init__(self, names: Mapping[str, Any]) -> None:
        self._names = dict(names)
        self._steps = 0

    def value(self, node: ast.expr) -> Any:
        self._steps += 1
        if self._steps > STEPS:
            raise ExpressionError("the expression takes too many steps")
        method: Callable[[Any], Any] = getattr(self, "_" + type(node).__name__.lower())
        return method(node)

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _name(self, node: ast.Name) -> Any:
        if node.id not in self._names:
            raise ExpressionError(f"name {node.id!r} is not available")
        return self._names[node.id]

    def _attribute(self, node: ast.Attribute) -> Any:
        owner = self.value(node.value)
        if not isinstance(owner, Mapping) or node.attr not in owner:
            raise ExpressionError(f"{ast.unparse(node)} is not available")
        return owner[node.attr]

    def _subscript(self, node: ast.Subscript) -> Any:
        return self.value(node.value)[self.value(node.slice)]

    def _dict(self, node: ast.Dict) -> Any:
        result: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                result.update(self.value(value))
            else:
                result[self.value(key)] = self.value(value)
        return result

    def _list(self, node: ast.List | ast.Tuple) -> Any:
        return [self.value(element) for element in node.elts]

    _tuple = _list

    def _boolop(self, node: ast.BoolOp) -> Any:
        wanted = isinstance(node.op, ast.Or)
        result: Any = None
        for operand in node.values:
            result = self.value(operand)
            if bool(result) is wanted:
                break
        return result

    def _unaryop(self, node: ast.UnaryOp) -> Any:
        return not self.value(node.operand)

    def _compare(self, node: ast.Compare) -> Any:
        left = self.value(node.left)
        for comparison, operand in zip(node.ops, node.comparators, strict=True):
            right = self.value(operand)
            if not _COMPARISONS[type(comparison)](left, right):
                return False
            left = right
        return True

    def _ifexp(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def _joinedstr(self, node: ast.JoinedStr) -> Any:
        text = "".join(str(self.value(part)) for part in node.values)
        if len(text) > LONGEST:
            raise ExpressionError("the text is too long")
        return text

    def _formattedvalue(self, node: ast.FormattedValue) -> Any:
        return self.value(node.value)

    def _listcomp(self, node: ast.ListComp) -> Any:
        if len(node.generators) != 1 or not isinstance(node.generators[0].target, ast.Name):
            raise ExpressionError("a list comprehension has one `for name in …`")
        generator = node.generators[0]
        target = node.generators[0].target.id
        outer, result = dict(self._names), []
        for element in self.value(generator.iter):
            self._names = {**outer, target: element}
            if all(self.value(condition) for condition in generator.ifs):
                result.append(self.value(node.elt))
        self._names = outer
        return result

    def _call(self, node: ast.Call) -> Any:
        assert isinstance(node.func, ast.Attribute)
        owner = self.value(node.func.value)
        if not isinstance(owner, Mapping) or not 1 <= len(node.args) <= 2:
            raise ExpressionError("`.get` is for dictionaries, with a key and perhaps a default")
        return owner.get(*(self.value(argument) for argument in node.args))

"""Expressions in the narrow sense (what has a value), compiled to closures."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from wirelatch.identity.expressions import hints
from wirelatch.identity.expressions.binding import BindingCompiler
from wirelatch.identity.expressions.errors import ExpressionError
from wirelatch.identity.expressions.formatting import formatted
from wirelatch.identity.expressions.locating import Code, located
from wirelatch.identity.expressions.methods import METHODS, call
from wirelatch.identity.expressions.operators import BINARY, COMPARISONS, MOST_BITS, UNARY
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.values import (
    Function,
    View,
    admit,
    iterate,
    key,
    release,
    text_of,
    truth,
    type_name,
)


def field(value: Any, name: str) -> Any:
    """`value.name`: a field of a view, or a method of a plain value."""
    if type(value) is View:
        return admit(value.field(name))
    method = METHODS.get(type(value), {}).get(name)
    if method is None:
        hint = "; use ['" + name + "'] for a key" if isinstance(value, dict) else ""
        raise ExpressionError(f"{type_name(value)} has no {name!r}{hint}", kind="AttributeError")
    return Function(name, lambda run, arguments, keywords: method(run, value, arguments, keywords))


class ExpressionCompiler(BindingCompiler):
    """Compiles whatever has a value."""

    def code(self, node: ast.expr) -> Code:
        compiler: Callable[[Any], Code] | None = getattr(self, "_" + type(node).__name__.lower(), None)
        if compiler is None:
            raise ExpressionError(hints.for_node(node), node.lineno, node.col_offset + 1)
        return compiler(node)

    def _constant(self, node: ast.Constant) -> Code:
        value = node.value
        if isinstance(value, bytes | complex) or value is ...:
            raise self.refuse(node, f"{type(value).__name__} is not available in expressions")
        if isinstance(value, int) and value.bit_length() > MOST_BITS:
            raise self.refuse(node, "the number is too large")

        def constant(run: Run) -> Any:
            run.tick()
            return value

        return constant

    def _name(self, node: ast.Name) -> Code:
        name = node.id
        if name.startswith("__"):
            raise self.refuse(node, f"the name {name!r} is not available")
        self.read.add(name)

        def lookup(run: Run) -> Any:
            run.tick()
            own = run.own
            if name in own:
                return own[name]
            if name in run.names:
                return admit(run.names[name])
            raise ExpressionError(hints.for_name(name), kind="NameError")

        return located(node, lookup)

    def _attribute(self, node: ast.Attribute) -> Code:
        name = node.attr
        if name.startswith("_"):
            raise self.refuse(node, f"{name!r} is not available: names that begin with _ are Python's own")
        self.fields.add(name)
        owner = self.code(node.value)

        def attribute(run: Run) -> Any:
            run.tick()
            return field(owner(run), name)

        return located(node, attribute)

    def _subscript(self, node: ast.Subscript) -> Code:
        owner = self.code(node.value)
        if isinstance(node.slice, ast.Slice):
            return located(node, self._slice(owner, node.slice))
        index = self.code(node.slice)

        def subscript(run: Run) -> Any:
            run.tick()
            value, position = owner(run), index(run)
            if type(value) is View:
                if value.item is None:
                    raise ExpressionError(f"{value.kind} has no elements", kind="TypeError")
                return admit(value.item(position))
            if isinstance(value, dict):
                return admit(value[key(position)])
            if isinstance(value, str | list | tuple):
                if not isinstance(position, int):
                    raise ExpressionError(
                        f"{type_name(value)} has elements by number, not by {type_name(position)}",
                        kind="TypeError",
                    )
                return admit(value[position])
            raise ExpressionError(f"{type_name(value)} has no elements", kind="TypeError")

        return located(node, subscript)

    def _slice(self, owner: Code, node: ast.Slice) -> Code:
        parts = [
            self.code(part) if part is not None else None for part in (node.lower, node.upper, node.step)
        ]

        def slicing(run: Run) -> Any:
            run.tick()
            value = owner(run)
            if type(value) is View and value.iterate is not None:
                value = iterate(run, value)
            if not isinstance(value, str | list | tuple):
                raise ExpressionError(f"{type_name(value)} cannot be sliced", kind="TypeError")
            bounds = [part(run) if part is not None else None for part in parts]
            if not all(bound is None or isinstance(bound, int) for bound in bounds):
                raise ExpressionError("slices are between numbers", kind="TypeError")
            run.text(len(value)) if isinstance(value, str) else run.elements(len(value))
            return value[slice(*bounds)]

        return slicing

    def _dict(self, node: ast.Dict) -> Code:
        pairs = [
            (None if name is None else self.code(name), self.code(value))
            for name, value in zip(node.keys, node.values, strict=True)
        ]

        def dictionary(run: Run) -> dict[Any, Any]:
            run.elements(len(pairs))
            made: dict[Any, Any] = {}
            for name, value in pairs:
                if name is not None:
                    made[key(name(run))] = release(value(run))
                    continue
                more = value(run)
                if not isinstance(more, dict):
                    raise ExpressionError(f"** takes a dictionary, not {type_name(more)}", kind="TypeError")
                run.elements(len(made) + len(more))
                made.update(more)
            return made

        return located(node, dictionary)

    def _elements(self, nodes: list[ast.expr]) -> Callable[[Run], list[Any]]:
        codes = [
            (isinstance(node, ast.Starred), self.code(node.value if isinstance(node, ast.Starred) else node))
            for node in nodes
        ]

        def elements(run: Run) -> list[Any]:
            made: list[Any] = []
            for is_many, code in codes:
                if is_many:
                    made.extend(iterate(run, code(run)))
                else:
                    made.append(code(run))
            run.elements(len(made))
            return made

        return elements

    def _list(self, node: ast.List) -> Code:
        elements = self._elements(node.elts)
        return located(node, lambda run: [release(element) for element in elements(run)])

    def _tuple(self, node: ast.Tuple) -> Code:
        elements = self._elements(node.elts)
        return located(node, lambda run: tuple([release(element) for element in elements(run)]))

    def _set(self, node: ast.Set) -> Code:
        elements = self._elements(node.elts)
        return located(node, lambda run: {key(element) for element in elements(run)})

    def _boolop(self, node: ast.BoolOp) -> Code:
        operands = [self.code(operand) for operand in node.values]
        wanted = isinstance(node.op, ast.Or)

        def combine(run: Run) -> Any:
            value: Any = None
            for operand in operands:
                run.tick()
                value = operand(run)
                if truth(value) is wanted:
                    break
            return value

        return combine

    def _unaryop(self, node: ast.UnaryOp) -> Code:
        operation = UNARY.get(type(node.op))
        if operation is None:
            raise self.refuse(node, f"{type(node.op).__name__} is not available")
        operand = self.code(node.operand)

        def unary(run: Run) -> Any:
            run.tick()
            return operation(operand(run))

        return located(node, unary)

    def _binop(self, node: ast.BinOp) -> Code:
        operation = BINARY.get(type(node.op))
        if operation is None:
            raise self.refuse(node, f"the operator {type(node.op).__name__} is not available")
        left, right = self.code(node.left), self.code(node.right)

        def binary(run: Run) -> Any:
            run.tick()
            return operation(run, left(run), right(run))

        return located(node, binary)

    def _compare(self, node: ast.Compare) -> Code:
        first = self.code(node.left)
        rest = [
            (COMPARISONS[type(sign)], self.code(operand))
            for sign, operand in zip(node.ops, node.comparators, strict=True)
        ]

        def compare(run: Run) -> bool:
            left = first(run)
            for comparison, operand in rest:
                run.tick()
                right = operand(run)
                if not comparison(run, left, right):
                    return False
                left = right
            return True

        return located(node, compare)

    def _ifexp(self, node: ast.IfExp) -> Code:
        test, then, otherwise = self.code(node.test), self.code(node.body), self.code(node.orelse)
        return lambda run: then(run) if truth(test(run)) else otherwise(run)

    def _namedexpr(self, node: ast.NamedExpr) -> Code:
        value, target = self.code(node.value), self.target(node.target)

        def assign(run: Run) -> Any:
            made = value(run)
            target(run, made)
            return made

        return assign

    def _joinedstr(self, node: ast.JoinedStr) -> Code:
        parts = [self.code(part) for part in node.values]

        def join(run: Run) -> str:
            texts = [text_of(run, part(run)) for part in parts]
            run.text(sum(len(text) for text in texts))
            return "".join(texts)

        return located(node, join)

    def _formattedvalue(self, node: ast.FormattedValue) -> Code:
        value, conversion = self.code(node.value), node.conversion
        specification = self.code(node.format_spec) if node.format_spec is not None else None

        def show(run: Run) -> str:
            run.tick()
            made = value(run)
            if conversion in (114, 97):  # !r, !a
                made = text_of(run, [made])[1:-1]
            return formatted(run, made, text_of(run, specification(run)) if specification is not None else "")

        return located(node, show)

    def _call(self, node: ast.Call) -> Code:
        function = self.code(node.func)
        arguments = self._elements(node.args)
        keywords = [(keyword.arg, self.code(keyword.value)) for keyword in node.keywords]

        def invoke(run: Run) -> Any:
            called = function(run)
            named: dict[str, Any] = {}
            for name, code in keywords:
                value = code(run)
                if name is not None:
                    named[name] = value
                elif isinstance(value, dict) and all(isinstance(each, str) for each in value):
                    named.update(value)
                else:
                    raise ExpressionError("** takes a dictionary whose keys are texts", kind="TypeError")
            return admit(call(run, called, arguments(run), named))

        return located(node, invoke)

"""Statements, compiled to closures that return how they ended."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from wirelatch.identity.expressions import hints
from wirelatch.identity.expressions.errors import ExhaustedError, ExpressionError
from wirelatch.identity.expressions.evaluating import ExpressionCompiler
from wirelatch.identity.expressions.locating import located
from wirelatch.identity.expressions.operators import BINARY
from wirelatch.identity.expressions.run import Run
from wirelatch.identity.expressions.values import iterate, truth

Statement = Callable[[Run], Any]
RETURNED = object()
BROKEN = object()
CONTINUED = object()
CAUGHT = {
    "Exception", "KeyError", "IndexError", "LookupError", "AttributeError", "TypeError", "ValueError", "NameError",
    "ZeroDivisionError", "ArithmeticError",
}  # fmt: skip
_PARENTS = {
    "KeyError": "LookupError",
    "IndexError": "LookupError",
    "ZeroDivisionError": "ArithmeticError",
    "OverflowError": "ArithmeticError",
}


class StatementCompiler:
    """Compiles statements; expressions within are given to `expressions`."""

    def __init__(self, expressions: ExpressionCompiler) -> None:
        self._expressions = expressions

    def block(self, nodes: list[ast.stmt]) -> Statement:
        """Statements one after the other."""
        codes = [self._statement(node) for node in nodes]
        if len(codes) == 1:
            return codes[0]

        def block(run: Run) -> Any:
            for code in codes:
                ended = code(run)
                if ended is not None:
                    return ended
            return None

        return block

    def _statement(self, node: ast.stmt) -> Statement:
        compiler: Callable[[Any], Statement] | None = getattr(self, "_" + type(node).__name__.lower(), None)
        if compiler is None:
            raise ExpressionError(hints.for_node(node), node.lineno, node.col_offset + 1)
        return compiler(node)

    def _expr(self, node: ast.Expr) -> Statement:
        code = self._expressions.code(node.value)

        def evaluate(run: Run) -> None:
            code(run)

        return evaluate

    def _pass(self, node: ast.Pass) -> Statement:
        return lambda run: None

    def _break(self, node: ast.Break) -> Statement:
        return lambda run: BROKEN

    def _continue(self, node: ast.Continue) -> Statement:
        return lambda run: CONTINUED

    def _return(self, node: ast.Return) -> Statement:
        code = self._expressions.code(node.value) if node.value is not None else None

        def give_back(run: Run) -> Any:
            run.result = code(run) if code is not None else None
            return RETURNED

        return give_back

    def _assign(self, node: ast.Assign) -> Statement:
        value = self._expressions.code(node.value)
        targets = [self._expressions.target(target) for target in node.targets]

        def assign(run: Run) -> None:
            run.tick()
            made = value(run)
            for target in targets:
                target(run, made)

        return located(node, assign)

    def _annassign(self, node: ast.AnnAssign) -> Statement:
        if node.value is None:
            return lambda run: None
        plain = ast.copy_location(ast.Assign([node.target], node.value), node)
        return self._assign(plain)

    def _augassign(self, node: ast.AugAssign) -> Statement:
        operation = BINARY.get(type(node.op))
        if operation is None:
            raise ExpressionError(
                f"the operator {type(node.op).__name__} is not available", node.lineno, node.col_offset + 1
            )
        value, target = self._expressions.code(node.value), self._expressions.target(node.target)
        before = self._expressions.code(node.target)

        def change(run: Run) -> None:
            run.tick()
            target(run, operation(run, before(run), value(run)))

        return located(node, change)

    def _if(self, node: ast.If) -> Statement:
        test, then = self._expressions.code(node.test), self.block(node.body)
        otherwise = self.block(node.orelse) if node.orelse else None

        def branch(run: Run) -> Any:
            run.tick()
            if truth(test(run)):
                return then(run)
            return otherwise(run) if otherwise is not None else None

        return branch

    def _for(self, node: ast.For) -> Statement:
        source, target = self._expressions.code(node.iter), self._expressions.target(node.target)
        body = self.block(node.body)
        otherwise = self.block(node.orelse) if node.orelse else None

        def loop(run: Run) -> Any:
            for element in iterate(run, source(run)):
                run.tick()
                target(run, element)
                ended = body(run)
                if ended is BROKEN:
                    return None
                if ended is RETURNED:
                    return ended
            return otherwise(run) if otherwise is not None else None

        return located(node, loop)

    def _while(self, node: ast.While) -> Statement:
        test, body = self._expressions.code(node.test), self.block(node.body)
        otherwise = self.block(node.orelse) if node.orelse else None

        def loop(run: Run) -> Any:
            while True:
                run.tick()
                if not truth(test(run)):
                    return otherwise(run) if otherwise is not None else None
                ended = body(run)
                if ended is BROKEN:
                    return None
                if ended is RETURNED:
                    return ended

        return located(node, loop)

    def _try(self, node: ast.Try) -> Statement:
        body = self.block(node.body)
        handlers = [
            (self._caught(handler), handler.name, self.block(handler.body)) for handler in node.handlers
        ]
        for _, name, _ in handlers:
            if name is not None:
                self._expressions.assigned.add(name)
        otherwise = self.block(node.orelse) if node.orelse else None
        finally_ = self.block(node.finalbody) if node.finalbody else None

        def attempt(run: Run) -> Any:
            try:
                ended = body(run)
                if ended is None and otherwise is not None:
                    ended = otherwise(run)
                return ended
            except ExhaustedError:
                raise
            except ExpressionError as error:
                kinds = {error.kind, _PARENTS.get(error.kind, ""), "Exception"}
                for caught, name, handler in handlers:
                    if caught & kinds:
                        if name is not None:
                            run.own[name] = error.message
                        return handler(run)
                raise

        if finally_ is None:
            return attempt
        last = finally_

        def attempt_and_finish(run: Run) -> Any:
            try:
                ended = attempt(run)
            except ExhaustedError:
                raise
            except ExpressionError:
                ended_last = last(run)
                if ended_last is not None:
                    return ended_last
                raise
            ended_last = last(run)
            return ended if ended_last is None else ended_last

        return attempt_and_finish

    def _caught(self, handler: ast.ExceptHandler) -> frozenset[str]:
        if handler.type is None:
            return frozenset({"Exception"})
        nodes = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        names = {node.id for node in nodes if isinstance(node, ast.Name)}
        if len(names) != len(nodes) or names - CAUGHT:
            known = ", ".join(sorted(CAUGHT))
            raise ExpressionError(f"`except` knows {known}", handler.lineno, handler.col_offset + 1)
        return frozenset(names)

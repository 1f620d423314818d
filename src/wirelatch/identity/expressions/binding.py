"""What gives values to names: assignment, comprehensions and lambdas, compiled to closures."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from wirelatch.identity.expressions.errors import ExhaustedError, ExpressionError
from wirelatch.identity.expressions.locating import Code, located
from wirelatch.identity.expressions.run import DEEPEST_CALL, Run
from wirelatch.identity.expressions.values import Function, iterate, key, release, truth, type_name


class BindingCompiler:
    """Notes which names an expression reads and assigns while it compiles."""

    def __init__(self) -> None:
        self.read: set[str] = set()
        self.assigned: set[str] = set()
        self.fields: set[str] = set()

    def code(self, node: ast.expr) -> Code:
        """The closure for a node; raises ExpressionError for what the language has not."""
        raise NotImplementedError

    def refuse(self, node: ast.AST, message: str) -> ExpressionError:
        """The error for a node."""
        return ExpressionError(message, getattr(node, "lineno", None), getattr(node, "col_offset", 0) + 1)

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp) -> Code:
        return self._comprehension(
            node, node.generators, node.elt, lambda run, made: [release(value) for value in made]
        )

    _generatorexp = _listcomp

    def _setcomp(self, node: ast.SetComp) -> Code:
        return self._comprehension(
            node, node.generators, node.elt, lambda run, made: {key(value) for value in made}
        )

    def _dictcomp(self, node: ast.DictComp) -> Code:
        pair = ast.copy_location(ast.Tuple([node.key, node.value], ast.Load()), node)
        return self._comprehension(
            node, node.generators, pair, lambda run, made: {key(name): value for name, value in made}
        )

    def _comprehension(
        self,
        node: ast.expr,
        generators: list[ast.comprehension],
        element: ast.expr,
        finish: Callable[[Run, list[Any]], Any],
    ) -> Code:
        levels = []
        for generator in generators:
            if generator.is_async:
                raise self.refuse(node, "`async for` is not available")
            source = self.code(generator.iter)
            target = self.target(generator.target)
            levels.append((target, source, [self.code(test) for test in generator.ifs]))
        value = self.code(element)

        def fill(run: Run, level: int, made: list[Any]) -> None:
            target, source, tests = levels[level]
            for found in iterate(run, source(run)):
                run.tick()
                target(run, found)
                if all(truth(test(run)) for test in tests):
                    if level + 1 < len(levels):
                        fill(run, level + 1, made)
                    else:
                        run.grown(len(made) + 1)
                        made.append(value(run))

        def comprehend(run: Run) -> Any:
            made: list[Any] = []
            before = dict(run.own)
            try:
                fill(run, 0, made)
            finally:
                run.own = before
            return finish(run, made)

        return located(node, comprehend)

    def _lambda(self, node: ast.Lambda) -> Code:
        arguments = node.args
        if (
            arguments.vararg
            or arguments.kwarg
            or arguments.kwonlyargs
            or arguments.defaults
            or arguments.posonlyargs
        ):
            raise self.refuse(node, "a lambda takes plain arguments only")
        names = [argument.arg for argument in arguments.args]
        self.assigned.update(names)
        body = self.code(node.body)

        def invoke(run: Run, values: list[Any], keywords: dict[str, Any]) -> Any:
            if keywords or len(values) != len(names):
                raise ExpressionError(f"the lambda takes {len(names)} arguments", kind="TypeError")
            if run.depth >= DEEPEST_CALL:
                raise ExhaustedError("functions call each other too deeply")
            run.depth += 1
            before = run.own
            run.own = {**before, **dict(zip(names, values, strict=True))}
            run.tick(1 + (len(before) >> 3))
            try:
                return body(run)
            finally:
                run.own = before
                run.depth -= 1

        return lambda run: Function("lambda", invoke)

    def target(self, node: ast.expr) -> Callable[[Run, Any], None]:
        """What assigns a value to a name, names, or an element."""
        if isinstance(node, ast.Name):
            name = node.id
            if name.startswith("__"):
                raise self.refuse(node, f"the name {name!r} is not available")
            self.assigned.add(name)

            def assign(run: Run, value: Any) -> None:
                run.own[name] = value

            return assign
        if isinstance(node, ast.Tuple | ast.List):
            return self._unpacking(node)
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            return self._element_target(node)
        if isinstance(node, ast.Attribute):
            raise self.refuse(
                node, f"{ast.unparse(node)} cannot be changed here; give the value another name"
            )
        raise self.refuse(node, "this cannot be assigned to")

    def _unpacking(self, node: ast.Tuple | ast.List) -> Callable[[Run, Any], None]:
        starred = next((place for place, part in enumerate(node.elts) if isinstance(part, ast.Starred)), None)
        targets = [self.target(part.value if isinstance(part, ast.Starred) else part) for part in node.elts]

        def unpack(run: Run, value: Any) -> None:
            values: list[Any] = iterate(run, value)
            if starred is not None and len(values) >= len(targets) - 1:
                end = len(values) - (len(targets) - 1 - starred)
                values = [*values[:starred], values[starred:end], *values[end:]]
            if len(values) != len(targets):
                raise ExpressionError(f"{len(targets)} values are needed, and there are {len(values)}")
            for target, each in zip(targets, values, strict=True):
                target(run, each)

        return unpack

    def _element_target(self, node: ast.Subscript) -> Callable[[Run, Any], None]:
        owner, index = self.code(node.value), self.code(node.slice)

        def assign(run: Run, value: Any) -> None:
            container, place = owner(run), index(run)
            if isinstance(container, dict):
                run.grown(len(container) + 1)
                container[key(place)] = release(value)
            elif isinstance(container, list) and isinstance(place, int):
                container[place] = release(value)
            else:
                raise ExpressionError(f"{type_name(container)} cannot be changed", kind="TypeError")

        return assign

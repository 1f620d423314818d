"""From a syntax tree to a Python function: every node becomes a closure over those of its parts.

So a message costs no decisions about the expression, only calls. The closures take the context value and the frame of
variables (`runtime.Code`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from wirelatch.scripting.jsonata import operators, paths, tuples
from wirelatch.scripting.jsonata.calls import Calls
from wirelatch.scripting.jsonata.construction import array_of, group_of, object_of
from wirelatch.scripting.jsonata.kinds import (
    Constructed,
    Sequence,
    finish,
    is_function,
    keys_of,
    lookup,
    member,
    truth,
)
from wirelatch.scripting.jsonata.matching import RegexMatcher
from wirelatch.scripting.jsonata.runtime import Code, Frame, Lambda
from wirelatch.scripting.jsonata.syntax import Node
from wirelatch.scripting.jsonata.transforms import transform_of
from wirelatch.scripting.kinds import UNDEFINED

_STEADY = frozenset(
    {"name", "string", "number", "value", "binary", "negate", "lambda", "regex", "object", "transform"}
)
"""Nodes whose results never are sequences to be finished."""


def compile_tree(tree: Node, library: Mapping[str, Any], *, dynamic: bool = False) -> Code:
    """The function of an analysed tree. `dynamic`: variables of functions' names may come from outside."""
    return _Compiler(tree, library, dynamic).code(tree)


def parts_of(node: Node) -> Iterator[Node]:
    """A node and all nodes inside it."""
    waiting: list[Any] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Node):
            yield part
            waiting += [
                part.left,
                part.right,
                part.other,
                part.group,
                part.items,
                part.predicates,
                part.stages,
            ]
        elif isinstance(part, (list, tuple)):
            waiting += part


class _Compiler(Calls):
    def __init__(self, tree: Node, library: Mapping[str, Any], dynamic: bool) -> None:
        bound: set[str] = set()
        evaluates = self.binds = False
        for part in parts_of(tree):
            if part.kind == "bind":
                bound.add(part.left.value)
                self.binds = True
            elif part.kind == "lambda":
                bound.update(parameter.value for parameter in part.items)
            elif part.kind == "variable" and part.value == "eval":
                evaluates = True
            bound.update(name for name in (part.focus, part.index) if name)
            if part.kind == "index":
                bound.add(part.value)
        self.library = library
        self.dynamic = dynamic or evaluates
        self.bound = bound

    def code(self, node: Node) -> Code:
        """A node with its predicates and its grouping."""
        code = self.raw(node)
        if node.kind == "path" and node.predicates is None:
            return code
        filters = tuple(self.filter(predicate) for predicate in node.predicates or ())
        group = (
            None
            if node.group is None or node.kind == "path"
            else group_of(self.pairs(node.group), node.group)
        )
        if not filters and group is None and (node.kind in _STEADY or (node.kind == "call" and node.tail)):
            return code
        keep = node.keep_array
        if not filters and group is None and not keep:
            if node.kind in ("condition", "block", "bind", "default", "coalesce", "array", "call"):
                return code
            return lambda value, frame: finish(code(value, frame))

        def whole(value: Any, frame: Frame) -> Any:
            result = code(value, frame)
            for select in filters:
                result = select(result, frame)
            if group is not None:
                result = group(result, frame)
            if keep and type(result) is Sequence and not result.tuples:
                result = Sequence(result)
                result.keep = True
            return finish(result)

        return whole

    def raw(self, node: Node) -> Code:
        """A node by itself; sequences may be unfinished, except where it says otherwise."""
        return getattr(self, f"_{node.kind}")(node)  # type: ignore[no-any-return]

    def filter(self, node: Node) -> paths.Filter:
        """A predicate."""
        return paths.at_index(node.value) if node.kind == "number" else paths.where(self.code(node))

    def pairs(self, node: Node) -> list[tuple[Code, Code]]:
        """The pairs of an object."""
        return [(self.code(key), self.code(value)) for key, value in node.items]

    # Values

    def _literal(self, node: Node) -> Code:
        value = node.value
        return lambda _, frame: value

    _string = _number = _value = _literal

    def _regex(self, node: Node) -> Code:
        matcher = RegexMatcher(node.value, node.position)
        return lambda _, frame: matcher

    def _name(self, node: Node) -> Code:
        name = node.value
        return lambda value, frame: lookup(value, name)

    def _variable(self, node: Node) -> Code:
        name = node.value
        if name == "":
            return lambda value, frame: value[0] if type(value) is Sequence and value.outer else value
        library = self.library

        def read(value: Any, frame: Frame) -> Any:
            around: Frame | None = frame
            while around is not None:
                names = around.names
                if name in names:
                    return names[name]
                around = around.outer
            return library.get(name, UNDEFINED)

        return read

    def _parent(self, node: Node) -> Code:
        slot = node.slot
        assert slot is not None
        return lambda _, frame: frame.get(slot.label)

    def _wildcard(self, node: Node) -> Code:
        def members(value: Any, frame: Frame) -> Any:
            if type(value) is Sequence and value.outer and value:
                value = value[0]
            found = Sequence()
            for key in () if is_function(value) else keys_of(value):
                item = member(value, key)
                if isinstance(item, list):
                    found.extend(_flat(item))
                else:
                    found.append(item)
            frame.run.spend(len(found))
            return found

        return members

    def _descendant(self, node: Node) -> Code:
        def descendants(value: Any, frame: Frame) -> Any:
            if value is UNDEFINED:
                return UNDEFINED
            found, waiting, run = Sequence(), [value], frame.run
            while waiting:
                item = waiting.pop()
                run.spend(1)
                if isinstance(item, list):
                    waiting.extend(reversed(item))
                    continue
                found.append(item)
                if not is_function(item):
                    waiting.extend([member(item, key) for key in reversed(keys_of(item))])
            return found[0] if len(found) == 1 else found

        return descendants

    # Operators

    def _binary(self, node: Node) -> Code:
        return operators.binary(node.value, self.code(node.left), self.code(node.right), node.position)

    def _negate(self, node: Node) -> Code:
        return operators.negation(self.code(node.left), node.position)

    def _array(self, node: Node) -> Code:
        items = [(self.code(item), item.kind == "array") for item in node.items]
        return array_of(items, Constructed if node.constructs else list)

    def _object(self, node: Node) -> Code:
        return object_of(self.pairs(node), node)

    def _condition(self, node: Node) -> Code:
        condition, then = self.code(node.left), self.code(node.right)
        other = None if node.other is None else self.code(node.other)

        def choose(value: Any, frame: Frame) -> Any:
            holds = condition(value, frame)
            if holds is True or (holds is not False and truth(holds)):
                return then(value, frame)
            return UNDEFINED if other is None else other(value, frame)

        return choose

    def _default(self, node: Node) -> Code:
        first, second = self.code(node.left), self.code(node.right)

        def choose(value: Any, frame: Frame) -> Any:
            result = first(value, frame)
            return result if truth(result) else second(value, frame)

        return choose

    def _coalesce(self, node: Node) -> Code:
        first, second = self.code(node.left), self.code(node.right)

        def choose(value: Any, frame: Frame) -> Any:
            result = first(value, frame)
            return second(value, frame) if result is UNDEFINED else result

        return choose

    def _block(self, node: Node) -> Code:
        codes = [self.code(item) for item in node.items]
        if len(codes) == 1 and not self.dynamic and not self.binds:
            return codes[0]

        def block(value: Any, frame: Frame) -> Any:
            inner = Frame({}, frame, frame.run)
            result: Any = UNDEFINED
            for code in codes:
                result = code(value, inner)
            return result

        return block

    def _bind(self, node: Node) -> Code:
        name, code = node.left.value, self.code(node.right)

        def bind(value: Any, frame: Frame) -> Any:
            result = frame.names[name] = code(value, frame)
            return result

        return bind

    def _lambda(self, node: Node) -> Code:
        parameters = [parameter.value for parameter in node.items]
        body, signature = self.code(node.right), node.signature
        return lambda value, frame: Lambda(parameters, body, signature, value, frame)

    def _transform(self, node: Node) -> Code:
        deletion = None if node.other is None else self.code(node.other)
        return transform_of(self.code(node.left), self.code(node.right), deletion, node, self.library)

    # Paths

    def _path(self, node: Node) -> Code:
        steps: list[Node] = node.items
        names = tuple(
            step.value for step in steps if step.kind == "name" and step.stages is None and not step.tuple
        )
        if len(names) == len(steps) and not (
            node.keep_singleton or node.group or node.tuple or node.keep_array
        ):
            return paths.names_of(names)
        absolute = steps[0].kind == "variable"
        plain_path = not (node.keep_singleton or node.group or node.tuple or node.keep_array)
        if absolute and plain_path and len(names) == len(steps) - 1 and _is_bare(steps[0]):
            return paths.names_after(self.code(steps[0]), names)
        whole_input = steps[0].constructs and steps[0].kind == "array" and not steps[0].tuple
        first = self.code(steps[0]) if whole_input else None
        plain: list[paths.Step] = []
        bound: list[Callable[[list[Any], Frame, bool], list[Any]]] = []
        for number, step in enumerate(steps):
            if number == 0 and first is not None:
                continue
            if bound or step.tuple:
                bound.append(self._tuple_step(step))
            else:
                plain.append(self._step(step, last=number == len(steps) - 1))
        group = None if node.group is None else group_of(self.pairs(node.group), node.group)
        keep, streams, keep_array = node.keep_singleton, node.tuple, node.keep_array
        leading: list[str] = []
        if plain_path and not bound:
            for step in steps[:-1]:
                if step.kind != "name" or not _is_bare(step):
                    break
                leading.append(step.value)
        rest = plain[len(leading) :]

        def path(value: Any, frame: Frame) -> Any:
            if leading and type(value) is dict:
                found: Any = value
                for name in leading:
                    if type(found) is not dict:
                        break
                    found = found.get(name, UNDEFINED)
                else:
                    if found is UNDEFINED:
                        return UNDEFINED
                    items = (
                        found
                        if isinstance(found, list) and type(found) is not Constructed
                        else Sequence([found])
                    )
                    for step in rest:
                        if not items:
                            return UNDEFINED
                        items = step(items, frame)
                    return finish(items)
            if first is not None:
                items = first(value, frame)
                if items is UNDEFINED:
                    return UNDEFINED
            else:
                items = value if isinstance(value, list) and not absolute else [value]
            for step in plain:
                items = step(items, frame)
                if not items:
                    break
            if bound:
                entries = items
                for number, bind in enumerate(bound):
                    entries = bind(entries, frame, number == 0)
                if group is not None:
                    return group(paths.stream(entries), frame)
                if streams:
                    return paths.stream(entries)
                items = Sequence([entry[paths.ITEM] for entry in entries])
            if keep:
                if type(items) is Constructed:
                    items = Sequence([items])
                if type(items) is Sequence:
                    items.keep = True
            if group is not None:
                return group(items, frame)
            if type(items) is Sequence:
                if keep_array:
                    items.keep = True
                if not items:
                    return UNDEFINED
                if len(items) == 1 and not items.keep:
                    return items[0]
            return items

        return path

    def _step(self, node: Node, *, last: bool) -> paths.Step:
        filters = tuple(self.filter(stage) for stage in node.stages or ())
        if node.kind == "sort":
            sort = paths.order_by([(self.code(term), down) for term, down in node.items], node.position)

            def sorted_then_filtered(items: list[Any], frame: Frame) -> list[Any]:
                result: Any = sort(items, frame)
                for select in filters:
                    result = select(result, frame)
                return result  # type: ignore[no-any-return]

            return sorted_then_filtered
        if node.kind == "name" and not filters and node.group is None and not node.predicates:
            return paths.naming(node.value, last=last)
        return paths.mapping(self.code(node), filters, last=last)

    def _tuple_step(self, node: Node) -> Callable[[list[Any], Frame, bool], list[Any]]:
        stages: list[paths.Step] = []
        for stage in node.stages or ():
            if stage.kind == "index":
                stages.append(tuples.numbering(stage.value))
            elif stage.kind == "number":
                stages.append(tuples.indexed(math.floor(stage.value)))
            else:
                stages.append(tuples.filtering(self.code(stage)))
        if node.kind == "sort":
            return tuples.sorting(node, [(self.code(term), down) for term, down in node.items], stages)
        return tuples.binding(node, self.code(node), stages)


def _is_bare(step: Node) -> bool:
    return step.stages is None and step.predicates is None and step.group is None and not step.tuple


def _flat(items: list[Any]) -> list[Any]:
    """The items of a list and of all lists inside it."""
    out, waiting = [], [iter(items)]
    while waiting:
        for item in waiting[-1]:
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            out.append(item)
        else:
            waiting.pop()
    return out

"""What a syntax tree means: paths with their steps, the parents that `%` stands for, and tail calls.

https://docs.jsonata.org/path-operators.
"""

from __future__ import annotations

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.syntax import Node, Slot


def analyse(tree: Node) -> Node:
    """The tree with paths in place of `.`, `[…]`, `^(…)`, `{…}`, `@` and `#`. Raises JsonataError."""
    analysis = _Analysis()
    result = analysis.node(tree)
    if result.kind == "parent" or result.seeking is not None:
        raise fail("S0217", result.position, "%")
    return result


class _Analysis:
    def __init__(self) -> None:
        self.parents = 0

    def node(self, node: Node) -> Node:
        result = getattr(self, f"_{node.kind}", self._plain)(node)
        if node.keep_array:
            result.keep_array = True
        return result

    def _plain(self, node: Node) -> Node:
        """Operators and the like: their parts are analysed, and what `%` they hold is handed on."""
        for name in ("left", "right", "other"):
            part = getattr(node, name)
            if isinstance(part, Node):
                part = self.node(part)
                setattr(node, name, part)
                _inherit(node, part)
        return node

    def _end(self, node: Node) -> Node:
        raise fail("S0207", node.position)

    def _name(self, node: Node) -> Node:
        return Node("path", None, node.position, items=[node], keep_singleton=node.keep_array)

    def _parent(self, node: Node) -> Node:
        node.slot = Slot(f"!{self.parents}")
        self.parents += 1
        return node

    def _map(self, node: Node) -> Node:
        first = self.node(node.left)
        path = first if first.kind == "path" else Node("path", None, first.position, items=[first])
        if first.kind == "parent":
            assert first.slot is not None
            path.seeking = [first.slot]
        rest = self.node(node.right)
        if rest.kind == "path":
            path.items += rest.items
        else:
            if rest.predicates is not None:
                rest.stages, rest.predicates = rest.predicates, None
            path.items.append(rest)
        for step in path.items:
            if step.kind in ("number", "value"):
                raise fail("S0213", step.position, value=step.value)
            if step.kind == "string":
                step.kind = "name"
            if step.keep_array:
                path.keep_singleton = True
        for step in (path.items[0], path.items[-1]):
            if step.kind == "array":
                step.constructs = True
        _resolve(path)
        return path

    def _filter(self, node: Node) -> Node:
        result = self.node(node.left)
        step = result.items[-1] if result.kind == "path" else result
        if step.group is not None:
            raise fail("S0209", node.position)
        predicate = self.node(node.right)
        if predicate.seeking is not None:
            for slot in predicate.seeking:
                if slot.level == 1:
                    _seek(step, slot)
                else:
                    slot.level -= 1
            _inherit(step, predicate)
        place = "stages" if result.kind == "path" else "predicates"
        filters = getattr(step, place)
        if filters is None:
            filters = []
            setattr(step, place, filters)
        filters.append(predicate)
        return result

    def _group(self, node: Node) -> Node:
        result = self.node(node.left)
        if result.group is not None:
            raise fail("S0210", node.position)
        pairs = [(self.node(key), self.node(value)) for key, value in node.items]
        result.group = Node("object", "{", node.position, items=pairs)
        return result

    def _sort(self, node: Node) -> Node:
        result = self.node(node.left)
        path = result if result.kind == "path" else Node("path", None, result.position, items=[result])
        step = Node("sort", "^", node.position)
        for term, descending in node.items:
            expression = self.node(term)
            _inherit(step, expression)
            step.items.append((expression, descending))
        path.items.append(step)
        _resolve(path)
        return path

    def _focus(self, node: Node) -> Node:
        result = self.node(node.left)
        step = result.items[-1] if result.kind == "path" else result
        if step.stages is not None or step.predicates is not None:
            raise fail("S0215", node.position)
        if step.kind == "sort":
            raise fail("S0216", node.position)
        if node.keep_array:
            step.keep_array = True
        step.focus = node.right.value
        step.tuple = True
        return result

    def _index(self, node: Node) -> Node:
        result = self.node(node.left)
        if result.kind == "path":
            step = result.items[-1]
        else:
            step = result
            result = Node("path", None, step.position, items=[step])
            if step.predicates is not None:
                step.stages, step.predicates = step.predicates, None
        if step.stages is None:
            step.index = node.right.value
        else:
            step.stages.append(Node("index", node.right.value, node.position))
        step.tuple = True
        return result

    def _apply(self, node: Node) -> Node:
        node.left, node.right = self.node(node.left), self.node(node.right)
        node.keep_array = node.left.keep_array or node.right.keep_array
        return node

    def _bind(self, node: Node) -> Node:
        node.right = self.node(node.right)
        _inherit(node, node.right)
        return node

    def _negate(self, node: Node) -> Node:
        inner = self.node(node.left)
        if inner.kind == "number" and inner.predicates is None:
            inner.value = -inner.value if inner.value else -0.0
            return inner
        node.left = inner
        _inherit(node, inner)
        return node

    def _array(self, node: Node) -> Node:
        node.items = [self.node(item) for item in node.items]
        for item in node.items:
            _inherit(node, item)
        return node

    def _object(self, node: Node) -> Node:
        node.items = [(self.node(key), self.node(value)) for key, value in node.items]
        for pair in node.items:
            for part in pair:
                _inherit(node, part)
        return node

    def _call(self, node: Node) -> Node:
        self._array(node)
        node.left = self.node(node.left)
        return node

    _partial = _call

    def _lambda(self, node: Node) -> Node:
        node.right = self.node(node.right)
        _mark_tail(node.right)
        return node

    def _transform(self, node: Node) -> Node:
        node.left, node.right = self.node(node.left), self.node(node.right)
        node.other = None if node.other is None else self.node(node.other)
        return node

    def _block(self, node: Node) -> Node:
        self._array(node)
        node.constructs = any(
            item.constructs or (item.kind == "path" and item.items[0].constructs) for item in node.items
        )
        return node


def _mark_tail(node: Node) -> None:
    if node.predicates is not None or node.group is not None:
        return
    if node.kind == "call":
        node.tail = True
    elif node.kind == "condition":
        _mark_tail(node.right)
        if node.other is not None:
            _mark_tail(node.other)
    elif node.kind in ("default", "coalesce"):
        _mark_tail(node.right)
    elif node.kind == "block" and node.items:
        _mark_tail(node.items[-1])


def _inherit(node: Node, part: Node) -> None:
    """What `%` a part could not place, the whole has to."""
    if part.seeking is None and part.kind != "parent":
        return
    slots = part.seeking if part.seeking is not None else []
    if part.kind == "parent" and part.slot is not None:
        slots.append(part.slot)
    if node.seeking is None:
        node.seeking = slots
    elif node.seeking is not slots:
        node.seeking += slots


def _resolve(path: Node) -> None:
    """Find the steps that the `%` of the last step stand for."""
    last = path.items[-1]
    slots = last.seeking if last.seeking is not None else []
    if last.kind == "parent":
        slots.append(last.slot)
    for slot in slots:
        index = len(path.items) - 2
        while slot.level > 0:
            if index < 0:
                path.seeking = [*(path.seeking or []), slot]
                break
            step = path.items[index]
            index -= 1
            while index >= 0 and step.focus and path.items[index].focus:
                step = path.items[index]
                index -= 1
            _seek(step, slot)


def _seek(node: Node, slot: Slot) -> None:
    """Go one step back on the way to the parent, and mark the step when it is that."""
    if node.kind in ("name", "wildcard"):
        slot.level -= 1
        if slot.level == 0:
            if node.ancestor is not None:
                slot.label = node.ancestor.label
            node.ancestor = slot
            node.tuple = True
    elif node.kind == "parent":
        slot.level += 1
    elif node.kind == "block":
        if node.items:
            node.tuple = True
            _seek(node.items[-1], slot)
    elif node.kind == "path":
        node.tuple = True
        index = len(node.items) - 1
        _seek(node.items[index], slot)
        while slot.level > 0 and index > 0:
            index -= 1
            _seek(node.items[index], slot)
    else:
        raise fail("S0217", node.position, "%")

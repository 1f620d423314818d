"""From tokens to a syntax tree: top-down operator precedence (https://dl.acm.org/doi/10.1145/512927.512931).

Precedences are those of https://docs.jsonata.org/other-operators and the pages about operators.
"""

from __future__ import annotations

from typing import Any

from wirelatch.scripting.jsonata.errors import JsonataError, fail
from wirelatch.scripting.jsonata.signatures import Signature
from wirelatch.scripting.jsonata.syntax import Node
from wirelatch.scripting.jsonata.tokens import Token, Tokens

_POWERS = {
    ".": 75, "[": 80, "{": 70, "(": 80, "@": 80, "#": 80, "?": 20, "+": 50, "-": 50, "*": 60, "/": 60, "%": 60,
    "=": 40, "<": 40, ">": 40, "^": 40, ":=": 10, "!=": 40, "<=": 40, ">=": 40, "~>": 40, "?:": 40, "??": 40,
    "and": 30, "or": 25, "in": 40, "&": 50,
}  # fmt: skip
_BINARY = frozenset({"+", "-", "*", "/", "%", "=", "<", ">", "!=", "<=", ">=", "&", "and", "or", "in"})
_KNOWN = frozenset(_POWERS) | {"]", "}", ")", ",", ";", ":", "..", "**", "|"}


def parse(source: str) -> Node:
    """The tree of an expression. Raises JsonataError."""
    return _Parser(source).whole()


class _Parser:
    def __init__(self, source: str) -> None:
        self.tokens = Tokens(source)
        self.token = self._read(after_operand=False)

    def _read(self, *, after_operand: bool) -> Token:
        token = self.tokens.next(after_operand=after_operand)
        if token.kind == "operator" and token.value not in _KNOWN:
            raise fail("S0204", token.position, token.value)
        return token

    def _advance(self, *, after_operand: bool = False) -> Token:
        """Step to the next token; the one left behind."""
        before = self.token
        self.token = self._read(after_operand=after_operand)
        return before

    def _is(self, operator: str) -> bool:
        return self.token.kind == "operator" and self.token.value == operator

    def _expect(self, operator: str, *, after_operand: bool = False) -> None:
        if not self._is(operator):
            code = "S0203" if self.token.kind == "end" else "S0202"
            raise fail(code, self.token.position, self.token.value, operator)
        self._advance(after_operand=after_operand)

    def whole(self) -> Node:
        tree = self._expression(0)
        if self.token.kind != "end":
            raise fail("S0201", self.token.position, self.token.value)
        return tree

    def _expression(self, power: int) -> Node:
        left = self._prefix(self._advance(after_operand=True))
        while self.token.kind == "operator" and power < _POWERS.get(self.token.value, 0):
            left = self._infix(left, self._advance())
        return left

    def _prefix(self, token: Token) -> Node:
        kind, value, position = token.kind, token.value, token.position
        if kind in ("name", "variable", "string", "number", "value", "regex"):
            return Node(kind, value, position)
        if kind == "end":
            return Node("end", None, position)
        if value in ("and", "or", "in"):
            return Node("name", value, position)
        simple = {"*": "wildcard", "**": "descendant", "%": "parent"}.get(value)
        if simple:
            return Node(simple, value, position)
        if value == "-":
            return Node("negate", value, position, left=self._expression(70))
        if value == "(":
            return self._block(position)
        if value == "[":
            return self._array(position)
        if value == "{":
            return Node("object", value, position, items=self._pairs())
        if value == "|":
            return self._transform(position)
        raise fail("S0211", position, value)

    def _infix(self, left: Node, token: Token) -> Node:
        operator, position = token.value, token.position
        if operator in _BINARY:
            return Node("binary", operator, position, left, self._expression(_POWERS[operator]))
        if operator == ".":
            return Node("map", operator, position, left, self._expression(75))
        if operator == "[":
            return self._filter(left, position)
        if operator == "(":
            return self._call(left, position)
        if operator == "{":
            return Node("group", operator, position, left, items=self._pairs())
        if operator == "?":
            node = Node("condition", operator, position, left, self._expression(0))
            if self._is(":"):
                self._advance()
                node.other = self._expression(0)
            return node
        if operator in ("?:", "??"):
            kind = "default" if operator == "?:" else "coalesce"
            return Node(kind, operator, position, left, self._expression(0))
        if operator == "~>":
            return Node("apply", operator, position, left, self._expression(40))
        if operator == ":=":
            if left.kind != "variable":
                raise fail("S0212", left.position, left.value)
            return Node("bind", operator, position, left, self._expression(9))
        if operator == "^":
            return self._order_by(left, position)
        variable = self._expression(80)
        if variable.kind != "variable":
            raise fail("S0214", variable.position, operator)
        return Node("focus" if operator == "@" else "index", operator, position, left, variable)

    def _block(self, position: int) -> Node:
        block = Node("block", "(", position)
        while not self._is(")"):
            block.items.append(self._expression(0))
            if not self._is(";"):
                break
            self._advance()
        self._expect(")", after_operand=True)
        return block

    def _array(self, position: int) -> Node:
        array = Node("array", "[", position)
        if not self._is("]"):
            while True:
                item = self._expression(0)
                if self._is(".."):
                    at = self._advance().position
                    item = Node("binary", "..", at, item, self._expression(0))
                array.items.append(item)
                if not self._is(","):
                    break
                self._advance()
        self._expect("]", after_operand=True)
        return array

    def _pairs(self) -> list[tuple[Node, Node]]:
        pairs = []
        if not self._is("}"):
            while True:
                key = self._expression(0)
                self._expect(":")
                pairs.append((key, self._expression(0)))
                if not self._is(","):
                    break
                self._advance()
        self._expect("}", after_operand=True)
        return pairs

    def _transform(self, position: int) -> Node:
        node = Node("transform", "|", position, self._expression(0))
        self._expect("|")
        node.right = self._expression(0)
        if self._is(","):
            self._advance()
            node.other = self._expression(0)
        self._expect("|")
        return node

    def _filter(self, left: Node, position: int) -> Node:
        if self._is("]"):
            step = left
            while step.kind == "filter":
                step = step.left
            step.keep_array = True
            self._advance(after_operand=True)
            return left
        node = Node("filter", "[", position, left, self._expression(0))
        self._expect("]", after_operand=True)
        return node

    def _order_by(self, left: Node, position: int) -> Node:
        self._expect("(")
        node = Node("sort", "^", position, left)
        while True:
            descending = self._is(">")
            if descending or self._is("<"):
                self._advance()
            node.items.append((self._expression(0), descending))
            if not self._is(","):
                break
            self._advance()
        self._expect(")", after_operand=True)
        return node

    def _call(self, left: Node, position: int) -> Node:
        node = Node("call", "(", position, left)
        if not self._is(")"):
            while True:
                if self._is("?"):
                    node.kind = "partial"
                    node.items.append(Node("placeholder", "?", self._advance().position))
                else:
                    node.items.append(self._expression(0))
                if not self._is(","):
                    break
                self._advance()
        self._expect(")", after_operand=True)
        if left.kind == "name" and left.value in ("function", "λ"):
            return self._lambda(node)
        return node

    def _lambda(self, node: Node) -> Node:
        for number, parameter in enumerate(node.items, 1):
            if parameter.kind != "variable":
                raise fail("S0208", parameter.position, parameter.value, number)
        node.kind = "lambda"
        if self._is("<"):
            node.signature = self._signature()
        self._expect("{")
        node.right = self._expression(0)
        self._expect("}", after_operand=True)
        return node

    def _signature(self) -> Any:
        start, depth, text = self.token.position, 1, "<"
        while depth and not self._is("{") and self.token.kind != "end":
            self._advance(after_operand=True)
            depth += self._is("<") - self._is(">")
            text += str(self.token.value)
        self._expect(">")
        try:
            return Signature(text)
        except JsonataError as error:
            error.position = start + int(error.details.get("offset", 0))
            raise

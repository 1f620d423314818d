"""What must be known of a JSONata text before it is compiled, found with a small scanner.

Two things that our JSONata engine cannot do are written differently: a function of ours cannot return `undefined`, so
`$flowContext("x")` becomes `$flowContext_("x")[0]` on a list of none or one; and its values have no methods, so
`$moment().add(1, "day").format()` becomes one call that lists the methods: `$moment_([["", []], ["add", [1, "day"]],
["format", []]])[0]`. And a message is converted on its way in, so the properties that an expression reads are found
out (`roots`). The syntax: https://docs.jsonata.org/.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""(?P<space>\s+|/\*.*?\*/)|(?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<quoted>`[^`]*`)"""
    r"""|(?P<variable>\$\$?\w*)|(?P<name>[^\W\d]\w*)|(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)"""
    r"""|(?P<symbol>\*\*|~>|:=|!=|<=|>=|\.\.|.)""",
    re.DOTALL,
)
_REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+/[im]*")
_OURS = {"$flowContext", "$globalContext"}
_LEGACY = re.compile(r"""(^|[^a-zA-Z0-9_'".])msg([^a-zA-Z0-9_'"]|$)""")
_NO_CONTEXT = frozenset({"$now", "$millis", "$random", "$moment"})
_WHOLE_OBJECT = frozenset({"$keys", "$each", "$sift", "$spread", "$lookup", "$clone", "$eval"})


@dataclass(frozen=True)
class Token:
    kind: str
    text: str


@dataclass(frozen=True)
class Source:
    """A JSONata text made ready for the engine."""

    text: str
    roots: frozenset[str] | None
    """The properties of the message that it may read; None: perhaps all."""
    wants_msg: bool
    """Whether it is in the old form that calls the message `msg`."""


def prepare(text: str) -> Source:
    """The source as the engine takes it. A text that is not valid JSONata comes out changed little or not at all."""
    tokens = _scan(text)
    return Source(_rewrite(tokens), _roots(tokens), bool(_LEGACY.search(text)))


def _scan(text: str) -> list[Token]:
    tokens: list[Token] = []
    position, operand = 0, False
    while position < len(text):
        regex = _REGEX.match(text, position) if text[position] == "/" and not operand else None
        if regex and not text.startswith("/*", position):
            tokens.append(Token("regex", regex.group()))
            position, operand = regex.end(), True
            continue
        match = _TOKEN.match(text, position)
        assert match is not None
        assert match.lastgroup is not None
        tokens.append(Token(match.lastgroup, match.group()))
        position = match.end()
        if match.lastgroup != "space":
            operand = match.lastgroup != "symbol" or match.group() in ")]}"
    return tokens


def _roots(tokens: list[Token]) -> frozenset[str] | None:
    names: set[str] = set()
    solid = [token for token in tokens if token.kind != "space"]
    for index, token in enumerate(solid):
        following = solid[index + 1].text if index + 1 < len(solid) else ""
        if token.kind == "name":
            names.add(token.text)
        elif token.kind in ("quoted", "string"):
            names.add(token.text[1:-1])
            if "\\" in token.text:
                return None
        elif token.kind == "variable":
            if token.text in ("$", "$$") or token.text in _WHOLE_OBJECT:
                return None
            empty = following == "(" and index + 2 < len(solid) and solid[index + 2].text == ")"
            if empty and token.text not in _NO_CONTEXT:
                return None
        elif token.text in ("**", "~>", "%", "|", "@", "#") or (
            token.text == "*"
            and not (index and _ends_operand(solid[index - 1]) and _starts_operand(following))
        ):
            return None
    return frozenset(names)


def _ends_operand(token: Token) -> bool:
    return token.kind != "symbol" or token.text in ")]}"


def _starts_operand(text: str) -> bool:
    return bool(text) and (text[0] in "([{$\"'`-_" or text[0].isalnum())


def _rewrite(tokens: list[Token]) -> str:
    out: list[str] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.kind == "variable" and token.text in _OURS:
            call = _call(tokens, index + 1)
            if call is not None:
                arguments, index = call
                out.append(f"{token.text}_({_rewrite(arguments)})[0]")
                continue
        elif token.kind == "variable" and token.text == "$moment":
            call = _call(tokens, index + 1)
            if call is not None:
                arguments, index = call
                steps = [f'["",[{_rewrite(arguments)}]]']
                while (method := _method(tokens, index)) is not None:
                    name, arguments, index = method
                    steps.append(f'["{name}",[{_rewrite(arguments)}]]')
                out.append(f"$moment_([{','.join(steps)}])[0]")
                continue
        out.append(token.text)
        index += 1
    return "".join(out)


def _skip_space(tokens: list[Token], index: int) -> int:
    while index < len(tokens) and tokens[index].kind == "space":
        index += 1
    return index


def _call(tokens: list[Token], index: int) -> tuple[list[Token], int] | None:
    """The tokens between the parentheses that start at `index`, and the index after them."""
    start = _skip_space(tokens, index)
    if start >= len(tokens) or tokens[start].text != "(":
        return None
    depth = 0
    for end in range(start, len(tokens)):
        if tokens[end].kind == "symbol":
            depth += (tokens[end].text in "([{") - (tokens[end].text in ")]}")
            if depth == 0:
                return tokens[start + 1 : end], end + 1
    return None


def _method(tokens: list[Token], index: int) -> tuple[str, list[Token], int] | None:
    index = _skip_space(tokens, index)
    if index >= len(tokens) or tokens[index].text != ".":
        return None
    index = _skip_space(tokens, index + 1)
    if index >= len(tokens) or tokens[index].kind != "name":
        return None
    call = _call(tokens, index + 1)
    return None if call is None else (tokens[index].text, *call)

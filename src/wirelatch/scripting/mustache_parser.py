"""Reading a Mustache template: https://mustache.github.io/mustache.5.html.

Whitespace as the specification has it (https://github.com/mustache/spec): a line that holds only section tags,
comments or delimiter changes leaves nothing behind.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_KINDS = "#^/>{&=!"


class MustacheError(ValueError):
    """A template that cannot be read; the text tells where."""


@dataclass
class Token:
    """A piece of a template: `text`, a variable (`name` escaped, `&` as it is), or a section (`#`, `^`)."""

    kind: str
    value: str
    children: list[Token] = field(default_factory=list)


def parse(template: str) -> list[Token]:
    """The template as a tree of tokens. Raises MustacheError."""
    return _Parser(template).run()


class _Parser:
    def __init__(self, template: str) -> None:
        self.template = template
        self.position = 0
        self.set_delimiters("{{", "}}")
        self.root: list[Token] = []
        self.open: list[tuple[Token, int]] = []
        self.out = self.root
        self.blanks: list[Token] = []
        self.line_has_tag = False
        self.line_has_content = False

    def set_delimiters(self, opening: str, closing: str) -> None:
        self.opening = re.compile(re.escape(opening) + r"\s*")
        self.closing = re.compile(r"\s*" + re.escape(closing))
        self.closing_triple = re.compile(r"\s*" + re.escape("}" + closing))

    def run(self) -> list[Token]:
        template = self.template
        while self.position < len(template):
            opening = self.opening.search(template, self.position)
            self.add_text(template[self.position : opening.start() if opening else len(template)])
            if opening is None:
                break
            self.position = opening.end()
            self.read_tag(opening.start())
        self.end_line()
        if self.open:
            token, at = self.open[-1]
            raise MustacheError(f'Unclosed section "{token.value}" at {at}')
        return self.root

    def add_text(self, text: str) -> None:
        for line in re.findall(r"[^\n]*\n|[^\n]+", text):
            token = Token("text", line)
            self.out.append(token)
            if not line.strip():
                self.blanks.append(token)
            else:
                self.line_has_content = True
            if line.endswith("\n"):
                self.end_line()

    def end_line(self) -> None:
        if self.line_has_tag and not self.line_has_content:
            for token in self.blanks:
                token.value = ""
        self.blanks = []
        self.line_has_tag = self.line_has_content = False

    def read_tag(self, start: int) -> None:
        template = self.template
        kind = template[self.position : self.position + 1]
        if kind and kind in _KINDS:
            self.position += 1
        else:
            kind = "name"
        while template[self.position : self.position + 1].isspace():
            self.position += 1
        if kind == "=":
            value = self.until(re.compile(r"\s*="))
            value_end = self.closing.search(template, self.position)
            if value_end is None:
                raise MustacheError(f"Unclosed tag at {self.position}")
            self.position = value_end.end()
        elif kind == "{":
            value = self.until(self.closing_triple)
            kind = "&"
        else:
            value = self.until(self.closing)
        self.line_has_tag = True
        self.take(kind, value, start)

    def until(self, closing: re.Pattern[str]) -> str:
        end = closing.search(self.template, self.position)
        if end is None:
            raise MustacheError(f"Unclosed tag at {len(self.template)}")
        value = self.template[self.position : end.start()]
        self.position = end.end()
        return value

    def take(self, kind: str, value: str, start: int) -> None:
        if kind in ("name", "&"):
            self.line_has_content = True
            self.out.append(Token(kind, value))
        elif kind in ("#", "^"):
            token = Token(kind, value)
            self.out.append(token)
            self.open.append((token, self.position))
            self.out = token.children
        elif kind == "/":
            if not self.open:
                raise MustacheError(f'Unopened section "{value}" at {start}')
            token, _ = self.open.pop()
            if token.value != value:
                raise MustacheError(f'Unclosed section "{token.value}" at {start}')
            self.out = self.open[-1][0].children if self.open else self.root
        elif kind == "=":
            delimiters = value.split()
            if len(delimiters) != 2:
                raise MustacheError(f"Invalid tags: {value}")
            self.set_delimiters(*delimiters)

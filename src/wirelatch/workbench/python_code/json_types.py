"""What is asked and told about the code of a Python function; the browser's types are written from these."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class PythonCodeJson(TypedDict):
    """A question about one part of a Python function; `position` counts characters, lines end with one each."""

    node: str
    part: Literal["initialize", "func", "finalize"]
    initialize: str
    func: str
    finalize: str
    position: NotRequired[int]


class PythonCompletionJson(TypedDict):
    """A name that fits."""

    name: str
    kind: str
    """As jedi calls it: function, class, instance, module, param, property, statement, keyword …"""
    detail: str


class PythonSignatureJson(TypedDict):
    """What the call around the cursor takes."""

    name: str
    parameters: list[str]
    current: int | None
    """Which of them the cursor is at."""
    documentation: str


class PythonDescriptionJson(TypedDict):
    """What a name stands for."""

    title: str
    documentation: str


class PythonMistakeJson(TypedDict):
    """Something wrong in the code, from one character to another."""

    start: int
    end: int
    severity: Literal["error", "warning"]
    text: str

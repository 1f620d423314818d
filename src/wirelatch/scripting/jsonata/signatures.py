"""Signatures of functions, such as `<s-nn?:s>`: https://docs.jsonata.org/embedding-extending#function-signature-syntax.

A signature checks arguments, puts the context value where one is left out (`-`), and makes an array of a single value
where an array is asked for. How it does so depends on the kinds of the arguments only; it is worked out once for each
combination that is met.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from wirelatch.scripting.jsonata.errors import fail
from wirelatch.scripting.jsonata.kinds import kind_letter
from wirelatch.scripting.kinds import UNDEFINED

_PLURALS = {"a": "arrays", "b": "booleans", "f": "functions", "n": "numbers", "o": "objects", "s": "strings"}
_ANY = "asnblfom"

Plan = Callable[[list[Any], Any], list[Any]]


@dataclass
class _Parameter:
    letter: str
    allowed: str
    """Letters of the kinds that it takes; `m` is a missing value."""
    inner: str = ""
    """Type of the items of an array."""
    context: bool = False
    suffix: str = ""


class Signature:
    """A signature, ready to bind arguments."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._parameters = _parse(text)
        self._pattern = re.compile(
            "".join(
                f"([{parameter.allowed}]{'?' if parameter.context else ''}{parameter.suffix})"
                for parameter in self._parameters
            )
            + r"\Z"
        )
        self._plans: dict[tuple[type, ...], Plan | None] = {}

    def bind(self, arguments: list[Any], context: Any) -> list[Any]:
        """The arguments that the function gets. Raises JsonataError."""
        kinds = tuple(map(type, arguments))
        try:
            plan = self._plans[kinds]
        except KeyError:
            plan = self._plan("".join(map(kind_letter, arguments)))
            if len(self._plans) < 64:
                self._plans[kinds] = plan
        return arguments if plan is None else plan(arguments, context)

    def _plan(self, letters: str) -> Plan | None:
        """How arguments of these kinds are bound; None when they are taken as they are."""
        match = self._pattern.match(letters)
        if match is None:
            return self._refusal(letters)
        steps: list[tuple[int, _Parameter, str, str]] = []
        position, direct = 0, True
        for number, parameter in enumerate(self._parameters, 1):
            taken = match.group(number)
            if not taken and parameter.context:
                steps.append((-position - 1, parameter, "", ""))
                direct = False
                continue
            for letter in taken or " ":
                steps.append((position, parameter, letter, taken))
                if letter == " ":
                    direct = direct and position >= len(letters)
                elif parameter.letter == "a" and letter != "m" and (letter != "a" or parameter.inner):
                    direct = False
                position += 1
        if direct:
            return None

        def plan(arguments: list[Any], context: Any) -> list[Any]:
            bound = []
            for at, parameter, letter, taken in steps:
                if at < 0:
                    if kind_letter(context) not in parameter.allowed:
                        raise fail("T0411", value=context, index=-at)
                    bound.append(context)
                    continue
                value = arguments[at] if at < len(arguments) else UNDEFINED
                if parameter.letter == "a" and letter not in "m ":
                    value = _as_array(value, parameter, letter, taken, at + 1)
                bound.append(value)
            return bound

        return plan

    def _refusal(self, letters: str) -> Plan:
        good, pattern = 0, ""
        for parameter in self._parameters:
            pattern += f"[{parameter.allowed}]{'?' if parameter.context else ''}{parameter.suffix}"
            match = re.match(pattern, letters)
            if match is None:
                break
            good = match.end()

        def refuse(arguments: list[Any], context: Any) -> list[Any]:
            raise fail("T0410", value=arguments[good] if good < len(arguments) else UNDEFINED, index=good + 1)

        return refuse


def _as_array(value: Any, parameter: _Parameter, letter: str, taken: str, index: int) -> Any:
    inner = parameter.inner
    if inner:
        fits = _all_of(value, inner[0]) if letter == "a" else taken == inner
        if not fits:
            raise fail("T0412", value=value, index=index, type=_PLURALS.get(inner, inner))
    return value if letter == "a" else [value]


_ITEM_KINDS: dict[str, frozenset[type]] = {"n": frozenset({int, float}), "s": frozenset({str})}


def _all_of(values: list[Any], letter: str) -> bool:
    kinds = _ITEM_KINDS.get(letter)
    if kinds is not None and kinds.issuperset(map(type, values)):
        return True
    return all(kind_letter(value) == letter for value in values)


def _parse(text: str) -> list[_Parameter]:
    found: list[_Parameter] = []
    position = 1
    while position < len(text):
        letter = text[position]
        if letter == ":":
            break
        if letter in "snblo":
            found.append(_Parameter(letter, letter + "m"))
        elif letter in "ax":
            found.append(_Parameter(letter, _ANY))
        elif letter == "j":
            found.append(_Parameter(letter, "asnblom"))
        elif letter == "f":
            found.append(_Parameter(letter, "f"))
        elif letter == "-" and found:
            found[-1].context = True
        elif letter in "?+" and found:
            found[-1].suffix = letter
        elif letter == "(":
            end = _closing(text, position, "()")
            choice = text[position + 1 : end]
            if "<" in choice:
                raise fail("S0402", value=choice, offset=position)
            found.append(_Parameter("(", choice + "m"))
            position = end
        elif letter == "<":
            if not found or found[-1].letter not in "af":
                raise fail("S0401", value=found[-1].letter if found else None, offset=position)
            end = _closing(text, position, "<>")
            found[-1].inner = text[position + 1 : end]
            position = end
        position += 1
    return found


def _closing(text: str, position: int, pair: str) -> int:
    depth = 0
    while position < len(text):
        depth += (text[position] == pair[0]) - (text[position] == pair[1])
        if depth == 0:
            break
        position += 1
    return position

"""The tags of blueprints: what a value is, is found out when its entry is applied.

https://docs.goauthentik.io/customize/blueprints/v1/tags/
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from wirelatch.identity.blueprints.sources import RefusedError, Sources

MOST_VALUES = 200_000
"""Values that one entry may come to, with everything that is enumerated; a long text counts as many."""
TEXT_OF_A_VALUE = 100
LONGEST = 1_000_000
_FORMAT = re.compile(r"%(?:%|[-+ #0]?\d{0,3}(?:\.\d{1,3})?[sdifrxXoeg])")


class TagError(Exception):
    """A tag cannot be resolved; the text says why."""


class DependsError(Exception):
    """A tag refers to an entry that was left out or has failed; the text says which."""


class Objects(Protocol):
    """Finding objects for `!KeyOf`, `!Find` and `!FindObject`."""

    def key_of(self, entry_id: str) -> Any: ...

    def find(self, model: str, conditions: Sequence[tuple[str, Any]], *, whole: bool) -> Any: ...


class Resolver:
    """Resolves the values of one entry."""

    def __init__(self, objects: Objects, context: Mapping[str, Any], sources: Sources) -> None:
        self.objects = objects
        self.context = context
        self.sources = sources
        self.enumerated: list[tuple[Any, Any]] = []
        """Index and value of each `!Enumerate` around the place, the innermost last."""
        self._left = MOST_VALUES
        self._depth = 0

    def resolve(self, value: Any) -> Any:
        """A value without tags, as JSON has it; raises TagError and DependsError."""
        self._count(value)
        self._depth += 1
        try:
            if self._depth > 100:
                raise TagError("the tags are nested too deeply")
            if isinstance(value, Tag):
                resolved = self.resolve_tag(value)
                self._count(resolved)
                return resolved
            if isinstance(value, dict):
                return {str(self.resolve(name)): self.resolve(inner) for name, inner in value.items()}
            if isinstance(value, list | tuple):
                return [self.resolve(inner) for inner in value]
            if isinstance(value, datetime | date):
                return value.isoformat()
            if isinstance(value, bytes | set):
                raise TagError("this kind of YAML value has no place in a blueprint")
            return value
        finally:
            self._depth -= 1

    def _count(self, value: Any) -> None:
        self._left -= 1 + (len(value) // TEXT_OF_A_VALUE if isinstance(value, str) else 0)
        if self._left < 0:
            raise TagError(f"the entry comes to more than {MOST_VALUES} values")

    def resolve_tag(self, tag: Tag) -> Any:
        try:
            return tag.work(self, tag.parts)
        except RefusedError as error:
            raise TagError(str(error)) from None
        except (TypeError, ValueError, KeyError, IndexError, OverflowError) as error:
            raise TagError(f"{tag.name} in line {tag.line}: {error}") from None


Work = Callable[[Resolver, Any], Any]


class Tag:
    """A tag with what stands behind it: a text, or a list of values that may hold tags themselves."""

    __slots__ = ("line", "name", "parts", "work")

    def __init__(self, name: str, parts: Any, line: int, work: Work) -> None:
        self.name = name
        self.parts = parts
        self.line = line
        self.work = work

    def __repr__(self) -> str:
        return f"{self.name} {self.parts!r}"


def _with_default(r: Resolver, parts: Any) -> tuple[str, Any]:
    if isinstance(parts, list):
        return str(r.resolve(parts[0])), parts[1]
    return str(parts), None


def _key_of(r: Resolver, parts: Any) -> Any:
    return r.objects.key_of(str(r.resolve(parts)))


def _env(r: Resolver, parts: Any) -> Any:
    name, default = _with_default(r, parts)
    found = r.sources.variable(name)
    return r.resolve(default) if found is None else found


def _file(r: Resolver, parts: Any) -> Any:
    name, default = _with_default(r, parts)
    found = r.sources.file(name)
    if found is None and not isinstance(parts, list):
        raise TagError(f"!File {name}: there is no such file")
    return r.resolve(default) if found is None else found


def _context(r: Resolver, parts: Any) -> Any:
    name, default = _with_default(r, parts)
    return r.resolve(r.context.get(name, default))


def _parse_json(r: Resolver, parts: Any) -> Any:
    return json.loads(r.resolve(parts[0] if isinstance(parts, list) else parts))


def _format(r: Resolver, parts: Any) -> str:
    pattern = str(r.resolve(parts[0]))
    if "%" in _FORMAT.sub("", pattern):
        raise TagError("!Format takes %s, %d and the like")
    text = pattern % tuple(r.resolve(part) for part in parts[1:])
    if len(text) > LONGEST:
        raise TagError(f"!Format comes to more than {LONGEST} characters")
    return text


def _conditions(r: Resolver, parts: Any) -> tuple[str, list[tuple[str, Any]]]:
    return str(r.resolve(parts[0])), [(str(r.resolve(each[0])), r.resolve(each[1])) for each in parts[1:]]


def _find(r: Resolver, parts: Any) -> Any:
    model, conditions = _conditions(r, parts)
    return r.objects.find(model, conditions, whole=False)


def _find_object(r: Resolver, parts: Any) -> Any:
    model, conditions = _conditions(r, parts)
    return r.objects.find(model, conditions, whole=True)


_MODES: dict[str, Callable[[list[bool]], bool]] = {
    "AND": all,
    "NAND": lambda values: not all(values),
    "OR": any,
    "NOR": lambda values: not any(values),
    "XOR": lambda values: sum(values) % 2 == 1,
    "XNOR": lambda values: sum(values) % 2 == 0,
}


def _condition(r: Resolver, parts: Any) -> bool:
    mode = str(r.resolve(parts[0])).upper()
    if mode not in _MODES:
        raise TagError(f"!Condition takes {', '.join(_MODES)}, not {mode}")
    if len(parts) < 2:
        raise TagError("!Condition needs a value behind its mode")
    return _MODES[mode]([bool(r.resolve(part)) for part in parts[1:]])


def _if(r: Resolver, parts: Any) -> Any:
    if not isinstance(parts, list):
        return bool(r.resolve(yaml_value(parts)))
    chosen = bool(r.resolve(parts[0]))
    if len(parts) == 1:
        return chosen
    return r.resolve(parts[1] if chosen else parts[2])


def _enumerate(r: Resolver, parts: Any) -> Any:
    iterable, output, template = r.resolve(parts[0]), str(r.resolve(parts[1])).upper(), parts[2]
    if output not in ("SEQ", "MAP"):
        raise TagError("!Enumerate gives SEQ or MAP")
    if not isinstance(iterable, list | dict):
        raise TagError("!Enumerate goes through a list or a mapping")
    items = list(iterable.items()) if isinstance(iterable, dict) else list(enumerate(iterable))
    made = []
    for item in items:
        r.enumerated.append(item)
        try:
            made.append(r.resolve(template))
        finally:
            r.enumerated.pop()
    if output == "SEQ":
        return made
    pairs = {}
    for pair in made:
        if not isinstance(pair, list) or len(pair) != 2:
            raise TagError("!Enumerate to MAP needs a template of two values")
        pairs[str(pair[0])] = pair[1]
    return pairs


def _around(r: Resolver, parts: Any) -> tuple[Any, Any]:
    depth = int(parts if not isinstance(parts, list) else parts[0])
    if not 0 <= depth < len(r.enumerated):
        raise TagError(f"there are only {len(r.enumerated)} !Enumerate around it")
    return r.enumerated[-1 - depth]


def _at_index(r: Resolver, parts: Any) -> Any:
    collection, index = r.resolve(parts[0]), r.resolve(parts[1])
    try:
        if isinstance(collection, list):
            return collection[int(index)]
        if isinstance(collection, dict):
            return collection[str(index)]
    except (IndexError, KeyError, ValueError, TypeError):
        if len(parts) > 2:
            return r.resolve(parts[2])
        raise TagError(f"!AtIndex: there is no {index!r}") from None
    if len(parts) > 2:
        return r.resolve(parts[2])
    raise TagError("!AtIndex takes a list or a mapping")


def yaml_value(text: str) -> Any:
    """A scalar behind a tag as YAML would read it without the tag."""
    return {"true": True, "false": False, "null": None, "": None}.get(text.lower(), text)


_TEXT, _EITHER = (0, 0), (-1, 2)
TAGS: dict[str, tuple[Work, tuple[int, int]]] = {
    "!KeyOf": (_key_of, _TEXT),
    "!Env": (_env, _EITHER),
    "!File": (_file, _EITHER),
    "!Context": (_context, _EITHER),
    "!ParseJSON": (_parse_json, (-1, 1)),
    "!Format": (_format, (1, 1000)),
    "!Find": (_find, (2, 1000)),
    "!FindObject": (_find_object, (2, 1000)),
    "!Condition": (_condition, (1, 1000)),
    "!If": (_if, (-1, 3)),
    "!Enumerate": (_enumerate, (3, 3)),
    "!Index": (lambda r, parts: _around(r, parts)[0], _TEXT),
    "!Value": (lambda r, parts: _around(r, parts)[1], _TEXT),
    "!AtIndex": (_at_index, (2, 3)),
}
"""By name: what it does, and between how many values stand behind it (0: a text; -1: a text or a list of up to so many)."""


def make(name: str, parts: Any, line: int) -> Tag:
    """A tag; raises ValueError when what stands behind it does not fit."""
    work, (least, most) = TAGS[name]
    if isinstance(parts, list):
        smallest = most if least == -1 and name != "!If" else max(least, 1)
        if most == 0 or not smallest <= len(parts) <= most:
            raise ValueError(
                "a text belongs behind it" if most == 0 else "another number of values belongs behind it"
            )
        if name in ("!Find", "!FindObject"):
            for each in parts[1:]:
                if not isinstance(each, list) or len(each) != 2:
                    raise ValueError("conditions are pairs of a field and a value")
        if name == "!If" and len(parts) == 2:
            raise ValueError("it takes a condition, and two values")
    elif least > 0:
        raise ValueError("a list belongs behind it")
    return Tag(name, parts, line, work)

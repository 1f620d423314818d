"""Environment variables of flows, groups and subflow instances, and their place in node properties.

Look-up goes outwards: the node's group and the groups around it, the subflow instance or the tab, whatever surrounds
that, the global configuration, the process. https://nodered.org/docs/user-guide/environment-variables
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wirelatch.scripting import typed_values
from wirelatch.scripting.values import UNDEFINED, clone

if TYPE_CHECKING:
    from wirelatch.engine.flow import Flow

PARENT = "$parent."
_NAME = re.compile(r"\$\{([^}]+)\}\Z")
_WHOLE_VALUE = re.compile(r"\$(?:\{(\S+)\}|\((\S+)\))\Z")


class Group:
    """A group of nodes: a level of the environment between its nodes and what surrounds it."""

    def __init__(self, flow: Flow, record: Mapping[str, Any], parent: Group | None) -> None:
        self.id: str = record["id"]
        self.name: str = record.get("name") or ""
        self.parent = parent
        self.flow = flow
        self.values: dict[str, Any] = {}

    def setting(self, name: str) -> Any:
        """The value of a variable for the nodes of this group."""
        if name == "NR_GROUP_NAME":
            return self.name
        if name == "NR_GROUP_ID":
            return self.id
        if name.startswith(PARENT):
            name = name[len(PARENT) :]
        elif name in self.values:
            return clone(self.values[name])
        return self.parent.setting(name) if self.parent else self.flow.setting(name)


class Level:
    """The scope in which the variables of one level are evaluated: what is around it, and the values given."""

    def __init__(self, flow: Flow, level: Flow | Group, values: Mapping[str, Any]) -> None:
        self.flow = flow
        self.runtime = flow.runtime
        self._level = level
        self._values = values

    def env(self, name: str) -> Any:
        """A variable as the level sees it."""
        if name in self._values:
            return self._values[name]
        return self._level.setting(name)

    def context(self) -> Any:
        """There is no node here, so the flow's context stands for its own."""
        return self.flow.context()


def evaluate_level(
    flow: Flow, level: Flow | Group, entries: Sequence[Mapping[str, Any]], credentials: Mapping[str, Any]
) -> dict[str, Any]:
    """The values of the variables that one level defines; one that cannot be evaluated is reported and undefined.

    Variables of type `env` come last, as they may name others of the same level; all others, JSONata too, see only what
    is around. One that names itself means the one outside.
    """
    values: dict[str, Any] = {}
    outside = Level(flow, level, {})
    neighbours = Level(flow, level, values)
    late = [entry for entry in entries if entry.get("type") == "env"]
    for entry in [*(entry for entry in entries if entry.get("type") != "env"), *late]:
        name, value, kind = entry.get("name"), entry.get("value"), entry.get("type") or ""
        if not isinstance(name, str):
            continue
        try:
            if kind == "env":
                values[name] = _named(name, value, neighbours)
            elif kind == "bool":
                values[name] = value == "true" or value is True
            elif kind == "cred":
                values[name] = credentials.get(name, UNDEFINED if value is None else value)
            elif kind == "conf-type" and isinstance(value, str) and (match := _NAME.match(value)):
                values[name] = level.setting(match[1])
            else:
                values[name] = typed_values.evaluate(value, kind, node=outside)
        except ValueError as error:
            values[name] = UNDEFINED
            flow.report_problem(f"environment variable {name!r}: {error}")
    return values


def _named(name: str, value: Any, level: Level) -> Any:
    """The value of a variable that stands for another one."""
    if value == name:
        value = PARENT + name
    return typed_values.evaluate(value, "env", node=level)


def substitute(value: Any, scope: Any) -> Any:
    """A copy of `value` with every string that is as a whole `${NAME}` or `$(NAME)` replaced."""
    kind = type(value)
    if kind is str:
        if value[:1] == "$" and (match := _WHOLE_VALUE.match(value)):
            found = scope.env(match[1] or match[2])
            return value if found is UNDEFINED else found
        return value
    if kind is dict:
        copy = {}
        for key, item in value.items():
            kind = type(item)
            if kind is dict or kind is list or (kind is str and item[:1] == "$"):
                item = substitute(item, scope)
            copy[key] = item
        return copy
    if kind is list:
        return [
            substitute(item, scope)
            if (kind := type(item)) is dict or kind is list or (kind is str and item[:1] == "$")
            else item
            for item in value
        ]
    return value


class RecordScope:
    """The scope in which the properties of a node's record are substituted, before the node exists."""

    def __init__(self, flow: Flow, record: Mapping[str, Any], path: str) -> None:
        self._flow = flow
        self._record = record
        self._path = path

    def env(self, name: str) -> Any:
        """As `Node.env` will give it."""
        if name == "NR_NODE_NAME":
            return self._record.get("name", UNDEFINED)
        if name == "NR_NODE_ID":
            return self._record["id"]
        if name == "NR_NODE_PATH":
            return self._path
        return self._flow.setting(name, self._record.get("g"))

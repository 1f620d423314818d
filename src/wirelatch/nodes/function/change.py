"""The `change` node: set, replace, delete or move properties of a message or of context, by rules.

The rules are compiled when the node starts, each into one closure, so that a message costs a call per rule.
Spec: Node-RED's `change` node; its rule objects `{t, p, pt, to, tot, from, fromt, dc}` are read unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, rows, select, text, typed
from wirelatch.nodes.function.property_access import (
    Target,
    Value,
    compile_source,
    compile_target,
    own_property,
    touches_context,
)
from wirelatch.scripting.regex import compile_js, replace
from wirelatch.scripting.values import UNDEFINED, clone, strict_equal, to_number, to_string

Step = Callable[[Message], None]
"""One compiled rule; raises to stop the message there."""

_VALUE_TYPES = ("msg", "flow", "global", "str", "num", "bool", "json", "bin", "date", "jsonata", "env")
_PROPERTY_TYPES = ("msg", "flow", "global")


class Change(
    Node,
    type="change",
    category="function",
    color="#E2D96E",
    icon="swap",
    label=(
        "{name}",
        ("set {rules.0.pt}.{rules.0.p}", {"rules.length": [1], "rules.0.t": ["set"]}),
        ("change {rules.0.pt}.{rules.0.p}", {"rules.length": [1], "rules.0.t": ["change"]}),
        ("delete {rules.0.pt}.{rules.0.p}", {"rules.length": [1], "rules.0.t": ["delete"]}),
        ("move {rules.0.pt}.{rules.0.p}", {"rules.length": [1], "rules.0.t": ["move"]}),
        ("change: {rules.length} rules", {}),
        "change",
    ),
):
    """
    Sets, changes, deletes or moves properties of a message, of flow context or of global context.

    ### Rules

    Rules run from top to bottom, each on what the one before it left behind:

    - **Set** gives a property a value. The value may be typed in, be taken from another property or from context, be
      the current time, an environment variable, or the result of a JSONata expression. *Deep copy* puts a copy there,
      so that later changes to one of the two do not show in the other.
    - **Change** searches a property and replaces. In text, every occurrence is replaced; with a regular expression,
      `$1`, `$2` … in the replacement stand for its groups. A number or a boolean is replaced when it equals the
      searched value as a whole.
    - **Delete** removes a property.
    - **Move** renames a property, or takes it into or out of context.

    A rule whose source lies below a property that does not exist is skipped. A JSONata expression that fails is an
    error at this node, and the message goes no further.
    """

    name: str = text(label="Name")
    rules: list[dict[str, Any]] | None = rows(
        [{"t": "set", "p": "payload", "pt": "msg", "to": "", "tot": "str"}],
        label="Rules",
        fields={
            "t": select(
                "set", {"set": "Set", "change": "Change", "delete": "Delete", "move": "Move"}, label="Rule"
            ),
            "p": typed("payload", _PROPERTY_TYPES, "pt", "msg", label="Property"),
            "from": typed(
                "", ("msg", "flow", "global", "str", "re", "num", "bool"), "fromt", "str",
                label="Search for", when={"t": ["change"]},
            ),
            "to": typed("", _VALUE_TYPES, "tot", "str", label="To", when={"t": ["set", "change", "move"]}),
            "dc": checkbox(False, label="Deep copy value", when={"t": ["set"], "tot": ["msg", "flow", "global"]}),
        },
    )  # fmt: skip
    action: str = hidden("", absent="")
    property: str = hidden("", absent="")
    from_: str = hidden("", absent="", name="from")
    to: str = hidden("", absent="")
    reg: bool | None = hidden(False, absent=False)

    fusable = True

    @classmethod
    def differences(cls, config: Mapping[str, Any]) -> Iterable[str]:
        """A search in context that finds nothing lets the message go on."""
        rules = config.get("rules")
        for rule in rules if isinstance(rules, list) else ():
            if isinstance(rule, dict) and rule.get("t") == "change" and rule.get("pt") in ("flow", "global"):
                yield "when it finds nothing to change in context, the message goes on; in Node-RED it is lost"
                return

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._steps: tuple[Step, ...] | None = None
        rules = [self._single_rule()] if self.rules is None else self.rules
        self.rules = [_upgraded(rule) for rule in rules]
        self.isolated = not any(touches_context(rule) for rule in self.rules)

    def start(self) -> None:
        """Compile the rules; a rule that cannot be compiled is reported, and the node then passes nothing on."""
        self._steps = tuple(step for rule in self.rules or () for step in self._compile(rule))
        if len(self._steps) == 1:
            only = self._steps[0]

            def handle(msg: Message) -> Message:
                only(msg)
                return msg

            rules = self.rules or []
            self.handle_with(self._set_constant(rules) or self._set_from_message(rules) or handle)

    def on_message(self, msg: Message) -> Output:
        if self._steps is None:
            return None
        for step in self._steps:
            step(msg)
        return msg

    def _set_constant(self, rules: list[dict[str, Any]]) -> Callable[[Message], Message] | None:
        """The commonest node of all, one property of the message set to a constant, without a detour."""
        rule = rules[0]
        target = self._target(rule)
        constant = self._value(rule).constant if rule.get("t") == "set" else UNDEFINED
        if target.own is None or constant is UNDEFINED or rule.get("dc"):
            return None
        key = target.own

        def handle(msg: Message) -> Message:
            msg[key] = constant
            return msg

        return handle

    def _set_from_message(self, rules: list[dict[str, Any]]) -> Callable[[Message], Message] | None:
        """The next commonest: anything set to a property that the message itself has."""
        rule = rules[0]
        if rule.get("t") != "set" or rule.get("tot") != "msg" or rule.get("dc"):
            return None
        source, target = own_property(str(rule.get("to", ""))), self._target(rule)
        if source is None:
            return None
        assign = target.assign

        def handle(msg: Message) -> Message:
            if not assign(msg, msg.get(source, UNDEFINED)):
                self._refused(target)
            return msg

        return handle

    def _target(self, rule: Mapping[str, Any]) -> Target:
        return compile_target(self, rule.get("p", ""), rule["pt"])

    def _single_rule(self) -> dict[str, Any]:
        """The one rule of a node saved before Node-RED 0.11, which had no list."""
        action = "set" if self.action == "replace" else self.action
        rule: dict[str, Any] = {"t": action or None, "p": self.property}
        if action in ("set", "move", "change"):
            rule["to"] = self.to
        if action == "change":
            rule["from"], rule["re"] = self.from_, self.reg is None or self.reg
        return rule

    def _compile(self, rule: Mapping[str, Any]) -> list[Step]:
        kind = rule.get("t")
        target = self._target(rule)
        if kind == "delete":
            return [target.delete]
        if kind == "move":
            return [self._move(rule, target)]
        value = self._value(rule)
        if kind == "set":
            return [self._set(target, value, copy=bool(rule.get("dc")))]
        if kind == "change":
            return [self._change(rule, target, value)]
        return []  # an unknown rule changes nothing, as in Node-RED

    def _value(self, rule: Mapping[str, Any]) -> Value:
        return compile_source(self, rule.get("to", ""), rule["tot"])

    def _set(self, target: Target, value: Value, *, copy: bool) -> Step:
        constant = value.constant
        if constant is not UNDEFINED and not copy and target.is_message:
            assign = target.assign

            def set_constant(msg: Message) -> None:
                if not assign(msg, constant):
                    self._refused(target)

            return set_constant

        read = value.read

        def set_value(msg: Message) -> None:
            try:
                found = read(msg)
            except LookupError:
                return
            if not target.assign(msg, clone(found) if copy else found):
                self._refused(target)

        return set_value

    def _refused(self, target: Target) -> None:
        self.warn(f"cannot set {target.name}: a part of its path is neither an object nor an array")

    def _move(self, rule: Mapping[str, Any], source: Target) -> Step:
        """Move in one step or, where the target lies inside the source's old place, by way of a held value."""
        to, to_kind = str(rule.get("to", "")), rule["tot"]
        from_path, from_kind = str(rule.get("p", "")), rule["pt"]
        read = compile_source(self, from_path, from_kind).read
        target = compile_target(self, to, to_kind)
        direct = to_kind != from_kind or (to in from_path and to != from_path)

        def move(msg: Message) -> None:
            try:
                found = read(msg)
            except LookupError:
                source.delete(msg)
                if not direct:
                    target.delete(msg)
                return
            if not direct:
                source.delete(msg)
            if not target.assign(msg, found):
                self._refused(target)
            if direct:
                source.delete(msg)

        return move

    def _change(self, rule: Mapping[str, Any], target: Target, value: Value) -> Step:
        from_kind, literal = rule["fromt"], rule.get("from", "")
        current_of = compile_source(self, target.path, target.kind).read
        search = _search_of(self, literal, from_kind)
        boolean = rule.get("tot") == "bool" and target.is_message

        def change(msg: Message) -> None:
            kind, wanted, pattern = search(msg)
            try:
                replacement, current = value.read(msg), current_of(msg)
            except LookupError:
                return
            if isinstance(current, str):
                if kind in ("num", "bool", "str") and strict_equal(current, wanted):
                    target.assign(msg, replacement)
                elif pattern is not None:
                    replaced: Any = replace(pattern, to_string(replacement), current)
                    if boolean and replaced == to_string(replacement):
                        replaced = replacement
                    target.assign(msg, replaced)
            elif isinstance(current, bool):
                if kind == "bool" and to_string(current) == wanted:
                    target.assign(msg, replacement)
            elif isinstance(current, (int, float)) and kind == "num" and current == to_number(wanted):
                target.assign(msg, replacement)

        return change


def _upgraded(rule: Mapping[str, Any]) -> dict[str, Any]:
    """A rule in its newest form: every value with its type."""
    new = {**rule, "pt": rule.get("pt") or "msg"}
    if rule.get("t") == "change" and rule.get("re"):
        new["fromt"] = "re"
        del new["re"]
    source = rule.get("to", "")
    if not rule.get("tot"):
        is_property = rule.get("t") == "set" and isinstance(source, str) and source.startswith("msg.")
        new |= {"to": source[4:], "tot": "msg"} if is_property else {"tot": "str"}
    new["fromt"] = new.get("fromt") or "str"
    return new


Search = Callable[[Message], tuple[str, Any, re.Pattern[str] | None]]
"""Gives the type of what is searched for, the value itself, and the pattern that finds it in text."""


def _search_of(node: Node, literal: Any, kind: str) -> Search:
    if kind not in ("msg", "flow", "global"):
        wanted = to_string(literal)
        pattern = compile_js(wanted) if kind == "re" else re.compile(re.escape(wanted))
        return lambda msg: (kind, wanted, pattern)
    read = compile_source(node, literal, kind).read

    def search(msg: Message) -> tuple[str, Any, re.Pattern[str] | None]:
        try:
            wanted = read(msg)
        except LookupError:
            wanted = UNDEFINED
        if isinstance(wanted, bool):
            return "bool", wanted, None
        if isinstance(wanted, (int, float)):
            return "num", wanted, None
        if isinstance(wanted, str):
            return "str", wanted, re.compile(re.escape(wanted))
        raise ValueError(
            f"cannot search for the value of {kind}.{literal}: it is neither text, a number nor a boolean"
        )

    return search

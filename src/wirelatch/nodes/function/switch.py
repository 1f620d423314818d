"""The `switch` node: send a message on by comparing a value with rules, one output per rule.

The rules are compiled when the node starts; the comparisons are JavaScript's (`wirelatch.scripting.values`).
Spec: Node-RED's `switch` node; its rule objects `{t, v, vt, v2, v2t, case}` are read unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, rows, select, text, typed
from wirelatch.nodes.function.property_access import Reader, compile_source, touches_context
from wirelatch.nodes.function.sequence_repair import SequenceRepair
from wirelatch.nodes.function.switch_operators import OPERATORS, SEQUENCE_OPERATORS, specialise
from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED, json_stringify, to_number, to_string

Test = Callable[[Any, Message], Any]
"""Whether a rule holds for the value of the property, for a message."""

_VALUE_TYPES = ("str", "num", "msg", "flow", "global", "jsonata", "env", "prev")
_WITHOUT_VALUE = ("true", "false", "null", "nnull", "empty", "nempty")
_ONE_VALUE = ("eq", "neq", "lt", "lte", "gt", "gte", "btwn", "hask", "cont", "regex")


class Switch(
    Node,
    type="switch",
    category="function",
    color="#E2D96E",
    icon="switch",
    label=("{name}", "switch"),
):
    """
    Routes messages by the value of a property.

    ### Rules

    Each rule has an output of its own. The property, which may also be a context value, an environment variable or a
    JSONata expression, is compared with every rule in turn:

    - **value rules** compare it: equal, less, between, contains, matches a regular expression, is true, is null, is
      empty, is of a type, has a key;
    - **sequence rules** look at the place of a message in its sequence (`msg.parts`): the first, the last or those
      between two positions;
    - **JSONata** holds when its expression gives `true`;
    - **otherwise** holds when no rule above it did.

    Values are compared as JavaScript does with `==` and `<`: the text `"10"` equals the number `10`, and two texts are
    ordered as text. *Previous value* is the value that the property had in the message before.

    The message goes to every rule that holds, or to the first one only when checking stops there.

    *Recreate message sequences* holds back the messages of a sequence until it is complete and gives each output a
    sequence of its own, with `msg.parts` corrected.
    """

    name: str = text(label="Name")
    property: str = typed(
        "payload", ("msg", "flow", "global", "jsonata", "env"), "propertyType", "msg",
        label="Property", required=True, absent="",
    )  # fmt: skip
    propertyType: str | None = hidden("msg", absent=None)
    rules: list[dict[str, Any]] | None = rows(
        [{"t": "eq", "v": "", "vt": "str"}],
        label="Rules",
        fields={
            "t": select(
                "eq",
                {
                    "eq": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">=", "hask": "has key",
                    "btwn": "is between", "cont": "contains", "regex": "matches regex", "true": "is true",
                    "false": "is false", "null": "is null", "nnull": "is not null", "istype": "is of type",
                    "empty": "is empty", "nempty": "is not empty", "head": "head", "index": "index between",
                    "tail": "tail", "jsonata_exp": "JSONata exp", "else": "otherwise",
                },
                label="Rule",
            ),
            "v": typed("", _VALUE_TYPES, "vt", "str", label="Value", when={"t": _ONE_VALUE}),
            "kind": select(
                "string",
                {
                    "string": "string", "number": "number", "boolean": "boolean", "array": "array",
                    "buffer": "buffer", "object": "object", "json": "JSON string", "undefined": "undefined",
                    "null": "null",
                },
                name="v", label="Type", when={"t": ["istype"]},
            ),
            "place": typed(
                "1", ("num", "flow", "global", "jsonata", "env"), "vt", "num",
                name="v", label="Place", when={"t": ["head", "tail", "index"]},
            ),
            "place2": typed(
                "1", ("num", "flow", "global", "jsonata", "env"), "v2t", "num",
                name="v2", label="and", when={"t": ["index"]},
            ),
            "expression": typed(
                "", ("jsonata",), "vt", "jsonata", name="v", label="Expression", when={"t": ["jsonata_exp"]}
            ),
            "v2": typed("", _VALUE_TYPES, "v2t", "str", label="and", when={"t": ["btwn"]}),
            "case": checkbox(False, label="Ignore case", when={"t": ["regex"]}),
        },
    )  # fmt: skip
    checkall: str | None = select(
        "true", {"true": "checking all rules", "false": "stopping after first match"}, label="Go on"
    )
    repair: bool | None = checkbox(False, label="Recreate message sequences")
    outputs: int = hidden(1)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._tests: list[tuple[Test | None, bool]] | None = None
        self._previous: Any = None
        # Some files hold the rules `is true` and `is false` as a boolean, and JavaScript takes it for the text.
        rules = self.rules = [{**rule, "t": to_string(rule.get("t"))} for rule in self.rules or ()]
        own = {"v": self.property, "vt": self.propertyType}
        self._holds_sequences = bool(self.repair) or any(rule.get("t") == "tail" for rule in rules)
        self.fusable = not self._holds_sequences
        self.isolated = self.fusable and not any(touches_context(rule) for rule in (own, *rules))

    def start(self) -> None:
        """Compile the rules; one that cannot be compiled is an error, and the node then passes nothing on."""
        rules = self.rules or []
        kind = self.propertyType or "msg"
        self._read = compile_source(self, self.property, kind).read
        self._warns = kind == "jsonata"
        self._first_only = (self.checkall or "true") == "false"
        self._sequences: SequenceRepair | None = None
        if self._holds_sequences:
            self._sequences = SequenceRepair(self, self._route, repair=bool(self.repair))
        self._keeps_previous = any("prev" in (rule.get("vt"), rule.get("v2t")) for rule in rules)
        self._tests = [(self._compile(rule), rule.get("t") == "else") for rule in rules]
        tests = [self._constant_test(rule) for rule in rules]
        if kind == "msg" and self._sequences is None and None not in tests:
            self.choose = self._chooser([test for test in tests if test is not None])
        if self._sequences is None:
            self.handle_with(self._route)

    @staticmethod
    def _constant_test(rule: Mapping[str, Any]) -> Callable[[Any], bool] | None:
        """The test of a rule that looks at nothing but the value and a constant; None for others."""
        if rule.get("t") in _WITHOUT_VALUE:
            return specialise(str(rule["t"]), None)
        if rule.get("vt") == "num" and isinstance(rule.get("v"), (str, int, float)):
            return specialise(str(rule.get("t")), to_number(rule["v"]))
        return specialise(str(rule.get("t")), rule["v"]) if rule.get("vt") == "str" and "v" in rule else None

    def _chooser(self, tests: list[Callable[[Any], bool]]) -> Callable[[Message], Any]:
        """`_route` for tests of constants, which hardly ever let more than one output have a message."""
        read, first_only, route = self._read, self._first_only, self._route
        numbered = tuple(enumerate(tests))

        def choose(msg: Message) -> Any:
            try:
                value = read(msg)
            except (LookupError, ValueError):
                return route(msg)
            chosen = None
            for number, test in numbered:
                if test(value):
                    if first_only:
                        return number
                    if chosen is not None:
                        return route(msg)
                    chosen = number
            return chosen

        return choose

    def on_message(self, msg: Message) -> Output:
        if self._sequences is not None and SequenceRepair.is_part(msg):
            self._sequences.add(msg)
            return None
        return self._route(msg)

    def close(self, removed: bool) -> None:
        sequences = getattr(self, "_sequences", None)
        if sequences is not None:
            sequences.clear()

    def _route(self, msg: Message) -> list[Message | None] | None:
        """One place per rule: the message where the rule holds; cut short after the first when that is asked for."""
        if self._tests is None:
            return None
        try:
            value = self._read(msg)
        except LookupError:
            value = UNDEFINED
        except ValueError as error:
            if self._warns:
                self.warn(str(error))
                return None
            value = UNDEFINED
        onward: list[Message | None] = []
        unmatched = True
        for test, is_otherwise in self._tests:
            if unmatched if is_otherwise else test(value, msg):  # type: ignore[misc]
                onward.append(msg)
                unmatched = False
                if self._first_only:
                    break
            else:
                onward.append(None)
                unmatched = unmatched or is_otherwise
        if self._keeps_previous:
            self._previous = value
        return onward

    def _compile(self, rule: Mapping[str, Any]) -> Test | None:
        name = str(rule.get("t"))
        if name == "else":
            return None
        operator = OPERATORS.get(name)
        if operator is None:
            raise ValueError(f"unknown rule {name!r}")
        if name == "istype":
            wanted = rule.get("v") or rule.get("vt")
            return lambda value, msg: operator(value, wanted, None)
        first, constant = self._operand(rule.get("v", UNDEFINED), rule.get("vt"), parts=name == "jsonata_exp")
        fast = specialise(name, constant)
        if fast is not None:
            return lambda value, msg: fast(value)
        second, _ = self._operand(rule.get("v2", UNDEFINED), rule.get("v2t"))
        if name in SEQUENCE_OPERATORS:
            return lambda value, msg: operator(msg.get("parts"), first(msg), second(msg))
        if name == "regex":
            ignore_case = bool(rule.get("case"))
            return lambda value, msg: operator(value, first(msg), ignore_case)
        return lambda value, msg: operator(value, first(msg), second(msg))

    def _operand(self, source: Any, kind: str | None, *, parts: bool = False) -> tuple[Reader, Any]:
        """The reader of a rule's value and, where it never changes, the value itself."""
        if source is UNDEFINED and kind not in ("prev", "null"):
            return (lambda msg: UNDEFINED), UNDEFINED
        if not kind:
            number = to_number(source)
            kind = "num" if number == number else "str"
        if kind == "prev":
            return (lambda msg: self._previous), UNDEFINED
        if kind in ("json", "null"):
            return (lambda msg: kind), kind
        if kind == "jsonata":
            return self._expression(str(source), parts=parts), UNDEFINED
        value = compile_source(self, source, kind)
        read = value.read

        def read_or_undefined(msg: Message) -> Any:
            try:
                return read(msg)
            except (LookupError, ValueError):
                return UNDEFINED

        return read_or_undefined, value.constant

    def _expression(self, source: str, *, parts: bool) -> Reader:
        expression = jsonata.compile(source)
        if not parts:
            return lambda msg: expression.evaluate(msg, self)

        def evaluate(msg: Message) -> Any:
            if not SequenceRepair.is_part(msg):
                return expression.evaluate(msg, self)
            place = msg["parts"]
            count = json_stringify(place.get("count"))
            bound = f"($I := {json_stringify(place['index'])}; $N := {count}; {source})"
            return jsonata.compile(bound).evaluate(msg, self)

        return evaluate

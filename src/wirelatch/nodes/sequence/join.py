"""The `join` node: make one message from a sequence of messages."""

from __future__ import annotations

from typing import Any

from wirelatch.engine.node import Message, Node, Output
from wirelatch.engine.properties import checkbox, hidden, number, select, text, typed
from wirelatch.engine.routes import HELD, Held
from wirelatch.nodes.function.property_access import compile_read
from wirelatch.nodes.sequence.join_groups import Group
from wirelatch.nodes.sequence.join_reduce import Reduction
from wirelatch.nodes.sequence.message_groups import finish
from wirelatch.nodes.sequence.separators import as_bytes, octet_list, unescaped
from wirelatch.scripting.values import UNDEFINED, is_truthy, less_or_equal, less_than, to_number, to_string

_CUSTOM = {"mode": ["custom"]}
_JOINED = {"mode": ["custom"], "build": ["string", "buffer"]}
_REDUCE = {"mode": ["reduce"]}
_INITIAL = ("flow", "global", "str", "num", "bool", "json", "bin", "date", "jsonata", "env")
_ONE = "_"
"""The group of all messages, where they are not told apart by `msg.parts`."""


class Join(
    Node,
    type="join",
    category="sequence",
    color="#E2D96E",
    icon="join",
    label=(
        ("{name} {count}+", {"mode": ["custom"], "accumulate": [True]}),
        ("{name} {count}", {"mode": ["custom"]}),
        "{name}",
        ("join {count}+", {"mode": ["custom"], "accumulate": [True]}),
        ("join {count}", {"mode": ["custom"]}),
        "join",
    ),
):
    """
    Joins a sequence of messages into one message.

    ### Automatic

    Puts together what a *split* node made. All that is needed to know is in `msg.parts`:

    - `id`: which sequence; `index`: the place in it; `count`: how many there are, in one of the messages at least;
    - `type`: what they are joined to: `string`, `buffer`, `array` or `object`;
    - `ch`: what stands between the parts of a string or Buffer; `len`: the parts are arrays of this length;
    - `key`: the key, in an object; `property`: what is joined, unless it is `payload`.

    ### Manual

    Combines a property of each message, or each complete message, to

    - a **String** or **Buffer**, with something in between;
    - an **Array**;
    - a **key/value Object**: a property of each message, usually `topic`, is the key;
    - a **merged Object** with the keys of all, where later ones win.

    The result is sent after a number of messages (for objects: of keys), or so many seconds after the first message
    even if some are missing, or when a message with `msg.complete` comes. Without a number, `msg.parts.count` counts.
    Objects can be kept: *every subsequent message* then sends them anew.

    The other properties are those of the latest message.

    ### Reduce sequence

    Goes through a complete sequence and computes an expression (JSONata) for each message: `$A` is what it gave for
    the message before, at first the initial value; `$I` is the place of the message, `$N` their number. The fix-up
    expression, which knows `$A` and `$N`, makes the result of it. The average of all payloads: `$A + payload`, 0,
    `$A / $N`.

    ### Input

    - `complete`: the message is added, then the result sent. Without a payload there is nothing to add.
    - `reset`: what has been collected is dropped.
    - `restartTimeout`: the timeout starts afresh.

    How many messages a reduction may keep, the setting `nodeMessageBufferMaxLength` bounds.
    """

    name: str = text(label="Name")
    mode: str | None = select(
        "auto", {"auto": "automatic", "custom": "manual", "reduce": "reduce sequence"}, label="Mode", absent="auto"
    )  # fmt: skip
    property: str | None = typed(
        "payload", ("msg", "full"), "propertyType", "msg", label="Combine each", when=_CUSTOM, absent="payload"
    )  # fmt: skip
    propertyType: str | None = hidden("msg")
    build: str | None = select(
        "object",
        {
            "string": "a String", "buffer": "a Buffer", "array": "an Array", "object": "a key/value Object",
            "merged": "a merged Object",
        },
        label="to create", when=_CUSTOM, absent="array",
    )  # fmt: skip
    key: str | None = typed(
        "topic", ("msg",), "keyType", "msg", label="using as the key the value of",
        when={"mode": ["custom"], "build": ["object"]}, absent="topic",
    )  # fmt: skip
    joiner: Any = typed(
        "\\n", ("str", "bin"), "joinerType", "str", label="joined using", when=_JOINED, absent=""
    )
    joinerType: str | None = hidden("str")
    useparts: bool | None = checkbox(
        False, label="Use existing msg.parts property", when=_CUSTOM, absent=True
    )
    count: Any = number("", label="Send the message after a number of message parts", when=_CUSTOM, placeholder="count",
                        absent=None)  # fmt: skip
    accumulate: Any = checkbox(
        "false",
        label="and every subsequent message",
        when={"mode": ["custom"], "build": ["object", "merged"]},
    )
    timeout: Any = number("", label="… after a timeout following the first message", when=_CUSTOM,
                          placeholder="seconds", help="… or after a message with the msg.complete property set")  # fmt: skip
    reduceExp: Any = typed(
        "", ("jsonata",), "reduceExpType", "jsonata", label="Reduce exp", when=_REDUCE, absent=None
    )
    reduceInit: Any = typed("", _INITIAL, "reduceInitType", "num", label="Initial value", when=_REDUCE,
                            absent=UNDEFINED)  # fmt: skip
    reduceInitType: str | None = hidden("num", absent="")
    reduceFixup: Any = text("", label="Fix-up exp", when=_REDUCE, placeholder="JSONata expression")
    reduceRight: bool | None = checkbox(
        False, label="Evaluate in reverse order (last to first)", when=_REDUCE
    )

    def start(self) -> None:
        """Read the settings; a node whose settings make no sense passes nothing on."""
        self._ready = False
        self._groups: dict[str, Group] = {}
        self._mode = self.mode or "auto"
        self._whole = self.propertyType == "full"
        self._property = "payload" if self._whole else self.property or "payload"
        self._read = compile_read(self._property)
        self._read_key = compile_read(self.key or "topic")
        self._build = self.build or "array"
        self._count = to_number(self.count or 0)
        self._seconds = 0 if self._mode == "auto" else to_number(self.timeout or 0)
        self._keeps = self.accumulate is True and self._mode != "auto"
        self._drops_parts = self._mode == "custom" and "useparts" in self.config and not self.useparts
        self._reads: dict[str, Any] = {}
        if self._mode == "reduce":
            self._reduction = Reduction(self)
        self._joiner: Any = self.joiner or ""
        if self.joinerType == "bin":
            self._joiner = as_bytes(octet_list(self._joiner or "[]"))
        elif (self.joinerType or "str") == "str":
            self._joiner = unescaped(to_string(self._joiner))
        self._ready = True

    def on_message(self, msg: Message) -> Output | Held:
        if not self._ready:
            return HELD
        if self._mode == "reduce":
            return self._reduction.add(msg)
        if self._mode == "auto":
            parts = msg.get("parts")
            if not isinstance(parts, dict) or "id" not in parts:
                if "reset" in msg:
                    self._forget_all()
                else:
                    self.warn("Message missing msg.parts property - cannot join in 'auto' mode")
                return None
            return self._add_part(msg, parts)
        return self._add(msg)

    def close(self, removed: bool) -> None:
        if not getattr(self, "_ready", False):
            return
        kept = [msg for group in self._groups.values() for msg in group.kept]
        if self._mode == "reduce":
            kept += self._reduction.close()
        self._forget_all()
        finish(self, kept)

    # Both modes ------------------------------------------------------------------------------------------------

    def _add_part(self, msg: Message, parts: dict[str, Any]) -> Output | Held:
        """Automatic mode."""
        name = parts["id"]
        if type(name) is not str:
            name = to_string(name)
        path = parts.get("property")
        if isinstance(path, str) and path:
            read = self._reads.get(path)
            if read is None:
                read = self._reads[path] = compile_read(path)
            value = read(msg)
        else:
            path, value = "payload", msg.get("payload", UNDEFINED)
        if "reset" in msg:
            return self._reset(name)
        kind, key = parts.get("type", UNDEFINED), parts.get("key")
        if kind == "object" and key in (None, ""):
            self.warn("Message missing 'msg.parts.key' property - cannot add to object")
            return None
        group = self._groups.get(name)
        if group is None:
            target = parts.get("count", UNDEFINED)
            group = Group(msg, kind, target, path, joiner=parts.get("ch", UNDEFINED), length=parts.get("len"))
            self._groups[name] = group
        return self._take(name, group, msg, value, key, parts.get("index", UNDEFINED))

    def _add(self, msg: Message) -> Output | Held:
        """Manual mode."""
        value: Any = msg
        if not self._whole:
            try:
                value = self._read(msg)
            except LookupError:
                self.warn(f"Message property {self._property} not found")
                return None
        if self._drops_parts and "parts" in msg:
            parts = msg["parts"]
            if isinstance(parts, dict) and "parts" in parts:
                msg["parts"] = {"parts": parts["parts"]}
            else:
                del msg["parts"]
        name, target = _ONE, self._count
        parts = msg.get("parts")
        if self.count == "" and isinstance(parts, dict):
            target = parts.get("count") or 0
            if "id" in parts:
                name = to_string(parts["id"])
        key = self._read_key(msg) if self._build == "object" else None
        group = self._groups.get(name)
        if group is not None and "restartTimeout" in msg:
            self._start_timer(name, group)
        if "reset" in msg:
            return self._reset(name)
        if self._build == "object" and (key is None or key is UNDEFINED or key == ""):
            if "complete" not in msg:
                self.warn(f"Message missing key property 'msg.{self.key or 'topic'}' - cannot add to object")
            elif group is not None:
                group.msg["complete"] = msg["complete"]
                self._complete(name, group)
            return None
        if group is None:
            group = Group(msg, self._build, target, self._property, joiner=self._joiner)
            self._groups[name] = group
            self._start_timer(name, group)
        return self._take(name, group, msg, value, key, UNDEFINED)

    def _take(self, name: str, group: Group, msg: Message, value: Any, key: Any, index: Any) -> Output | Held:
        """Add a value to a group, and send the group if that completes it."""
        if self.route.completes:
            group.kept.append(msg)
        if not group.add(value, key, index) and "complete" not in msg:
            self.warn("Cannot merge non-object types")
        group.msg.update(msg)
        parts = msg.get("parts")
        if isinstance(parts, dict) and not is_truthy(group.target):
            group.target = parts.get("count", UNDEFINED)
        target = group.target
        if type(target) is int:
            is_complete = 0 < target <= group.count
        else:
            is_complete = less_than(0, target) and less_or_equal(target, group.count)
        if is_complete or "complete" in msg:
            self._complete(name, group)
        return HELD

    def _complete(self, name: str, group: Group) -> None:
        """Send what a group has become."""
        group.stop_timer()
        if not self._keeps or "complete" in group.msg:
            del self._groups[name]
        self.send(group.result())
        kept, group.kept = group.kept, []
        finish(self, kept)

    # Giving up -------------------------------------------------------------------------------------------------

    def _reset(self, name: str) -> Output:
        group = self._groups.pop(name, None)
        if group is not None:
            group.stop_timer()
            finish(self, group.kept)
        return None

    def _forget_all(self) -> None:
        for group in self._groups.values():
            group.stop_timer()
        self._groups = {}

    def _start_timer(self, name: str, group: Group) -> None:
        group.stop_timer()
        if self._seconds > 0:
            group.timer = self.call_later(float(self._seconds), self._time_is_up, name, group)

    def _time_is_up(self, name: str, group: Group) -> None:
        if self._groups.get(name) is group:
            self._complete(name, group)

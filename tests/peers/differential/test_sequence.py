"""The nodes that work on sequences of messages do what Node-RED's do: split, join, sort and batch."""

from __future__ import annotations

from typing import Any

import pytest

from tests.peers.differential.cases import VALUES, Case, agree, payloads, same
from tests.peers.differential.twins import Twins

pytestmark = [pytest.mark.peers, pytest.mark.slow]


# split -----------------------------------------------------------------------------------------------------------

SPLIT = {"type": "split", "splt": "\\n", "spltType": "str", "arraySplt": 1, "arraySpltType": "len", "stream": False, "addname": "", "property": "payload"}  # fmt: skip
TEXTS = [
    "a\nb\nc",
    "a\n",
    "\n",
    "",
    "abcdefg",
    "a,b;c",
    "x😀y",
    *(value for value in VALUES if not isinstance(value, bytes)),
]
BUFFERS = [b"a\nb", b"a\n", b"\n\n", b"", b"abcdefg", b"1,2"]
"""Apart from texts: after a Buffer, Node-RED gives the parts of the next text indices that go on counting."""


async def test_split_makes_the_same_sequences(pair: Twins) -> None:
    cases = [
        Case({**SPLIT, "splt": splt, "spltType": kind}, payloads(*values))
        for splt, kind in [("\\n", "str"), (",", "str"), ("", "str"), ("\\t", "str"), ("[44]", "bin"), ("[10]", "bin"), ("3", "len"), (1, "len")]
        for values in (TEXTS, BUFFERS)
    ]  # fmt: skip
    arrays = payloads([], [1, 2, 3, 4, 5], [[1, [2]], {"a": 1}, None], list(range(6)))
    cases += [Case({**SPLIT, "arraySplt": length}, arrays) for length in (1, 2, "3", 10)]
    objects = payloads({"b": 1, "a": {"x": [1]}, "10": 2, "9": None}, {})
    cases += [Case({**SPLIT, "addname": name}, objects) for name in ("topic", "new.deep", "payload")]
    await agree(pair, cases)


async def test_split_takes_any_property_and_keeps_the_sequence_the_message_is_in(pair: Twins) -> None:
    message = {
        "payload": {"list": [1, 2], "text": "a\nb", "object": {"k": 1}}, "topic": "t",
        "parts": {"id": "outer", "index": 3, "count": 5, "type": "array"},
    }  # fmt: skip
    cases = [Case({**SPLIT, "property": path}, [message]) for path in ("payload.list", "payload.text", "payload.object", "payload.none", "none.deep", "topic")]  # fmt: skip
    await agree(pair, cases)


async def test_split_understands_nodes_of_old_releases_and_refuses_the_same_settings(pair: Twins) -> None:
    nodes: list[dict[str, Any]] = [
        {}, {"splt": ","}, {"splt": "", "arraySplt": 2}, {"spltType": "bin"}, {"splt": "5", "spltType": "bin"},
        {"splt": "0", "spltType": "len"}, {"splt": "x", "spltType": "len"}, {"arraySplt": 0}, {"arraySplt": "x"},
        {"splt": "2.7", "spltType": "len"}, {"stream": "true"}, {"property": ""},
    ]  # fmt: skip
    await agree(pair, [Case({"type": "split", **node}, payloads("a\nb,c", [1, 2, 3])) for node in nodes])


async def test_split_handles_streams_in_the_same_way(pair: Twins) -> None:
    texts = payloads("ab\ncd", "ef\n", "gh", "\n\nx", "", "12345", "6")
    buffers = payloads(b"ab\ncd", b"ef\n", b"gh", b"\n\nx", b"", b"12345", b"6")
    cases = [
        Case({**SPLIT, "stream": True, "splt": splt, "spltType": kind}, messages)
        for splt, kind in [("\\n", "str"), ("[10]", "bin"), ("3", "len"), ("5", "len")]
        for messages in (texts, buffers)
    ]
    await agree(pair, cases)


# join ------------------------------------------------------------------------------------------------------------

JOIN = {
    "type": "join", "mode": "custom", "build": "array", "property": "payload", "propertyType": "msg", "key": "topic",
    "joiner": "\\n", "joinerType": "str", "useparts": True, "accumulate": False, "timeout": "", "count": "",
    "reduceRight": False, "reduceExp": "", "reduceInit": "", "reduceInitType": "", "reduceFixup": "",
}  # fmt: skip
AUTO = {**JOIN, "mode": "auto"}


def sequence(values: list[Any], order: list[int] | None = None, *, counted: str = "all", **parts: Any) -> list[dict[str, Any]]:  # fmt: skip
    """Messages of a sequence in the given order; `counted`: which of them tell the count (all, last, none)."""
    order = order or list(range(len(values)))
    messages = []
    for sent, place in enumerate(order):
        msg = {"payload": values[place], "topic": f"t{place}", "parts": {"id": "s", "index": place, **parts}}
        if counted == "all" or (counted == "last" and sent == len(order) - 1):
            msg["parts"]["count"] = len(values)
        messages.append(msg)
    return messages


async def test_join_puts_together_what_split_made(pair: Twins) -> None:
    cases = []
    for splt, kind in [("\\n", "str"), ("[44]", "bin"), ("2", "len")]:
        values = payloads("a,b\nc,d", [1, 2, 3], {"a": 1, "b": {"c": 2}}, "abc", b"a,b\nc,d")
        case = Case({**SPLIT, "splt": splt, "spltType": kind, "arraySplt": 2}, values)
        cases.append(case)
    for number, case in enumerate(cases):
        case.node = {**case.node, "wires": [[f"{number}-join"]]}
        case.more = [{**AUTO, "id": f"{number}-join", "wires": [[f"{number}-out0"]]}]
    await same(pair, cases, ordered=False)


async def test_join_collects_sequences_automatically(pair: Twins) -> None:
    cases = [
        Case(AUTO, sequence([1, 2, 3], [2, 0, 1], type="array")),
        Case(AUTO, sequence([1, 2, 3], [2, 0, 1], type="array", counted="last")),
        Case(AUTO, [*sequence([1, 2, 3], [1, 2, 0], counted="none"), {"payload": 9, "parts": {"id": "s", "index": 3, "count": 4}}]),
        Case(AUTO, sequence([[1, 2], [3], 4], type="array", len=2)),
        Case(AUTO, sequence(["a", None, 3, [1, [2]], {"x": 1}, True], type="string", ch="-")),
        Case(AUTO, sequence(["a", "b"], type="string", ch=[44, 45])),
        Case(AUTO, sequence(["a", "b"], type="string")),
        Case(AUTO, sequence([b"a", b"b"], type="buffer", ch=[44])),
        Case(AUTO, sequence([b"a", b"b"], type="buffer")),
        Case(AUTO, sequence([b"a", "b", [99]], type="buffer", ch="")),
        Case(AUTO, sequence([b"a", 5], type="buffer", ch="")),
        Case(AUTO, [{"payload": n, "parts": {"id": "o", "type": "object", "key": k, "index": n, "count": 3}} for n, k in enumerate(["b", "a", "", "1"])]),
        Case(AUTO, sequence([1, 2], type="array") + payloads("without parts", "again")),
        Case(AUTO, [*sequence([1, 2, 3], type="array")[:2], {"reset": True}, *sequence([4, 5, 6], type="array")]),
        Case(AUTO, [*sequence([1, 2, 3], type="array")[:2], {"reset": True, "parts": {"id": "s"}}, *sequence([4, 5, 6], type="array")]),
        Case(AUTO, [*sequence([1, 2, 3], type="array")[:2], {"payload": 7, "complete": True, "parts": {"id": "s", "index": 4}}]),
        Case(AUTO, [*sequence([1, 2], [0, 0, 0, 1], type="array")]),
        Case(AUTO, [*sequence([1, 2], type="array", parts={"id": "outer", "index": 0, "parts": {"id": "outest"}})]),
        Case({"type": "join"}, sequence([1, 2], type="array")),
        Case(AUTO, [{"payload": {"a": n}, "parts": {"id": 1, "type": "array", "property": "payload.a", "index": n, "count": 2}} for n in range(2)]),
    ]  # fmt: skip
    await agree(pair, cases)


async def test_join_combines_messages_as_it_is_told(pair: Twins) -> None:
    mixed = payloads("a", 1, None, True, ["x"], {"k": "v"})
    topics = [
        {"payload": p, "topic": t}
        for p, t in [(1, "a"), (2, "b"), (3, "a"), (4, "c"), (5, ""), (6, "d"), (7, "e")]
    ]
    objects = payloads({"a": 1}, {"b": 2}, {"a": 3, "c": 4}, {"d": 5}, {"e": 6})
    done = {"complete": True}
    cases = [
        *[Case({**JOIN, "build": build, "count": "3"}, mixed) for build in ("string", "array", "object", "merged")],
        *[Case({**JOIN, "build": "buffer", "count": "2"}, payloads(*values)) for values in (["a", b"b"], [[1, 2], "x"], ["a", 1, "b"])],
        Case({**JOIN, "build": "string", "joiner": "[44,45]", "joinerType": "bin", "count": 2}, mixed),
        Case({**JOIN, "build": "string", "joiner": "\\t", "count": 2}, mixed),
        Case({**JOIN, "build": "buffer", "joiner": "[44,45]", "joinerType": "bin", "count": 2}, payloads("a", "b", "c", "d")),
        Case({**JOIN, "build": "buffer", "joiner": "{}", "joinerType": "bin", "count": 2}, payloads("a", "b", "c", "d")),
        Case({**JOIN, "build": "object", "count": "3"}, topics),
        Case({**JOIN, "build": "object", "count": "2", "accumulate": True}, topics),
        Case({**JOIN, "build": "object", "key": "deep.key", "count": "2"}, [{"payload": 1, "deep": {"key": 5}}, {"payload": 2}, {"payload": 3, "deep": {"key": "x"}}]),
        Case({**JOIN, "build": "merged", "count": "3"}, objects),
        Case({**JOIN, "build": "merged", "count": "2", "accumulate": True}, [*objects, {"reset": True}, *objects]),
        Case({**JOIN, "build": "merged", "propertyType": "full", "property": "", "count": "4"}, topics),
        Case({**JOIN, "build": "array", "propertyType": "full", "property": "", "count": "2"}, topics),
        Case({**JOIN, "build": "object", "propertyType": "full", "property": "", "count": "2"}, topics),
        Case({**JOIN, "property": "payload.a", "count": "2"}, [*objects, {"topic": "without"}, *objects]),
        *[Case({**JOIN, "build": build}, [*topics[:4], done, *topics[:2], {**done, "payload": 9, "topic": "z"}]) for build in ("string", "array", "object", "merged")],
        Case({**JOIN, "build": "object", "accumulate": True, "count": 2}, [*topics[:4], done, *topics[:3]]),
        Case({**JOIN, "count": "3"}, [*topics[:2], {"reset": True}, *topics[:4]]),
        Case({**JOIN, "count": "0"}, [*topics[:2], done]),
        Case({**JOIN, "count": "x"}, [*topics[:2], done]),
    ]  # fmt: skip
    await agree(pair, cases)


async def test_join_uses_parts_in_manual_mode_only_where_it_may(pair: Twins) -> None:
    parts = sequence(["a", "b", "c"], [1, 0, 2], type="string", ch=",", parts={"id": "outer"})
    cases = [
        Case({**JOIN, "count": count, "useparts": use, "build": build}, parts)
        for count in ("", "2", 0) for use in (True, False) for build in ("array", "string")
    ]  # fmt: skip
    without = {
        key: value for key, value in JOIN.items() if key not in ("useparts", "count", "joiner", "build")
    }
    cases += [Case(without, parts), Case({"type": "join", "mode": "custom", "count": 2}, parts)]
    await agree(pair, cases)


async def test_join_sends_when_the_time_is_up(pair: Twins) -> None:
    base = {**JOIN, "timeout": "0.5", "build": "string", "joiner": ","}
    cases = [
        Case(base, payloads("a", "b"), quiet=0.9),
        Case({**base, "count": "2"}, payloads("a", "b", "c"), quiet=0.9),
        Case(base, [{"payload": "a"}, {"payload": "b", "restartTimeout": True}, {"payload": "c", "restartTimeout": 1}], pause=0.3, quiet=0.9),
        Case(base, [{"payload": "a"}, {"reset": True}], quiet=0.9),
        Case({**base, "build": "object", "accumulate": True, "count": 2}, [{"payload": n, "topic": t} for n, t in enumerate("abc")], quiet=0.9),
    ]  # fmt: skip
    await agree(pair, cases)


async def test_join_reduces_sequences(pair: Twins) -> None:
    reduce = {**JOIN, "mode": "reduce", "reduceExp": "$A+payload", "reduceInit": "0", "reduceInitType": "num"}
    numbers = sequence([3, 2, 4, 1], [2, 0, 3, 1])
    cases = [
        Case(reduce, numbers),
        Case(reduce, sequence([3, 2, 4, 1], [2, 0, 3, 1], counted="last")),
        Case({**reduce, "reduceFixup": "$A/$N"}, numbers),
        Case({**reduce, "reduceExp": "$A + $I * $N"}, numbers),
        Case({**reduce, "reduceExp": "'(' & $A & payload & ')'", "reduceInitType": "str"}, numbers),
        Case({**reduce, "reduceExp": "'(' & $A & payload & ')'", "reduceInitType": "str", "reduceRight": True}, numbers),
        Case({**reduce, "reduceExp": "$append($A, [payload])", "reduceInit": "[]", "reduceInitType": "json"}, numbers),
        Case({**reduce, "reduceExp": "{'sum': $A.sum + payload, 'last': topic}", "reduceInit": '{"sum":0}', "reduceInitType": "json"}, numbers),
        Case({**reduce, "reduceExp": "$append($A, payload)", "reduceInit": None, "reduceInitType": None}, numbers),
        Case({**reduce, "reduceExp": "$A or payload > 3", "reduceInit": "false", "reduceInitType": "bool"}, numbers),
        Case({**reduce, "reduceInit": "$sum([1,2])", "reduceInitType": "jsonata"}, numbers),
        Case({**reduce, "reduceExp": "$unknown()"}, numbers),
        Case({**reduce, "reduceFixup": "$unknown()"}, numbers),
        Case({**reduce, "reduceExp": "("}, numbers),
        Case({**reduce, "reduceInit": "{", "reduceInitType": "json"}, numbers),
        Case(reduce, payloads(1, 2)),
        Case(reduce, [*numbers[:2], *sequence([7, 8], parts={"id": "o"})[:1], *numbers[2:]]),
    ]  # fmt: skip
    await agree(pair, cases)


# sort ------------------------------------------------------------------------------------------------------------

SORT = {"type": "sort", "order": "ascending", "as_num": False, "target": "payload", "targetType": "msg", "msgKey": "payload", "msgKeyType": "elem", "seqKey": "payload", "seqKeyType": "msg"}  # fmt: skip
ARRAYS = [
    [3, 1, 2], ["b", "a", "C", "ä", "10", "9", ""], [10, 9, "8", "70", 1e21, -1.5], [True, 0, None, False, 1, "x", "0"], [], [1],
    [[2], [1], [10], {"a": 1}, {"a": 0}], ["10", "9", "100", " 8"], [5, "a", 3, "b", 1, "c", 4, 2], ["😀", "\ufb01", "z"],
    "no array", None, 7, {"a": 1},
]  # fmt: skip


async def test_sort_orders_arrays_in_the_same_way(pair: Twins) -> None:
    messages = payloads(*ARRAYS)
    cases = [
        Case({**SORT, "order": order, "as_num": as_num}, messages)
        for order in ("ascending", "descending") for as_num in (False, True)
    ]  # fmt: skip
    people = [
        {"data": {"people": [{"name": "Bo", "age": 9}, {"name": "Al", "age": 10}, {"name": "Cy"}]}},
        {"payload": 1},
    ]
    by = {**SORT, "target": "data.people", "msgKeyType": "jsonata"}
    cases += [Case({**by, "msgKey": key, "order": order}, people) for key in ("age", "name", "$length(name)", "-age", "$unknown()", "(") for order in ("ascending", "descending")]  # fmt: skip
    cases += [Case({**SORT, "msgKeyType": "jsonata", "msgKey": "$ % 10"}, payloads([12, 3, 41, 22, 1]))]
    cases += [Case({"type": "sort", "targetType": "msg"}, messages[:3])]
    await agree(pair, cases)


async def test_sort_orders_sequences_in_the_same_way(pair: Twins) -> None:
    values = sequence([3, 1, "2", 10, "b", 2, None], [3, 0, 1, 2, 5, 4, 6])
    seq = {**SORT, "targetType": "seq"}
    cases = [
        *[Case({**seq, "order": order, "as_num": as_num}, values) for order in ("ascending", "descending") for as_num in (False, True)],
        Case({**seq, "seqKey": "topic", "order": "descending"}, values),
        Case({**seq, "seqKey": "none"}, values),
        Case({**seq, "seqKeyType": "jsonata", "seqKey": "$string(payload)"}, values),
        Case({**seq, "seqKeyType": "jsonata", "seqKey": "$unknown()"}, values),
        Case({**seq, "seqKeyType": "jsonata", "seqKey": "("}, values),
        Case(seq, sequence([3, 1, 2], counted="last")),
        Case(seq, [*payloads(1), {"payload": 2, "parts": {"id": "x"}}, *sequence([2, 1])]),
        Case(seq, [*sequence([3, 1, 2])[:2], *[{**m, "parts": {**m["parts"], "id": "other"}} for m in sequence([9, 8])], *sequence([3, 1, 2])[2:]]),
        Case({"type": "sort"}, sequence([3, 1, 2])),
    ]  # fmt: skip
    await agree(pair, cases)


# batch -----------------------------------------------------------------------------------------------------------

BATCH = {"type": "batch", "mode": "count", "count": 2, "overlap": 0, "interval": 10, "allowEmptySequence": False, "honourParts": False, "topics": [{"topic": ""}]}  # fmt: skip


async def test_batch_groups_messages_by_their_number(pair: Twins) -> None:
    numbers = payloads(*range(7))
    reset = [*numbers[:3], {"reset": True}, *numbers[3:]]
    cases = [Case({**BATCH, "count": count, "overlap": overlap}, numbers) for count, overlap in [(2, 0), ("3", "1"), (3, 2), (2, 2), (1, 0), ("", ""), ("x", 0), (2.5, 0)]]  # fmt: skip
    cases += [
        Case({**BATCH, "count": 3, "overlap": 1}, reset),
        Case({**BATCH, "count": 3}, reset),
        Case({**BATCH, "count": 3, "honourParts": True}, [*sequence([1, 2], type="array"), *numbers]),
        Case({**BATCH, "count": 3, "overlap": 2, "honourParts": True}, [*sequence([1, 2]), *numbers]),
        Case({**BATCH, "count": 3}, sequence([1, 2, 3, 4], type="string", ch="x", parts={"id": "outer"})),
        Case({"type": "batch"}, numbers[:2]),
        Case({**BATCH, "mode": "other"}, numbers[:2]),
    ]
    await agree(pair, cases)


async def test_batch_concatenates_sequences_by_their_topics(pair: Twins) -> None:
    def of(topic: str, values: list[Any], name: str = "") -> list[dict[str, Any]]:
        return [
            {**msg, "topic": topic, "parts": {**msg["parts"], "id": name or topic}}
            for msg in sequence(values)
        ]

    concat = {**BATCH, "mode": "concat", "topics": [{"topic": "A"}, {"topic": "B"}]}
    a, b = of("A", [1, 2]), of("B", [3, 4, 5])
    cases = [
        Case(concat, [*b, *a]),
        Case(concat, [b[0], a[0], b[1], a[1], b[2]]),
        Case(concat, [*a, *of("A", [8, 9], "a2"), *b, *of("B", [10], "b2")]),
        Case(concat, [*a, *of("C", [1]), {"payload": 1}, {"payload": 2, "topic": "A"}, *b]),
        Case(concat, [*a, {"reset": True}, *b, *a]),
        Case({**concat, "topics": [{"topic": "A"}, {"topic": "A"}]}, [*a, *a]),
        Case({**concat, "topics": []}, [*a]),
    ]
    await agree(pair, cases)


async def test_batch_groups_messages_by_time(pair: Twins) -> None:
    interval = {**BATCH, "mode": "interval", "interval": "0.7"}
    cases = [
        Case(interval, payloads(1, 2, 3), quiet=1.5),
        Case(interval, [*payloads(1, 2), {"reset": True}, *payloads(3)], quiet=1.5),
        Case({**interval, "interval": 0}, payloads(1, 2), quiet=1.5),
    ]
    await agree(pair, cases)

"""Values survive the way to JavaScript and back."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.jshost.conftest import Bench

from wirelatch.jshost.codec import Encoder, Handles
from wirelatch.scripting.message import Message
from wirelatch.scripting.values import UNDEFINED, BigInt, ErrorValue, JsMap, JsSet, clone

VALUES: list[Any] = [
    None, True, 0, -1, 1.5, 2**53, "", "text", "\u2028é😀", "\ud800", b"", bytes(range(256)),
    datetime(2026, 1, 2, 3, 4, 5, 678000, UTC), math.inf, -math.inf, BigInt(2**70), [], {}, [None, [1, {"a": []}]],
    {"$wl": "b", "v": "x"}, {"a": {"$wl": 1}}, {"": 1, "__proto__": 2, "constructor": 3}, JsMap([[1, {"a": b"x"}], ["k", None]]),
    JsSet([1, "a", [2]]), {"b": b"x", "n": None, "s": "\ud800"}, {"deep": {"deeper": [datetime(1969, 12, 31, tzinfo=UTC)]}},
    '"$wl":', ["null", None],
]  # fmt: skip


@pytest.mark.parametrize("code", ["return msg;", "return { payload: RED.util.cloneMessage(msg).payload };"])
async def test_values_come_back_as_they_went(bench: Bench, code: str) -> None:
    owner = await bench.ready(code)
    for value in VALUES:
        assert (await bench.result(owner, {"payload": value}))["payload"] == value, value


async def test_numbers_that_json_has_not_come_back(bench: Bench) -> None:
    owner = await bench.ready("return { nan: msg.nan, zero: msg.zero, none: msg.none, bad: [NaN, -0] }")
    result = await bench.result(owner, {"nan": math.nan, "zero": -0.0, "none": None})
    assert math.isnan(result["nan"])
    assert math.copysign(1, result["zero"]) == -1
    assert result["none"] is None
    assert math.isnan(result["bad"][0])


async def test_a_value_in_itself_comes_back_in_itself(bench: Bench) -> None:
    owner = await bench.ready("return { there: msg.payload.self === msg.payload, payload: msg.payload }")
    value: dict[str, Any] = {"list": []}
    value["self"] = value
    value["list"].append(value["list"])
    result = await bench.result(owner, {"payload": value})
    assert result["there"] is True
    assert result["payload"]["self"] is result["payload"]
    assert result["payload"]["list"][0] is result["payload"]["list"]


async def test_javascript_sees_its_own_kinds_of_value(bench: Bench) -> None:
    owner = await bench.ready(
        "const p = msg.payload; return { kinds: [Buffer.isBuffer(p.b), p.d instanceof Date, p.m instanceof Map,"
        " p.s instanceof Set, typeof p.i, 'u' in p, p.l, p.sub.x] }"
    )
    payload = {
        "b": b"x", "d": datetime.now(UTC), "m": JsMap([]), "s": JsSet([]), "i": BigInt(1), "u": UNDEFINED, "l": (1, 2),
        "sub": Message(x=1),
    }  # fmt: skip
    kinds = (await bench.result(owner, {"payload": payload}))["kinds"]
    assert kinds == [True, True, True, True, "bigint", True, [1, 2], 1]


async def test_what_has_no_form_outside_javascript_is_left_behind(bench: Bench) -> None:
    owner = await bench.ready(
        "class P { constructor() { this.x = 1 } m() {} }\n"
        "return { f: () => 1, u: undefined, list: [undefined, () => 1], p: new P(), r: /a/g, e: new TypeError('no'),"
        " url: new URL('http://h/'), floats: new Float32Array([1.5]), date: new Date(NaN) }"
    )
    result = await bench.result(owner, {})
    error = result.pop("e")
    assert result == {
        "list": [None, None], "p": {"x": 1}, "r": "/a/g", "url": "http://h/", "floats": [1.5], "date": None,
    }  # fmt: skip
    assert (error["name"], error["message"]) == ("TypeError", "no")


class Connection:
    """Stands for `msg.req` and `msg.res`."""

    def __init__(self) -> None:
        self.method = "GET"
        self.headers = {"host": "h"}
        self.query = {"a": ["1", "2"]}
        self.secret = "hidden"

    def respond(self) -> None: ...


async def test_python_objects_are_read_as_snapshots_and_come_back_themselves(bench: Bench) -> None:
    owner = await bench.ready(
        "return [msg, { req: msg.req, res: msg.res, payload: [msg.req.method, msg.req.headers.host, msg.req.get('Host'),"
        " msg.req.query.a[1], msg.req.secret === undefined, typeof msg.req.respond] }]"
    )
    req, res = Connection(), Connection()
    msg = {"req": req, "res": res}
    first, second = await bench.result(owner, msg)
    assert first[0] is msg
    assert second[0]["req"] is req
    assert second[0]["res"] is res
    assert second[0]["payload"] == ["GET", "h", "h", "2", True, "undefined"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.just("$wl"), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(value=JSON)
def test_every_value_is_written_as_json_that_ends(value: Any) -> None:
    assert Encoder(Handles()).encode([value]).startswith(b"[")


async def test_errors_stay_errors_on_their_way_through_python(bench: Bench) -> None:
    make = await bench.ready(
        "const e = new TypeError('wrong', { cause: 'c' }); e.code = 7; e.self = e; msg.list = [e]; return msg;"
    )
    look = await bench.ready(
        "const [e] = msg.list; msg.seen = [String(e), e.code, String(e.cause), e.self === e, Object.keys(e),"
        " Object.prototype.toString.call(e), JSON.stringify(new Error('x'))]; return msg;"
    )
    made = clone(await bench.result(make, {}))
    (error,) = made["list"]
    assert isinstance(error, ErrorValue)
    assert (error["name"], error["message"], error["code"]) == ("TypeError", "wrong", 7)
    assert (await bench.result(look, made))["seen"] == [
        "TypeError: wrong", 7, "c", True, ["code", "self"], "[object Error]", "{}",
    ]  # fmt: skip

"""Property expressions mean what they mean in Node-RED."""

from __future__ import annotations

from typing import Any

import pytest

from wirelatch.scripting import paths
from wirelatch.scripting.values import UNDEFINED


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("a", ("a",)),
        ("a.b.c", ("a", "b", "c")),
        ("a[0].b", ("a", 0, "b")),
        ("a.0.b", ("a", 0, "b")),
        ("a['b c'].d", ("a", "b c", "d")),
        ('a["b.c"][1]', ("a", "b.c", 1)),
        ("'a.b'.c", ("a.b", "c")),
        ("a[msg.topic]", ("a", ("msg", "topic"))),
        ("a[msg.b[0]].c", ("a", ("msg", "b", 0), "c")),
        ("a[msg['x y']]", ("a", ("msg", "x y"))),
        ("ä.$x_1", ("ä", "$x_1")),
    ],
)
def test_expressions_that_are_read(path: str, parts: tuple[Any, ...]) -> None:
    assert paths.parse(path) == parts


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("", "zero-length"),
        (".a", "unexpected . at position 0"),
        ("a.", "unterminated"),
        ("a..b", "unexpected . at position 2"),
        ("[0]", r"unexpected \[ at position 0"),
        ("a[", "unterminated"),
        ("a[b]", "unexpected b at position 2"),
        ("a[0", "unterminated"),
        ("a[0b]", "unexpected array expression at position 2"),
        ("a]", "unexpected ] at position 1"),
        ("a b", "unexpected ' ' at position 1"),
        ("a['b]", "unterminated"),
        ("a['']", "zero-length string at position 3"),
        ("a'b'", "unexpected ' at position 1"),
        ("a[msg.b", r"unmatched '\[' at position 1"),
        ("a[msg.]", "Invalid expression started at position 2"),
    ],
)
def test_expressions_that_are_refused(path: str, text: str) -> None:
    with pytest.raises(paths.PathError, match=text):
        paths.parse(path)


def test_reading_follows_objects_lists_text_and_buffers() -> None:
    class Request:
        headers = {"host": "h"}
        _secret = 1

        def method(self) -> None: ...

    msg = {"a": [{"b": "text"}], "buf": b"\x05", "req": Request(), "t": "a", "none": None}
    assert paths.get(msg, "a[0].b") == "text"
    assert paths.get(msg, "msg.a[0].b.length") == 4
    assert paths.get(msg, "a.length") == 1
    assert paths.get(msg, "a[0].b[1]") == "e"
    assert paths.get(msg, "buf[0]") == 5
    assert paths.get(msg, "req.headers.host") == "h"
    assert paths.get(msg, "req._secret") is UNDEFINED
    assert paths.get(msg, "req.method") is UNDEFINED
    assert paths.get(msg, "none") is None


@pytest.mark.parametrize("path", ["x", "x.y.z", "a[3]", "a.b", "none.x", "n.x", "a[0].b.c"])
def test_reading_what_is_not_there_gives_undefined(path: str) -> None:
    assert paths.get({"a": [{"b": "t"}], "none": None, "n": 1}, path) is UNDEFINED


def test_a_key_may_come_from_the_message() -> None:
    msg: dict[str, Any] = {"lamps": {"hall": 1}, "topic": "hall", "list": [5, 6], "i": 1}
    assert paths.get(msg, "lamps[msg.topic]") == 1
    assert paths.get(msg, "list[msg.i]") == 6
    assert paths.set(msg, "lamps[msg.topic]", 2)
    assert msg["lamps"] == {"hall": 2}
    with pytest.raises(paths.PathError, match="undefined reference"):
        paths.get(msg, "lamps[msg.nothing]")


def test_writing_makes_what_is_missing() -> None:
    msg: dict[str, Any] = {}
    assert paths.set(msg, "a.b[2].c", 1)
    assert msg == {"a": {"b": [None, None, {"c": 1}]}}


@pytest.mark.parametrize("path", ["n.x", "s.x", "none.x", "list.x.y", "buf.x", "list[999999999]"])
def test_writing_below_what_has_no_properties_is_refused(path: str) -> None:
    msg = {"n": 1, "s": "t", "none": None, "list": [1], "buf": b""}
    assert not paths.set(msg, path, 1)
    assert msg == {"n": 1, "s": "t", "none": None, "list": [1], "buf": b""}


def test_deleting_closes_lists_up_and_makes_nothing() -> None:
    msg: dict[str, Any] = {"a": [1, 2, 3], "b": {"c": 1}}
    assert paths.delete(msg, "a[1]")
    assert paths.set(msg, "b.c", UNDEFINED)
    assert not paths.delete(msg, "x.y")
    assert msg == {"a": [1, 3], "b": {}}


def test_numbers_are_keys_of_objects_too() -> None:
    msg: dict[str, Any] = {"a": {"1": "x"}}
    assert paths.get(msg, "a[1]") == "x"
    paths.set(msg, "a[2]", "y")
    assert msg == {"a": {"1": "x", "2": "y"}}


def test_the_canonical_form_reads_back() -> None:
    for path in ("a.b[0]", "a['b c']", "a[msg.topic].d", "a['x\"y']"):
        assert paths.parse(paths.normalise(paths.parse(path))) == paths.parse(path)

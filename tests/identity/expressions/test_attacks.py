"""No expression gets out of the language, and none takes more than its share."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wirelatch.identity.directory.people import Person
from wirelatch.identity.expressions import ExpressionError, compile_expression, names
from wirelatch.identity.expressions.directory import Directory
from wirelatch.identity.expressions.patterns import written_out

EVE = Person(
    1, "u", "eve", "Eve", "", False, True, "internal", {"a": [1]}, None, ("g",), frozenset({"g"}), False
)


def evaluate(source: str):
    return compile_expression(source).evaluate(names.for_mapping(EVE, Directory()))


@pytest.mark.parametrize(
    "source",
    [
        "return ().__class__.__bases__[0].__subclasses__()",
        "return user.__class__.__mro__",
        "return user._fields",
        "return (lambda: 0).__globals__",
        "return getattr(user, '__class__')",
        "return getattr('', '__class__')",
        "return hasattr(user, '__class__') and 1 or open('/etc/passwd')",
        "return user.groups.filter(__class__='x').exists()",
        "return user.groups.filter(name____class__='x').exists()",
        "return user.groups.values_list('__class__')",
        "return '{0.__class__.__init__.__globals__}'.format(user)",
        "return '{a.__class__}'.format_map({'a': user})",
        "return f'{user:{user.__class__}}'",
        "return __import__('os').system('id')",
        "return __builtins__",
        "return __name__",
        "return eval('1')",
        "return exec('1')",
        "return open('/etc/passwd').read()",
        "return globals()",
        "return vars(user)",
        "return dir(user)",
        "return type(user)",
        "return object()",
        "return str.__init__",
        "return str.mro()",
        "return str.format('{0.__class__}', user)",
        "return list.append",
        "return ak_is_group_member.body",
        "return user.groups.all.body",
        "return user.attributes.__setitem__('a', 1)",
        "return [].append.__self__",
        "return request.user.origin",
        "return request.user.field('x')",
        "return ak_user_by.directory",
        "return print.__call__",
        "return ip_address('1.1.1.1').packed.__class__",
        "return ip_network('1.1.1.0/24').hosts()",
        "class A: pass",
        "with user: pass",
        "return (yield)",
        "return await_",
        "return [x async for x in user]",
        "return lambda *a: a",
        "del user",
        "global user",
        "raise user",
        "assert False",
        "match user:\n  case _: return 1",
        "@print\ndef f(): pass",
        "return b'bytes'",
        "return 1j",
        "return ...",
        "return user.attributes.a",
        "return isinstance(user, object)",
        "return sorted([user, user])",
        "return {user: 1}",
        "return print",
        "\x00",
        ")\nimport os",
        "return 1\n\nimport os",
    ],
)
def test_nothing_of_python_is_reached(source) -> None:
    with pytest.raises(ExpressionError):
        evaluate(source)


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "for a in range(10000):\n  for b in range(10000): pass",
        "return [1 for a in range(10000) for b in range(10000)]",
        "return sum(a * b for a in range(5000) for b in range(5000))",
        "return 9 ** 9 ** 9",
        "return 10 ** 100000",
        "x = 2\nfor i in range(1000): x = x * x\nreturn x",
        "x = 3\nwhile True: x **= 3",
        "return 'x' * 10 ** 9",
        "return 10 ** 9 * 'x'",
        "return [0] * 10 ** 9",
        "x = 'x'\nwhile True: x += x",
        "x = [1]\nwhile True: x += x",
        "x = [1]\nwhile True: x.extend(x)",
        "x = []\nwhile True: x.append(x)",
        "x = 'ab'\nwhile True: x = x.replace('a', 'aa')",
        "return ','.join(['x' * 9999] * 9999)",
        "return f\"{'x' * 99999}{'x' * 99999}\"",
        "return 'x'.ljust(10 ** 9)",
        "return 'x'.zfill(10 ** 9)",
        "return f'{1:1000000000d}'",
        "return range(10 ** 18)",
        "return list(range(10 ** 7))",
        "x = []\nfor i in range(40): x = [x, x]\nreturn x",
        "x = []\nfor i in range(40): x = [x, x]\nreturn str(x)",
        "x = []\ny = []\nfor i in range(40):\n  x = [x, x]\n  y = [y, y]\nreturn x == y",
        "x = {}\nx['x'] = x\nreturn x",
        "x = []\nx.append(x)\nreturn str(x)",
        "x = []\nx.append(x)\ny = []\ny.append(y)\nreturn x == y",
        "f = lambda g: g(g)\nreturn f(f)",
        "f = lambda x: f(x) + f(x)\nreturn f(1)",
        "return regex_match('a' * 5000 + 'b', '(a+)+$')",
        "return regex_match('a' * 30, '(a|a)*b|(a|a)*c' + '(a|aa)+$')\nreturn x",
        "return regex_match('a', '(((a{1000}){1000}){1000}){1000}')",
        "return regex_match('a', 'a{999999999}')",
        "return regex_replace('a' * 9999, '', 'b' * 200)",
        "return regex_match('a', '(?R)')",
        "return regex_match('aaaaaaaaaa', '(?:aaaa){e}')",
        "x = 'a' * 9000\nwhile True: regex_match(x, 'a*a*b')",
        "return int('9' * 5000)",
        "try:\n  while True: pass\nexcept Exception:\n  return 'caught'",
        "try:\n  while True: pass\nfinally:\n  return 'got away'",
        "return [x for x in 'a' * 99999]",
        "return dict(enumerate('a' * 99999))",
        "return zip(*[range(9999)] * 9)",
        "return " + "(" * 200 + "1" + ")" * 200,
        "return " + "-" * 5000 + "1",
        "return " + "not " * 3000 + "1",
        "return " + "+".join("1" * 5000),
        "return user" + ".a" * 3000,
        "return user" + "[0]" * 3000,
        "return user" + "()" * 3000,
        "x = 1\n"
        + "if x:\n" * 1
        + "".join(" " * depth + "if x:\n" for depth in range(1, 200))
        + " " * 200
        + "pass",
        "return " + "lambda: " * 500 + "1",
        "return " + "[" * 5000 + "]" * 5000,
        "return '" + "x" * 30_000 + "'",
        "x = 1\n" * 10_000,
    ],
)
def test_no_expression_takes_more_than_its_share(source) -> None:
    tracemalloc.start()
    started = time.perf_counter()
    try:
        with pytest.raises(ExpressionError):
            evaluate(source)
        took, peak = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert took < 6, took
    assert peak < 60_000_000, peak


def test_what_may_be_caught_does_not_hide_that_the_bounds_are_used_up() -> None:
    with pytest.raises(ExpressionError, match="steps"):
        evaluate("while True:\n  try:\n    while True: pass\n  except Exception:\n    pass")


def test_a_result_is_always_data_that_json_can_say() -> None:
    import orjson

    orjson.dumps(evaluate("return ['\\ud800', {1: 2, (1, 2): 3, None: user}, {'a'}, (1,), 2 ** 62]"))
    with pytest.raises(ExpressionError, match="too large"):
        evaluate("return 2 ** 80")


@pytest.mark.parametrize(
    ("pattern", "size"),
    [
        ("abc", 3),
        (r"\d{4}-\d{2}", 7),
        ("(ab){10}", 30),
        ("((a{10}){10}){10}", 1_110),
        (r"[\w.]+@x", 6),
        (r"\{a", 2),
    ],
)
def test_how_large_a_pattern_becomes_is_reckoned_before_it_is_compiled(pattern, size) -> None:
    assert size * 0.5 <= written_out(pattern) <= size * 2 + 8


ATOMS = st.sampled_from(
    ["user", "request", "1", "'a'", "[]", "{}", "None", "user.groups", "user.attributes", "x", "str", "len", "print",
     "lambda y: y", "'\\x00'", "2 ** 20", "range(9)", "request.user.email", "ak_user_by", "ip_address('::1')"]
)  # fmt: skip
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(
            inner,
            st.sampled_from(
                ["+", "-", "*", "/", "//", "%", "**", "==", "<", "in", "and", "or", "is", "|", "&"]
            ),
            inner,
        ).map(lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"),
        st.tuples(
            inner, st.sampled_from(["all", "get", "name", "append", "format", "__class__", "split", "join"])
        ).map(lambda parts: f"({parts[0]}).{parts[1]}"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]})[{parts[1]}]"),
        st.tuples(inner, st.lists(inner, max_size=2)).map(
            lambda parts: f"({parts[0]})({', '.join(parts[1])})"
        ),
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        st.tuples(inner, inner).map(lambda parts: f"[{parts[0]} for x in {parts[1]}]"),
        inner.map(lambda part: 'f"{' + part.replace('"', "'") + '}"' if '"' not in part else part),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
    ),
    max_leaves=12,
)


@given(st.lists(EXPRESSIONS, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_put_together_gives_data_or_an_error_of_the_language(parts) -> None:
    source = "\n".join(f"x = {part}" for part in parts) + "\nreturn x"
    try:
        result = evaluate(source)
    except ExpressionError:
        return
    assert_data(result)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None)
def test_any_text_is_an_expression_or_an_error_of_the_language(source) -> None:
    try:
        assert_data(evaluate(source))
    except ExpressionError:
        return


def assert_data(value) -> None:
    assert type(value) in (type(None), bool, int, float, str, list, dict), type(value)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        assert_data(item)

"""wirelatch.webkit.query"""

import pytest

from wirelatch.webkit.query import parse


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {}),
        ("a=1&b=x%20y+z", {"a": "1", "b": "x y z"}),
        ("a=1&a=2&a=3", {"a": ["1", "2", "3"]}),
        ("a[]=1", {"a": ["1"]}),
        ("a[]=1&a[]=2", {"a": ["1", "2"]}),
        ("a[1]=y&a[0]=x", {"a": ["x", "y"]}),
        ("a[b]=1&a[c][d]=2", {"a": {"b": "1", "c": {"d": "2"}}}),
        ("a[100]=x", {"a": {"100": "x"}}),
        ("flag&empty=", {"flag": "", "empty": ""}),
        ("a[b=1", {"a[b": "1"}),
    ],
)
def test_names_are_read_as_express_reads_them(query: str, expected: dict[str, object]) -> None:
    assert parse(query) == expected


def test_a_flood_of_parameters_is_cut_off() -> None:
    assert len(parse("&".join(f"a{i}=1" for i in range(5000)))) == 1000


def test_deep_nesting_stays_flat_beyond_the_limit() -> None:
    value = parse("a" + "[b]" * 50 + "=1")
    depth = 0
    while isinstance(value, dict):
        value, depth = next(iter(value.values())), depth + 1
    assert depth <= 8

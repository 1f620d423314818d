"""Errors: an expression and the code of its error, and what an error tells."""

from __future__ import annotations

import pytest
from tests.scripting.jsonata.messages import MESSAGE

from wirelatch.scripting import jsonata

CODES: list[tuple[str, str]] = [
    ("payload + 1", "T2001"),
    ("payload * 2 - 1", "T2001"),
    ("payload / 0", "T2001"),
    ("payload % 4", "T2001"),
    ("-payload", "D1002"),
    ("-payload % 3", "D1002"),
    ("payload > 3", "T2010"),
    ("payload < 'b'", "T2010"),
    ("payload >= 17", "T2010"),
    ("nothing > 1", "T2010"),
    ("[1..payload]", "T2004"),
    ("[1.5..3]", "T2003"),
    ("['a'..'b']", "T2003"),
    ("{'a': 1, 'a': 2}", "D1009"),
    ("{payload: 1}", "T1003"),
    ("'abc' ~> 5", "T2006"),
    ("$number(payload)", "T0410"),
    ("$number(topic)", "D3030"),
    ("$number(' 1')", "D3030"),
    ("$number(nothing)", "T0410"),
    ("$number(list)", "T0410"),
    ("$sum(payload)", "T0412"),
    ("$join(list, '-')", "T0412"),
    ("$match('ab', /x?/)", "D1004"),
    ("$replace('abc', /b/, 5)", "T0411"),
    ("$eval('1+')", "D3120"),
    ("$decodeUrlComponent('%')", "D3140"),
    ("$sqrt(neg)", "D3060"),
    ("$power(10, 400)", "D3061"),
    ("$power(-8, 1/3)", "D3061"),
    ("$formatNumber(payload, '#0.0')", "T0410"),
    ("$formatNumber(1, '0.0.0')", "D3081"),
    ("$formatBase(5, 1)", "D3100"),
    ("$map(list, $uppercase)", "T0410"),
    ("$single(payload, function($v){$v.id = 2})", "D3139"),
    ("$reduce(payload, function($a, $b){$a + $b}, 10)", "T2002"),
    ("$reduce(list, $uppercase)", "D3050"),
    ("$error('boom')", "D3137"),
    ("$assert(payload = 17, 'no')", "D3141"),
    ("$toMillis('yesterday')", "D3110"),
    ("$fromMillis(payload)", "T0410"),
    ("$fromMillis(1e12, '[q]')", "D3132"),
    ("function($n)<n:n>{$n}('x')", "T0410"),
    ("payload ~> |$|5|", "T2011"),
    ("nope()", "T1006"),
    ("sum(list)", "T1005"),
    ("$nope(1)", "T1006"),
    ("payload.(", "S0203"),
    ("1 +", "S0207"),
    ("'open", "S0101"),
    ("payload[", "S0203"),
    ("{'a' 1}", "S0202"),
    ("a b", "S0201"),
    ("@", "S0211"),
    ("5.x", "S0213"),
    ("%", "S0217"),
    ("$x := ", "S0207"),
    ("/(/", "S0302"),
    ('"\\q"', "S0103"),
    ("", "S0207"),
    ("//", "S0301"),
    ("payload.$sum(", "S0203"),
    ("a := 1", "S0212"),
    ("[1,,2]", "S0211"),
    ("`open", "S0105"),
    ("$sum([1,'a'])", "T0412"),
    ("$formatInteger(5, 'α')", "D3130"),
    ("people[0..1].id", "S0202"),
    ("($f := function($x)<n>{$x}; $f('a'))", "T0410"),
    ("($f := function($a)<a<n>:n>{$sum($a)}; $f(['x']))", "T0412"),
    ("1(2)", "T1006"),
    ("list(1)", "T1006"),
    ("$list(1)", "T1006"),
]


@pytest.mark.parametrize(("expression", "code"), CODES)
def test_an_error_has_the_code_of_the_language(expression: str, code: str) -> None:
    with pytest.raises(jsonata.JsonataError) as caught:
        jsonata.compile(expression).evaluate(MESSAGE)
    assert caught.value.code == code
    assert str(caught.value)


def test_an_error_tells_position_token_and_value() -> None:
    with pytest.raises(jsonata.JsonataError) as caught:
        jsonata.compile("1 + $uppercase(5)").evaluate({})
    error = caught.value
    assert (error.code, error.position, error.token, error.value) == ("T0410", 15, "uppercase", 5)
    assert str(error) == "argument 1 of uppercase is not what its signature asks for (position 15)"


def test_an_error_of_the_expression_has_its_own_words() -> None:
    with pytest.raises(jsonata.JsonataError, match=r"^too hot \(position"):
        jsonata.compile("payload.temp > 20 ? $error('too hot')").evaluate(MESSAGE)

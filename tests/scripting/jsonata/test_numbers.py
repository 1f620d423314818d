"""Functions on numbers, and number pictures: an expression and what it gives; checked against Node-RED's engine."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.conformance.jsonata import same
from tests.scripting.jsonata.messages import MESSAGE

from wirelatch.scripting import jsonata
from wirelatch.scripting.values import UNDEFINED

TABLE: list[tuple[str, Any]] = [
    ("$number('0x1F')", 31),
    ("$number('1e3')", 1000),
    ("$number(true)", 1),
    ("$sum(list)", 18),
    ("$max(list)", 9),
    ("$min(list)", 1),
    ("$average(list)", 4.5),
    ("$count(list)", 4),
    ("$count(payload)", 1),
    ("$count(missing)", 0),
    ("$count(nothing)", 1),
    ("$sum(payload.items.(price*qty))", 12),
    ("$floor(neg)", -4),
    ("$ceil(neg)", -3),
    ("$round(neg)", -4),
    ("$round(2.5)", 2),
    ("$round(3.5)", 4),
    ("$round(-2.5)", -2),
    ("$round(123.456, 2)", 123.46),
    ("$round(1250, -2)", 1200),
    ("$round(1350, -2)", 1400),
    ("$round(0.285, 2)", 0.28),
    ("$abs(neg)", 3.5),
    ("$sqrt(16)", 4),
    ("$power(2, 10)", 1024),
    ("$formatNumber(12345.6, '#,##0.00')", "12,345.60"),
    ("$formatNumber(0.14, '01%')", "14%"),
    ("$formatNumber(-5, '0;(0)')", "(5)"),
    ("$formatNumber(1234.5678, '00.000e0')", "12.346e2"),
    ("$formatNumber(0, '#.##')", ".0"),
    ("$formatNumber(123456789, '#,###,###')", "123,456,789"),
    ("$formatBase(100, 2)", "1100100"),
    ("$formatBase(255, 16)", "ff"),
    ("$formatBase(-10, 2)", "-1010"),
    ("$formatInteger(2789, 'w')", "two thousand, seven hundred and eighty-nine"),
    ("$formatInteger(1999, 'I')", "MCMXCIX"),
    ("$formatInteger(12, '#1;o')", "12th"),
    ("$formatInteger(1234567, '#,##0')", "1,234,567"),
    ("$formatInteger(27, 'A')", "AA"),
    ("$parseInteger('twelve thousand, four hundred and seventy-six', 'w')", 12476),
    ("$parseInteger('MCMXCIX', 'I')", 1999),
    ("$parseInteger('1,234', '#,##0')", 1234),
    ("$count([])", 0),
    ("$max([])", UNDEFINED),
    ("$formatNumber(34.555, '#0.00;(#0.00)')", "34.56"),
    ("$formatNumber(1.5, '0 kg')", "2 kg"),
    ("$formatNumber(1234.5, '#.##0,00', {'decimal-separator': ',', 'grouping-separator': '.'})", "1.234,50"),
    ("$formatNumber(12, '٠٠٠', {'zero-digit': '٠'})", "٠١٢"),
    ("$formatNumber(-0.5, '#0.0')", "-0.5"),
    ("$formatNumber(0.5, '0‰')", "500‰"),
    ("$formatNumber(1e-7, '0.0e00')", "1.0e-07"),
    ("$formatInteger(123, 'Ww')", "One Hundred and Twenty-Three"),
    ("$formatInteger(21, 'w;o')", "twenty-first"),
    ("$formatInteger(123, '٠٠٠٠')", "٠١٢٣"),
    ("$formatInteger(4, 'i')", "iv"),
    ("$formatInteger(28, 'a')", "ab"),
    ("$parseInteger('aab', 'a')", 704),
    ("$parseInteger('twenty-first', 'w;o')", 21),
    ("$count($shuffle([1,2,3]))", 3),
    ("$sum(?)([1,2])", 3),
]


@pytest.mark.parametrize(("expression", "expected"), TABLE)
def test_numbers(expression: str, expected: Any) -> None:
    message = copy.deepcopy(MESSAGE)
    found = jsonata.compile(expression).evaluate(message)
    assert found is expected or same(found, expected), found
    assert message == MESSAGE, "the message was changed"

"""Errors of JSONata: the codes of the reference implementation, in sentences of our own.

Codes begin with S (syntax), T (types) or D (found while evaluating), see https://docs.jsonata.org/.
"""

from __future__ import annotations

from typing import Any

from wirelatch.scripting.numbers import number_to_string
from wirelatch.scripting.serialization import json_stringify

_MESSAGES = {
    "S0101": "the string is not closed",
    "S0102": "the number {token} is out of range",
    "S0103": "\\{token} is no escape sequence",
    "S0104": "\\u wants four hexadecimal digits",
    "S0105": "the quoted name is not closed by a backtick",
    "S0106": "the comment is not closed",
    "S0201": "{token} is not expected here",
    "S0202": "expected {value}, found {token}",
    "S0203": "expected {value} before the end of the expression",
    "S0204": "{token} is no operator",
    "S0206": "{token} is no expression",
    "S0207": "the expression ends too early",
    "S0208": "parameter {value} of a function must be a variable (it starts with $), not {token}",
    "S0209": "a predicate cannot follow a grouping",
    "S0210": "a step can be grouped only once",
    "S0211": "{token} cannot begin an expression",
    "S0212": "only a variable (it starts with $) can stand left of :=",
    "S0213": "the literal {value} cannot be a step of a path",
    "S0214": "only a variable (it starts with $) can stand right of {token}",
    "S0215": "a variable must be bound before the predicates of a step",
    "S0216": "a variable must be bound before the step is sorted",
    "S0217": "there is no parent that % could stand for",
    "S0301": "a regular expression cannot be empty",
    "S0302": "the regular expression is not closed by /",
    "S0303": "{value}",
    "S0401": "only functions and arrays take a type parameter in a signature",
    "S0402": "a choice of types in a signature cannot contain type parameters",
    "T0410": "argument {index} of {token} is not what its signature asks for",
    "T0411": "the context value cannot stand for argument {index} of {token}",
    "T0412": "argument {index} of {token} must be an array of {type}",
    "D1001": "the number {value} is out of range",
    "D1002": "{value} is not a number and has no negative",
    "T1003": "a key of an object must be a string, not {value}",
    "D1004": "the regular expression matches the empty string",
    "T1005": "this is not a function; was ${token} meant?",
    "T1006": "this is not a function",
    "T1007": "this is not a function to apply in part; was ${token} meant?",
    "T1008": "this is not a function to apply in part",
    "D1009": "more than one pair of the object has the key {value}",
    "T1010": "the matcher given to {token} does not answer with a match",
    "D1011": "functions are nested too deep: does the recursion end?",
    "D1012": "evaluation took longer than {value} ms: does it end?",
    "T2001": "left of {token} must be a number",
    "T2002": "right of {token} must be a number",
    "T2003": "left of .. must be an integer",
    "T2004": "right of .. must be an integer",
    "T2006": "right of ~> must be a function",
    "T2007": "{value} and {value2} cannot be ordered: they are of different types",
    "T2008": "only strings and numbers can be ordered",
    "T2009": "{value} and {value2} cannot be compared with {token}: they are of different types",
    "T2010": "only strings and numbers can be compared with {token}",
    "T2011": "the update of a transform must be an object, not {value}",
    "T2012": "the deletion of a transform must be a string or an array of strings, not {value}",
    "T2013": "$clone, which a transform needs, is not a function here",
    "D2014": "a range of {value} numbers is too long",
    "D2015": "a sequence or a string grew too long",
    "D3001": "{value} cannot be written as a string",
    "D3010": "the pattern of $replace cannot be an empty string",
    "D3011": "the limit of $replace cannot be negative",
    "D3012": "the function given to $replace must return a string",
    "D3020": "the limit of $split cannot be negative",
    "D3030": "{value} cannot be read as a number",
    "D3040": "the limit of $match cannot be negative",
    "D3050": "the function given to $reduce must take at least two arguments",
    "D3060": "the negative number {value} has no square root",
    "D3061": "the power of {value} is out of range",
    "D3070": "without a function, $sort orders only strings or only numbers",
    "D3080": "the number picture has more than two parts",
    "D3081": "the number picture has more than one decimal separator",
    "D3082": "the number picture has more than one percent sign",
    "D3083": "the number picture has more than one per-mille sign",
    "D3084": "the number picture has a percent and a per-mille sign",
    "D3085": "the number picture has no digit",
    "D3086": "the number picture has another character between its digits",
    "D3087": "the number picture has a grouping separator beside the decimal separator",
    "D3088": "the integer part of the number picture ends with a grouping separator",
    "D3089": "the number picture has two grouping separators in a row",
    "D3090": "the integer part of the number picture has an optional digit after a mandatory one",
    "D3091": "the fraction of the number picture has a mandatory digit after an optional one",
    "D3092": "the number picture has an exponent and a percent or per-mille sign",
    "D3093": "the exponent of the number picture must be digits only",
    "D3100": "the base must be between 2 and 36, not {value}",
    "D3110": "{value} is not a date in ISO 8601",
    "D3120": "$eval: {value}",
    "D3121": "$eval: {value}",
    "D3130": "numbering in the manner of {value} is not known",
    "D3131": "the digits of a picture must be of one script",
    "D3132": "{value} is no component of a date",
    "D3133": "{value} has no name",
    "D3134": "a time zone has at most four digits",
    "D3135": "a [ in the date picture is not closed by ]",
    "D3136": "the date picture leaves out what is needed to tell the date",
    "D3137": "{reason}",
    "D3138": "$single found more than one match",
    "D3139": "$single found no match",
    "D3140": "{value} is not well-formed for ${function}",
    "D3141": "{reason}",
}


class JsonataError(ValueError):
    """An expression that cannot be compiled or evaluated.

    `code` is JSONata's, None when the error comes from elsewhere. `position` counts characters up to the end of the
    token in question, None when unknown; `token` is that token or the function's name, `value` what was at fault.
    """

    def __init__(
        self,
        message: str | None = None,
        code: str | None = None,
        position: int | None = None,
        token: Any = None,
        value: Any = None,
        **details: Any,
    ) -> None:
        super().__init__(message or code)
        self._message = message
        self.code = code
        self.position = position
        self.token = token
        self.value = value
        self.details = details

    @property
    def message(self) -> str:
        """What is wrong, without the position."""
        if self._message is not None:
            return self._message
        shown = {name: _shown(value) for name, value in self.details.items()}
        if self.code in ("D3120", "D3121", "S0303", "D3130"):
            shown["value"] = str(self.value)
        shown.setdefault("value", _shown(self.value))
        shown["token"] = "a function" if self.token is None else str(self.token)
        shown["reason"] = str(self.details.get("reason"))
        shown["function"] = str(self.details.get("function"))
        shown["type"] = str(self.details.get("type"))
        return _MESSAGES.get(self.code or "", "{value}").format(**shown)

    def __str__(self) -> str:
        return self.message if self.position is None else f"{self.message} (position {self.position})"

    def at(self, position: int, token: Any) -> None:
        """Say where it happened, unless that is known already."""
        if self.position is None:
            self.position = position
        if self.token is None:
            self.token = token


def fail(
    code: str, position: int | None = None, token: Any = None, value: Any = None, **details: Any
) -> JsonataError:
    """The error of that code, to be raised."""
    return JsonataError(None, code, position, token, value, **details)


def _shown(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return number_to_string(value)
    try:
        text = json_stringify(value)
    except (ValueError, TypeError, RecursionError):
        text = "the value"
    return text if len(text) <= 100 else text[:100] + "…"

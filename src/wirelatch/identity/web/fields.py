"""Validation of request bodies: a schema is a mapping of field names to fields; every wrong field is told at once.

A check carries the JSON type of what it takes (`Typed`), from which the OpenAPI document and answers are described.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from wirelatch.identity import durations
from wirelatch.identity.web.errors import ApiError
from wirelatch.identity.web.shapes import ANY, JsonType, array, nullable

REQUIRED = object()
ABSENT = object()
"""A default that leaves the field out."""
Check = Callable[[Any], Any]


class InvalidError(ValueError):
    """A value that a field does not take."""


class Typed:
    """A check that says what JSON it takes."""

    def __init__(self, check: Check, json_type: JsonType) -> None:
        self.check = check
        self.json_type = json_type

    def __call__(self, value: Any) -> Any:
        return self.check(value)


def typed(json_type: JsonType) -> Callable[[Check], Typed]:
    """Decorate a check with the JSON type of what it takes."""
    return lambda check: Typed(check, json_type)


@dataclass(frozen=True)
class Field:
    """`check` returns the value to use, or raises InvalidError.

    `write_only`: never answered, and in the ledger only that it changed. `description` goes into the OpenAPI document.
    """

    check: Check
    default: Any = REQUIRED
    nullable: bool = False
    write_only: bool = False
    description: str = ""

    @property
    def json_type(self) -> JsonType:
        """What it takes, and what is answered of it."""
        kind = self.check.json_type if isinstance(self.check, Typed) else ANY
        return nullable(kind) if self.nullable else kind


def parse(schema: Mapping[str, Field], body: Mapping[str, Any], *, partial: bool = False) -> dict[str, Any]:
    """The values of the schema's fields; unknown ones are ignored. `partial`: only those that are given.

    Raises ApiError 400 with `{field: [message]}`.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for name, field in schema.items():
        if name not in body:
            if partial or field.default is ABSENT:
                continue
            if field.default is REQUIRED:
                errors[name] = ["This field is required."]
            else:
                values[name] = field.default() if callable(field.default) else field.default
            continue
        value = body[name]
        if value is None:
            if field.nullable:
                values[name] = None
            else:
                errors[name] = ["This field may not be null."]
            continue
        try:
            values[name] = field.check(value)
        except InvalidError as error:
            errors[name] = [str(error)]
    if errors:
        raise ApiError(400, errors)
    return values


def text(
    longest: int = 10_000,
    *,
    blank: bool = True,
    pattern: str | None = None,
    message: str = "",
    trim: bool = True,
) -> Check:
    """A string without control characters other than line ends and tabs; blanks around it go, unless they count."""
    compiled = re.compile(pattern, re.ASCII) if pattern else None

    def check(value: Any) -> str:
        if not isinstance(value, str):
            raise InvalidError("Not a valid string.")
        stripped = value.strip() if trim else value
        if not blank and not stripped:
            raise InvalidError("This field may not be blank.")
        if len(stripped) > longest:
            raise InvalidError(f"Ensure this field has no more than {longest} characters.")
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", stripped):
            raise InvalidError("Control characters are not allowed.")
        if compiled is not None and stripped and not compiled.fullmatch(stripped):
            raise InvalidError(message or "Enter a valid value.")
        return stripped

    return Typed(check, _text_type(longest, blank))


def _text_type(longest: int, blank: bool) -> JsonType:
    return {"type": "string", "maxLength": longest, **({} if blank else {"minLength": 1})}


def line(longest: int, *, blank: bool = True, pattern: str | None = None, message: str = "") -> Check:
    """A string of one line."""
    inner = text(longest, blank=blank, pattern=pattern, message=message)

    def check(value: Any) -> str:
        checked: str = inner(value)
        if re.search(r"[\n\r\t]", checked):
            raise InvalidError("Control characters are not allowed.")
        return checked

    return Typed(check, _text_type(longest, blank))


@typed({"type": "boolean"})
def boolean(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise InvalidError("Must be a valid boolean.")
    return value


def integer(smallest: int = 0, largest: int = 2_147_483_647) -> Check:
    """A whole number, both limits included."""

    def check(value: Any) -> int:
        if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,10}", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise InvalidError("A valid integer is required.")
        if not smallest <= value <= largest:
            raise InvalidError(f"Ensure this value is between {smallest} and {largest}.")
        return value

    return Typed(check, {"type": "integer", "minimum": smallest, "maximum": largest})


def number(smallest: float, largest: float) -> Check:
    """A number, with or without a fraction."""

    def check(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidError("A valid number is required.")
        if not smallest <= value <= largest:
            raise InvalidError(f"Ensure this value is between {smallest} and {largest}.")
        return value

    return Typed(check, {"type": "number", "minimum": smallest, "maximum": largest})


def choice(choices: tuple[str, ...]) -> Check:
    """One of these texts."""

    def check(value: Any) -> str:
        if value not in choices:
            raise InvalidError(f'"{value}" is not a valid choice.')
        return str(value)

    return Typed(check, {"type": "string", "enum": list(choices)})


def list_of(inner: Check, most: int = 1000) -> Check:
    """A list of at most `most` items, each of which `inner` takes."""

    def check(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise InvalidError("Expected a list of items.")
        if len(value) > most:
            raise InvalidError(f"Ensure this field has no more than {most} elements.")
        return [inner(item) for item in value]

    return Typed(check, array(inner.json_type if isinstance(inner, Typed) else ANY))


@typed({"type": "object", "additionalProperties": True})
def json_object(value: Any) -> dict[str, Any]:
    """An object with whatever in it."""
    if not isinstance(value, dict):
        raise InvalidError("Value must be a dictionary.")
    return value


@typed({})
def anything(value: Any) -> Any:
    """Any JSON."""
    return value


@typed({"type": "string", "format": "uuid"})
def uuid(value: Any) -> str:
    """A UUID, in lower case with hyphens."""
    try:
        return str(UUID(value))
    except (ValueError, TypeError, AttributeError):
        raise InvalidError(f"“{value}” is not a valid UUID.") from None


@typed({"type": "string", "format": "date-time"})
def instant(value: Any) -> datetime:
    """A moment in ISO 8601; UTC where it names no offset."""
    try:
        parsed = datetime.fromisoformat(value)
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        raise InvalidError("Datetime has wrong format. Use ISO 8601.") from None


@typed({"type": "string", "maxLength": 100, "description": "such as `hours=1;minutes=30`"})
def duration(value: Any) -> str:
    """A length of time such as `hours=1;minutes=30` (`durations.py`)."""
    checked: str = line(100, blank=False)(value)
    try:
        durations.parse(checked)
    except ValueError as error:
        raise InvalidError(str(error)) from None
    return checked


def duration_up_to(longest: timedelta) -> Check:
    """As `duration`, and no longer than this."""

    def check(value: Any) -> str:
        checked: str = duration(value)
        if not timedelta() < durations.parse(checked) <= longest:
            raise InvalidError(f"Ensure this is more than nothing and at most {longest}.")
        return checked

    return Typed(check, duration.json_type)


@typed({"type": "string", "maxLength": 2000})
def url(value: Any) -> str:
    """Empty, or an address that a link may have."""
    checked: str = line(2000)(value)
    if checked and not re.match(r"(https?|[a-z][a-z0-9+.-]*)://[^\s]|/(?!/)|blank://blank", checked):
        raise InvalidError("Enter a valid URL.")
    if re.match(r"\s*(javascript|data|vbscript):", checked, re.IGNORECASE):
        raise InvalidError("Enter a valid URL.")
    return checked

"""The kinds of prompt fields, and what of an answer each takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from wirelatch.identity.directory.passwords import LONGEST, SHORTEST_PASSWORD
from wirelatch.identity.flows.models import Prompt
from wirelatch.identity.stages.prompt_locales import LOCALES

TYPES = (
    "text",
    "text_area",
    "text_read_only",
    "text_area_read_only",
    "username",
    "email",
    "password",
    "number",
    "checkbox",
    "radio-button-group",
    "dropdown",
    "date",
    "date-time",
    "file",
    "separator",
    "hidden",
    "static",
    "alert_info",
    "alert_warning",
    "alert_danger",
    "ak-locale",
)
SHOWN_ONLY = frozenset({"separator", "static", "alert_info", "alert_warning", "alert_danger"})
"""Kinds that ask for nothing."""
CHOICES = frozenset({"radio-button-group", "dropdown"})
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,185}")
USERNAME = re.compile(r"[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]{0,149}")
LARGEST_FILE = 60_000
"""Characters of a file as a data address."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_REQUIRED = "This field is required."


class FieldError(ValueError):
    """A value that a field does not take."""


def read_value(prompt: Prompt, given: Any, choices: Sequence[str] = ()) -> Any:
    """The value to use; raises FieldError."""
    kind = prompt.type
    if kind == "checkbox":
        ticked = given in (True, "true", "on", "1")
        if prompt.required and not ticked:
            raise FieldError(_REQUIRED)
        return ticked
    if kind == "number" and isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if given is None or given == "":
        if prompt.required and kind != "hidden":
            raise FieldError(_REQUIRED)
        return None if kind in ("number", "date", "date-time", "file") else ""
    if not isinstance(given, str):
        raise FieldError("Not a valid string.")
    if kind == "password":
        return _password(given)
    if kind == "file":
        return _file(given)
    value = given.strip()
    if _CONTROL.search(value) or len(value) > 10_000:
        raise FieldError("Enter a valid value.")
    if not value and prompt.required and kind != "hidden":
        raise FieldError(_REQUIRED)
    return _typed(kind, value, choices) if value else value


def _typed(kind: str, value: str, choices: Sequence[str]) -> Any:
    if kind == "email" and (not EMAIL.fullmatch(value) or len(value) > 254):
        raise FieldError("Enter a valid email address.")
    if kind == "username" and not USERNAME.fullmatch(value):
        raise FieldError("Enter a valid username.")
    if kind == "number":
        if not re.fullmatch(r"-?[0-9]{1,15}", value):
            raise FieldError("A valid integer is required.")
        return int(value)
    if kind in CHOICES and value not in choices:
        raise FieldError(f'"{value}" is not a valid choice.')
    if kind == "ak-locale" and value not in {code for code, _ in LOCALES}:
        raise FieldError(f'"{value}" is not a valid choice.')
    if kind in ("date", "date-time"):
        try:
            parsed = date.fromisoformat(value) if kind == "date" else datetime.fromisoformat(value)
        except ValueError:
            raise FieldError("Enter a valid date.") from None
        return parsed.isoformat()
    return value


def _password(value: str) -> str:
    if len(value) < SHORTEST_PASSWORD:
        raise FieldError(f"The password needs at least {SHORTEST_PASSWORD} characters.")
    if len(value) > LONGEST:
        raise FieldError("The password is too long.")
    return value


def _file(value: str) -> str:
    """A data address, as authentik's pages send files."""
    if not re.fullmatch(r"data:[-\w.+/]{0,100};base64,[A-Za-z0-9+/]*={0,2}", value, re.ASCII):
        raise FieldError("The file cannot be read.")
    if len(value) > LARGEST_FILE:
        raise FieldError("The file is too large.")
    return value

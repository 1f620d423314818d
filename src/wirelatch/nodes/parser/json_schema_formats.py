"""The formats that JSON Schema names for texts.

https://json-schema.org/draft-07/draft-handrews-json-schema-validation-01#section-7.3.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from ipaddress import IPv4Address, IPv6Address
from typing import Any
from urllib.parse import urlsplit

from wirelatch.scripting.regex import compile_js


def fits_format(name: Any, value: str) -> bool:
    """Whether a text is in the format with this name."""
    test = FORMATS.get(name)
    try:
        return test is None or bool(test(value))
    except ValueError:
        return False


FORMATS: dict[str, Callable[[str], Any]] = {
    "date": lambda text: re.match(r"\d{4}-\d\d-\d\d\Z", text) and date.fromisoformat(text),
    "time": lambda text: re.match(r"\d\d:\d\d:\d\d", text) and time.fromisoformat(text),
    "date-time": lambda text: re.match(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d", text) and datetime.fromisoformat(text),
    "email": lambda text: re.match(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z", text),
    "hostname": lambda text: re.match(r"(?=.{1,253}\Z)[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9-]{1,63})*\Z", text, re.I),
    "ipv4": IPv4Address,
    "ipv6": IPv6Address,
    "uri": lambda text: urlsplit(text).scheme,
    "uri-reference": lambda text: not re.search(r"[\s\\<>^`{|}]", text),
    "uuid": lambda text: re.match(r"(?:urn:uuid:)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", text, re.I),
    "regex": lambda text: compile_js(text),
}  # fmt: skip

"""Objects as HTML forms: `application/x-www-form-urlencoded` as Node.js's `querystring`, and `multipart/form-data`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from wirelatch.scripting.values import json_stringify, to_string, type_of

_SAFE = "!'()*-._~"


def encode_form(payload: Any) -> str:
    """`a=1&b=2`; a list gives its name several times, what is neither text nor number nor boolean is empty."""
    if not isinstance(payload, Mapping):
        items = enumerate(payload) if isinstance(payload, list) else ()
        payload = {str(key): value for key, value in items}
    pairs = []
    for name, value in payload.items():
        for item in value if isinstance(value, list) else [value]:
            simple = type_of(item) in ("string", "number", "boolean", "bigint")
            pairs.append(f"{_quoted(str(name))}={_quoted(to_string(item)) if simple else ''}")
    return "&".join(pairs)


def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE)


def encode_multipart(fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """The form and its content type; a field is text, a Buffer, or `{value, options: {filename, contentType}}`."""
    boundary = "-" * 26 + secrets.token_hex(12)
    out = bytearray()
    for name, value in fields.items():
        if value is None:
            continue
        options: Mapping[str, Any] = {}
        if isinstance(value, Mapping) and "value" in value:
            given = value.get("options") or {}
            options = {"filename": given} if isinstance(given, str) else given
            value = value["value"]
        out += f"--{boundary}\r\n{_disposition(str(name), value, options)}\r\n\r\n".encode()
        out += _content(value) + b"\r\n"
    out += f"--{boundary}--\r\n".encode()
    return bytes(out), f"multipart/form-data; boundary={boundary}"


def _disposition(name: str, value: Any, options: Mapping[str, Any]) -> str:
    filename = options.get("filepath") or options.get("filename")
    line = f'Content-Disposition: form-data; name="{name}"'
    kind = options.get("contentType")
    if filename:
        line += f'; filename="{filename}"'
        kind = kind or guess_type(str(filename))[0] or "application/octet-stream"
    elif isinstance(value, (bytes, bytearray)):
        kind = kind or "application/octet-stream"
    return f"{line}\r\nContent-Type: {kind}" if kind else line


def _content(value: Any) -> bytes:
    if isinstance(value, (bytes, bytearray)):
        return bytes(value)
    return (value if isinstance(value, str) else json_stringify(value)).encode("utf-8", "replace")

"""Request bodies by their content type: JSON, forms, text or bytes, as Express with Node-RED's parsers reads them."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any

import orjson
from python_multipart.multipart import MultipartParser, parse_options_header

from wirelatch.webkit.http_routes import HttpRequest
from wirelatch.webkit.query import parse as parse_query

_BINARY = frozenset({"octet-stream", "cbor", "x-protobuf"})
_COMPRESSED = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Content encodings, with the window size that tells zlib which it is."""
_MOST_INFLATED = 5_242_880
_JSON_START = re.compile(rb"\s*[\[{]")


class BodyError(ValueError):
    """A body that cannot be read as what its content type says."""


def parse_body(request: HttpRequest, *, upload: bool) -> tuple[Any, list[dict[str, Any]] | None]:
    """The body as a value, and the uploaded files where the node takes uploads. Raises BodyError."""
    headers = request.headers
    given, parameters = parse_options_header(headers.get("content-type", ""))
    kind = given.decode("latin-1").lower()
    body = _decompressed(request.body, headers.get("content-encoding", "").lower())
    if kind == "application/json" and has_body(headers):
        return _json(body), None
    if kind == "application/x-www-form-urlencoded" and has_body(headers):
        return parse_query(body.decode("utf-8", "replace")), None
    if upload:
        boundary = parameters.get(b"boundary")
        if kind == "multipart/form-data" and boundary:
            return parse_multipart(body, boundary)
        return {}, None
    return (body.decode("utf-8", "replace") if _is_text(kind) else body), None


def has_body(headers: dict[str, str]) -> bool:
    """Whether the request says that it has a body, be it an empty one."""
    return "transfer-encoding" in headers or "content-length" in headers


def _is_text(kind: str) -> bool:
    if not kind:
        return True
    main, _, sub = kind.partition("/")
    if main == "text" or sub == "xml" or sub.endswith("+xml"):
        return True
    return main == "application" and sub not in _BINARY


def _json(body: bytes) -> Any:
    """Objects and arrays only; an empty body is an empty object."""
    if not body:
        return {}
    if not _JSON_START.match(body):
        raise BodyError("the request's body is not a JSON object or array")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise BodyError(f"the request's body is not valid JSON: {error}") from None


def _decompressed(body: bytes, encoding: str) -> bytes:
    try:
        if encoding in _COMPRESSED:
            return _inflated(body, _COMPRESSED[encoding])
    except zlib.error as error:
        raise BodyError(f"the request's body is not valid {encoding}: {error}") from None
    if encoding not in ("", "identity"):
        raise BodyError(f"cannot read a body with content encoding {encoding!r}")
    return body


def _inflated(body: bytes, window: int) -> bytes:
    """At most as much as a body without compression may have: a small body must not fill the memory."""
    inflater = zlib.decompressobj(window)
    out = inflater.decompress(body, _MOST_INFLATED + 1)
    if len(out) > _MOST_INFLATED:
        raise BodyError(f"the request's body is larger than {_MOST_INFLATED} bytes when decompressed")
    if not inflater.eof:
        raise BodyError("the request's body ends before its compressed data does")
    return out


def parse_multipart(body: bytes, boundary: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Fields (repeated ones as lists) and files of a form; a file has `fieldname`, `originalname`, `buffer` …"""
    parts: list[tuple[dict[str, str], io.BytesIO]] = []
    name, value = bytearray(), bytearray()

    def header_end() -> None:
        parts[-1][0][name.decode("latin-1").lower()] = value.decode("utf-8", "replace")
        name.clear()
        value.clear()

    def part_data(data: bytes, start: int, end: int) -> None:
        parts[-1][1].write(data[start:end])

    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": lambda: parts.append(({}, io.BytesIO())),
            "on_header_field": lambda data, start, end: name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: value.extend(data[start:end]),
            "on_header_end": header_end,
            "on_part_data": part_data,
        },
    )
    try:
        parser.write(body)
        parser.finalize()
    except Exception as error:
        raise BodyError(f"the request's form cannot be read: {error}") from None
    return _fields_and_files(parts)


def _fields_and_files(
    parts: list[tuple[dict[str, str], io.BytesIO]],
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    fields: dict[str, Any] = {}
    files: list[dict[str, Any]] = []
    for headers, content in parts:
        _, options = parse_options_header(headers.get("content-disposition", "").encode())
        field = options.get(b"name", b"").decode("utf-8", "replace")
        data = content.getvalue()
        if b"filename" in options:
            files.append(
                {
                    "fieldname": field,
                    "originalname": options[b"filename"].decode("utf-8", "replace"),
                    "encoding": headers.get("content-transfer-encoding", "7bit"),
                    "mimetype": headers.get("content-type", "text/plain").split(";")[0].strip(),
                    "buffer": data,
                    "size": len(data),
                }
            )
            continue
        text = data.decode("utf-8", "replace")
        if field in fields:
            earlier = fields[field]
            if isinstance(earlier, list):
                earlier.append(text)
            else:
                fields[field] = [earlier, text]
        else:
            fields[field] = text
    return fields, files

"""Reading an uploaded file: a form of `multipart/form-data` with the parts `file` and `clear`."""

from __future__ import annotations

from email.message import Message
from typing import Any

from python_multipart.multipart import MultipartParser

from wirelatch.identity.web.call import Call
from wirelatch.identity.web.errors import invalid


async def read_upload(call: Call) -> tuple[bytes | None, bool]:
    """The file, and whether `clear` was ticked; raises ApiError for anything that is no such form."""
    header = Message()
    header["content-type"] = call.headers.get("content-type", "")
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise invalid("file", "The submitted data was not a file. Check the encoding type on the form.")
    parts: list[tuple[str, bytearray]] = []
    field: dict[str, Any] = {"name": b"", "value": b""}

    def begin() -> None:
        parts.append(("", bytearray()))

    def name(data: bytes, start: int, end: int) -> None:
        field["name"] += data[start:end]

    def value(data: bytes, start: int, end: int) -> None:
        field["value"] += data[start:end]

    def header_end() -> None:
        if field["name"].lower() == b"content-disposition":
            disposition = Message()
            disposition["content-disposition"] = field["value"].decode("utf-8", "replace")
            called = disposition.get_param("name", header="content-disposition")
            parts[-1] = (str(called), parts[-1][1])
        field.update(name=b"", value=b"")

    def data_of(data: bytes, start: int, end: int) -> None:
        parts[-1][1].extend(data[start:end])

    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": begin,
            "on_header_field": name,
            "on_header_value": value,
            "on_header_end": header_end,
            "on_part_data": data_of,
        },
    )
    try:
        parser.write(await call.body())
        parser.finalize()
    except ValueError:
        raise invalid("file", "The form cannot be read.") from None
    found = {called: bytes(body) for called, body in parts}
    return found.get("file"), found.get("clear", b"").lower() in (b"true", b"1", b"on")

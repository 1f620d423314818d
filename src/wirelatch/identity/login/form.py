"""Reading a form that a page of ours posted."""

from __future__ import annotations

from urllib.parse import parse_qsl

from wirelatch.identity.web.call import BadRequestError, Call


async def read_page_form(call: Call) -> dict[str, str]:
    """The fields, each once; raises BadRequestError for anything that is not such a form."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise BadRequestError("A form was expected", 415)
    try:
        pairs = parse_qsl(
            (await call.body(65_536)).decode("ascii"),
            keep_blank_values=True,
            max_num_fields=50,
            errors="strict",
        )
    except (ValueError, UnicodeDecodeError):
        raise BadRequestError("The form cannot be read") from None
    return dict(pairs)


def query_of(call: Call) -> dict[str, str]:
    """The query parameters, each once; those with a NUL, which means nothing anywhere, are left out."""
    try:
        pairs = parse_qsl(call.query, keep_blank_values=True, max_num_fields=50)
    except ValueError:
        return {}
    return {name: value for name, value in pairs if "\x00" not in value}

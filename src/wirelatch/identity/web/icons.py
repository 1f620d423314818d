"""Icons of applications: an address, the name of a symbol (`fa://…`), or a picture kept as a data address.

Pictures are shown in `<img>` only, where nothing in them can run; what could run elsewhere is refused all the same
(authentik: stored XSS by SVG icons, Cobalt 2024).
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from wirelatch.identity.web.fields import InvalidError, typed, url

LARGEST = 64 * 1024
"""Bytes of a picture."""
_KINDS = (
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/gif", b"GIF8"),
    ("image/x-icon", b"\x00\x00\x01\x00"),
)
_ACTIVE = re.compile(
    rb"<\s*(script|foreignobject|iframe|object|embed|use|animate|set|handler|style|link|image|!doctype|!entity|\?xml-)"
    rb"|\bon[a-z]+\s*=|(javascript|data)\s*:|href\s*=\s*[\"']?\s*(?!#)[^\"'\s]",
    re.IGNORECASE,
)


def kind_of(picture: bytes) -> str:
    """The media type of a picture; raises InvalidError for anything else."""
    if len(picture) > LARGEST:
        raise InvalidError(f"A picture has at most {LARGEST // 1024} KB.")
    for kind, begin in _KINDS:
        if picture.startswith(begin):
            return kind
    if picture.startswith(b"RIFF") and picture[8:12] == b"WEBP":
        return "image/webp"
    if re.match(rb"\s*(<\?xml[^>]*\?>\s*)?<svg[\s>]", picture, re.IGNORECASE):
        try:
            picture.decode()
        except UnicodeDecodeError:
            raise InvalidError("The SVG is not UTF-8.") from None
        if _ACTIVE.search(picture) or b"&" in picture:
            raise InvalidError("The SVG holds more than drawings: scripts, styles, references or entities.")
        return "image/svg+xml"
    raise InvalidError("Use a PNG, JPEG, GIF, WebP, ICO or SVG picture.")


def data_address(picture: bytes) -> str:
    """A picture as it is kept; raises InvalidError."""
    return f"data:{kind_of(picture)};base64,{base64.b64encode(picture).decode()}"


@typed({"type": "string"})
def icon(value: Any) -> str:
    """An icon as a field takes it."""
    if isinstance(value, str) and value.startswith("data:"):
        try:
            return data_address(base64.b64decode(value.partition(";base64,")[2], validate=True))
        except binascii.Error:
            raise InvalidError("Enter a valid URL.") from None
    checked: str = url(value)
    return checked

"""Text encodings by the names that Node-RED's file nodes use (those of iconv-lite), done by Python's codecs."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from functools import lru_cache

from wirelatch.nodes.storage import single_byte_encodings

_NAMES = (
    ("", "utf8 ucs2 utf-16le ascii binary base64 hex utf-16be"),
    ("Japanese", "Shift_JIS Windows-31j Windows932 EUC-JP"),
    ("Chinese", "GB2312 GBK GB18030 Windows936 EUC-CN"),
    ("Korean", "KS_C_5601 Windows949 EUC-KR"),
    ("Taiwan, Hong Kong", "Big5 Big5-HKSCS Windows950"),
    ("Windows", "cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258"),
    (
        "ISO",
        "ISO-8859-1 ISO-8859-2 ISO-8859-3 ISO-8859-4 ISO-8859-5 ISO-8859-6 ISO-8859-7 ISO-8859-8 ISO-8859-9"
        " ISO-8859-10 ISO-8859-11 ISO-8859-13 ISO-8859-14 ISO-8859-15 ISO-8859-16",
    ),
    (
        "IBM",
        "cp437 cp737 cp775 cp808 cp850 cp852 cp855 cp856 cp857 cp858 cp860 cp861 cp866 cp869 cp922 cp1046 cp1124"
        " cp1125 cp1129 cp1133 cp1161 cp1162 cp1163",
    ),
    (
        "Mac",
        "maccroatian maccyrillic macgreek maciceland macroman macromania macthai macturkish macukraine"
        " maccenteuro macintosh",
    ),
    ("KOI8", "koi8-r koi8-u koi8-ru koi8-t"),
    ("", "armscii8 rk1048 tcvn georgianacademy georgianps pt154 viscii iso646cn iso646jp hproman8 tis620"),
)
ENCODINGS = {"none": "default"} | {
    name: f"{name} ({group})" if group else name for group, names in _NAMES for name in names.split()
}
"""Names offered in the forms, with their labels; more are understood."""

_ALIASES = {
    "ucs2": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf16": "utf-16-le", "binary": "latin-1",
    "utf8": "utf-8", "utf8bom": "utf-8-sig", "none": "utf-8", "shiftjis": "cp932", "windows31j": "cp932",
    "windows932": "cp932", "ms932": "cp932", "eucjp": "euc-jp", "gb2312": "gbk", "euccn": "gbk", "cp936": "gbk",
    "windows936": "gbk", "ms936": "gbk", "ksc5601": "cp949", "windows949": "cp949", "euckr": "cp949",
    "big5": "big5hkscs", "cnbig5": "big5hkscs", "windows950": "cp950", "maccenteuro": "mac-latin2", "hproman8": "hp-roman8",
}  # fmt: skip
"""By their names in small letters and digits."""

_SEPARATORS = re.compile(r"[^0-9a-z]")
_NOT_BASE64 = re.compile(r"[^0-9A-Za-z+/]")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")


def _plain(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


@lru_cache(maxsize=64)
def _python_name(name: str) -> str:
    try:
        return codecs.lookup(_ALIASES.get(_plain(name), name)).name
    except LookupError:
        raise ValueError(f"unknown encoding {name!r}") from None


def encode(text: str, encoding: str) -> bytes:
    """Text as bytes; characters that the encoding lacks become `?`. Raises ValueError for an unknown encoding.

    With `base64` and `hex` the text is such; what cannot be read of it is left out.
    """
    name = encoding.lower()
    if name in ("none", "", "utf8"):
        return text.encode("utf-8", "replace")
    if name == "base64":
        octets = _NOT_BASE64.sub("", text.replace("-", "+").replace("_", "/"))
        octets = octets[:-1] if len(octets) % 4 == 1 else octets
        return base64.b64decode(octets + "=" * (-len(octets) % 4))
    if name == "hex":
        return bytes.fromhex(_HEX.match(text).group())  # type: ignore[union-attr]
    if name == "binary":
        return text.encode("utf-16-le", "surrogatepass")[::2]
    if name in ("utf-16", "utf16"):
        return codecs.BOM_UTF16_LE + text.encode("utf-16-le", "surrogatepass")
    table = single_byte_encodings.table_of(_plain(name))
    if table is not None:
        return single_byte_encodings.encode(text, table)
    return text.encode(_python_name(encoding), "replace")


def decode(data: bytes, encoding: str) -> str:
    """Bytes as text; what cannot be read becomes U+FFFD. Raises ValueError for an unknown encoding."""
    name = encoding.lower()
    if name in ("none", ""):
        return data.decode("utf-8", "replace")
    if name == "base64":
        return base64.b64encode(data).decode()
    if name == "hex":
        return binascii.hexlify(data).decode()
    table = single_byte_encodings.table_of(_plain(name))
    if table is not None:
        return single_byte_encodings.decode(data, table)
    if name.startswith(("utf-16", "utf16", "ucs2")):
        data = data[: len(data) & ~1]
    text = data.decode(
        "utf-16" if data[:2] in _BOMS and name.startswith(("utf-16", "utf16")) else _python_name(encoding),
        "replace",
    )
    return text.removeprefix("\ufeff")


_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

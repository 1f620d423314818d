"""Text encodings by the names that Node-RED's file nodes use (those of iconv-lite), done by Python's codecs."""

from __future__ import annotations

import base64
import binascii
import codecs
import re

ENCODINGS = {
    "none": "default (UTF-8)", "utf8": "utf8", "utf-8-bom": "utf8 with byte order mark", "ucs2": "ucs2",
    "utf-16": "utf16", "utf16le": "utf16 little endian", "utf16-be": "utf16 big endian", "binary": "binary",
    "base64": "base64", "hex": "hex", "ascii": "ascii",
    "ISO-8859-1": "ISO-8859-1 (Western European)", "ISO-8859-2": "ISO-8859-2 (Central European)",
    "ISO-8859-5": "ISO-8859-5 (Cyrillic)", "ISO-8859-7": "ISO-8859-7 (Greek)", "ISO-8859-15": "ISO-8859-15 (Western, €)",
    "windows-1250": "windows-1250 (Central European)", "windows-1251": "windows-1251 (Cyrillic)",
    "windows-1252": "windows-1252 (Western)", "windows-1253": "windows-1253 (Greek)",
    "windows-1254": "windows-1254 (Turkish)", "koi8-r": "KOI8-R (Russian)", "koi8-u": "KOI8-U (Ukrainian)",
    "Shift_JIS": "Shift_JIS (Japanese)", "EUC-JP": "EUC-JP (Japanese)", "GBK": "GBK (Chinese)",
    "GB18030": "GB18030 (Chinese)", "Big5": "Big5 (Chinese)", "EUC-KR": "EUC-KR (Korean)",
    "CP437": "CP437 (DOS)", "CP850": "CP850 (DOS)", "CP866": "CP866 (DOS, Cyrillic)", "macintosh": "Macintosh",
}  # fmt: skip
"""Names offered in the forms, with their labels; more are understood."""

_ALIASES = {
    "ucs2": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf16": "utf-16-le", "binary": "latin-1",
    "macintosh": "mac-roman", "maccroatian": "mac-croatian", "maccyrillic": "mac-cyrillic", "macgreek": "mac-greek",
    "maciceland": "mac-iceland", "macroman": "mac-roman", "macromania": "mac-romanian", "macturkish": "mac-turkish",
    "macukraine": "mac-cyrillic", "macthai": "tis-620", "armscii8": "latin-1", "shiftjis": "cp932", "eucjp": "euc-jp",
    "gb2312": "gbk", "eucr": "euc-kr", "euckr": "cp949", "utf8": "utf-8", "utf8bom": "utf-8-sig", "none": "utf-8",
}  # fmt: skip


def _python_name(name: str) -> str:
    plain = re.sub(r"[^0-9a-z]", "", name.lower())
    python = _ALIASES.get(plain, name)
    try:
        return codecs.lookup(python).name
    except LookupError:
        raise ValueError(f"unknown encoding {name!r}") from None


def encode(text: str, encoding: str) -> bytes:
    """Text as bytes; characters that the encoding lacks become `?`. Raises ValueError for an unknown encoding."""
    name = encoding.lower()
    if name in ("none", "", "utf8"):
        return text.encode("utf-8", "replace")
    if name == "base64":
        return base64.b64decode(text + "=" * (-len(text) % 4))
    if name == "hex":
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise ValueError("the text is not hexadecimal") from None
    if name == "binary":
        return text.encode("utf-16-le", "surrogatepass")[::2]
    if name in ("utf-16", "utf16"):
        return codecs.BOM_UTF16_LE + text.encode("utf-16-le", "surrogatepass")
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
    if name.startswith(("utf-16", "utf16", "ucs2")):
        data = data[: len(data) & ~1]
    text = data.decode(
        "utf-16" if data[:2] in _BOMS and name.startswith(("utf-16", "utf16")) else _python_name(encoding),
        "replace",
    )
    return text.removeprefix("\ufeff")


_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

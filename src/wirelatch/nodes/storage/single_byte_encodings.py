"""Encodings with one octet per character that Python has not, or has otherwise than JavaScript programs have them.

Each is told by how it differs from one that Python has: from which octet on, which characters; U+FFFE stands for an
octet without a character. Sources: the character sets' tables at https://www.unicode.org/Public/MAPPINGS/ and those of
IBM, in the state in which https://github.com/ashtuchkin/iconv-lite, which Node-RED uses, has them.
"""

from __future__ import annotations

import codecs
from functools import lru_cache
from typing import Any

# fmt: off
_TABLES: dict[str, tuple[str, dict[int, str]]] = {
    "cp808": ("cp866", {0xFD: "€"}),
    "cp922": ("latin-1", {0xAF: "‾", 0xD0: "Š", 0xDE: "Ž", 0xF0: "š", 0xFE: "ž"}),
    "cp1046": ("mac-arabic", {
        0x80: "\ufe88×÷\uf8f6\uf8f5\uf8f4\uf8f7\ufe71\x88■│─┐┌└┘\ufe79\ufe7b\ufe7d\ufe7f\ufe77\ufe8a\ufef0"
        "\ufef3\ufef2\ufece\ufecf\ufed0\ufef6\ufef8\ufefa\ufefc\xa0\uf8fa\uf8f9\uf8f8¤\uf8fb\ufe8b\ufe91"
        "\ufe97\ufe9b\ufe9f\ufea3،\xad\ufea7\ufeb3",
        0xBA: "\ufeb7\u061b\ufebb\ufebf\ufeca\u061f\ufecb", 0xD8: "\ufec7\u0639\u063a\ufecc\ufe82\ufe84\ufe8e\ufed3",
        0xF3: "\ufed7\ufedb\ufedf\uf8fc\ufef5\ufef7\ufef9\ufefb\ufee3\ufee7\ufeec\ufee9\ufffe",
    }),
    "cp1124": ("iso8859-5", {0xA3: "Ґ", 0xF3: "ґ"}),
    "cp1129": ("iso8859-9", {
        0xA8: "œ", 0xB4: "Ÿ", 0xB8: "Œ", 0xC3: "Ă", 0xCC: "\u0300", 0xD0: "ĐÑ\u0309ÓÔƠ", 0xDD: "Ư\u0303", 0xE3: "ă",
        0xEC: "\u0301", 0xF0: "đñ\u0323óôơ", 0xFD: "ư₫",
    }),
    "cp1133": ("iso8859-6", {
        0xA1: "ກຂຄງຈສຊຍດຕຖທນບປຜຝພຟມຢຣລວຫອຮ",
        0xBF: "ຯະາຳ\u0eb4\u0eb5\u0eb6\u0eb7\u0eb8\u0eb9\u0ebc\u0eb1\u0ebbຽ\ufffe\ufffe\ufffeເແໂໃໄ\u0ec8\u0ec9"
        "\u0eca\u0ecb\u0ecc\u0ecdໆ\ufffeໜໝ₭\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe"
        "\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe໐໑໒໓໔໕໖໗໘໙\ufffe\ufffe¢¬¦",
    }),
    "cp1161": ("cp874", {
        0x80: "\ufffe", 0x85: "\ufffe", 0x91: "\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe", 0xA0: "\u0e48",
        0xDB: "\u0e49\u0e4a\u0e4b€", 0xFC: "¢¬¦\xa0",
    }),
    "cp1162": ("iso8859-11", {0x80: "€", 0x85: "…", 0x91: "‘’“”•–—"}),
    "cp1163": ("iso8859-9", {
        0xA4: "€", 0xA8: "œ", 0xB4: "Ÿ", 0xB8: "Œ", 0xC3: "Ă", 0xCC: "\u0300", 0xD0: "ĐÑ\u0309ÓÔƠ", 0xDD: "Ư\u0303",
        0xE3: "ă", 0xEC: "\u0301", 0xF0: "đñ\u0323óôơ", 0xFD: "ư₫",
    }),
    "maccroatian": ("mac-croatian", {0xBD: "\u2126", 0xD8: "\ufffe©⁄¤"}),
    "maccyrillic": ("mac-cyrillic", {0xA2: "¢", 0xB6: "∂", 0xFF: "¤"}),
    "macgreek": ("mac-greek", {0x9C: "\xad", 0xAF: "·", 0xFF: "\ufffe"}),
    "maciceland": ("mac-iceland", {0xBD: "\u2126", 0xDB: "¤", 0xF0: "\ufffe"}),
    "macroman": ("mac-roman", {0xBD: "\u2126", 0xDB: "¤", 0xF0: "\ufffe"}),
    "macintosh": ("mac-roman", {0xBD: "\u2126", 0xDB: "¤", 0xF0: "\ufffe"}),
    "macromania": ("mac-romanian", {0xAF: "Ş", 0xBD: "\u2126ăş", 0xDB: "¤‹›Ţţ", 0xF0: "\ufffe"}),
    "macthai": ("cp874", {
        0x80: "«»…\uf88c\uf88f\uf892\uf895\uf898\uf88b\uf88e\uf891\uf894\uf897“”\uf899\ufffe•\uf884\uf889\uf885"
        "\uf886\uf887\uf888\uf88a\uf88d\uf890\uf893\uf896‘’",
        0xDB: "\ufeff\u200b–—", 0xEE: "™", 0xFA: "®©",
    }),
    "macturkish": ("mac-turkish", {0xBD: "\u2126", 0xF0: "\ufffe", 0xF5: "\ufffe"}),
    "macukraine": ("mac-cyrillic", {0xFF: "¤"}),
    "koi8ru": ("koi8-u", {0xAE: "ў", 0xBE: "Ў"}),
    "armscii8": ("iso8859-6", {
        0xA2: "և։)(»«—.՝,-֊…՜՛՞ԱաԲբԳգԴդԵեԶզԷէԸըԹթԺժԻիԼլԽխԾծԿկՀհՁձՂղՃճՄմՅյՆնՇշՈոՉչՊպՋջՌռՍսՎվՏտՐրՑցՒւՓփՔքՕօՖֆ՚",
    }),
    "tcvn": ("cp1250", {
        0x01: "ÚỤ\x03ỪỬỮ", 0x11: "ỨỰỲỶỸÝỴ",
        0x80: "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\xa0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴẮẦẨẪ"
        "ẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ",
    }),
    "georgianacademy": ("cp1252", {
        0x80: "\x80\x81", 0x8D: "\x8d\x8e\x8f\x90", 0x9D: "\x9d\x9e",
        0xC0: "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰჱჲჳჴჵჶ",
    }),
    "georgianps": ("cp1252", {
        0x80: "\x80\x81", 0x8D: "\x8d\x8e\x8f\x90", 0x9D: "\x9d\x9e", 0xC0: "აბგდევზჱთიკლმნჲოპჟრსტჳუფქღყშჩცძწჭხჴჯჰჵ",
    }),
    "viscii": ("cp1252", {
        0x02: "Ẳ\x03\x04ẴẪ", 0x14: "Ỷ", 0x19: "Ỹ", 0x1E: "Ỵ",
        0x80: "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ", 0xC4: "ẢĂẳẵ", 0xCB: "ẺÌÍĨỳĐứ",
        0xD5: "ạỷừửÙÚỹỵÝỡư", 0xE4: "ảăữẫ", 0xEB: "ẻìíĩỉđự", 0xF6: "ỏọụùúũủýợỮ",
    }),
    "iso646cn": ("ascii", {0x24: "¥", 0x7E: "‾"}),
    "iso646jp": ("ascii", {0x5C: "¥", 0x7E: "‾"}),
    "tis620": ("cp874", {
        0x80: "\ufffe", 0x85: "\ufffe", 0x91: "\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe\ufffe", 0xA0: "\ufffe",
    }),
    "cp1255": ("cp1255", {0xCA: "\u05ba"}),
}
# fmt: on


@lru_cache(maxsize=64)
def table_of(name: str) -> str | None:
    """The 256 characters of an encoding, by its name in small letters and digits; None when it is none of these."""
    found = _TABLES.get(name)
    if found is None:
        return None
    base, runs = found
    characters = [bytes([octet]).decode(base, "replace").replace("\ufffd", "\ufffe") for octet in range(256)]
    for start, text in runs.items():
        characters[start : start + len(text)] = text
    return "".join(characters)


def decode(data: bytes, table: str) -> str:
    """Octets as text; those without a character become U+FFFD."""
    return codecs.charmap_decode(data, "replace", table)[0]


def encode(text: str, table: str) -> bytes:
    """Text as octets; characters that the encoding lacks become `?`."""
    return codecs.charmap_encode(text, "replace", _reverse(table))[0]


@lru_cache(maxsize=64)
def _reverse(table: str) -> Any:
    return codecs.charmap_build(table)

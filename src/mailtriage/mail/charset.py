"""Octets to text: the declared charset, then UTF-8, then Windows-1252, whatever the sender claims.

Declared names are looked up in a list of text encodings, never handed to `codecs` unseen: Python also knows `punycode`,
`idna` or `unicode_escape` by name, and a sender may ask for them (two of them take quadratic time).
"""

import codecs
import re
from collections.abc import Iterator

_REPLACEMENT = "\ufffd"
_UNWANTED = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_CLEANED: dict[int, str | None] = {
    **dict.fromkeys([*range(0x09), *range(0x0B, 0x0D), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xFEFF]),
    **dict.fromkeys((0x0C, 0x85, 0x2028, 0x2029), "\n"),
    **dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT),
}
_NAME_ENDS = re.compile(r"[*\s;,\"]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_META_WITHIN = 4096

# What senders write, and the superset that reads it (WHATWG Encoding, section 4.2, where the two differ).
_ALIASES = {
    "ansi_x3.4-1968": "utf-8",
    "ascii": "utf-8",
    "big5": "cp950",
    "cn-big5": "cp950",
    "x-x-big5": "cp950",
    "euc-cn": "gb18030",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "hz-gb-2312": "hz",
    "iso-2022-jp": "iso2022_jp_ext",
    "csiso2022jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "windows-1252http-equivcontent-type": "cp1252",
    "ansi": "cp1252",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "logical": "iso8859-8",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "euc-kr": "cp949",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "korean": "cp949",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ce": "mac-latin2",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "us-ascii": "utf-8",
    "utf8": "utf-8",
    "utf8mb4": "utf-8",
}
_TEXT_CODECS = frozenset(
    {
        *("ascii", "big5", "big5hkscs", "cp037", "cp1026", "cp1125", "cp1140", "cp1250", "cp1251", "cp1252"),
        *("cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp273", "cp424", "cp437", "cp500"),
        *("cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp856", "cp857", "cp858", "cp860", "cp861"),
        *("cp862", "cp863", "cp864", "cp865", "cp866", "cp869", "cp874", "cp875", "cp932", "cp949", "cp950"),
        *("euc_jis_2004", "euc_jisx0213", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk", "hz", "iso2022_jp"),
        *("iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr"),
        *("iso8859-1", "iso8859-10", "iso8859-11", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16"),
        *("iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "iso8859-9"),
        *("johab", "koi8-r", "koi8-t", "koi8-u", "kz1048", "mac-croatian", "mac-cyrillic", "mac-greek"),
        *("mac-iceland", "mac-latin2", "mac-roman", "mac-romanian", "mac-turkish", "ptcp154", "shift_jis"),
        *("shift_jis_2004", "shift_jisx0213", "tis-620", "utf-16", "utf-16-be", "utf-16-le", "utf-32"),
        *("utf-32-be", "utf-32-le", "utf-7", "utf-8"),
    }
)
# A text in which no more than this share of the characters beyond ASCII is broken is what it claims, with the breaks shown.
_TOLERATED = 0.5


def known(name: str) -> str:
    """The Python codec for a charset name as senders write it; empty for one that nobody knows."""
    name = _NAME_ENDS.split(name.strip(" \t\"'<>;").lower(), maxsplit=1)[0]
    if not name or not name.isascii() or "\0" in name:
        return ""
    numbered = name.replace("windows-", "cp").replace("cp-", "cp")
    for spelling in (name, name.replace("_", "-"), name.removeprefix("x-"), numbered):
        try:
            codec = codecs.lookup(_ALIASES.get(spelling, spelling)).name
        except (LookupError, ValueError):
            continue
        if codec in _TEXT_CODECS:
            return codec
    return ""


def decode(octets: bytes, declared: str = "") -> str:
    """Text of octets; never raises. Broken characters become U+FFFD; the result is not cleaned yet."""
    codec = known(declared) if declared else ""
    if not codec and b"\x1b$" in octets:
        codec = "iso2022_jp_ext"
    for attempt in dict.fromkeys(_ladder(octets, codec)):
        try:
            return octets.decode(attempt)
        except (LookupError, ValueError):
            continue
    if codec == "iso2022_jp_ext":
        return _jis(octets).decode("euc_jis_2004", "replace")
    for attempt in dict.fromkeys((codec or "utf-8", "utf-8")):
        text = octets.decode(attempt, "replace")
        if text.count(_REPLACEMENT) <= _TOLERATED * _beyond_ascii(octets, text):
            return text
    return octets.decode("cp1252", "replace")


def _ladder(octets: bytes, codec: str) -> Iterator[str]:
    if codec == "utf-16" and not octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        # RFC 2781 section 4.3 says big-endian without a mark; what arrives is whatever Windows wrote.
        yield "utf-16-le" if octets[1:200:2].count(0) >= octets[0:200:2].count(0) else "utf-16-be"
    if codec:
        yield codec
    if b"\x1b" not in octets or not codec.startswith("iso2022"):
        yield "utf-8"


def _jis(octets: bytes) -> bytes:
    """ISO-2022-JP as EUC: Windows puts characters into it (NEC row 13) that the standard does not have."""
    first, *shifted = octets.split(b"\x1b")
    out = bytearray(first)
    for piece in shifted:
        if piece.startswith((b"$B", b"$@")):
            out += bytes(octet | 0x80 if octet > 0x20 else octet for octet in piece[2:])  # noqa: PLR2004  # 94 x 94 characters
        else:
            out += piece[2:]
    return bytes(out)


def _beyond_ascii(octets: bytes, text: str) -> int:
    """How many characters could have been broken; in seven-bit encodings (ISO-2022, UTF-7) any of them."""
    if octets.isascii():
        return len(text)
    return len(text) - len(text.encode("ascii", "ignore"))


def declared_in_html(octets: bytes) -> str:
    """The charset a `<meta>` element near the top names, for HTML parts whose Content-Type is silent."""
    found = _META_CHARSET.search(octets, 0, _META_WITHIN)
    return found[1].decode("ascii") if found else ""


def clean(text: str) -> str:
    """The text with LF line ends and without NUL, other control characters, byte order marks and lone surrogates.

    PostgreSQL refuses NUL, UTF-8 refuses surrogates, and an escape sequence would act on the reader's terminal.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(_CLEANED) if _UNWANTED.search(text) else text

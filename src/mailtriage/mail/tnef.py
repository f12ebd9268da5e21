"""winmail.dat opened: the files and the text Outlook packs into TNEF ([MS-OXTNEF], properties of [MS-OXCMSG]).

Total: what is damaged is read as far as it goes, and `complete` says whether that was to the end.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailtriage.mail import charset, header, rtf
from mailtriage.mail.attachment import Declared

SIGNATURE = b"\x78\x9f\x3e\x22"
_MAX_ITEMS = 5000
_MAX_FILES = 500
_MAX_DEPTH = 3
_HEADER = struct.Struct("<BII")
_CHECKSUM = 2

_BODY, _TITLE, _DATA, _RENDERING = 0x0002800C, 0x00018010, 0x0006800F, 0x00069002
_TRANSPORT_NAME, _ATTACHMENT, _PROPERTIES, _CODEPAGE = 0x00069001, 0x00069005, 0x00069003, 0x00069007
_P_BODY, _P_HTML, _P_RTF, _P_OBJECT = 0x1000, 0x1013, 0x1009, 0x3701
_P_LONG_NAME, _P_NAME, _P_SHOWN, _P_TYPE, _P_CONTENT_ID = 0x3707, 0x3704, 0x3001, 0x370E, 0x3712
_NAMED = 0x8000
_SEVERAL = 0x1000
_WIDTHS = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING8, _UNICODE, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_VARIABLE = frozenset({_STRING8, _UNICODE, _OBJECT, _BINARY})
_GUID = 16


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in it. `text`, `html` and `rtf` are empty where there is none; `complete` is False for damaged input."""

    text: str = ""
    html: str = ""
    rtf: bytes = b""
    files: tuple[Declared, ...] = ()
    complete: bool = True


@dataclass(slots=True)
class _Parcel:
    """A message or one attachment of it, while it is read."""

    properties: dict[int, bytes] = field(default_factory=dict)
    title: bytes = b""
    content: bytes = b""


@dataclass(slots=True)
class _Contents:
    message: _Parcel = field(default_factory=_Parcel)
    attached: list[_Parcel] = field(default_factory=list)
    codepage: str = "cp1252"
    complete: bool = True


def unpack(octets: bytes, depth: int = 0) -> Opened:
    """The files and the text in a TNEF stream; messages within it give their files too, three levels deep."""
    if not octets.startswith(SIGNATURE):
        return Opened(complete=False)
    contents = _read(octets)
    files: list[Declared] = []
    complete = contents.complete
    for parcel in contents.attached:
        inner = parcel.properties.get(_P_OBJECT, b"")[_GUID:]
        if inner.startswith(SIGNATURE) and depth < _MAX_DEPTH:
            opened = unpack(inner, depth + 1)
            files += [*_message_files(opened), *opened.files]
            complete = complete and opened.complete
        else:
            files.append(_file(parcel, contents.codepage))
    text, markup, packed = _bodies(contents)
    return Opened(text, markup, packed, tuple(files), complete)


def _read(octets: bytes) -> _Contents:
    contents = _Contents()
    at = len(SIGNATURE) + 2
    for _ in range(_MAX_ITEMS):
        if at + _HEADER.size > len(octets):
            # The last checksum may be missing, nothing else.
            contents.complete = contents.complete and len(octets) <= at <= len(octets) + _CHECKSUM
            return contents
        _, kind, length = _HEADER.unpack_from(octets, at)
        start = at + _HEADER.size
        _take(contents, kind, octets[start : start + length])
        at = start + length + _CHECKSUM
    contents.complete = False
    return contents


def _take(contents: _Contents, kind: int, data: bytes) -> None:
    if kind == _RENDERING:
        if len(contents.attached) < _MAX_FILES:
            contents.attached.append(_Parcel())
        else:
            contents.complete = False
        return
    parcel = contents.attached[-1] if contents.attached else contents.message
    match kind:
        case k if k == _CODEPAGE and len(data) >= 4:  # noqa: PLR2004  # a 32-bit number
            contents.codepage = f"cp{struct.unpack_from('<I', data)[0]}"
        case k if k in (_TITLE, _TRANSPORT_NAME):
            parcel.title = parcel.title or data
        case k if k == _DATA:
            parcel.content = data
        case k if k in (_ATTACHMENT, _PROPERTIES):
            parcel.properties.update(_properties(data))
        case k if k == _BODY:
            contents.message.content = data
        case _:
            pass


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """MAPI properties: the number of each and its first value, as octets; stops where the data breaks off."""
    try:
        (count,) = struct.unpack_from("<I", data)
        at = 4
        for _ in range(min(count, _MAX_ITEMS)):
            kind, number = struct.unpack_from("<HH", data, at)
            at = _after_name(data, at + 4) if number >= _NAMED else at + 4
            value, at = _value(data, at, kind)
            yield number, value
    except struct.error:
        return


def _after_name(data: bytes, at: int) -> int:
    (kind,) = struct.unpack_from("<I", data, at + _GUID)
    at += _GUID + 4
    if kind == 0:
        return at + 4
    (length,) = struct.unpack_from("<I", data, at)
    return at + 4 + _padded(length)


def _value(data: bytes, at: int, kind: int) -> tuple[bytes, int]:
    base = kind & ~_SEVERAL
    count = 1
    if kind & _SEVERAL or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", data, at)
        at += 4
    if base not in _VARIABLE:
        width = _WIDTHS.get(base)
        if width is None:
            raise struct.error("a property of an unknown type")
        return data[at : at + width], at + width * count
    first = b""
    for index in range(min(count, _MAX_ITEMS)):
        (length,) = struct.unpack_from("<I", data, at)
        if index == 0:
            first = _as_utf8(data[at + 4 : at + 4 + length], base)
        at += 4 + _padded(length)
    return first, at


def _as_utf8(value: bytes, base: int) -> bytes:
    return value.decode("utf-16-le", "replace").encode() if base == _UNICODE else value


def _padded(length: int) -> int:
    return length + -length % 4


def _text(value: bytes, codepage: str) -> str:
    return charset.clean(charset.decode(value.rstrip(b"\0"), codepage if not _is_utf8(value) else "utf-8"))


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeDecodeError:
        return False
    return True


def _file(parcel: _Parcel, codepage: str) -> Declared:
    have = parcel.properties
    name = have.get(_P_LONG_NAME) or parcel.title or have.get(_P_NAME) or have.get(_P_SHOWN) or b""
    content_id = header.one_line(_text(have.get(_P_CONTENT_ID, b""), codepage))
    return Declared(
        _text(name, codepage),
        _text(have.get(_P_TYPE, b""), codepage).lower(),
        parcel.content or have.get(_P_OBJECT, b""),
        content_id,
        inline=bool(content_id),
    )


def _bodies(contents: _Contents) -> tuple[str, str, bytes]:
    have = contents.message.properties
    text = _text(contents.message.content or have.get(_P_BODY, b""), contents.codepage)
    octets = have.get(_P_HTML, b"")
    markup = charset.clean(charset.decode(octets, charset.declared_in_html(octets) or contents.codepage))
    return text, markup, rtf.decompress(have.get(_P_RTF, b""))


def _message_files(opened: Opened) -> list[Declared]:
    """The text of a message within the message, as a file of its own: it is not what this sender wrote here."""
    if opened.text.strip():
        return [Declared("message.txt", "text/plain", opened.text.encode())]
    if opened.html.strip():
        return [Declared("message.html", "text/html", opened.html.encode())]
    if opened.rtf:
        return [Declared("message.rtf", "application/rtf", opened.rtf)]
    return []

"""What to read of a message that is too large to take in: which part holds its first text, and one small message of that.

The structure comes from the server (BODYSTRUCTURE, RFC 9051 section 7.5.2), as imapclient hands it on: nested tuples,
with a list of parts first where a part is a multipart.
"""

import re
from collections.abc import Iterator, Sequence

WHOLE = "TEXT"
"""The section of a body that is not divided into parts."""
_STRUCTURE = re.compile(rb"^content-[a-z-]+[ \t]*:[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE)
_TEXTS = ("plain", "html", "enriched")
_DISPOSITION = slice(9, None)  # after the nine fields of a text part come md5, disposition, language, location


def first_text(structure: object) -> str:
    """The section of the first text that is no attachment, plain before HTML where both say the same; empty for none."""
    return next(_texts(structure, ""), "")


def small(header: bytes, part: bytes, text: bytes, limit: int) -> bytes:
    """One message: the header, described anew by the part's own header where there is one, and the text.

    A text that reached `limit` octets is cut at its last whole line.
    """
    top = _closed(header)
    if part:
        top = _STRUCTURE.sub(b"", top) + _closed(part).lstrip(b"\r\n")
    if len(text) >= limit:
        text = text[: text.rfind(b"\n") + 1] or text
    return top + b"\r\n" + text


def bare(header: bytes) -> bytes:
    """The message without its body, and without the headers that describe the body."""
    return _STRUCTURE.sub(b"", _closed(header)) + b"\r\n"


def _closed(header: bytes) -> bytes:
    return header.rstrip(b"\r\n") + b"\r\n"


def _texts(structure: object, path: str) -> Iterator[str]:
    if not isinstance(structure, tuple) or not structure:
        return
    if isinstance(structure[0], list):
        for number, part in _in_order(structure[0], _word(structure, 1)):
            yield from _texts(part, f"{path}.{number}" if path else str(number))
    elif _word(structure, 0) == "text" and _word(structure, 1) in _TEXTS and not _is_attachment(structure):
        yield path or WHOLE


def _in_order(parts: Sequence[object], subtype: str) -> list[tuple[int, object]]:
    numbered = list(enumerate(parts, 1))
    if subtype == "alternative":
        numbered.sort(key=lambda part: not _is_plain(part[1]))
    return numbered


def _is_plain(part: object) -> bool:
    return isinstance(part, tuple) and _word(part, 0) == "text" and _word(part, 1) == "plain"


def _is_attachment(part: tuple[object, ...]) -> bool:
    extension = part[_DISPOSITION]
    return any(isinstance(field, tuple) and _word(field, 0) == "attachment" for field in extension)


def _word(values: tuple[object, ...], index: int) -> str:
    value = values[index] if index < len(values) else None
    return value.decode("ascii", "replace").lower() if isinstance(value, bytes) else ""

"""`Content-Type` and `Content-Disposition`: a word and its parameters, as RFC 2231 says and as senders really write."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from mailtriage.mail import charset, header

_MAX_PARAMETERS = 100
_MAX_LENGTH = 20_000
_NEXT = r"\s{1,9}[\w-]{1,40}(?:\*\d{0,3})?\*?="
# A percent-encoded value has no spaces; where the next parameter follows without a semicolon, it ends.
_PARAMETER = re.compile(
    rf"""\s*(?:\([^()]{{0,200}}\)\s*)?([^\s=;"]{{1,100}}?)(?:\*(\d{{1,3}}))?(\*)?\s*=\s*"""
    rf"""(?:"((?:[^"\\]|\\.)*)"?|((?(3)[^;]*?(?=;|{_NEXT}|$)|[^;]*)))""",
    re.DOTALL,
)
_FOLLOWS = re.compile(_NEXT)
_FORGOTTEN = re.compile(rf"\s*([^\s;=\"]{{1,100}})(?={_NEXT})")
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_SLASH = re.compile(r"\s*/\s*")
_PAIR = re.compile(r"\\(.)", re.DOTALL)
_UNQUOTED_END = re.compile(r"[\s\"]+$")
_TAGGED = re.compile(r"([^']{0,60})'[^']{0,60}'")  # charset'language'text


@dataclass(frozen=True, slots=True)
class Value:
    """A structured field: its word in lower case and its parameters by lower-case name, decoded."""

    word: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """A parameter, or an empty string."""
        return self.parameters.get(name, "")


def parse(raw: bytes) -> Value:
    """A structured field from its raw value; total, and of two parameters with one name the first counts."""
    if not raw:
        return Value()
    octets = raw[:_MAX_LENGTH]
    text = octets.decode("ascii") if octets.isascii() else charset.decode(octets)
    text = charset.clean(text).replace("\n", "")
    word, _, rest = text.partition(";")
    if "=" in word and (first := _FORGOTTEN.match(text)):
        word, rest = first[1], text[first.end() :]  # `attachment filename="x.pdf"` with the semicolon forgotten
    elif "=" in word and "/" not in word.partition("=")[0]:
        word, rest = "", text  # `name="x.pdf"` with the type forgotten
    plain, pieces = _collect(rest)
    return Value(_bare(word), {**plain, **_joined(pieces)})


def _bare(word: str) -> str:
    """The word without comments and the spaces some put around its slash."""
    bare = _COMMENT.sub(" ", word) if "(" in word else word
    return _SLASH.sub("/", bare.strip().strip("\"'")).lower()


# (number of the piece, whether it is percent-encoded, its text)
_Piece = tuple[int, bool, str]


def _collect(rest: str) -> tuple[dict[str, str], dict[str, list[_Piece]]]:
    plain: dict[str, str] = {}
    pieces: dict[str, list[_Piece]] = {}
    at = 0
    for _ in range(_MAX_PARAMETERS):
        found = _PARAMETER.match(rest, at)
        if found:
            name = found[1].lower()
            value = _PAIR.sub(_unescaped, found[4]) if found[4] is not None else _UNQUOTED_END.sub("", found[5])
            if found[2] is None and found[3] is None:
                plain.setdefault(name, header.words(value).strip())
            else:
                pieces.setdefault(name, []).append((int(found[2] or 0), found[3] is not None, value))
            at = found.end()
            if _FOLLOWS.match(rest, at):
                continue
        following = rest.find(";", at)
        if following < 0:
            break
        at = following + 1
    return plain, pieces


def _unescaped(pair: re.Match[str]) -> str:
    # Old Windows clients send `C:\docs\x.pdf` unescaped: a backslash before a letter stays.
    return pair[1] if pair[1] in '"\\' else pair[0]


def _joined(pieces: dict[str, list[_Piece]]) -> dict[str, str]:
    out: dict[str, str] = {}
    for name, found in pieces.items():
        ordered = sorted({number: (encoded, text) for number, encoded, text in reversed(found)}.items())
        declared, octets = "", b""
        for position, (_, (encoded, text)) in enumerate(ordered):
            piece = text
            if encoded and position == 0 and (tagged := _TAGGED.match(piece)):
                declared, piece = tagged[1], piece[tagged.end() :]
            octets += unquote_to_bytes(piece) if encoded else piece.encode("utf-8", "replace")
        decoded = charset.clean(charset.decode(octets, declared))
        # Some write encoded words in the pieces: RFC 2231 and RFC 2047 at once.
        out[name] = header.words(decoded).strip()
    return out

"""Header fields as they really come: 8-bit, folded, repeated, with encoded words in every broken form (RFC 5322, 2047)."""

import binascii
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mailtriage.mail import charset

MAX_FIELDS = 2000
MAX_VALUE = 100_000
_MAX_BLOCK = 1_000_000
_MAX_LINES = 50_000
_MAX_IDENTIFIER = 998  # RFC 5322 section 2.1.1
_MAX_JUNK = 20
_MAX_OPEN = 50
_FIELD_NAME = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
# The first field of a mail that somebody has copied about may have got spaces before it.
_INDENTED = re.compile(
    rb"[ \t]{1,20}(?=(?:from|to|subject|date|message-id|received|return-path|mime-version):)", re.IGNORECASE
)
_DELIMITER = re.compile(rb"--[^\r\n]{1,200}\r?\n[ \t]*content-[a-z-]{2,30}:", re.IGNORECASE)
_MBOX = re.compile(rb">*From ")
_FOLD = re.compile(r"[\r\n]+[ \t]*")
_SPACES = re.compile(r"[\s\xa0]+")
_WORD_START = re.compile(r"=\?([^?\s]{1,64})\?([bBqQ])\?")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")
_GARBAGE = re.compile(r"[\x00-\x1f\ufffd]")
_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]+")
_IDENTIFIER = re.compile(r"<([^<>]{1,998})>")
_TELLING = re.compile(
    rb"\n(?:from|to|subject|date|message-id|mime-version|content-type|received|reply-to):", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Fields:
    """The header section of one entity: lower-case names, raw values in the order they stand."""

    pairs: tuple[tuple[str, bytes], ...] = ()
    defects: tuple[str, ...] = ()
    first: Mapping[str, bytes] = field(default_factory=dict)

    def raw(self, name: str) -> bytes:
        """The topmost raw value of a field, or nothing; `name` in lower case."""
        return self.first.get(name, b"")

    def text(self, name: str) -> str:
        """The topmost value, decoded."""
        return decode(self.raw(name)) if name in self.first else ""

    def all(self, name: str) -> tuple[bytes, ...]:
        """Every raw value of a field, topmost first."""
        return tuple(value for key, value in self.pairs if key == name)


def section(raw: bytes, start: int, end: int) -> tuple[Fields, int]:
    """The header section that starts at `start`, and where the body begins.

    A line that is no field ends the section, as if the blank line had been forgotten, unless fields that only
    a header has follow before the blank line: then it is taken for a piece of the field above it.
    """
    limit = min(end, start + _MAX_BLOCK)
    spans: list[tuple[str, int, int]] = []
    defects: dict[str, None] = {}
    at = start
    for _ in range(_MAX_LINES):
        if at >= limit:
            break
        eol = raw.find(b"\n", at, limit)
        after = limit if eol < 0 else eol + 1
        kind, name, value = _line(raw, at, after, is_first=not spans)
        if kind == "blank":
            at = after
            break
        if kind == "junk" and spans and _DELIMITER.match(raw, at, limit):
            defects["no blank line between header and body"] = None
            break
        if kind == "junk" and spans and len(defects) < _MAX_JUNK and _goes_on(raw, at, limit):
            kind = "folded"
            defects[f"line {len(spans) + 1} of the header is no field"] = None
        if kind == "field" and len(spans) < MAX_FIELDS:
            spans.append((name, value, after))
        elif kind == "folded" and spans:
            spans[-1] = (*spans[-1][:2], after)
        elif kind != "separator" or spans:
            defects["no blank line between header and body"] = None
            break
        at = after
    return _fields(raw, spans, tuple(defects)), at


def _line(raw: bytes, at: int, after: int, *, is_first: bool) -> tuple[str, str, int]:
    """What a line of the header section is; for a field its name and where its value starts."""
    if raw[at] in b"\r\n" and not raw[at:after].strip(b"\r\n"):
        return "blank", "", at
    indented = _INDENTED.match(raw, at, after) if is_first else None
    if raw[at] in b" \t" and not indented:
        return "folded", "", at
    found = _FIELD_NAME.match(raw, indented.end() if indented else at, after)
    if found:
        return "field", found[1].decode("ascii").lower(), found.end()
    return ("separator" if _MBOX.match(raw, at, after) else "junk"), "", at


def _fields(raw: bytes, spans: Sequence[tuple[str, int, int]], defects: tuple[str, ...]) -> Fields:
    pairs = tuple((name, raw[start:stop].strip()) for name, start, stop in spans)
    if any(len(value) > MAX_VALUE for _, value in pairs):
        defects += ("a field of the header is too long to read to its end",)
    return Fields(pairs, defects, dict(reversed(pairs)))


def _goes_on(raw: bytes, at: int, limit: int) -> bool:
    """Whether fields that only a header has stand between here and the next blank line."""
    window = raw[at : min(limit, at + 4000)].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return bool(_TELLING.search(window))


def decode(value: bytes) -> str:
    """One line of text: unfolded, encoded words decoded, 8-bit octets read as UTF-8 or else Windows-1252.

    Of a value longer than 100,000 octets the rest is left out.
    """
    value = value[:MAX_VALUE]
    text = value.decode("ascii") if value.isascii() else charset.decode(value)
    return one_line(words(text))


def one_line(text: str) -> str:
    """Text that can't break out of a header or a table row: any run of white space is one space."""
    return _SPACES.sub(" ", charset.clean(text)).strip()


def words(text: str) -> str:
    """Text with its RFC 2047 encoded words decoded, also inside quotes, with spaces in them, or never closed."""
    if "=?" not in text:
        return _FOLD.sub(" ", text)
    return "".join(_decoded(_pieces(_FOLD.sub(" ", text))))


# A piece is plain text (charset empty) or the content of one encoded word: (charset, encoding, content).
_Piece = tuple[str, str, str]


def _pieces(text: str) -> Iterator[_Piece]:
    starts = list(_WORD_START.finditer(text))
    at, previous_was_word = 0, False
    for index, start in enumerate(starts):
        if start.start() < at:
            continue
        between = text[at : start.start()]
        if between and not (previous_was_word and between.isspace()):
            yield "", "", between
        following = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        close = text.find("?=", start.end(), following + 2)
        stop = close if close >= 0 else following
        yield start[1], start[2].lower(), text[start.end() : stop]
        at, previous_was_word = (close + 2 if close >= 0 else following), True
    if text[at:]:
        yield "", "", text[at:]


def _decoded(pieces: Iterator[_Piece]) -> Iterator[str]:
    """Neighbours in one charset are joined before decoding: senders cut characters in two between words."""
    pending, pending_charset = bytearray(), ""
    open_base64: list[str] = []
    for name, encoding, content in pieces:
        if (name.lower() != pending_charset or (open_base64 and encoding != "b")) and (pending or open_base64):
            pending += _words_of_base64(open_base64, pending_charset)
            yield charset.decode(bytes(pending), pending_charset)
            pending, open_base64 = bytearray(), []
        pending_charset = name.lower()
        if not name:
            yield content
        elif encoding == "b":
            open_base64.append(_NOT_BASE64.sub("", content))
            if "=" in content or not sum(map(len, open_base64[-_MAX_OPEN:])) % 4 or len(open_base64) >= _MAX_OPEN:
                pending += _words_of_base64(open_base64, pending_charset)
                open_base64 = []
        elif content.isascii():
            pending += _quoted(content)
        else:
            # Written into the word without encoding: those characters are themselves, whatever the charset.
            yield charset.decode(bytes(pending), name)
            yield from (
                run if not run.isascii() else charset.decode(_quoted(run), name) for run in _RUNS.findall(content)
            )
            pending = bytearray()
    pending += _words_of_base64(open_base64, pending_charset)
    if pending:
        yield charset.decode(bytes(pending), pending_charset)


def _words_of_base64(words: Sequence[str], name: str) -> bytes:
    """One run of base64 cut into words, as some senders do; or words of their own that all lost their padding."""
    joined = _base64("".join(words))
    if len(words) < 2:  # noqa: PLR2004  # nothing to choose between
        return joined
    apart = b"".join(map(_base64, words))
    return min(joined, apart, key=lambda octets: len(_GARBAGE.findall(charset.decode(octets, name))))


def _base64(text: str) -> bytes:
    text = text[: len(text) - 1] if len(text) % 4 == 1 else text
    return binascii.a2b_base64(text + "=" * (-len(text) % 4))


def _quoted(text: str) -> bytes:
    return _ESCAPE.sub(lambda found: binascii.unhexlify(found[1]), text.replace("_", " ").encode("ascii"))


def identifiers(value: str) -> tuple[str, ...]:
    """Message identifiers with their angle brackets, in order and once each; bare ones (no brackets) get them."""
    found = [re.sub(r"\s", "", inner) for inner in _IDENTIFIER.findall(value)]
    if not found:
        found = [token.strip("<>,;\"'") for token in value.split() if len(token) <= _MAX_IDENTIFIER]
        found = [token for token in found if "@" in token] or found[:1]
    return tuple(dict.fromkeys(f"<{inner}>" for inner in found if inner))


def decoded(fields: Fields) -> dict[str, tuple[str, ...]]:
    """Every field by lower-case name, decoded and on one line, topmost first."""
    out: dict[str, list[str]] = {}
    for name, value in fields.pairs:
        out.setdefault(name, []).append(decode(value))
    return {name: tuple(values) for name, values in out.items()}


def merged(values: Sequence[bytes]) -> bytes:
    """Repeated address fields as one list; RFC 5322 section 3.6 allows one of each, senders write several."""
    return b",\n ".join(value for value in values if value)

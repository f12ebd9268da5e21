"""Transfer encodings undone, also damaged ones: base64, quoted-printable, uuencode (RFC 2045 section 6)."""

import binascii
import re

_NAMES = {"b": "base64", "base-64": "base64", "q": "quoted-printable", "qp": "quoted-printable"}
_UU_NAMES = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
# Those that could hide a boundary.
HIDING = frozenset({"base64", "quoted-printable"})
_WHITE = b"\r\n\t "
_FOREIGN = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]|[^\s=][ \t]+[^\s]")
_PADDED = re.compile(rb"=[ \t]*\r?\n")
_MAX_FOOTER = 100
_FULL_LINE = 60
_LINE = re.compile(rb"[^\r\n]+")
_MAX_EMBEDDED = 100
# Octets with this share of spaces in them are words, whatever the header says.
_PROSE = 0.05
# An equals sign before another is no escape; the standard library would drop one of the two.
_LITERAL = re.compile(rb"=(?==)")
_RUN = re.compile(rb"[A-Za-z0-9+/]+={0,2}")
_UU_TEXT = re.compile(r"^begin[ \t]+[0-7]{3,4}[ \t]+(\S[^\n]{0,250})\n", re.MULTILINE)
_UU_LINES = re.compile(r"(?:[ -`]{1,90}+\n)++")
_UU_END = re.compile(r"(?:[ \t]*\n)?end[ \t]*$", re.MULTILINE)
_UU_BEGIN = re.compile(rb"^begin[ \t]+[0-7]{3,4}[^\r\n]*\r?\n", re.MULTILINE)


def encoding(declared: bytes) -> str:
    """The name of a transfer encoding, in lower case and without the mistakes senders make in it."""
    word = declared.decode("ascii", "ignore").strip().strip("\"'").lower()
    word = re.split(r"[\s;,(]", word, maxsplit=1)[0].strip("\"'")
    if word.startswith("quoted"):
        return "quoted-printable"
    return "uuencode" if word in _UU_NAMES else _NAMES.get(word, word)


def decode(encoded: bytes, declared: bytes) -> bytes:
    """The octets behind an encoding; never raises, and gives what can be read of damaged ones."""
    match encoding(declared):
        case "base64":
            return base64(encoded)
        case "quoted-printable":
            return binascii.a2b_qp(_LITERAL.sub(b"=3D", encoded))
        case "uuencode":
            return uuencode(encoded)
        case _:
            return encoded


def is_followed_by_clear(encoded: bytes, declared: bytes) -> bool:
    """Whether somebody has written below what is encoded without encoding it."""
    return encoding(declared) == "base64" and _in_clear(encoded) > 0


def base64(encoded: bytes) -> bytes:
    """Base64 with white space, foreign characters, missing padding, or several padded runs after one another."""
    try:
        return binascii.a2b_base64(encoded.translate(None, _WHITE), strict_mode=True)
    except binascii.Error:
        pass
    if cut := _in_clear(encoded):
        return base64(encoded[:cut]).rstrip(b"\r\n") + b"\n\n" + encoded[cut:]
    if encoded.count(b" ") > _PROSE * len(encoded):
        return encoded
    out = bytearray()
    for found in _RUN.finditer(encoded.translate(None, _FOREIGN)):
        out += _run(found[0])
    return bytes(out)


def _in_clear(encoded: bytes) -> int:
    """Where base64 ends and words in clear begin, as a mailing list writes its footer below it; 0 where none do."""
    first = _NOT_BASE64.search(encoded)
    if first is None:
        return 0
    cut = max(encoded.rfind(b"\n", 0, first.start()) + 1, 0)
    padded = _PADDED.search(encoded, 0, cut)
    cut = padded.end() if padded else cut
    lines = encoded[cut:].split(b"\n", _MAX_FOOTER)
    written = [line for line in lines if line.strip()]
    foreign = sum(1 for line in written if _NOT_BASE64.search(line))
    if len(lines) > _MAX_FOOTER or 2 * foreign < len(written):
        return 0  # damage in the middle of it
    return cut if _is_surely_base64(encoded[:cut]) else 0


def _is_surely_base64(octets: bytes) -> bool:
    """A word on a line of its own could be, too; a full line or padding is no word, and what it gives is text."""
    lines = octets.split()
    if not lines:
        return False
    if len(lines[0]) >= _FULL_LINE or lines[-1].endswith(b"="):
        return True
    bare = b"".join(lines)
    try:
        return len(bare) % 4 == 0 and binascii.a2b_base64(bare).decode().isprintable()
    except ValueError:
        return False


def _run(run: bytes) -> bytes:
    bare = run.rstrip(b"=")
    if len(bare) % 4 == 1:
        bare = bare[:-1]
    return binascii.a2b_base64(bare + b"=" * (-len(bare) % 4))


def uuencode(encoded: bytes) -> bytes:
    """The first uuencoded file in the octets, or all lines that can be read when `begin` is missing."""
    begin = _UU_BEGIN.search(encoded)
    return _uu_lines(encoded[begin.end() if begin else 0 :])


def _uu_lines(lines: bytes) -> bytes:
    out = bytearray()
    for found in _LINE.finditer(lines):
        if found[0].rstrip() == b"end":
            break
        out += _uu_line(found[0])
    return bytes(out)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders write a wrong count or trailing characters (as the standard library's own uu module knows).
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""


def embedded(text: str) -> tuple[str, tuple[tuple[str, bytes], ...]]:
    """The text without its uuencoded files, and the files: name and content of each."""
    if "\nend" not in text or "begin " not in text:
        return text, ()
    files: list[tuple[str, bytes]] = []
    kept: list[str] = []
    at = 0
    for begin in _UU_TEXT.finditer(text):
        lines = _UU_LINES.match(text, begin.end())
        finish = _UU_END.match(text, lines.end()) if lines else None
        if lines and finish and begin.start() >= at and len(files) < _MAX_EMBEDDED:
            files.append((begin[1].strip(), _uu_lines(lines[0].encode("ascii", "replace"))))
            kept.append(text[at : begin.start()])
            at = finish.end()
    return "".join([*kept, text[at:]]), tuple(files)

"""Who wrote, to whom and when, read by mail-parser, which is right about addresses and dates where others guess.

It gets these header fields alone: its body parser mixes attached mail into the text, and every part of the header has
been read as UTF-8 or else Windows-1252 before, because it drops 8-bit octets. What it refuses is read leniently.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message

import mailparser

from mailtriage.mail import charset, date, header
from mailtriage.mail.message import Address

_LISTS = ("from", "to", "cc", "reply-to")
_ADDRESS = re.compile(r"[^\s<>\"',;:()\[\]@]{1,200}@[^\s<>\"',;:()@]{1,255}")
_LOCAL = re.compile(r"\s*(?:(?P<name>[^<>]{0,200}?)\s*<(?P<inner>[\w.+-]{0,64})>|(?P<bare>[\w.+-]{1,64}))\s*$")
_WORD = re.compile(r"(=\?[^?\s]{1,64}\?[Qq]\?)([^?]{0,500})(\?=)")
_SPECIAL = re.compile(r'[<>()\[\],;:@"\\]')
_QUOTED_OR_SEPARATOR = re.compile(r'"(?:[^"\\]|\\.)*+"|<[^<>]*+>|\([^()]*+\)|[,;:]')
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_BRACKETS = re.compile(r'["<>]')
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Addressing:
    """The address fields and the date of a header, with mail-parser's findings about them."""

    from_: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    date: datetime | None = None
    defects: tuple[str, ...] = ()


def read(fields: header.Fields) -> Addressing:
    """The addressing of a header; repeated To and Cc fields count together, of the others the topmost."""
    values = {
        name: _text(header.merged(fields.all(name)) if name in ("to", "cc") else fields.raw(name)) for name in _LISTS
    }
    written = date.with_numeric_zone(_text(fields.raw("date")[:200]))
    parsed = _parsed({**values, "date": written})
    people = {name: _addresses(_listed(parsed, name), value) for name, value in values.items()}
    defects = _defects(parsed)
    return Addressing(
        _originator(people["from"], values["from"], is_damaged=bool(defects)),
        people["to"],
        people["cc"],
        people["reply-to"],
        _date(parsed, written),
        defects,
    )


def _text(raw: bytes) -> str:
    octets = raw
    if len(raw) > header.MAX_VALUE:
        octets = raw[: header.MAX_VALUE].rpartition(b",")[0]  # half an address would be a wrong one
    text = octets.decode("ascii") if octets.isascii() else charset.decode(octets)
    return _mended(charset.clean(text).replace("\n", " ").strip())


def _mended(value: str) -> str:
    """Three habits of mail programs put right, which would cost a strict reader the address.

    Separators inside encoded words (RFC 2047 section 5 forbids them there), `<mailto:...>`, and Outlook's semicolons.
    """
    if "=?" in value:
        value = _WORD.sub(lambda word: word[1] + _SPECIAL.sub(_escaped, word[2]) + word[3], value)
    value = value.replace("<mailto:", "<")
    return _without_groups(value) if ";" in value else value


def _without_groups(value: str) -> str:
    """One list with commas: semicolons between addresses become commas, names of groups (RFC 5322 section 3.4) go."""
    listed: list[str] = []
    at = 0
    for found in _QUOTED_OR_SEPARATOR.finditer(value):
        if found[0] in ",;:":
            listed += [value[at : found.start()]] if found[0] != ":" else []
            at = found.end()
    return ",".join(one for one in [*listed, value[at:]] if one.strip())


def _escaped(special: re.Match[str]) -> str:
    return f"={ord(special[0]):02X}"


def _parsed(values: dict[str, str]) -> mailparser.MailParser | None:
    bare = message.Message()
    for name, value in values.items():
        if value:
            bare[name] = value
    bare.set_payload("")
    try:
        return mailparser.MailParser(bare)
    except Exception:  # noqa: BLE001  # it raises bare errors of six kinds on hostile encoded words; we read leniently then
        return None


def _listed(parsed: mailparser.MailParser | None, name: str) -> Sequence[tuple[str, str]]:
    if parsed is None:
        return ()
    # Any other name would give a header of that name as text: it answers every attribute.
    listed: Sequence[tuple[str, str]] = getattr(parsed, {"from": "from_", "reply-to": "reply_to"}.get(name, name))
    return listed


def _addresses(listed: Sequence[tuple[str, str]], value: str) -> tuple[Address, ...]:
    found = [_address(name, address) for name, address in listed if address]
    return tuple(found) if found or not value else _lenient(header.words(value))


def _address(name: str, address: str) -> Address:
    return Address(_unquoted(header.one_line(header.words(name))), header.one_line(address))


def _unquoted(name: str) -> str:
    """Without quotes around all of it; a quote within stays."""
    while len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1].strip()
    return name


def _originator(people: tuple[Address, ...], value: str, *, is_damaged: bool) -> tuple[Address, ...]:
    """Who wrote: with the whole name where an unquoted comma tore it, and local names such as MAILER-DAEMON."""
    if len(people) == 1 and is_damaged and "<" in value:
        name = header.one_line(header.words(value.rpartition("<")[0])).strip("\"' ")
        return (Address(name, people[0].address),) if "@" not in name and "<" not in name else people
    found = _LOCAL.match(header.words(value)) if value and not people else None
    if found is None:
        return people
    return (_address(found["name"] or "", found["inner"] or found["bare"] or ""),)


def _lenient(value: str) -> tuple[Address, ...]:
    """Addresses in a field that breaks the grammar: anything with an @, named by what stands before it."""
    out: dict[str, Address] = {}
    at = 0
    for found in _ADDRESS.finditer(value):
        name = _COMMENT.sub(" ", value[at : found.start()][-300:]).strip(" \t\"'<>,;:()[]")
        address = _address(_BRACKETS.sub("", name), found[0].strip("."))
        out.setdefault(address.key, address)
        at = found.end()
    return tuple(out.values())


def _date(parsed: mailparser.MailParser | None, text: str) -> datetime | None:
    value = parsed.date if parsed is not None else None
    if not isinstance(value, datetime):
        value = date.lenient(text)
    return value if value is not None and value.year in _YEARS else None


def _defects(parsed: mailparser.MailParser | None) -> tuple[str, ...]:
    if parsed is None:
        return ("mail-parser could not read the header",)
    return tuple(
        header.one_line(str(sentence))[:200]
        for entry in parsed.defects
        for found in entry.values()
        for sentence in found
    )

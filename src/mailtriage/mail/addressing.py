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
_COMMENT = re.compile(r"\([^()]{0,200}\)")
_YEARS = range(1970, 2200)


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
    return Addressing(
        people["from"],
        people["to"],
        people["cc"],
        people["reply-to"],
        _date(parsed, written),
        _defects(parsed),
    )


def _text(raw: bytes) -> str:
    octets = raw
    if len(raw) > header.MAX_VALUE:
        octets = raw[: header.MAX_VALUE].rpartition(b",")[0]  # half an address would be a wrong one
    text = octets.decode("ascii") if octets.isascii() else charset.decode(octets)
    return charset.clean(text).replace("\n", " ").strip()


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
    match name:
        case "from":
            return parsed.from_
        case "to":
            return parsed.to
        case "cc":
            return parsed.cc
        case _:
            return parsed.reply_to


def _addresses(listed: Sequence[tuple[str, str]], value: str) -> tuple[Address, ...]:
    found = [_address(name, address) for name, address in listed if address]
    return tuple(found) if found or not value else _lenient(header.words(value))


def _address(name: str, address: str) -> Address:
    return Address(header.one_line(header.words(name)).strip("\"' "), header.one_line(address))


def _lenient(value: str) -> tuple[Address, ...]:
    """Addresses in a field that breaks the grammar: anything with an @, named by what stands before it."""
    out = []
    at = 0
    for found in _ADDRESS.finditer(value):
        name = _COMMENT.sub(" ", value[at : found.start()][-300:]).strip(" \t\"'<>,;:()[]")
        out.append(_address(name, found[0].strip(".")))
        at = found.end()
    return tuple(out)


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

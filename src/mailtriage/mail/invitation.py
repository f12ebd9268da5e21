"""An invitation as calendar programs read it, and their answer to it (iCalendar: RFC 5545, 5546, 6047).

Every instant is in UTC, so that no table of zones has to agree with theirs. A changed or cancelled appointment keeps its
UID and raises its SEQUENCE; who answers an earlier one has not seen the change.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from urllib.parse import quote

from mailtriage.mail.field import clean
from mailtriage.mail.message import Address, Message

_OCTETS = 75  # of a content line, without its line break (RFC 5545, 3.1)
_LARGEST = 256 * 1024
_LAST_NUMBER = 2**31 - 1  # RFC 5545, 3.3.8
_CONTINUATION = 0xC0, 0x80  # the octets of UTF-8 behind the first of a character
_TYPES = frozenset({"text/calendar", "application/ics"})
_FOLD = re.compile(r"\r?\n[ \t]")
_VALUE = r'(?:"[^"]*"|[^";:,]*)'
_LINE = re.compile(rf"([A-Za-z0-9-]+)((?:;[A-Za-z0-9-]+={_VALUE}(?:,{_VALUE})*)*):(.*)")
_PARTICIPATION = re.compile(r";PARTSTAT=\"?([A-Za-z-]+)", re.IGNORECASE)
_ESCAPED = re.compile(r"([\\;,])")


class Method(StrEnum):
    """What the mail does to the reader's calendar."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Participation(StrEnum):
    """What somebody answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One appointment for one reader. The instants are aware; `uid` stays the same through all changes."""

    method: Method
    uid: str
    sequence: int
    stamp: datetime
    starts: datetime
    ends: datetime
    organizer: Address
    attendee: Address
    summary: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a calendar program answers to which invitation, for whom (a lower-case address)."""

    uid: str
    sequence: int
    attendee: str
    participation: Participation


def icalendar(invitation: Invitation) -> bytes:
    """The iCalendar object, in UTF-8 with CRLF, no line longer than 75 octets."""
    asks = invitation.method is Method.REQUEST
    wanted = ";ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE" if asks else ""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//mailtriage//appointments//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        f"METHOD:{invitation.method}",
        "BEGIN:VEVENT",
        f"UID:{_text(invitation.uid)}",
        f"SEQUENCE:{invitation.sequence}",
        f"DTSTAMP:{_instant(invitation.stamp)}",
        f"DTSTART:{_instant(invitation.starts)}",
        f"DTEND:{_instant(invitation.ends)}",
        f"SUMMARY:{_text(invitation.summary)}",
        f"ORGANIZER{_person(invitation.organizer)}",
        f"ATTENDEE{wanted}{_person(invitation.attendee)}",
        f"STATUS:{'CONFIRMED' if asks else 'CANCELLED'}",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def answer(message: Message) -> Answer | None:
    """The answer to an invitation that a message carries (METHOD:REPLY); None for any other, and for a broken one."""
    for file in message.attachments:
        if file.content_type in _TYPES and file.size <= _LARGEST:
            found = _answer(file.content.decode("utf-8", "replace"))
            if found is not None:
                return found
    return None


def _answer(text: str) -> Answer | None:
    """The first event of a reply: the one who answers is its only attendee (RFC 5546, 3.2.3)."""
    said: dict[str, str] = {}
    within: list[str] = []
    for name, parameters, value in _lines(text):
        if name == "BEGIN":
            within.append(value.upper())
        elif name == "END":
            if value.upper() == "VEVENT":
                break
            within = within[:-1]
        elif within in (["VCALENDAR"], ["VCALENDAR", "VEVENT"]):
            status = _PARTICIPATION.search(parameters) if name == "ATTENDEE" else None
            if status and "PARTSTAT" not in said:
                said |= {"ATTENDEE": value, "PARTSTAT": status.group(1).lower()}
            elif name != "ATTENDEE":
                said.setdefault(name, value)
    if said.get("METHOD", "").upper() != "REPLY" or said.get("PARTSTAT") not in set(Participation):
        return None
    attendee = re.sub("^mailto:", "", said["ATTENDEE"], flags=re.IGNORECASE).lower()
    return Answer(said.get("UID", ""), _number(said.get("SEQUENCE", "0")), attendee, Participation(said["PARTSTAT"]))


def _lines(text: str) -> Iterator[tuple[str, str, str]]:
    """Name in capitals, parameters as they stand, and value of every content line, unfolded."""
    for line in _FOLD.sub("", text).splitlines():
        found = _LINE.fullmatch(line)
        if found:
            yield found.group(1).upper(), found.group(2), found.group(3).strip()


def _number(text: str) -> int:
    return (
        min(int(text), _LAST_NUMBER) if text.isascii() and text.isdigit() and len(text) <= len(str(_LAST_NUMBER)) else 0
    )


def _text(value: str) -> str:
    """One line of text as a value (RFC 5545, 3.3.11)."""
    return _ESCAPED.sub(r"\\\1", clean(value))


def _person(address: Address) -> str:
    """The parameters and the value that name somebody; a quotation mark cannot stand in a parameter at all."""
    name = clean(address.name).replace('"', "'")
    return (f';CN="{name}"' if name else "") + f":mailto:{quote(clean(address.address), safe='@+-._~!$*=')}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _folded(line: str) -> bytes:
    """The line in pieces that end between characters, each but the first led by a space."""
    octets, start = line.encode("utf-8"), 0
    pieces: list[bytes] = []
    while start < len(octets):
        end = start + _OCTETS - bool(pieces)
        while end < len(octets) and octets[end] & _CONTINUATION[0] == _CONTINUATION[1]:
            end -= 1
        pieces.append(octets[start:end])
        start = end
    return b"\r\n ".join(pieces) + b"\r\n"

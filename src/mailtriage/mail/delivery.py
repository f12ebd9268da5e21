"""The machine-readable part of a delivery status notification (RFC 3464), as mail systems really write it.

Blank lines between the groups are missing or double, fields are folded anywhere, comments and types vary. So the
fields are read in a row, and a new recipient begins where one is named again.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from mailtriage.mail.domain import comparable
from mailtriage.mail.mention import first_mentioned

UNDEFINED = ".0.0"
"""What follows the class of a status nobody detailed (RFC 3463, 3.1)."""

_FIELD = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:[ \t]*(.*)")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REFUSAL = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?:^|[\s;:('\"<])([45])\d\d(?=[\s;\-,]|:[ \t]|$)", re.MULTILINE)
_NAMING = frozenset({"final-recipient", "original-recipient", "x-actual-recipient"})
_KNOWN = _NAMING | {"action", "status", "diagnostic-code", "remote-mta", "last-attempt-date", "will-retry-until"}
_QUOTED = re.compile(r'"[^"\\<>]{1,64}"@[^\s<>;,"]{1,255}')
_XTEXT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")  # RFC 6533, 3: how a letter beyond ASCII crosses an old server
_ASCII = 0x7F
_LONGEST = 4000
_ENOUGH = 200_000  # a thousand recipients; we never write to more at once


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One address that a mail did not reach, or not yet.

    `status` is an RFC 3463 code ("5.1.1"), `action` is "failed" or "delayed" (RFC 3464, 2.3.3), `diagnostic` what the
    other server said. `original` is the address it was sent to, if the report names another one.
    """

    address: str
    status: str
    action: str
    diagnostic: str = ""
    original: str = ""

    def is_named(self, to: str) -> bool:
        """Whether it is this address that failed, and not one it was passed on to; a report may name it without its domain."""
        asked = comparable(to)
        spellings = {asked, asked.rpartition("@")[0], f"<{asked}>"}
        return bool({comparable(self.address), comparable(self.original)} & spellings)


def reported(content: str) -> tuple[FailedRecipient, ...]:
    """Every recipient the fields name, with the action they state, also "delivered", "relayed" and "expanded"."""
    return tuple(filter(None, map(_recipient, _groups(content[:_ENOUGH]))))


def status_in(text: str) -> str:
    """The first enhanced code of a refusal in a server's answer, else the class of its reply code, else nothing."""
    found = _REFUSAL.search(text)
    if found:
        return found.group(1)
    code = _REPLY_CODE.search(text)
    return code.group(1) + UNDEFINED if code else ""


def address_in(value: str) -> str:
    """The address in a typed field such as "rfc822; jan@example.com", or in angle brackets; empty when there is none."""
    kind, semicolon, rest = value[:_LONGEST].partition(";")
    named = rest if semicolon and "@" not in kind else value[:_LONGEST]
    quoted = _QUOTED.search(named)
    return quoted.group() if quoted else first_mentioned(_XTEXT.sub(_character, named))


def _character(encoded: re.Match[str]) -> str:
    code = int(encoded.group(1), 16)
    is_letter = _ASCII < code <= sys.maxunicode and chr(code).isprintable()
    return chr(code) if is_letter else encoded.group()


def _groups(content: str) -> Iterator[dict[str, str]]:
    group: dict[str, str] = {}
    for name, value in _fields(content):
        ended = not name and _NAMING & group.keys() and {"action", "status"} & group.keys()
        if ended or (name in group and name in _NAMING | {"action"}):
            yield group
            group = {}
        group.setdefault(name, value)
    yield group


def _fields(content: str) -> Iterator[tuple[str, str]]:
    """The known fields, unfolded; a field without a name for every line that is neither one nor folded."""
    name, value = "", ""
    for line in content.splitlines():
        field = _FIELD.match(line)
        if name and line[:1] in {" ", "\t"} and not (field and field.group(1).lower() in _KNOWN):
            value = f"{value} {line.strip()}" if len(value) < _LONGEST else value
            continue
        yield name, value
        name, value = "", ""
        if field and field.group(1).lower() in _KNOWN:
            name, value = field.group(1).lower(), field.group(2)
    yield name, value


def _recipient(group: dict[str, str]) -> FailedRecipient | None:
    final, original = group.get("final-recipient", ""), group.get("original-recipient", "")
    address, sent_to = address_in(final), address_in(original)
    address = address or sent_to or address_in(group.get("x-actual-recipient", "")) or _bare(final or original)
    if not address:
        return None
    action = re.match(r"[a-z]*", group.get("action", "").strip().lower())
    diagnostic = group.get("diagnostic-code", "").partition(";")[2].strip() or group.get("diagnostic-code", "").strip()
    status = _status(group.get("status", ""), diagnostic)
    stated = action.group() if action else ""
    sent_to = sent_to if sent_to.lower() != address.lower() else ""
    return FailedRecipient(address, status or "5" + UNDEFINED, stated or _action(status), diagnostic, sent_to)


def _status(stated: str, diagnostic: str) -> str:
    """The stated code, or a more telling one of the same class out of the other server's own words."""
    found = _STATUS.search(stated)
    status = found.group(1) if found else ""
    # Where one server quotes another, the last code is that of the one who knows.
    said = next(
        reversed([code for code in _REFUSAL.findall(diagnostic) if not code.endswith(UNDEFINED)]), ""
    ) or status_in(diagnostic)
    vague = not status or status.endswith(UNDEFINED)
    return said if vague and said and said[0] == (status or said)[0] else status


def _action(status: str) -> str:
    return {"2": "delivered", "4": "delayed"}.get(status[:1], "failed")


def _bare(value: str) -> str:
    """A local user without a domain: still a name for whoever reads the record."""
    return value.rpartition(";")[2].strip(" <>\"'")[:320]

"""Ticket numbers of others in a message: what a vendor or a customer calls a ticket in its own system.

The pattern's one group is what tells numbers apart, the whole of what it fits is what goes into our subjects. In the text
only the first lines count, and only where the subject has none: further down people mention other tickets. Our own tags
are taken out before, or a pattern of digits would take them for theirs.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mailtriage.desk.contract import Contract
from mailtriage.desk.partner import PartnerNumber, Party, speaking
from mailtriage.desk.party import Person
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.message import Message
from mailtriage.triage.condition import fits

_SUBJECT = 2_000
_LINE = 500
_FIRST_LINES = 10
_MOST = 5
_LONGEST = 100


@dataclass(frozen=True)
class Said:
    """A number of a party that a message carries. `tickets`: those of the contract that the party calls so already."""

    contract: str
    party: Party
    number: PartnerNumber
    in_subject: bool
    tickets: tuple[int, ...] = ()


def said(message: Message, contracts: Iterable[Contract], day: date, prefix: str) -> tuple[Said, ...]:
    """The numbers a message carries, for each contract and each party of it as which its sender may write."""
    sender = Person(message.from_.name, message.from_.address)
    subject = _without_ours(message.subject[:_SUBJECT], prefix)
    text = _without_ours("\n".join(_first_lines(message)), prefix)
    return tuple(
        Said(contract.name, party, number, in_subject)
        for contract in contracts
        for party in speaking(contract, day, sender)
        if party.pattern
        for number, in_subject in _numbers(party, subject, text)
    )


def numbers(pattern: str, text: str) -> tuple[tuple[str, str], ...]:
    """What a pattern fits in a text, as written and as its key, each key once; at most five."""
    found: dict[str, str] = {}
    for whole, group in fits(pattern, text):
        key, written = " ".join(group.lower().split()), " ".join(whole.split())
        if key and len(written) <= _LONGEST:
            found.setdefault(key, written)
        if len(found) == _MOST:
            break
    return tuple((written, key) for key, written in found.items())


def newest_live_first(tickets: Iterable[Ticket]) -> list[Ticket]:
    """Which of the tickets with one number a mail joins: the newest that somebody works on, else the newest."""
    return sorted(tickets, key=lambda ticket: (ticket.live, ticket.number), reverse=True)


def _numbers(party: Party, subject: str, text: str) -> Iterator[tuple[PartnerNumber, bool]]:
    found = numbers(party.pattern, subject)
    for written, key in found:
        yield PartnerNumber(party.name, written, key, party.title), True
    if not found:
        for written, key in numbers(party.pattern, text)[:1]:
            yield PartnerNumber(party.name, written, key, party.title), False


def _first_lines(message: Message) -> list[str]:
    lines = (line.strip()[:_LINE] for line in (message.reply or message.text).split("\n"))
    return [line for line in lines if line][:_FIRST_LINES]


def _without_ours(text: str, prefix: str) -> str:
    own = rf"\[\s?{re.escape(prefix)}[-\u2010\u2011][0-9]{{1,13}}\s?\]|(?<![\w-]){re.escape(prefix)}-[0-9]{{1,13}}(?![\w-])"
    return re.sub(own, " ", text, flags=re.IGNORECASE)

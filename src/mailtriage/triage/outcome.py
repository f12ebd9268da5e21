"""What a decision about a message consists of: outcome, fate, events and notices; and the pieces it is built from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from mailtriage.desk.contract import Contract
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.token import Reply
from mailtriage.notices.notice import Purpose
from mailtriage.triage.situation import Situation

ESCALATED = "escalated"
"""The reason of an acknowledgement that answers a request to escalate."""


NOT_NAMED = "not-named"
"""The reason of an answer to somebody whom the contract does not name as one who may ask (desk/entitlement)."""


class Outcome(StrEnum):
    """The five things that can happen with a message (DESIGN section 4)."""

    OPEN = "open"
    APPEND = "append"
    BOUNCED = "bounced"
    RECORDED = "recorded"
    HELD = "held"


@dataclass(frozen=True)
class Planned:
    """A notice that follows, before words: to whom, why, what a reply will mean; `reason` is a code for the template."""

    purpose: Purpose
    person: Person
    reply: Reply
    reason: str = ""
    carries_message: bool = False


@dataclass(frozen=True)
class Disposition:
    """The decision. `ticket` is the number it concerns, None for a new one or none at all.

    `also` are further tickets of which the same is true: a digest that did not arrive was about many.
    `opens` holds the `opened` event's data when a ticket is to be made. `reason` says why, for custody and `explain`.
    """

    outcome: Outcome
    fate: str
    reason: str
    ticket: int | None = None
    contract: Contract | None = None
    opening: Event | None = None
    events: tuple[Event, ...] = ()
    notices: tuple[Planned, ...] = ()
    also: tuple[int, ...] = ()


def customers(ticket: Ticket) -> tuple[Person, ...]:
    return (ticket.requester, *ticket.participants)


def partners(ticket: Ticket) -> frozenset[str]:
    """The addresses, in lower case, to which the ticket was passed on: vendors, consultants."""
    return frozenset(e.text("address").lower() for e in ticket.events if e.kind is EventKind.FORWARDED)


def informed(ticket: Ticket, contract: Contract | None) -> tuple[Person, ...]:
    """Who reads our answers: the requester, whoever is in copy, and the contract's contacts (OX-03), each once."""
    people = (*customers(ticket), *(contract.contacts if contract else ()))
    return tuple({p.key: p for p in reversed(people) if p.address}.values())[::-1]


def owners(ticket: Ticket, contract: Contract | None, situation: Situation) -> tuple[Person, ...]:
    """Who works on a ticket: its assignee, else the members of its role."""
    staff = contract.staff if contract else situation.staff
    assignee = staff.find(ticket.assignee) or situation.staff.find(ticket.assignee)
    return (assignee,) if assignee else staff.of(ticket.role or situation.first_line)


def planned(
    purpose: Purpose, persons: Iterable[Person], reply: Reply, reason: str = "", *, carries: bool = False
) -> list[Planned]:
    return [Planned(purpose, p, reply, reason, carries) for p in dict.fromkeys(persons)]


def to_sender(situation: Situation, purpose: Purpose, reason: str = "") -> list[Planned]:
    """An automatic answer to the sender, where one may be given."""
    if situation.why_silent or not situation.sender.address:
        return []
    return [Planned(purpose, situation.sender, Reply.RELAY, reason)]


def to_parties(situation: Situation, contract: Contract | None, purpose: Purpose, reason: str = "") -> list[Planned]:
    """The same, and to the contacts where they hear all (OX-03). What may not be answered is told to nobody."""
    told = to_sender(situation, purpose, reason)
    if not told or contract is None or not contract.terms(situation.day).contacts_hear_all:
        return told
    others = (p for p in contract.contacts if p.key != situation.sender.key and not situation.is_own(p.key))
    return [*told, *planned(purpose, others, Reply.RELAY, reason)]


def flags(situation: Situation) -> list[Event]:
    """What staff should know about the message itself: a Message-ID used twice for different mails."""
    if not situation.repeats_id:
        return []
    return [event(situation, EventKind.NOTED, text="the Message-ID of this message was used before, by another mail")]


def received(situation: Situation, *, automatic: bool) -> Event:
    sender = situation.message.from_.address
    data = {"from": sender, "proof": situation.proof.value, "automatic": automatic}
    return replace(event(situation, EventKind.RECEIVED), data=data)


def event(situation: Situation, kind: EventKind, **data: object) -> Event:
    sender = situation.message.from_.address or "unknown"
    return Event(kind, situation.received, situation.now, sender, situation.proof.value, None, data)

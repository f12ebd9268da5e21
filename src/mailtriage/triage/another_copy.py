"""What a later copy of a mail changes: the first one may have come the worse way (DESIGN 10, the same mail twice).

Lists break signatures and make people look like machines, gateways see spam. So a copy is decided as if it were alone,
and where that goes further than the first copy went, it counts; each thing that is due is done once. But anybody who
had a copy can send it on: what stands with a customer stays his, and whom a list names as the writer proves nothing.
"""

from dataclasses import dataclass, replace

from mailtriage.desk.contract import Contract
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person
from mailtriage.desk.state import State
from mailtriage.desk.ticket import Ticket
from mailtriage.mail.domain import comparable
from mailtriage.mail.sameness import writes_for_another
from mailtriage.notices.notice import Purpose
from mailtriage.triage.asking import with_wishes
from mailtriage.triage.booking import with_weekend
from mailtriage.triage.outcome import Disposition, Outcome, event, received, to_parties
from mailtriage.triage.situation import Situation

MERGED_FROM = "merged from"


@dataclass(frozen=True)
class FirstCopy:
    """What became of it: its ticket with the contract, None where it was only recorded; the stored message.

    `recorded`: nothing moved on its account. `answered`: a mail of ours about that ticket went to its sender.
    """

    ticket: Ticket | None
    contract: Contract | None
    message: int | None
    recorded: bool
    answered: bool


@dataclass(frozen=True)
class Remedy:
    """What is done on account of the later copy, and the ticket of the first one if it ends as part of the new one."""

    disposition: Disposition
    ends: int | None = None


def remedy(situation: Situation, decided: Disposition, first: FirstCopy) -> Remedy | None:
    """What the copy changes, if anything; `decided` is what would become of it alone."""
    if decided.outcome not in {Outcome.OPEN, Outcome.APPEND}:
        return None
    ticket = first.ticket
    if ticket is None or first.recorded:
        return Remedy(decided)
    if _is_from_another(situation, first, ticket):
        return None if writes_for_another(situation.message) else _of_the_writer(situation, decided, first, ticket)
    return _of_the_sender(situation, decided, first, ticket)


def _of_the_writer(situation: Situation, decided: Disposition, first: FirstCopy, ticket: Ticket) -> Remedy | None:
    """He writes himself, and the first copy came from somebody who only said it was his: no customer loses his mail so."""
    if ticket.state is not State.HELD and _is_elsewhere(situation, decided, ticket) and _has_owner(first, ticket):
        return Remedy(decided)
    return _of_the_sender(situation, decided, first, ticket)


def _of_the_sender(situation: Situation, decided: Disposition, first: FirstCopy, ticket: Ticket) -> Remedy | None:
    if ticket.events[0].message == first.message:
        if _is_misplaced(situation, decided, first, ticket):
            return Remedy(_instead(situation, decided, ticket), ticket.number)
        answer = _answer(situation, first, ticket) if ticket.live else None
        return Remedy(answer) if answer else None
    if decided.outcome is Outcome.APPEND and _was_automatic(ticket, first) and not situation.automatic:
        return Remedy(_without_copies(decided))
    return None


def _is_misplaced(situation: Situation, decided: Disposition, first: FirstCopy, ticket: Ticket) -> bool:
    """Whether it waits for staff, or stands with strangers though a customer wrote it: so does a list in its own name."""
    if ticket.state is State.HELD:
        return True
    improves = decided.outcome is Outcome.OPEN and _is_elsewhere(situation, decided, ticket)
    return ticket.live and improves and not _has_owner(first, ticket)


def _is_elsewhere(situation: Situation, decided: Disposition, ticket: Ticket) -> bool:
    """Whether a person whom a contract names writes under another one than the ticket's."""
    name = decided.contract.name if decided.contract else ""
    return situation.reading.named and not situation.automatic and ticket.contract != name


def _has_owner(first: FirstCopy, ticket: Ticket) -> bool:
    """Whether the ticket's contract knows who asks, or who wrote the mail."""
    contract, people = first.contract, (ticket.requester, Person("", _sender(first, ticket)))
    return contract is not None and any(p.key in contract.named or contract.is_colleague(p) for p in people)


def _is_from_another(situation: Situation, first: FirstCopy, ticket: Ticket) -> bool:
    return comparable(situation.sender.address) != comparable(_sender(first, ticket))


def _sender(first: FirstCopy, ticket: Ticket) -> str:
    """Who sent the first copy."""
    return next((e.text("from") for e in ticket.events if _is_arrival(e, first)), ticket.requester.address)


def _instead(situation: Situation, decided: Disposition, ticket: Ticket) -> Disposition:
    """The ticket as the better copy makes it, from the receipt of the first one on (S11, S26)."""
    brought: dict[str, object] = {"ticket": ticket.number, "relation": MERGED_FROM}
    if decided.opening is not None:
        brought["received"] = ticket.received.isoformat()
    return replace(decided, events=(*decided.events, event(situation, EventKind.LINKED, **brought)))


def _answer(situation: Situation, first: FirstCopy, ticket: Ticket) -> Disposition | None:
    """The acknowledgement that the first copy could not get, and what its writer asks for."""
    worked_on = any(e.kind is EventKind.ANSWERED for e in ticket.events)
    told = () if first.answered or worked_on else to_parties(situation, first.contract, Purpose.ACKNOWLEDGEMENT)
    human = _was_automatic(ticket, first) and not situation.automatic
    if not (told or human):
        return None
    events = (received(situation, automatic=False),) if human else ()
    reason = "a copy of the mail that opened the ticket, by a way on which it may be answered"
    answer = Disposition(
        Outcome.APPEND,
        "appended",
        reason,
        ticket.number,
        first.contract,
        events=events,
        notices=tuple(told),
    )
    return with_wishes(situation, first.contract, with_weekend(situation, first.contract, answer)) if human else answer


def _was_automatic(ticket: Ticket, first: FirstCopy) -> bool:
    return any(_is_arrival(e, first) and e.data.get("automatic") is True for e in ticket.events)


def _is_arrival(one: Event, first: FirstCopy) -> bool:
    return one.kind is EventKind.RECEIVED and one.message == first.message


def _without_copies(decided: Disposition) -> Disposition:
    """Staff has read it."""
    return replace(decided, notices=tuple(n for n in decided.notices if n.purpose is not Purpose.STAFF_COPY))

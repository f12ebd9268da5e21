"""Carrying out a disposition: the message kept, the ticket made or continued, the notices that follow put into the outbox."""

from dataclasses import dataclass, replace
from datetime import datetime

from mailtriage.desk.terms import ClockName
from mailtriage.jobs.answering import answering
from mailtriage.jobs.brake import asks_anew, braked
from mailtriage.jobs.facts import Dossier, clock_fact, language_of, shared_facts
from mailtriage.jobs.granting import follow
from mailtriage.jobs.office import Moment
from mailtriage.jobs.reaching import note_failures, reach
from mailtriage.jobs.recording import add, open_ticket
from mailtriage.jobs.telling import Letter, send, thread_of
from mailtriage.jobs.undelivered import failure_facts, newest_failures
from mailtriage.mail.message import Attachment, Message
from mailtriage.mail.own_words import own_words
from mailtriage.notices.notice import PURPOSE_HEADER, ClockFact, Facts, Purpose
from mailtriage.store import messages, raw, tickets
from mailtriage.triage.outcome import NOT_NAMED, Disposition, Planned

_ANSWERS = frozenset({Purpose.ACKNOWLEDGEMENT, Purpose.HELD, Purpose.WEEKEND, Purpose.TERM})


@dataclass(frozen=True)
class Inbound:
    """A message on its way into the store; `packed` is None where its bytes are too many to keep."""

    message: Message
    packed: raw.Packed | None
    digest: str
    received: datetime


@dataclass(frozen=True)
class Carried:
    """What came of it: the ticket's number, if there is one, and the stored message's id."""

    ticket: int | None
    message: int


def carry_out(at: Moment, inbound: Inbound, disposition: Disposition) -> Carried:
    """Write a disposition down."""
    opening, number = disposition.opening, disposition.ticket
    if opening is not None:
        number = tickets.create(at.session, at.now)
    kept = _keep(at, inbound, number)
    if number is None:
        return Carried(None, kept)
    thread = () if opening else thread_of(at, number)
    events = [replace(e, message=kept) for e in (*([opening] if opening else []), *disposition.events)]
    file = open_ticket(at, number, events, disposition.contract) if opening else add(at, number, events)
    for other in disposition.also:
        add(at, other, events)
    follow(at, file.ticket, disposition.events)
    reach(at, inbound.message.from_.address, disposition.outcome)
    note_failures(at, file.ticket.number, disposition.events)
    anew = asks_anew(at, inbound.message, kept, disposition)
    wanted = [planned for planned in disposition.notices if not braked(at, planned, number, anew)]
    letters = [letter(at, file, planned, inbound.message, inbound.received) for planned in wanted]
    send(at, file, *(_threaded(one, thread) for one in letters))
    return Carried(number, kept)


def _keep(at: Moment, inbound: Inbound, ticket: int | None) -> int:
    kept = messages.kept(inbound.message, messages.Direction.IN, inbound.received, ticket, inbound.digest)
    return messages.keep(at.session, kept, inbound.packed)


def letter(at: Moment, file: Dossier, planned: Planned, message: Message, received: datetime) -> Letter:
    """A planned notice with its facts, and with the message where it carries one."""
    own = replace(shared_facts(at, file, planned.person), step=planned.reason)
    own = answering(at, file, own, message)
    own = _to_one_who_may_not_ask(file, planned, own, message) if planned.reason == NOT_NAMED else own
    if planned.purpose is Purpose.UNDELIVERABLE:
        own = failure_facts(at, own, newest_failures(file.ticket))
    own = replace(own, clock=_first_answer(at, file, planned)) if planned.purpose is Purpose.PAGE else own
    carries = planned.carries_message
    return Letter(
        purpose=planned.purpose,
        person=planned.person,
        reply=planned.reply,
        facts=_carrying(own, message, planned, received) if carries else own,
        answers=message.message_id if planned.purpose in _ANSWERS else "",
        attachments=_travelling(planned, message) if carries else (),
        sender_name=_on_behalf(at, message) if planned.purpose is Purpose.STAFF_COPY else "",
    )


def _first_answer(at: Moment, file: Dossier, planned: Planned) -> ClockFact | None:
    """What presses somebody who is alerted of a new ticket."""
    clock = file.clock(ClockName.REACTION)
    return clock_fact(file, clock, language_of(at, file, planned.person)) if clock else None


def _to_one_who_may_not_ask(file: Dossier, planned: Planned, own: Facts, message: Message) -> Facts:
    """Under his own subject: that of the ticket he wrote to may be none of his business (OX-02)."""
    ticket = replace(file.ticket, subject=message.subject)
    return replace(own, may_ask=_may_ask(file, planned), whose="", ticket=ticket)


def _may_ask(file: Dossier, planned: Planned) -> tuple[str, ...]:
    """Who may open tickets, for a colleague of theirs and for nobody else (OX-02)."""
    contract = file.contract
    if contract is None or not contract.is_colleague(planned.person):
        return ()
    return tuple(p.name or p.address for p in contract.requesters)


def _carrying(own: Facts, message: Message, planned: Planned, received: datetime) -> Facts:
    """Staff sees everything that was written; the customer only what staff wrote itself, nothing of our notice to staff."""
    whole = planned.purpose is Purpose.STAFF_COPY
    return replace(
        own,
        text=message.text if whole else own_words(message),
        quoted_from=message.from_.name or message.from_.address,
        quoted_at=received,
        attachment_names=tuple(a.filename for a in _travelling(planned, message) if not a.inline),
    )


def _threaded(letter: Letter, thread: tuple[str, ...]) -> Letter:
    """In the customer's thread; a relayed answer answers what the customer wrote last."""
    answers = thread[-1] if thread and letter.purpose is Purpose.REPLY else letter.answers
    return replace(letter, thread=thread, answers=answers)


def _travelling(planned: Planned, message: Message) -> tuple[Attachment, ...]:
    """The files that go along; never a notice of ours, which some programs attach to the answer."""
    if planned.purpose is Purpose.STAFF_COPY:
        return message.attachments
    if planned.purpose is Purpose.REMINDER:  # a calendar's answer: what it says stands in the words
        return ()
    return tuple(a for a in message.attachments if PURPOSE_HEADER.encode() not in a.content)


def _on_behalf(at: Moment, message: Message) -> str:
    return f"{message.from_.name or message.from_.address} via {at.office.installation.desk.name}"

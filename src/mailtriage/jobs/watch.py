"""What falls due: claim it, work out again whether it is still owed, record it and put the notices into the outbox.

The row that says "due" is only a hint; the ticket's events decide. A step is recorded in the same transaction as its
notices, under a key that can exist once, so that it is never told twice by us, whatever dies when. A ticket that
breaks the code is put off for an hour, so that it cannot keep the others waiting.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import takewhile

from mailtriage import log
from mailtriage.clock import SystemClock
from mailtriage.desk.agenda import Step, agenda, owed
from mailtriage.desk.appointment import RESUMING
from mailtriage.desk.escalation import Audience, Message, audience
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.openings import due
from mailtriage.desk.party import Person
from mailtriage.desk.record import overlooked
from mailtriage.desk.state import PendingReason, State
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.unsolvable import ENDS, UNSOLVED
from mailtriage.jobs.answering import asked
from mailtriage.jobs.facts import Dossier, clock_fact, dossier, language_of, named, role_named, shared_facts
from mailtriage.jobs.net import Broken, attempt
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.posting import Addressed, post
from mailtriage.jobs.recording import add, terms_of
from mailtriage.jobs.telling import Letter, latest_from_customer, thread_of
from mailtriage.mail.token import Reply
from mailtriage.notices.history import history
from mailtriage.notices.notice import Facts, Purpose
from mailtriage.store import outbox, steps, tickets
from mailtriage.store.database import savepoint
from mailtriage.store.steps import Telling

_AT_ONCE = 500  # so that a heap of breaches becomes one digest, not many
_LATE = timedelta(minutes=15)  # after that a telling is catching up
_PUT_OFF = timedelta(hours=1)
_REPLIES = {
    Purpose.WARNING: Reply.ACKNOWLEDGE,
    Purpose.BREACH: Reply.ACKNOWLEDGE,
    Purpose.ESCALATION: Reply.ACKNOWLEDGE,
    Purpose.PAGE: Reply.ACKNOWLEDGE,
    Purpose.PROGRESS: Reply.RELAY,
    Purpose.APPOINTMENT: Reply.RELAY,
    Purpose.UNSOLVABLE: Reply.RELAY,
}
_FOR_CUSTOMERS = frozenset({Purpose.PROGRESS, Purpose.APPOINTMENT, Purpose.UNSOLVABLE})


def next_due(office: Office) -> tuple[datetime | None, datetime | None]:
    """The earliest step of any ticket and the earliest mail to send; a few looks into an index.

    A mail whose worker died with it is to be sent at once; its lease is real time.
    """
    with office.database.read() as session:
        due, head = tickets.next_due(session), outbox.head(session)
    orphaned = head.lease is not None and head.lease <= SystemClock().now()
    return due, office.now() if orphaned else head.ready


def watch(office: Office) -> int:
    """Tell what is owed now, on up to some hundreds of tickets; how many were looked at."""
    most = _AT_ONCE
    while isinstance(done := attempt("watch", partial(_round, office, most)), Broken):
        if most == 1:
            return _put_off(office, done)
        most //= 2  # a letter of one ticket cannot be written: the others do not wait for it
    return done


def _put_off(office: Office, broken: Broken) -> int:
    with office.database.transaction() as session:
        first = tickets.due(session, office.now(), 1)
        for number in first:
            log.warning("ticket broke the watch", ticket=number, traceback=broken.trace)
            tickets.postpone(session, number, office.now() + _PUT_OFF)
    return len(first)


def _round(office: Office, most: int) -> int:
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        numbers = tickets.due(session, at.now, most)
        letters: list[Addressed] = []
        for number in numbers:
            done = attempt("watch", partial(_look_at, at, number))
            if isinstance(done, Broken):
                log.warning("ticket broke the watch", ticket=number, traceback=done.trace)
                tickets.postpone(session, number, at.now + _PUT_OFF)
            else:
                letters += done
        post(at, letters)
    return len(numbers)


def _look_at(at: Moment, number: int) -> list[Addressed]:
    """Record what is owed on one ticket; the letters that say it."""
    with savepoint(at.session):
        ticket = tickets.load(at.session, number, lock=True)
        assert ticket is not None
        promised = terms_of(at.session, ticket)
        if promised is None:
            tickets.index(at.session, ticket, None)
            return []
        file = dossier(at, ticket, promised)
        coming = agenda(ticket, promised, file.calendars, at.now)
        ripe = owed(coming, steps.told(at.session, number), at.now)
        for step in ripe.passed:
            steps.tell(at.session, _telling(number, step), step.due or step.at, at.now)
        told = [_tell(at, file, step, coming) for step in ripe.tell]
        add(at, number, [event for events, _ in told for event in events])  # also without any: the hint is corrected
    return [letter for _, letters in told for letter in letters]


def _telling(number: int, step: Step) -> Telling:
    return Telling(number, step.clock, step.name, step.epoch)


def _tell(at: Moment, file: Dossier, step: Step, coming: Sequence[Step]) -> tuple[list[Event], list[Addressed]]:
    """Record a step; the events to append and the letters to write. Nothing when it was told before."""
    ticket, contract = file.ticket, file.contract
    if not steps.tell(at.session, _telling(ticket.number, step), step.due or step.at, at.now):
        return [], []
    assert file.terms is not None
    told = audience(step, ticket, file.terms, at.office.staff(contract), contract)
    log.event("step told", ticket=ticket.number, clock=step.clock, step=step.name, to=len(told.persons))
    thread, late = thread_of(at, ticket.number), at.now - step.at > _LATE
    written = [replace(_letter(at, file, step, told, person), thread=thread) for person in told.persons]
    letters = [Addressed(file, _leading_on(letter, step, coming), late) for letter in written]
    if told.purpose is Message.PAGE:
        letters += [Addressed(file, _copy(letter), late) for letter in written]
    return _events(at, file, step, told), letters


def _letter(at: Moment, file: Dossier, step: Step, told: Audience, person: Person) -> Letter:
    purpose = Purpose(told.purpose.value)
    above = role_named(at, file, told.next_level, language_of(at, file, person)) if told.next_level else ""
    shared = replace(shared_facts(at, file, person), step=step.name, level=step.level, next_level=above)
    inside = _for_contacts(at, file, shared) if purpose in _FOR_CUSTOMERS else _for_staff(at, file, shared, step)
    inside = asked(at, file, inside) if purpose is Purpose.SPECIALIST else inside
    return Letter(purpose, person, _REPLIES.get(purpose, Reply.INTERNAL), inside, step=step.name)


def _copy(page: Letter) -> Letter:
    """Beside a page goes a copy of the request: a reply to the page is for us, one to the copy for the customer."""
    return replace(page, purpose=Purpose.STAFF_COPY, reply=Reply.RELAY, facts=replace(page.facts, step=""))


def _leading_on(letter: Letter, step: Step, coming: Sequence[Step]) -> Letter:
    """When somebody else hears of it, if nobody acknowledges."""
    above = [s.at for s in coming if s.clock == step.clock and s.level > step.level]
    at = min(above, default=None) if step.level else None
    return replace(letter, facts=replace(letter.facts, next_level_at=at))


def _events(at: Moment, file: Dossier, step: Step, told: Audience) -> list[Event]:
    data = {
        "clock": step.clock,
        "step": step.name,
        "due": (step.due or step.at).isoformat(),
        "purpose": told.purpose.value,
        "to": [p.address for p in told.persons],
    }
    announced = Event(EventKind.TOLD, at.now, at.now, data=data)
    clock = file.clock(step.clock)
    broken = overlooked(file.ticket, [clock], at.now) if step.name == "breach" and clock else ()
    return [*_moved(at, file.ticket, step), *broken, announced]


def _moved(at: Moment, ticket: Ticket, step: Step) -> list[Event]:
    """What a step does to the state: as an appointment begins, however late we noticed, the clocks have run since."""
    kind = step.name.partition("-")[0]
    if kind in RESUMING and ticket.pending is PendingReason.APPOINTMENT:
        return [Event(EventKind.STATE, step.at, at.now, data={"to": State.OPEN.value})]
    return [Event(EventKind.CLOSED, at.now, at.now, data={"reason": UNSOLVED})] if kind == ENDS else []


def _for_contacts(at: Moment, file: Dossier, shared: Facts) -> Facts:
    """When the contacts hear from us again, and whether managers know of it."""
    assert file.terms is not None
    support = file.calendars.get(file.terms.support_hours)
    every = file.terms.progress.get(str(file.ticket.priority)) or file.terms.progress.get("*")
    again = due(support, at.now, every) if support and every else None
    return replace(shared, next_update=again, escalated=_escalated(file))


def _escalated(file: Dossier) -> bool:
    """Whether somebody was told of an escalation since the ticket was opened, or opened anew."""
    latest = takewhile(lambda e: e.kind is not EventKind.REOPENED, reversed(file.ticket.events))
    told = (e for e in latest if e.kind is EventKind.TOLD)
    return any(e.text("purpose") == Message.ESCALATION and e.data.get("to") for e in told)


def _for_staff(at: Moment, file: Dossier, shared: Facts, step: Step) -> Facts:
    """What only staff may see: the derivation of the deadline, the history, and what the customer wrote last."""
    language = language_of(at, file, shared.recipient)
    clock = file.clock(step.clock)
    wrote = latest_from_customer(at, file)
    return replace(
        shared,
        clock=clock_fact(file, clock, language) if clock else None,
        history=history(file.ticket, language, named(at, file, language), shared.zone),
        text=(wrote.reply or wrote.text) if wrote else "",
        quoted_from=(wrote.sender.name or wrote.sender.address) if wrote else "",
        quoted_at=wrote.received if wrote else None,
    )

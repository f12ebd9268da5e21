"""Tickets, queue and outbox as plain JSON values, with the field names scripts rely on (DESIGN section 7)."""

from collections.abc import Iterable
from datetime import datetime

from mailtriage.desk.appointment import appointment
from mailtriage.desk.clock import Clock
from mailtriage.desk.derivation import derivation
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.queue import Waiting, in_order
from mailtriage.desk.spelling import lateness
from mailtriage.desk.state import LIVE, State
from mailtriage.desk.ticket import Ticket
from mailtriage.jobs.facts import Dossier, dossier, tag
from mailtriage.jobs.office import Moment
from mailtriage.jobs.recording import terms_of
from mailtriage.store import addresses, custody, messages, outgoing, tickets
from mailtriage.store.addresses import Mark
from mailtriage.store.custody import Entry
from mailtriage.store.messages import Kept
from mailtriage.store.outgoing import Posted
from mailtriage.store.tickets import Filter
from mailtriage.triage.outcome import informed

Document = dict[str, object]


def listed(at: Moment, wanted: Filter) -> list[Document]:
    """The tickets that fit, newest first."""
    numbers = [summary.number for summary in tickets.listing(at.session, wanted)]
    return [ticket_document(at, file) for file in sorted(_files(at, numbers), key=lambda f: -f.ticket.number)]


def queue(at: Moment, role: str = "", assignee: str = "") -> list[Document]:
    """What waits to be worked on, in the order of DESIGN section 10; held tickets last, since staff must decide on them."""
    wanted = Filter(states=LIVE | {State.HELD}, role=role, assignee=assignee)
    files = {f.ticket.number: f for f in _files(at, [s.number for s in tickets.listing(at.session, wanted)])}
    waiting = in_order(Waiting(f.ticket, f.terms, f.clocks) for f in files.values())
    ordered = sorted(waiting, key=lambda w: w.ticket.state is State.HELD)
    return [ticket_document(at, files[w.ticket.number]) for w in ordered]


def _files(at: Moment, numbers: Iterable[int]) -> list[Dossier]:
    found = tickets.load_many(at.session, numbers)
    return [dossier(at, ticket, terms_of(at.session, ticket)) for ticket in found]


def ticket_document(at: Moment, file: Dossier) -> Document:
    """One ticket as `ticket list --json` shows it."""
    ticket = file.ticket
    return {
        "number": ticket.number,
        "tag": tag(at, ticket.number),
        "subject": ticket.subject,
        "state": ticket.state.value,
        "pending": ticket.pending.value if ticket.pending else None,
        "kind": ticket.kind,
        "priority": ticket.priority,
        "contract": ticket.contract,
        "customer": ticket.customer,
        "requester": ticket.requester.address,
        "assignee": ticket.assignee,
        "role": ticket.role,
        "received": _instant(ticket.received),
        "clocks": [clock_document(file, clock, at.office.installation.desk.language) for clock in file.clocks],
        "partner_numbers": [{"party": n.party, "title": n.title, "number": n.number} for n in ticket.partner_numbers],
    }


def clock_document(file: Dossier, clock: Clock, language: str) -> Document:
    """One clock; `remaining_seconds` is support time, negative when late. Lateness is zero, and empty, in time (S12)."""
    assert file.terms is not None
    return {
        "name": clock.name.value,
        "state": clock.state.value,
        "due": _instant(clock.due),
        "remaining_seconds": None if clock.remaining is None else round(clock.remaining.total_seconds()),
        "verdict": clock.verdict.value,
        "late_business_seconds": round(clock.late_business.total_seconds()),
        "late_wall_seconds": round(clock.late_wall.total_seconds()),
        "lateness": lateness(clock.late_business, clock.late_wall, language),
        "derivation": derivation(clock, file.terms, language),
    }


def ticket_in_full(at: Moment, file: Dossier) -> Document:
    """One ticket as `ticket show --json` shows it: with events and messages, those we sent among them."""
    ticket = file.ticket
    kept = _kept(at, ticket)
    came = custody.deliveries(at.session, {one.id: one.message_id for one in kept})
    received = [_message(one, came[one.id]) for one in kept]
    sent = [posted_document(posted) for posted in outgoing.of_ticket(at.session, ticket.number)]
    return ticket_document(at, file) | {
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "service": ticket.service,
        "product": ticket.product,
        "category": ticket.category,
        "covered": ticket.covered,
        "language": ticket.language,
        "plan": ticket.plan,
        "tags": list(ticket.tags),
        "participants": [p.address for p in ticket.participants],
        "undeliverable": [mark_document(mark) for mark in _unreached(at, file)],
        "closed": _closed(ticket),
        "appointment": _appointment(file),
        "reasons": {name: {"rule": rule, "clause": clause} for name, (rule, clause) in (ticket.reasons or {}).items()},
        "events": [_event(event) for event in ticket.events],
        "messages": [*received, *sent],
    }


def _kept(at: Moment, ticket: Ticket) -> list[Kept]:
    """Its messages, and those that came to it before they became a ticket of their own; oldest first."""
    own = messages.of_ticket(at.session, ticket.number)
    came = {e.message for e in ticket.events if e.message is not None} - {kept.id for kept in own}
    gone = (messages.load(at.session, number) for number in came)
    return sorted((*own, *(kept for kept in gone if kept is not None)), key=lambda kept: kept.id)


def _closed(ticket: Ticket) -> str | None:
    """What a closed ticket was closed for, empty if nobody said; None for any other."""
    ended = [e.text("reason") for e in ticket.events if e.kind is EventKind.CLOSED]
    return ended[-1] if ended and ticket.state is State.CLOSED else None


def _appointment(file: Dossier) -> Document | None:
    """The latest appointment, over or cancelled ones included."""
    found = appointment(file.ticket)
    if found is None:
        return None
    times = {"starts": _instant(found.starts), "ends": _instant(found.ends)}
    return {**times, "standing": found.standing.value, "agreed": sorted(found.agreed - {""})}


def mark_document(mark: Mark) -> Document:
    """An address that our mail does not reach."""
    return {"address": mark.address, "since": _instant(mark.since), "said": mark.said, "ticket": mark.ticket}


def _unreached(at: Moment, file: Dossier) -> Iterable[Mark]:
    people = (*informed(file.ticket, file.contract), *at.office.staff(file.contract).of(file.ticket.role))
    return addresses.marked(at.session, [*(p.address for p in people), file.ticket.assignee]).values()


def _event(event: Event) -> Document:
    return {
        "seq": event.seq,
        "kind": event.kind.value,
        "occurred": _instant(event.occurred),
        "recorded": _instant(event.recorded),
        "actor": event.actor,
        "authority": event.authority,
        "message": event.message,
        "data": dict(event.data),
    }


def _message(kept: Kept, came: Iterable[Entry]) -> Document:
    return {
        "id": kept.id,
        "direction": kept.direction.value,
        "message_id": kept.message_id,
        "from": kept.sender.address,
        "to": [a.address for a in kept.to],
        "subject": kept.subject,
        "at": _instant(kept.received),
        "deliveries": [
            {"mailbox": e.place.mailbox, "at": _instant(e.received), "fate": e.fate.value, "reason": e.reason}
            for e in came
        ],
        "text": kept.text,
        "attachments": [{"filename": f.filename, "content_type": f.content_type, "size": f.size} for f in kept.files],
    }


def posted_document(posted: Posted) -> Document:
    """One mail of ours with what became of it."""
    return {
        "id": posted.id,
        "direction": "out",
        "message_id": posted.message_id,
        "ticket": posted.ticket,
        "purpose": posted.purpose,
        "step": posted.step,
        "state": posted.state.value,
        "to": [r.address for r in posted.recipients],
        "subject": posted.subject,
        "at": _instant(posted.created),
        "not_before": _instant(posted.not_before),
        "attempts": posted.attempts,
        "recipients": [
            {"address": r.address, "state": r.outcome.value, "said": r.said, "at": _instant(r.at)}
            for r in posted.recipients
        ],
    }


def _instant(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None

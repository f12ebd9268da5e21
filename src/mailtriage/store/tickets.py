"""Tickets: their events, which are the truth, and a summary of each for listings and for the watch."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, bindparam, func, insert, select, update

from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.state import State
from mailtriage.desk.ticket import Ticket, ticket_from
from mailtriage.store import schema
from mailtriage.store.database import Session

_ticket, _event = schema.ticket, schema.event

_NOT_YET = dict.fromkeys(("kind", "contract", "customer", "requester", "assignee", "role", "mailbox", "subject"), "")
_INSERT = insert(_ticket).returning(_ticket.c.number)
_ADVANCE = (
    update(_ticket)
    .where(_ticket.c.number == bindparam("wanted"))
    .values(seq=_ticket.c.seq + bindparam("more"))
    .returning(_ticket.c.seq)
)
_INSERT_EVENTS = insert(_event)
_LOCK = select(_ticket.c.number).where(_ticket.c.number == bindparam("wanted")).with_for_update()
_EVENTS = (
    select(_event)
    .where(_event.c.ticket.in_(bindparam("wanted", expanding=True)))
    .order_by(_event.c.ticket, _event.c.seq)
)
_INDEX = update(_ticket).where(_ticket.c.number == bindparam("wanted"))
_POSTPONE = update(_ticket).where(_ticket.c.number == bindparam("wanted")).values(next_due=bindparam("until"))
_DUE = (
    select(_ticket.c.number)
    .where(_ticket.c.next_due <= bindparam("now"))
    .order_by(_ticket.c.next_due, _ticket.c.number)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_NEXT_DUE = select(func.min(_ticket.c.next_due)).where(_ticket.c.next_due.is_not(None))


@dataclass(frozen=True, slots=True)
class Summary:
    """One line of a listing. `next_due` is when the watch looks at the ticket again, None for never."""

    number: int
    state: State
    kind: str
    priority: int | None
    contract: str
    customer: str
    requester: str
    assignee: str
    role: str
    mailbox: str
    subject: str
    received: datetime
    updated: datetime
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tickets to list; an empty field asks nothing. `below` continues a listing: numbers below it only."""

    states: frozenset[State] = frozenset()
    contract: str = ""
    customer: str = ""
    requester: str = ""
    assignee: str = ""
    role: str = ""
    mailbox: str = ""
    below: int | None = None
    limit: int | None = None


def create(session: Session, at: datetime) -> int:
    """A new number, higher than every earlier one of this database; numbers given up by a rollback leave gaps.

    The ticket shows up nowhere before its `opened` event and its first `index`.
    """
    row = {"created": at, "seq": 0, "state": State.NEW, **_NOT_YET}
    return int(session.execute(_INSERT, row).scalar_one())


def append(session: Session, number: int, events: Sequence[Event]) -> tuple[Event, ...]:
    """Add events and return them with their sequence; the ticket is locked until the transaction ends.

    LookupError for a number that `create` never gave.
    """
    if not events:
        return ()
    last = session.execute(_ADVANCE, {"wanted": number, "more": len(events)}).scalar_one_or_none()
    if last is None:
        raise LookupError(f"there is no ticket {number}")
    numbered = tuple(replace(e, seq=seq) for seq, e in enumerate(events, last - len(events) + 1))
    session.execute(_INSERT_EVENTS, [_event_row(number, e) for e in numbered])
    return numbered


def load(session: Session, number: int, *, lock: bool = False) -> Ticket | None:
    """The ticket as its events make it, or None. `lock`: nobody else changes it before this transaction ends."""
    # Lock first, read after: the other way round the events could be older than the lock.
    if lock and session.execute(_LOCK, {"wanted": number}).one_or_none() is None:
        return None
    return next(iter(load_many(session, (number,))), None)


def load_many(session: Session, numbers: Iterable[int]) -> tuple[Ticket, ...]:
    """The tickets with these numbers, in number order; unknown numbers are left out."""
    wanted = sorted(set(numbers))
    found: dict[int, list[Event]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        for row in session.execute(_EVENTS, {"wanted": wanted[start : start + _AT_ONCE]}):
            found.setdefault(row.ticket, []).append(_read_event(row))
    return tuple(ticket_from(number, events) for number, events in found.items())


def index(session: Session, ticket: Ticket, next_due: datetime | None) -> None:
    """Bring the summary up to date; call it in the transaction that appended the ticket's events."""
    row = {
        "wanted": ticket.number,
        "state": ticket.state,
        "kind": ticket.kind,
        "priority": ticket.priority,
        "contract": ticket.contract,
        "customer": ticket.customer,
        "requester": ticket.requester.key,
        "assignee": ticket.assignee.lower(),
        "role": ticket.role,
        "mailbox": ticket.mailbox,
        "subject": ticket.subject,
        "received": ticket.received,
        "updated": max(e.recorded for e in ticket.events),
        "next_due": next_due,
    }
    session.execute(_INDEX, row)


def postpone(session: Session, number: int, until: datetime) -> None:
    """Look at a ticket no sooner than this; for one that broke the watch, so that the others are not kept waiting."""
    session.execute(_POSTPONE, {"wanted": number, "until": until})


def due(session: Session, now: datetime, limit: int) -> tuple[int, ...]:
    """Tickets whose next step may be owed, the longest waiting first; they are ours until the transaction ends.

    Tickets that another worker holds at this moment are passed over.
    """
    return tuple(session.execute(_DUE, {"now": now, "most": limit}).scalars())


def next_due(session: Session) -> datetime | None:
    """When the next step of any ticket may be owed; one look into an index, whatever the number of tickets."""
    earliest: datetime | None = session.execute(_NEXT_DUE).scalar_one()
    return earliest


def listing(session: Session, wanted: Filter) -> tuple[Summary, ...]:
    """The tickets that fit, newest first. Addresses compare in any case."""
    query = select(_ticket).where(_ticket.c.received.is_not(None)).order_by(_ticket.c.number.desc())
    if wanted.states:
        query = query.where(_ticket.c.state.in_(sorted(wanted.states)))
    for name, value in _exact(wanted).items():
        query = query.where(_ticket.c[name] == value)
    if wanted.below is not None:
        query = query.where(_ticket.c.number < wanted.below)
    if wanted.limit is not None:
        query = query.limit(wanted.limit)
    return tuple(_summary(row) for row in session.execute(query))


_AT_ONCE = 5_000
"""Numbers in one statement; SQLite takes 32,766 parameters, PostgreSQL 65,535."""


def _exact(wanted: Filter) -> dict[str, str]:
    fields = {
        "contract": wanted.contract,
        "customer": wanted.customer,
        "requester": wanted.requester.lower(),
        "assignee": wanted.assignee.lower(),
        "role": wanted.role,
        "mailbox": wanted.mailbox,
    }
    return {name: value for name, value in fields.items() if value}


def _summary(row: Row[*tuple[object, ...]]) -> Summary:
    return Summary(
        number=row.number,
        state=State(row.state),
        kind=row.kind,
        priority=row.priority,
        contract=row.contract,
        customer=row.customer,
        requester=row.requester,
        assignee=row.assignee,
        role=row.role,
        mailbox=row.mailbox,
        subject=row.subject,
        received=row.received,
        updated=row.updated,
        next_due=row.next_due,
    )


def _event_row(number: int, event: Event) -> dict[str, object]:
    return {
        "ticket": number,
        "seq": event.seq,
        "kind": event.kind,
        "occurred": event.occurred,
        "recorded": event.recorded,
        "actor": event.actor,
        "authority": event.authority,
        "message": event.message,
        "data": dict(event.data),
    }


def _read_event(row: Row[*tuple[object, ...]]) -> Event:
    return Event(
        kind=EventKind(row.kind),
        occurred=row.occurred,
        recorded=row.recorded,
        actor=row.actor,
        authority=row.authority,
        message=row.message,
        data=row.data,
        seq=row.seq,
    )

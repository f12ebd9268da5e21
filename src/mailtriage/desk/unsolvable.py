"""A ticket that nobody can solve: the customer is asked what he wants, warned, and at last it ends without him (OX-36).

It never ends unwarned, and a warning told late still leaves all its days.
"""

from collections.abc import Iterator
from datetime import datetime

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.clock import INSTANT
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.ladder import when_told
from mailtriage.desk.openings import business_days_due, local_date, openings_on
from mailtriage.desk.state import State
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket

WARNING, ENDS = "closing", "idle"
"""The steps: the warning, at an opening; and the end, at a closing."""

UNSOLVED = "unsolved"
"""The reason a ticket is closed for that ends this way."""

_MOVES = frozenset(
    {
        EventKind.OPENED,
        EventKind.STATE,
        EventKind.WORKAROUND,
        EventKind.RESOLVED,
        EventKind.REOPENED,
        EventKind.CLOSED,
        EventKind.UNSOLVABLE,
        EventKind.ANSWERED,  # staff wrote again: a yes may be to that
    }
)


def asked(ticket: Ticket) -> Event | None:
    """What staff told the customer, as long as the ticket waits for his answer to it."""
    last = next((e for e in reversed(ticket.events) if e.kind in _MOVES), None)
    waits = ticket.state is State.PENDING and last is not None and last.kind is EventKind.UNSOLVABLE
    return last if waits else None


def ends(ticket: Ticket, terms: Terms, calendar: Calendar, now: datetime) -> datetime | None:
    """When it ends without an answer, if a warning still to be told is told by `now` or when it is due.

    None where the plan lets it wait for ever, or it does not wait.
    """
    said = asked(ticket)
    if said is None or not terms.unsolvable_days:
        return None
    close = business_days_due(calendar, said.occurred, terms.unsolvable_days)
    due, told = _warning(terms, calendar, said), _warned(ticket, said)
    heard = when_told(told, due) if told else max(due, now)
    return max(close, business_days_due(calendar, heard, terms.unsolvable_warn_days))


def steps(ticket: Ticket, terms: Terms, calendar: Calendar) -> Iterator[tuple[datetime, str]]:
    """The warning, and once it was told the end."""
    said, close = asked(ticket), ends(ticket, terms, calendar, ticket.received)
    if said is None or close is None:
        return
    yield _warning(terms, calendar, said), f"{WARNING}-{said.seq}"
    if _warned(ticket, said):
        yield close, f"{ENDS}-{said.seq}"


def _warning(terms: Terms, calendar: Calendar, said: Event) -> datetime:
    """The opening of the day from which the last days count."""
    close = business_days_due(calendar, said.occurred, terms.unsolvable_days - terms.unsolvable_warn_days)
    return openings_on(calendar, local_date(calendar, close - INSTANT))[0][0]


def _warned(ticket: Ticket, said: Event) -> Event | None:
    step = f"{WARNING}-{said.seq}"
    return next((e for e in ticket.events if e.kind is EventKind.TOLD and e.text("step") == step), None)

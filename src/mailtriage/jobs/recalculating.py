"""After a calendar was edited: promises still running are worked out anew, and each that moved says was, now, why (S24).

What stopped keeps its verdict. Runs before anything else when the daemon starts, since reload is restart.
"""

from collections.abc import Mapping

from mailtriage import log
from mailtriage.config.snapshot import calendar_document, revive_calendar
from mailtriage.desk.calendar import Calendar
from mailtriage.desk.calendar_edit import described
from mailtriage.desk.clocks import readings
from mailtriage.desk.event import Event
from mailtriage.desk.record import recalculated
from mailtriage.desk.state import LIVE
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.weekend import opened
from mailtriage.jobs.office import Moment, Office
from mailtriage.jobs.recording import add, terms_of
from mailtriage.jobs.weekends import weekends_of
from mailtriage.store import calendars, tickets
from mailtriage.store.tickets import Filter

_AT_ONCE = 500


def recalculate(office: Office) -> int:
    """Compare the calendars with those last used; how many tickets had a promise moved."""
    current = office.installation.calendars
    documents = {name: calendar_document(calendar) for name, calendar in current.items()}
    with office.database.transaction() as session:
        at = Moment(office, session, office.now())
        known = calendars.known(session)
        changed = {
            name: revive_calendar(known[name])
            for name in documents
            if known.get(name, documents[name]) != documents[name]
        }
        moved = _apply(at, changed) if changed else 0
        calendars.keep(session, {n: d for n, d in documents.items() if known.get(n) != d}, at.now)
    return moved


def _apply(at: Moment, before: Mapping[str, Calendar]) -> int:
    numbers = [s.number for s in tickets.listing(at.session, Filter(states=LIVE))]
    moved = 0
    for start in range(0, len(numbers), _AT_ONCE):
        for ticket in tickets.load_many(at.session, numbers[start : start + _AT_ONCE]):
            promised = terms_of(at.session, ticket)
            if promised is not None and before.keys() & _used(promised):
                events = _moved(at, ticket, promised, before)
                add(at, ticket.number, events)  # warnings and steps may move even where no due instant does
                moved += bool(events)
    log.event("calendars changed", calendars=",".join(sorted(before)), tickets=len(numbers), moved=moved)
    return moved


def _used(terms: Terms) -> set[str]:
    return {terms.support_hours, *(row.target.calendar for row in terms.targets)}


def _moved(at: Moment, ticket: Ticket, terms: Terms, before: Mapping[str, Calendar]) -> tuple[Event, ...]:
    current = at.office.installation.calendars
    weekends = weekends_of(at, ticket, terms)
    earlier, later = opened({**current, **before}, weekends), opened(current, weekends)
    was, now = (readings(ticket, terms, known, at.now) for known in (earlier, later))
    names = sorted(before.keys() & _used(terms))
    why = "; ".join(described(before[name], current[name]) for name in names)
    return recalculated(was, now, at.now, why)

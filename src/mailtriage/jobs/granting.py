"""What an event about a weekend changes beside its ticket: the store, and for an approved one the clocks of the contract.

Each promise that moves says was, now and why, as with any edit of a calendar (S24).
"""

from collections.abc import Iterable

from mailtriage.desk.clocks import readings
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.record import recalculated
from mailtriage.desk.state import LIVE
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.weekend import Refusal, Standing, Weekend, weekend_of
from mailtriage.jobs.office import Moment
from mailtriage.jobs.recording import add, terms_of
from mailtriage.jobs.weekends import calendars_of, keep
from mailtriage.store import tickets
from mailtriage.store.tickets import Filter


def follow(at: Moment, ticket: Ticket, events: Iterable[Event]) -> None:
    """Let the store and the clocks follow what the events of a ticket say about weekends."""
    for event in events:
        if event.kind is EventKind.WEEKEND:
            settle(at, weekend_of(ticket, event), declined=event.text("reason") == Refusal.DECLINED)


def settle(at: Moment, weekend: Weekend, *, declined: bool = False) -> None:
    """Remember it; when it is approved, the clocks of the contract's tickets run in it (S24)."""
    if weekend.standing is not Standing.APPROVED:
        keep(at, weekend, declined=declined)
        return
    numbers = [s.number for s in tickets.listing(at.session, Filter(states=LIVE, contract=weekend.contract))]
    running = tickets.load_many(at.session, numbers)
    before = {ticket.number: calendars_of(at, ticket, terms_of(at.session, ticket)) for ticket in running}
    keep(at, weekend)
    for ticket in running:
        terms = terms_of(at.session, ticket)
        if terms is None:
            continue
        was = readings(ticket, terms, before[ticket.number], at.now)
        now = readings(ticket, terms, calendars_of(at, ticket, terms), at.now)
        add(at, ticket.number, recalculated(was, now, at.now, f"special-event weekend of {weekend.saturday}"))

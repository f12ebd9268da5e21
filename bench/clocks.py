"""10,000 tickets with three clocks each, worked out anew: readings alone, and the whole agenda."""

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

from mailtriage.desk.agenda import agenda
from mailtriage.desk.calendar import Calendar, Window
from mailtriage.desk.clocks import readings
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.record import breach
from mailtriage.desk.terms import ClockName, KindTerms, Rung, Target, TargetRow, Terms
from mailtriage.desk.ticket import Ticket, ticket_from

TICKETS = 10_000
GOAL = 2.0
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _hours(number: float) -> timedelta:
    return timedelta(hours=number)


OFFICE = Calendar(
    "office",
    ZoneInfo("Europe/Amsterdam"),
    ((Window(_hours(8.5), _hours(12)), Window(_hours(13), _hours(17.5))),) * 5 + ((),) * 2,
)
CALENDARS = {"office": OFFICE}
TABLE = {ClockName.REACTION: (1, 9, 18, 18), ClockName.RESOLUTION: (4, 18, 45, 90), ClockName.PICK_UP: (1, 2, 9, 9)}
TERMS = Terms(
    "contract",
    "customer",
    "plan",
    support_hours="office",
    kinds=(KindTerms("incident"),),
    targets=tuple(
        TargetRow(clock, Target("office", _hours(h), warn_at=(0.5, 0.75)), rank)
        for clock, row in TABLE.items()
        for rank, h in enumerate(row, 1)
    ),
    ladder=(Rung(1, "manager"), Rung(2, "cto", _hours(2))),
    progress={"*": _hours(8)},
    remind={"unassigned": _hours(1)},
)


def _ticket(number: int, dice: random.Random) -> Ticket:
    """Opened within the last month, re-prioritised once, waiting for the customer up to three times."""
    at = NOW - timedelta(seconds=dice.randrange(10 * 24 * 3600))
    events = [Event(EventKind.OPENED, at, at, data={"kind": "incident", "priority": dice.randint(1, 4)})]

    def happened(kind: EventKind, **data: object) -> None:
        when = events[-1].occurred + (NOW - events[-1].occurred) * dice.random() * 0.3
        events.append(Event(kind, when, when, data=data))

    happened(EventKind.RECEIVED, automatic=False)
    happened(EventKind.TRIAGED, priority=dice.randint(1, 4))
    for _ in range(dice.randint(0, 3)):
        happened(EventKind.STATE, to="pending", reason="requester")
        happened(EventKind.STATE, to="open")
    return _folded(number, events)


def _folded(number: int, events: Iterable[Event]) -> Ticket:
    return ticket_from(number, [replace(e, seq=i) for i, e in enumerate(events)])


def _watched(ticket: Ticket) -> Ticket:
    """With the breaches on record that the watch wrote down when they happened."""
    late = [clock for clock in readings(ticket, TERMS, CALENDARS, NOW) if clock.late]
    return _folded(ticket.number, [*ticket.events, *(breach(clock, NOW) for clock in late)])


def _best(job: Callable[[], object]) -> float:
    spent = []
    for _ in range(3):
        start = process_time()
        job()
        spent.append(process_time() - start)
    return min(spent)


def main() -> None:
    dice = random.Random(7)
    tickets = [_watched(_ticket(number, dice)) for number in range(TICKETS)]
    clocks = [clock for ticket in tickets for clock in readings(ticket, TERMS, CALENDARS, NOW)]
    late = sum(clock.late for clock in clocks)
    print(f"{TICKETS:,} tickets, {len(clocks):,} clocks running, {late:,} of them late")
    reading = _best(lambda: [readings(ticket, TERMS, CALENDARS, NOW) for ticket in tickets])
    listing = _best(lambda: [agenda(ticket, TERMS, CALENDARS, NOW) for ticket in tickets])
    print(f"clocks: {reading:.2f} s ({reading / len(clocks) * 1e6:.0f} us each), goal {GOAL:.0f} s of processor time")
    print(f"clocks and agenda: {listing:.2f} s")


if __name__ == "__main__":
    main()

"""Builders for tickets, terms and clocks: the InfraVision table (IV-42 to IV-45) in Dutch office hours, wall-clock times."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mailtriage.desk.agenda import Step, agenda
from mailtriage.desk.calendar import Calendar, LocalSpan, Window
from mailtriage.desk.clock import Clock
from mailtriage.desk.clocks import readings
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.record import closing_events
from mailtriage.desk.terms import ClockName, ClockTerms, KindTerms, Rung, Start, Target, TargetRow, Terms
from mailtriage.desk.ticket import Ticket, ticket_from

ZONE = ZoneInfo("Europe/Amsterdam")


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def at(text: str) -> datetime:
    """Amsterdam wall-clock time; `23 10:00` is of November 2026, in which the examples play."""
    text = text if "-" in text else f"2026-11-{text}"
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def a_calendar(name: str = "iv_office", *spans: tuple[float, float], weekend: bool = False, **more: Any) -> Calendar:
    windows = tuple(Window(hours(opens), hours(closes)) for opens, closes in spans or ((8.5, 17.5),))
    return Calendar(name, ZONE, (windows,) * 5 + ((windows if weekend else ()),) * 2, **more)


OFFICE = a_calendar()
CALENDARS: Mapping[str, Calendar] = {
    "iv_office": OFFICE,
    "oxineo_office": a_calendar("oxineo_office", (9, 17)),
    "syneton_support": a_calendar("syneton_support", (9, 12), (13, 16.5)),
    "always": a_calendar("always", (0, 24), weekend=True),
    "24x5": a_calendar("24x5", (0, 24)),
}


def closed_on(day: date, calendar: Calendar = OFFICE) -> Mapping[str, Calendar]:
    """The calendars after somebody declared a day closed."""
    midnight = datetime.combine(day, datetime.min.time())
    span = LocalSpan(midnight, midnight + timedelta(days=1), "closed")
    return {**CALENDARS, calendar.name: replace(calendar, closed=(*calendar.closed, span))}


def a_target(support: timedelta | None = None, calendar: str = "iv_office", **more: Any) -> Target:
    return Target(calendar, support, **more)


def a_row(clock: ClockName, target: Target | timedelta, priority: int | None = None, **more: Any) -> TargetRow:
    target = target if isinstance(target, Target) else a_target(target, warn_at=(0.75,))
    return TargetRow(clock, target, priority, **more)


TABLE = (
    *(a_row(ClockName.REACTION, hours(h), rank) for rank, h in ((1, 1), (2, 9), (3, 18), (4, 18))),
    *(a_row(ClockName.RESOLUTION, hours(h), rank) for rank, h in ((1, 4), (2, 18), (3, 45), (4, 90))),
)
FROM_ROOT_CAUSE = (ClockTerms(ClockName.RESOLUTION, Start.ROOT_CAUSE),)
LADDER = (Rung(1, "manager"), Rung(2, "cto", hours(2)))
TERMS = Terms(
    "acme-integration",
    "acme",
    "infravision-integration",
    version="2",
    support_hours="iv_office",
    kinds=(KindTerms("incident"), KindTerms("information", priority=False, clocks=False)),
    targets=TABLE,
    ladder=LADDER,
    first_line="first-line",
    coordinator="coordinator",
)


def some_terms(*rows: TargetRow, **changes: Any) -> Terms:
    """The usual terms with other rows in the table, and other changes."""
    return replace(TERMS, targets=rows or TERMS.targets, **changes)


def an_event(kind: EventKind, when: str | datetime, /, **data: Any) -> Event:
    """What occurred at `when`, written down at once."""
    occurred = when if isinstance(when, datetime) else at(when)
    return Event(kind, occurred, occurred, data=data)


def opened(when: str | datetime = "23 10:00", /, **data: Any) -> Event:
    return an_event(EventKind.OPENED, when, **({"kind": "incident", "priority": 1} | data))


def became(when: str | datetime, state: str, reason: str = "") -> Event:
    return an_event(EventKind.STATE, when, to=state, reason=reason)


def waiting(since: str | datetime, until: str | datetime | None = None, reason: str = "requester") -> list[Event]:
    """Pending from one instant to another, or still."""
    resumed = [became(until, "open")] if until else []
    return [became(since, "pending", reason), *resumed]


def a_ticket(*events: Event | Iterable[Event], number: int = 1) -> Ticket:
    """A ticket of these events; opened Monday 23 November at 10:00 as a Top incident if they do not say."""
    flat = [e for item in events for e in ([item] if isinstance(item, Event) else item)]
    if all(e.kind is not EventKind.OPENED for e in flat):
        flat.insert(0, opened())
    return ticket_from(number, [replace(e, seq=i) for i, e in enumerate(flat)])


def clock(
    ticket: Ticket,
    now: str,
    name: str = "reaction",
    terms: Terms = TERMS,
    calendars: Mapping[str, Calendar] = CALENDARS,
) -> Clock:
    """One clock of a ticket; StopIteration when it has none of that name."""
    return next(c for c in readings(ticket, terms, calendars, at(now)) if c.name == name)


def steps(ticket: Ticket, now: str = "30 23:59", terms: Terms = TERMS) -> dict[str, Step]:
    """The agenda by name, the clock before it when it is not the reaction clock."""
    listed = agenda(ticket, terms, CALENDARS, at(now))
    return {s.name if s.clock in {"reaction", "ticket"} else f"{s.clock} {s.name}": s for s in listed}


def on_record(ticket: Ticket, now: str, terms: Terms = TERMS, calendars: Mapping[str, Calendar] = CALENDARS) -> Ticket:
    """The ticket with the verdicts of its stopped clocks written down."""
    fresh = closing_events(ticket, terms, calendars, at(now))
    return ticket_from(ticket.number, [replace(e, seq=i) for i, e in enumerate((*ticket.events, *fresh))])

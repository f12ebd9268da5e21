"""What goes on record when a clock stops, breaks its promise, or is worked out anew: the events to append.

They carry due and verdict, and from then on they are what counts (S22, S24). Spans are in seconds. Soft targets stop
on record like any other and never breach (S27).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from mailtriage.desk.clock import Clock, ClockState
from mailtriage.desk.clocks import Calendars, readings
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket


def closing_events(ticket: Ticket, terms: Terms, calendars: Calendars, now: datetime) -> tuple[Event, ...]:
    """The verdicts not yet on record of the clocks that have stopped; nothing the second time.

    To be called with the ticket as it stands after new events, in the transaction that appends those. A promise found
    broken only now, because nobody looked in between, gets its breach on record too: alert, verdict and report agree.
    """
    fresh = [c for c in readings(ticket, terms, calendars, now) if c.state is ClockState.STOPPED and not c.on_record]
    return tuple(event for clock in fresh for event in _closing(clock, now))


def breach(clock: Clock, now: datetime) -> Event:
    """The breach of a clock that is late, at the instant it became so. ValueError for one that is not, or is soft."""
    if not clock.late or clock.target.soft or clock.breaks is None:
        raise ValueError(f"the {clock.name} clock has broken no promise")
    data = {"clock": clock.name.value, "due": _iso(clock.due), "by": clock.cause.value}
    return Event(EventKind.BREACHED, clock.breaks, now, data=data)


def recalculated(clocks: Iterable[Clock], was: Mapping[str, datetime], now: datetime, why: str) -> tuple[Event, ...]:
    """Was, now and why of each running clock whose due instant differs from the one last known (S24).

    `was` maps clock names to due instants as they were told or stored before a calendar changed. A breach whose due
    instant moves past `now` is undone by the event, and stays in the history with it.
    """
    return tuple(
        Event(EventKind.RECALCULATED, now, now, data=_moved(clock, was[clock.name], why))
        for clock in clocks
        if clock.state is ClockState.RUNNING and was.get(clock.name) not in {None, clock.due}
    )


def _closing(clock: Clock, now: datetime) -> list[Event]:
    assert clock.stopped is not None
    data = {
        "clock": clock.name.value,
        "due": _iso(clock.due),
        "verdict": clock.verdict.value,
        "elapsed": clock.elapsed.total_seconds(),
        "late": clock.late_business.total_seconds(),
        "cause": clock.cause.value,
    }
    stopped = Event(EventKind.STOPPED, clock.stopped, now, data=data)
    unnoticed = clock.late and not clock.target.soft and clock.breached is None
    return [breach(clock, now), stopped] if unnoticed else [stopped]


def _moved(clock: Clock, was: datetime, why: str) -> dict[str, object]:
    return {"clock": clock.name.value, "was": _iso(was), "now": _iso(clock.due), "why": why}


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""

"""What goes on record when a clock stops, breaks its promise, or is worked out anew: the events to append.

They carry due and verdict, and from then on they are what counts (S22, S24). Spans are in seconds. Soft targets stop
on record like any other and never breach (S27).
"""

from collections.abc import Iterable
from datetime import datetime

from mailtriage.desk.clock import Cause, Clock, ClockState
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
    return tuple(event for clock in fresh for event in _closing(ticket, clock, now))


def breach(clock: Clock, now: datetime) -> Event:
    """The breach of a clock that is late, at the instant it became so. ValueError for one that is not, or is soft."""
    if not clock.late or clock.target.soft or clock.breaks is None:
        raise ValueError(f"the {clock.name} clock has broken no promise")
    data = {"clock": clock.name.value, "due": _iso(clock.due), "by": clock.cause.value}
    return Event(EventKind.BREACHED, clock.breaks, now, data=data)


def recalculated(
    before: Iterable[Clock], after: Iterable[Clock], now: datetime, why: str, by: Cause = Cause.CALENDAR
) -> tuple[Event, ...]:
    """Was, now and why of each clock that is not done and whose promise is another one than `before` (S22, S24).

    `by` is what changed, `why` its reason in words. A promise that is paused has no due instant, only time that remains
    (S19); one that an information request did not have before has no `was`. The first start of a clock is no change.
    """
    known = {clock.name: clock for clock in before}
    return tuple(
        Event(
            EventKind.RECALCULATED, now, now, data=_moved(known.get(clock.name), clock) | {"why": why, "by": by.value}
        )
        for clock in after
        if clock.state in {ClockState.RUNNING, ClockState.PAUSED} and _is_another(known.get(clock.name), clock)
    )


def overlooked(ticket: Ticket, clocks: Iterable[Clock], now: datetime) -> tuple[Event, ...]:
    """The breaches nobody has looked at yet: to be put on record before a change gives the promise anew (S22)."""
    late = (c for c in clocks if c.late and not c.target.soft and c.state is not ClockState.STOPPED)
    return tuple(breach(clock, now) for clock in late if not _known(ticket, clock))


def _is_another(was: Clock | None, now: Clock) -> bool:
    if was is None:
        return True
    if was.state is ClockState.NOT_STARTED:
        return False
    return was.due != now.due or (now.due is None and was.remaining != now.remaining)


def _closing(ticket: Ticket, clock: Clock, now: datetime) -> list[Event]:
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
    unnoticed = clock.late and not clock.target.soft and not _known(ticket, clock)
    return [breach(clock, now), stopped] if unnoticed else [stopped]


def _known(ticket: Ticket, clock: Clock) -> bool:
    """Whether this very breach is on record; one of an earlier promise is another."""
    recorded = (e for e in ticket.events if e.kind is EventKind.BREACHED and e.text("clock") == clock.name)
    return any(event.occurred == clock.breaks for event in recorded)


def _moved(was: Clock | None, now: Clock) -> dict[str, object]:
    return {"clock": now.name.value, "was": _iso(was.due if was else None), "now": _iso(now.due)}


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""

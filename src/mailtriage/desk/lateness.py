"""Since when and why a promise is late: by time, or by a change that came after its due instant (S22).

A breach on record is the last word about its promise; a promise given anew afterwards is judged for itself (S22, S24).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from mailtriage.desk.breaches import broken, broken_at, by_calendar, takes_back
from mailtriage.desk.clock import Cause, Clock
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.ticket import Ticket, ticket_from
from mailtriage.desk.timeline import Timeline

Reread = Callable[[Ticket, datetime], Clock | None]
"""The same clock of the ticket as it was earlier, read at that instant."""

_CHANGES = {
    EventKind.TRIAGED: Cause.PRIORITY,
    EventKind.ROOT_CAUSE: Cause.ROOT_CAUSE,
    EventKind.LINKED: Cause.MERGE,
}
_SUBJECT = frozenset({"product", "service", "covered"})


def blamed(clock: Clock, line: Timeline, reread: Reread) -> Clock:
    """The clock with its breach on record, and if it is late, with since when and why."""
    stands = broken(line.ticket.events, clock.name, takes_back)
    if not clock.late:
        return replace(clock, breached=stands.occurred) if stands else clock
    present = broken_at(line.epoch_events, clock)
    if present is None:
        since, cause = _change(clock, line.ticket, reread)
    else:
        since, cause = present.occurred, Cause(present.text("by") or Cause.TIME)
    recorded = stands or present
    breached = recorded.occurred if recorded else None
    return replace(clock, breached=breached, breaks=since or clock.breaks, cause=cause)


def _change(clock: Clock, ticket: Ticket, reread: Reread) -> tuple[datetime | None, Cause]:
    """The last change behind the due instant decides: in time before it, late by it; late before it, late as before."""
    for i in reversed(range(len(ticket.events))):
        event, at = ticket.events[i], _moment(ticket.events[i])
        if clock.due is None or at <= clock.due:
            continue
        if event.kind is EventKind.RECALCULATED and event.text("clock") == clock.name and by_calendar(event):
            was = event.instant("was")
            return (at, Cause.CALENDAR) if was is None or was >= at else (None, Cause.TIME)
        if change(event):
            earlier = reread(ticket_from(ticket.number, ticket.events[:i]), at)
            if earlier is None or not earlier.late:
                return at, change(event)
            return earlier.breaks, earlier.cause
    return None, Cause.TIME


def change(event: Event) -> Cause:
    """Which change of a promise an event may be; NONE for one that changes none."""
    if event.kind is EventKind.LINKED and not event.text("received"):
        return Cause.NONE
    return Cause.SUBJECT if not _SUBJECT.isdisjoint(event.data) else _CHANGES.get(event.kind, Cause.NONE)


def _moment(event: Event) -> datetime:
    """When a change took effect; a root cause may be dated back, and changes nothing before it was recorded."""
    return max(event.occurred, event.recorded) if event.kind is EventKind.ROOT_CAUSE else event.occurred

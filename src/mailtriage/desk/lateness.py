"""Since when and why a promise is late: by time, or by a change that came after its due instant (S22).

A breach on record is the last word, unless a recalculation moved the due instant on afterwards (S24).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from mailtriage.desk.clock import Cause, Clock
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.terms import ClockName
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
_RECORDS = frozenset({EventKind.BREACHED, EventKind.RECALCULATED})


def blamed(clock: Clock, line: Timeline, reread: Reread) -> Clock:
    """The clock with its breach on record, and if it is late, with since when and why."""
    recorded, cause = on_record(line.ticket.events, clock.name)
    if not clock.late:
        return replace(clock, breached=recorded) if recorded else clock
    since = recorded
    if line.restarted:
        since, cause = on_record(line.epoch_events, clock.name)
    if since is None:
        since, cause = _change(clock, line.ticket, reread)
    if recorded is None and since is None:
        return clock
    return replace(clock, breached=recorded, breaks=since or clock.breaks, cause=cause)


def on_record(events: Iterable[Event], name: ClockName) -> tuple[datetime | None, Cause]:
    """The first breach recorded in `events` and what it is put down to; None when there is none."""
    since, cause = None, Cause.TIME
    for event in events:
        if event.kind not in _RECORDS or event.text("clock") != name:
            continue
        if event.kind is EventKind.RECALCULATED:
            since = None if _moved_on(event) else since
        elif since is None:
            since, cause = event.occurred, Cause(event.text("by") or Cause.TIME)
    return since, cause


def _moved_on(event: Event) -> bool:
    now = event.instant("now")
    return now is None or now >= event.occurred


def _change(clock: Clock, ticket: Ticket, reread: Reread) -> tuple[datetime | None, Cause]:
    """The last change behind the due instant decides: in time before it, late by it; late before it, late as before."""
    for i in reversed(range(len(ticket.events))):
        event, at = ticket.events[i], _moment(ticket.events[i])
        if clock.due is None or at <= clock.due:
            continue
        if event.kind is EventKind.RECALCULATED and event.text("clock") == clock.name:
            was = event.instant("was")
            return (at, Cause.CALENDAR) if was is None or was >= at else (None, Cause.TIME)
        if event.kind in _CHANGES:
            earlier = reread(ticket_from(ticket.number, ticket.events[:i]), at)
            if earlier is None or not earlier.late:
                return at, _cause(event)
            return earlier.breaks, earlier.cause
    return None, Cause.TIME


def _cause(event: Event) -> Cause:
    return Cause.SUBJECT if not _SUBJECT.isdisjoint(event.data) else _CHANGES[event.kind]


def _moment(event: Event) -> datetime:
    """When a change took effect; a root cause may be dated back, and changes nothing before it was recorded."""
    return max(event.occurred, event.recorded) if event.kind is EventKind.ROOT_CAUSE else event.occurred

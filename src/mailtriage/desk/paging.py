"""Who is called at night: those on call hear at once of the highest priority outside office hours (INF-11, INF-21).

At once means as soon as the promise counts: a mail of Saturday under a promise of 24x5 pages on Monday at midnight, when
its clock starts and nobody is in the office yet. Whoever on our side reacted meanwhile spares the page.
"""

from collections.abc import Iterator
from datetime import datetime

from mailtriage.desk.clocks import Calendars
from mailtriage.desk.event import EventKind
from mailtriage.desk.ladder import failed, tellings, unreachable
from mailtriage.desk.openings import is_open, next_opening
from mailtriage.desk.priority import RANKS
from mailtriage.desk.state import LIVE, State
from mailtriage.desk.targets import promised
from mailtriage.desk.terms import ClockName, Terms
from mailtriage.desk.ticket import restarts, state_after
from mailtriage.desk.timeline import Timeline

PAGE, DEPUTY = "page", "page-deputy"
"""The steps: those on call, and their deputies as soon as one of them cannot be reached."""

_REACTIONS = frozenset({EventKind.ANSWERED, EventKind.WORKAROUND, EventKind.RESOLVED, EventKind.ACKNOWLEDGED})


def pages(line: Timeline, terms: Terms, calendars: Calendars) -> Iterator[tuple[datetime, str, int]]:
    """When somebody on call is to be told of a ticket, by which step, in which epoch; nothing where the contract pages nobody."""
    target = promised(terms, ClockName.REACTION, line.ticket) if terms.on_call else None
    since, epoch = _urgent(line)
    if target is None or since is None:
        return
    at = next_opening(calendars[target.calendar], since)
    office = calendars.get(terms.support_hours)
    if (office and is_open(office, at)) or _reacted(line, since):
        return
    yield at, PAGE, epoch
    paged = tellings(line, ClockName.REACTION).get(PAGE)
    missed = failed(paged, unreachable(line)) if paged and paged.occurred >= at else None
    if missed:
        yield missed, DEPUTY, epoch


def _urgent(line: Timeline) -> tuple[datetime | None, int]:
    """Since when the ticket has had the highest priority and waited for us: from its receipt, from the change that made
    it so, from its release when it was held, from its reopening; None while it does not. With the epoch of its pages:
    reopenings, and each time it became urgent again without one."""
    since, rank, state, times = None, None, State.NEW, 0
    for event in line.ticket.events:
        opened, before = event.kind is EventKind.OPENED, state
        state = State(event.text("state") or State.NEW) if opened else state_after(state, event)
        if event.kind in {EventKind.OPENED, EventKind.TRIAGED} and "priority" in event.data:
            rank = event.data["priority"]
        urgent = rank == RANKS[0] and state in LIVE
        times += urgent and since is None and (opened or not restarts(before, event))
        since = (since or event.occurred) if urgent else None
    return since, line.ticket.epoch + max(times - 1, 0)


def _reacted(line: Timeline, since: datetime) -> bool:
    return any(e.kind in _REACTIONS and e.occurred >= since for e in line.ticket.events)

"""What is owed to whom next: the steps that follow from a ticket's clocks and contract, each with its instant.

A step is owed once per (clock, name, epoch); when a promise is given anew, what lies ahead again is of a new epoch
(desk/renewal). A breach is owed from the first microsecond after the due instant, since an event at the due instant itself
is in time (S12). Times that lie in the past are owed at once. Steps may fall out of hours: a target used up at closing is
due at closing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from mailtriage.desk import appointment, unsolvable
from mailtriage.desk.calendar import Calendar
from mailtriage.desk.clock import INSTANT, Clock, ClockState
from mailtriage.desk.clocks import Calendars, read
from mailtriage.desk.event import EventKind
from mailtriage.desk.follow_up import follow_ups
from mailtriage.desk.ladder import Alarm, level_name, rungs, when_told
from mailtriage.desk.openings import business_days_due, due, local_date, openings_on
from mailtriage.desk.paging import pages
from mailtriage.desk.renewal import epochs
from mailtriage.desk.request import request_steps, specialist_steps
from mailtriage.desk.terms import ClockName, Terms
from mailtriage.desk.ticket import Ticket
from mailtriage.desk.timeline import Timeline
from mailtriage.desk.weekend import KIND, request

TICKET = "ticket"
"""The clock of a step that belongs to the ticket as a whole."""

_UNCONFIRMED = 2  # business days until the success manager is reminded of a weekend (INF-40)

Key = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """Something to tell: from when it is owed, of which clock, by what name, in which epoch of ticket and promise.

    Names: "warn-75", "breach", "level-1", "level-1-deputy", "aim" (soft targets), "not-started" of a clock; "page"
    and "page-deputy" of the reaction clock; "progress-3", "unassigned", "vendor-2", "specialist-1", "weekend-2026-12-05", "appointment-1", "intervention-1", "lapsed-1", "begins-1", "closing-7" and "idle-7" of the ticket; "level-1" ... and "requested" of a customer's "request-1". `due` is the clock's, and for progress the step's own instant.
    """

    at: datetime
    clock: str
    name: str
    epoch: int
    due: datetime | None = None

    @property
    def key(self) -> Key:
        """What makes it unique on its ticket."""
        return self.clock, self.name, self.epoch

    @property
    def level(self) -> int:
        """The level of the ladder; 0 for any other step."""
        kind, _, rest = self.name.partition("-")
        return int(rest.partition("-")[0]) if kind == "level" else 0


@dataclass(frozen=True, slots=True)
class Owed:
    """What to do now: `tell` these, and record `passed` as told without a mail, since a later step says more."""

    tell: tuple[Step, ...] = ()
    passed: tuple[Step, ...] = ()


def agenda(ticket: Ticket, terms: Terms, calendars: Calendars, now: datetime) -> tuple[Step, ...]:
    """All steps of a ticket by their instants, told or not; nothing for one that is held, resolved or closed."""
    if not ticket.live:
        return ()
    line = Timeline(ticket)
    clocks = read(line, terms, calendars, now)
    steps = [step for clock in clocks for step in _of_clock(clock, line, terms, calendars[clock.calendar])]
    if terms.kind(ticket.kind).clocks:
        called = pages(line, terms, calendars)
        steps += [Step(at, ClockName.REACTION.value, name, epoch, _due(clocks)) for at, name, epoch in called]
    steps += [Step(at, TICKET, name, ticket.epoch) for at, name in specialist_steps(line)]
    support = calendars.get(terms.support_hours)
    if support:
        asked = request_steps(line, terms.ladder, support)
        steps += [Step(at, clock, name, ticket.epoch) for at, clock, name in asked]
        steps += _progress(line, terms, support)
        steps += _unassigned(line, terms, support)
        asks = follow_ups(line, terms.vendor_reminder_days, support)
        steps += [Step(at, TICKET, name, ticket.epoch, at) for at, name in asks]
        steps += _weekend(line, support)
        steps += [Step(at, TICKET, name, ticket.epoch, at) for at, name in appointment.steps(line, support, now)]
        steps += [Step(at, TICKET, name, ticket.epoch, at) for at, name in unsolvable.steps(ticket, terms, support)]
    return tuple(sorted(steps, key=lambda s: (s.at, s.clock, s.name)))


def owed(steps: Iterable[Step], told: frozenset[Key], now: datetime) -> Owed:
    """What is owed at `now`. After downtime a warning is passed over when a later one or the breach is owed too,
    and a level waits until the level below it has been told."""
    steps, untold = tuple(steps), _untold(told)
    ripe = [s for s in steps if s.at <= now and untold(s)]
    passed = tuple(s for s in ripe if _overtaken(s, steps, now))
    tell = tuple(s for s in ripe if s not in passed and not _waits(s, filter(untold, steps)))
    return Owed(tell, passed)


def next_due(steps: Iterable[Step], told: frozenset[Key], now: datetime) -> datetime | None:
    """When there is next something to do: `now` if something is owed already, None if nothing ever will be."""
    first = min((s.at for s in filter(_untold(told), steps)), default=None)
    return None if first is None else max(first, now)


def _due(clocks: Iterable[Clock]) -> datetime | None:
    return next((clock.due for clock in clocks if clock.name is ClockName.REACTION), None)


def _of_clock(clock: Clock, line: Timeline, terms: Terms, calendar: Calendar) -> Iterator[Step]:
    match clock.state:
        case ClockState.NOT_STARTED:
            yield from _not_started(clock, line, terms, calendar)
        case ClockState.RUNNING | ClockState.PAUSED if clock.due:
            timed = _aim(clock, clock.due, calendar) if clock.target.soft else _hard(clock, line, terms, calendar)
            epoch = epochs(line, clock.name)
            for at, name in timed:
                yield Step(at, clock.name.value, name, epoch(at), clock.due)
        case _:
            return


def _hard(clock: Clock, line: Timeline, terms: Terms, calendar: Calendar) -> Iterator[tuple[datetime, str]]:
    if clock.started is None or clock.duration is None or clock.breaks is None:
        return
    for part in clock.target.warn_at:
        at = due(calendar, clock.started, clock.duration * part, clock.pauses)
        if at:
            yield at, f"warn-{part * 100:g}"
    yield clock.breaks, "breach"
    if clock.breaks:
        yield from rungs(Alarm(clock.name, clock.breaks, clock.pauses), line, terms.ladder, calendar)


def _aim(clock: Clock, falls_due: datetime, calendar: Calendar) -> Iterator[tuple[datetime, str]]:
    """A soft target: one reminder to staff at the opening of the due day (OX-07); at due when it started that day."""
    if clock.state is ClockState.RUNNING and clock.started is not None:
        openings = openings_on(calendar, local_date(calendar, falls_due - INSTANT))  # 24:00 belongs to the day it ends
        opens = openings[0][0] if openings else falls_due
        yield opens if opens > clock.started else falls_due, "aim"


def _not_started(clock: Clock, line: Timeline, terms: Terms, calendar: Calendar) -> Iterator[Step]:
    """A guarantee whose clock nobody started could be dodged: remind of it (S18)."""
    after = terms.remind.get("not-started")
    at = due(calendar, _since(line), after, line.waits) if after else None
    if at:
        yield Step(at, clock.name.value, "not-started", line.ticket.epoch)


def _progress(line: Timeline, terms: Terms, calendar: Calendar) -> Iterator[Step]:
    """The next update to contacts, counted from the last thing they heard; only the newest after downtime."""
    ticket = line.ticket
    every = terms.progress.get(str(ticket.priority)) or terms.progress.get("*")
    if not every:
        return
    updates = [e for e in line.epoch_events if e.kind is EventKind.TOLD and e.text("step").startswith("progress-")]
    heard = [e.occurred for e in line.epoch_events if e.kind is EventKind.ANSWERED]
    heard += [when_told(e, e.instant("due") or e.occurred) for e in updates]
    at = due(calendar, max([_since(line), *heard]), every, line.waits)
    if at:
        yield Step(at, TICKET, f"progress-{len(updates) + 1}", ticket.epoch, at)


def _unassigned(line: Timeline, terms: Terms, calendar: Calendar) -> Iterator[Step]:
    after = terms.remind.get("unassigned")
    at = due(calendar, _since(line), after, line.waits) if after else None
    if at and not line.ticket.assignee and line.ticket.kind != KIND:
        yield Step(at, TICKET, "unassigned", line.ticket.epoch)


def _weekend(line: Timeline, calendar: Calendar) -> Iterator[Step]:
    """A weekend the success manager has not confirmed (INF-40)."""
    asked = request(line.ticket)
    if asked is not None:
        at = business_days_due(calendar, asked.occurred, _UNCONFIRMED)
        yield Step(at, TICKET, f"weekend-{asked.text('saturday')}", line.ticket.epoch)


def _since(line: Timeline) -> datetime:
    return max(line.ticket.received, line.restarted or line.ticket.received)


def _overtaken(step: Step, steps: tuple[Step, ...], now: datetime) -> bool:
    if not step.name.startswith("warn-"):
        return False
    later = (s for s in steps if s.clock == step.clock and s.at <= now)
    return any(s.name == "breach" or (s.name.startswith("warn-") and s.at > step.at) for s in later)


def _waits(step: Step, untold: Iterable[Step]) -> bool:
    below = [s for s in untold if s.clock == step.clock and 0 < s.level < step.level]
    return any(s.name == level_name(s.level) for s in below)


def _untold(told: frozenset[Key]) -> Callable[[Step], bool]:
    """Not told in its epoch or a later one: an instant that moves back behind a promise given anew was told since."""
    last: dict[tuple[str, str], int] = {}
    for clock, name, epoch in told:
        last[clock, name] = max(epoch, last.get((clock, name), epoch))
    return lambda step: last.get((step.clock, step.name), step.epoch - 1) < step.epoch

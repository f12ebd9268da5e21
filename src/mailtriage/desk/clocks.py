"""The clocks of a ticket: where each promise stands, computed from the ticket's events alone (S17 to S30).

Nothing is stored but verdicts: once a clock has stopped and its `stopped` event is written (desk/record), due and
verdict are taken from there, whatever happens to priority or calendar afterwards (S24). A running clock is late from
the first microsecond after its due instant; a stop at the due instant itself is in time (S12). Re-prioritising keeps
start and pauses; a due instant that thereby lies in the past is missed from the moment of the change (S22).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.clock import INSTANT, ZERO, Cause, Clock, ClockState, Result
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.lateness import blamed
from mailtriage.desk.openings import Pause, business_days_target, due, elapsed
from mailtriage.desk.state import State
from mailtriage.desk.targets import promised
from mailtriage.desk.terms import ClockName, Target, Terms
from mailtriage.desk.ticket import Ticket, ticket_from
from mailtriage.desk.timeline import Stretch, Timeline

Calendars = Mapping[str, Calendar]


def readings(ticket: Ticket, terms: Terms, calendars: Calendars, now: datetime) -> tuple[Clock, ...]:
    """Every clock of a ticket at `now`, which is not before its latest event: reaction, resolution, pick-up.

    No clock for a held ticket, a kind without clocks (IV-12), or a missing target (S9). KeyError if the calendar a
    target names is gone.
    """
    return read(Timeline(ticket), terms, calendars, now)


def read(line: Timeline, terms: Terms, calendars: Calendars, now: datetime) -> tuple[Clock, ...]:
    """The same as `readings` for a timeline already at hand."""
    if line.ticket.state is State.HELD or not terms.kind(line.ticket.kind).clocks:
        return ()
    case = _Case(line, terms, calendars, now)
    found = (_reading(case, name) for name in ClockName)
    return tuple(clock for clock in found if clock)


@dataclass(frozen=True, slots=True)
class _Case:
    """What every step of a reading looks at."""

    line: Timeline
    terms: Terms
    calendars: Calendars
    now: datetime


def _reading(case: _Case, name: ClockName) -> Clock | None:
    stretch = case.line.stretch(name)
    target = promised(case.terms, name, _as_of_stop(case.line.ticket, stretch))
    if target is None:
        return None

    def reread(earlier: Ticket, at: datetime) -> Clock | None:
        return next((c for c in read(Timeline(earlier), case.terms, case.calendars, at) if c.name is name), None)

    return _recorded(blamed(_counted(case, name, target, stretch), case.line, reread), case.line, stretch)


def _as_of_stop(ticket: Ticket, stretch: Stretch) -> Ticket:
    """The ticket under the priority that counts: the present one, or the one at the stop (S22)."""
    if stretch.stop is None:
        return ticket
    behind = ticket.events.index(stretch.stop.event) + 1
    changed = any(e.kind is EventKind.TRIAGED for e in ticket.events[behind:])
    return ticket_from(ticket.number, ticket.events[:behind]) if changed else ticket


def _counted(case: _Case, name: ClockName, target: Target, stretch: Stretch) -> Clock:
    """The clock as its start, stop and pauses make it, late by nothing but time."""
    rules = case.terms.clock(name)
    stop = stretch.stop.event if stretch.stop else None
    started, stopped = case.line.started(rules, stop), stop.occurred if stop else None
    pauses = _until([*stretch.gaps, *case.line.pauses(rules)], stopped)
    if started is None:
        return _unstarted(Clock(name, ClockState.NOT_STARTED, target, target.duration, pauses=pauses), stretch)
    calendar = case.calendars[target.calendar]
    duration, end = _duration(calendar, target, started), stopped or case.now
    falls_due = due(calendar, started, duration, pauses)
    spent = elapsed(calendar, started, end, pauses)
    late = falls_due is not None and end > falls_due
    until = falls_due or _lasting(pauses, end)
    return Clock(
        name,
        _state(stopped, pauses),
        target,
        duration,
        started,
        stopped,
        pauses,
        falls_due,
        breaks=_breaks(falls_due, stretch),
        elapsed=spent,
        paused=elapsed(calendar, started, until) - (duration if falls_due else spent) if pauses else ZERO,
        verdict=_verdict(target, stretch, late=late),
        late_business=max(spent - duration, ZERO) if late else ZERO,
        late_wall=end - falls_due if falls_due and late else ZERO,
        cause=Cause.TIME if late else Cause.NONE,
    )


def _unstarted(clock: Clock, stretch: Stretch) -> Clock:
    """A clock whose start nobody recorded: met if its stop came all the same, with a remark (S18)."""
    if stretch.stop is None:
        return clock
    remark = Cause.NONE if stretch.withdrawn else Cause.NOT_RECORDED
    verdict = _verdict(clock.target, stretch, late=False)
    stopped = stretch.stop.event.occurred
    return replace(clock, state=ClockState.STOPPED, stopped=stopped, verdict=verdict, cause=remark)


def _verdict(target: Target, stretch: Stretch, *, late: bool) -> Result:
    """A withdrawn promise, like a running one, only counts if it is late."""
    if late:
        return Result.LATER if target.soft else Result.MISSED
    if stretch.stop is None or stretch.withdrawn:
        return Result.NONE
    return Result.AS_AIMED if target.soft else Result.MET


def _until(pauses: list[Pause], stopped: datetime | None) -> tuple[Pause, ...]:
    """The pauses that count: what begins after the stop is over."""
    if stopped is None or not pauses:
        return tuple(pauses)
    return tuple((since, min(until or stopped, stopped)) for since, until in pauses if since < stopped)


def _duration(calendar: Calendar, target: Target, started: datetime) -> timedelta:
    if target.duration is not None:
        return target.duration
    return business_days_target(calendar, started, target.business_days or 1)


def _state(stopped: datetime | None, pauses: tuple[Pause, ...]) -> ClockState:
    if stopped:
        return ClockState.STOPPED
    return ClockState.PAUSED if any(until is None for _, until in pauses) else ClockState.RUNNING


def _lasting(pauses: tuple[Pause, ...], end: datetime) -> datetime:
    """When the pause began that still lasts."""
    return min((since for since, until in pauses if until is None), default=end)


def _breaks(falls_due: datetime | None, stretch: Stretch) -> datetime | None:
    """Just after due; a ticket reopened when its time was used up already is late from the reopening."""
    if falls_due is None:
        return None
    reopened = stretch.gaps[-1][1] if stretch.gaps else falls_due
    return max(falls_due + INSTANT, reopened)


def _recorded(clock: Clock, line: Timeline, stretch: Stretch) -> Clock:
    """A verdict on record stands (S24); one from before a reopening does not bind the clock that runs on."""
    if stretch.stop is None:
        return clock
    since = stretch.gaps[-1][1] if stretch.gaps else line.ticket.received
    records = (e for e in reversed(line.ticket.events) if e.kind is EventKind.STOPPED)
    record = next((e for e in records if e.text("clock") == clock.name and e.occurred >= since), None)
    if record is None:
        return clock
    falls_due = record.instant("due")
    verdict = Result(record.text("verdict"))
    late = verdict in {Result.MISSED, Result.LATER} and falls_due is not None
    return replace(
        clock,
        stopped=record.occurred,
        due=falls_due,
        verdict=verdict,
        elapsed=_span(record, "elapsed"),
        late_business=_span(record, "late"),
        late_wall=record.occurred - falls_due if late and falls_due else ZERO,
        cause=Cause(record.text("cause")),
        on_record=True,
    )


def _span(event: Event, key: str) -> timedelta:
    seconds = event.data.get(key)
    return timedelta(seconds=seconds) if isinstance(seconds, int | float) else ZERO

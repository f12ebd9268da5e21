"""A customer's own request to escalate: to level 1, and again, or after its silence, to level 2 (IV-24); and requests for
a specialist, whoever makes them (INF-34).

Each request is an alarm of its own, told at once, in or out of hours; the next one takes over from it. Under a contract
without a ladder the coordinator hears.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from mailtriage.desk.calendar import Calendar
from mailtriage.desk.event import EventKind
from mailtriage.desk.ladder import Alarm, failed, level_name, rungs, tellings, unreachable
from mailtriage.desk.terms import Rung
from mailtriage.desk.timeline import Timeline

REQUESTED = "requested"
"""The step of a request where no ladder was agreed."""

SPECIALIST = "specialist"
"""What the names of the steps begin with that ask for a specialist."""

DEPUTY = "-deputy"
"""What they end with where the deputies are asked."""

_TICKET = "ticket"  # the clock of what belongs to the ticket as a whole (desk/agenda)


def request_steps(line: Timeline, ladder: Iterable[Rung], calendar: Calendar) -> Iterator[tuple[datetime, str, str]]:
    """Instant, clock and name of every step that the requests of this epoch call for."""
    alarms, rising = _alarms(line), sorted(ladder, key=lambda r: r.level)
    for number, alarm in enumerate(alarms, start=1):
        if not rising:
            yield alarm.since, alarm.clock, REQUESTED
            continue
        first, *above = rising[min(number, len(rising)) - 1 :]
        climbed = [replace(first, after=timedelta(0)), *(above if alarm is alarms[-1] else ())]
        yield from ((at, alarm.clock, name) for at, name in rungs(alarm, line, climbed, calendar))


def specialist_steps(line: Timeline) -> Iterator[tuple[datetime, str]]:
    """Instant and name of the steps that bring requests for a specialist to the success manager, each at once; and to the
    deputies as soon as the manager turns out not to be reached."""
    asked = (e.occurred for e in line.epoch_events if e.kind is EventKind.SPECIALIST)
    told, gone = tellings(line, _TICKET), unreachable(line)
    for number, at in enumerate(asked, start=1):
        name = f"{SPECIALIST}-{number}"
        yield at, name
        missed = failed(told.get(name), gone)
        if missed:
            yield missed, f"{name}{DEPUTY}"


def answering(line: Timeline, ladder: Iterable[Rung]) -> tuple[str, tuple[str, ...]]:
    """The clock of the latest request and the steps that answer it, the first one first; no steps without a request."""
    alarms, rising = _alarms(line), sorted(ladder, key=lambda r: r.level)
    if not alarms:
        return "", ()
    levels = rising[min(len(alarms), len(rising)) - 1 :] if rising else []
    return alarms[-1].clock, tuple(level_name(rung.level) for rung in levels) or (REQUESTED,)


def _alarms(line: Timeline) -> list[Alarm]:
    asked = [e.occurred for e in line.epoch_events if e.kind is EventKind.ESCALATED]
    return [Alarm(f"request-{number}", at) for number, at in enumerate(asked, start=1)]

"""When support is open, how much of it passed, and when an amount of it will have: exact to the microsecond.

An instant is any aware datetime; answers are UTC. A naive one raises TypeError. An instant outside
`opentime.YEARS`, or open time that never comes, raises BeyondCalendarError. Pauses are half-open (S19), in any order,
may overlap; one that has not ended ends with None.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import overload

from mailtriage.desk.calendar import Calendar, open_seconds
from mailtriage.desk.localtime import in_utc, utc
from mailtriage.desk.opentime import OpenTime
from mailtriage.desk.spans import Instants, union

EndedPause = tuple[datetime, datetime]
Pause = tuple[datetime, datetime | None]

_ZERO = timedelta(0)
_NEVER = datetime.max.replace(tzinfo=UTC)  # the end of a pause that has none


def elapsed(calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
    """The open time in [start, end) outside the pauses; zero if end is not after start (S7)."""
    first, last = utc(start), utc(end)
    open_time = calendar.open_time
    spent = open_time.between(first, last)
    for begin, resume in _merged(pauses, first, last):
        spent -= open_time.between(begin, resume)
    return spent


@overload
def due(calendar: Calendar, start: datetime, target: timedelta, pauses: Iterable[EndedPause] = ()) -> datetime: ...
@overload
def due(calendar: Calendar, start: datetime, target: timedelta, pauses: Iterable[Pause]) -> datetime | None: ...
def due(calendar: Calendar, start: datetime, target: timedelta, pauses: Iterable[Pause] = ()) -> datetime | None:
    """The first instant at which `target` of support time is used up: at closing, not at the next opening (S8).

    A zero target is due when the clock first runs (S9). None while a pause without end keeps it from ever falling due;
    what then can be told is the target minus `elapsed` (S19). A pause from the due instant on changes nothing.
    A negative target raises ValueError. "No target" is no clock at all, never a call to this function.
    """
    first, open_time = utc(start), calendar.open_time
    if target < _ZERO:
        raise ValueError(f"a target of {target}")
    if not pauses and target:
        return open_time.after(first, target)
    stops = _merged(pauses, first, _NEVER)
    return _after(open_time, first, target, stops) if target else _running(open_time, first, stops)


def back(calendar: Calendar, end: datetime, target: timedelta) -> datetime:
    """The last instant that leaves `target` of support time until `end`: at an opening, never at a closing (S10).

    `end` itself for a zero target; a negative one raises ValueError.
    """
    if target < _ZERO:
        raise ValueError(f"a target of {target}")
    return calendar.open_time.back(utc(end), target) if target else utc(end)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the local clock shows a time in a window; closing time is closed (S2, S4)."""
    return calendar.open_time.holds(utc(at))


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """The first open instant from `at` on; `at` itself if open."""
    return calendar.open_time.opening(utc(at))


def next_closing(calendar: Calendar, at: datetime) -> datetime | None:
    """When the present opening ends, or if closed the next one; None if it never does, as with 24x7."""
    open_time = calendar.open_time
    return open_time.closing(open_time.opening(utc(at)))


@overload
def business_days_due(
    calendar: Calendar, start: datetime, days: int, pauses: Iterable[EndedPause] = ()
) -> datetime: ...
@overload
def business_days_due(calendar: Calendar, start: datetime, days: int, pauses: Iterable[Pause]) -> datetime | None: ...
def business_days_due(calendar: Calendar, start: datetime, days: int, pauses: Iterable[Pause] = ()) -> datetime | None:
    """The close of the `days`-th business date after the local date of `start`, which never counts (S14).

    With pauses: the open time up to that close becomes an ordinary target (S16); None as in `due`.
    A number of days below one raises ValueError.
    """
    return due(calendar, start, business_days_target(calendar, start, days), pauses)


def business_days_target(calendar: Calendar, start: datetime, days: int) -> timedelta:
    """What a target of business days is worth in open time, from `start` to the close of the last day (S16)."""
    if days < 1:
        raise ValueError(f"a target of {days} business days")
    day = local_date(calendar, start)
    while days:
        day += timedelta(days=1)
        openings = openings_on(calendar, day)
        days -= bool(openings)
    return elapsed(calendar, start, openings[-1][1])


def local_date(calendar: Calendar, at: datetime) -> date:
    """The date the calendar's zone shows at an instant."""
    return utc(at).astimezone(calendar.zone).date()


def openings_on(calendar: Calendar, day: date) -> list[Instants]:
    """The openings of one local date, which ends at 24:00, as UTC instants; a business date has one at least (S14)."""
    return in_utc(open_seconds(calendar, day, day), calendar.zone)


def _after(open_time: OpenTime, start: datetime, amount: timedelta, stops: Sequence[Instants]) -> datetime | None:
    """The first instant with `amount` > 0 open and not paused since `start`."""
    for begin, resume in stops:
        worked = open_time.between(start, begin)
        if worked >= amount:
            break
        if resume == _NEVER:
            return None
        amount -= worked
        start = resume
    return open_time.after(start, amount)


def _running(open_time: OpenTime, start: datetime, stops: Sequence[Instants]) -> datetime | None:
    """The first instant from `start` on that is open and not paused (S9)."""
    for begin, resume in stops:
        if open_time.opening(start) < begin:
            break
        if resume == _NEVER:
            return None
        start = resume
    return open_time.opening(start)


def _merged(pauses: Iterable[Pause], first: datetime, last: datetime) -> list[Instants]:
    """The union of the pauses within [first, last)."""
    whole = ((utc(begin), _NEVER if resume is None else utc(resume)) for begin, resume in pauses)
    return union((max(begin, first), min(resume, last)) for begin, resume in whole)

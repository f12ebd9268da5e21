"""When support is open, how much of it passed, and when an amount of it will have: in UTC, exact to the microsecond.

An instant is any aware datetime; answers are UTC. A naive one raises TypeError. An instant outside
`opentime.YEARS`, or open time that never comes, raises BeyondCalendarError. Pauses are half-open (S19), in any order,
may overlap; one that has not ended ends with None.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import overload

from mailtriage.desk.calendar import Calendar, open_seconds
from mailtriage.desk.localtime import in_utc
from mailtriage.desk.opentime import SECOND, BeyondCalendarError, OpenTime
from mailtriage.desk.spans import Span, union

EndedPause = tuple[datetime, datetime]
Pause = tuple[datetime, datetime | None]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_SECONDS = 86_400
_NEVER = 1 << 62  # the end of a pause that has none


def elapsed(calendar: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
    """The open time in [start, end) outside the pauses; zero if end is not after start (S7)."""
    first, last = _instant(start), _instant(end)
    open_time = calendar.open_time
    spent = open_time.between(first, last)
    for begin, resume in _merged(pauses, first, last):
        spent -= open_time.between(begin, resume)
    return timedelta(0, 0, spent)


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
    first, amount = _instant(start), _amount(target)
    if not pauses and amount:
        return _moment(calendar.open_time.after(first, amount))
    stops = _merged(pauses, first, _NEVER)
    at = _after(calendar.open_time, first, amount, stops) if amount else _running(calendar.open_time, first, stops)
    return None if at is None else _moment(at)


def back(calendar: Calendar, end: datetime, target: timedelta) -> datetime:
    """The last instant that leaves `target` of support time until `end`: at an opening, never at a closing (S10).

    `end` itself for a zero target; a negative one raises ValueError.
    """
    last, amount = _instant(end), _amount(target)
    return _moment(calendar.open_time.back(last, amount) if amount else last)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the local clock shows a time in a window; closing time is closed (S2, S4)."""
    return calendar.open_time.closing(_instant(at)) > _instant(at)


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """The first open instant from `at` on; `at` itself if open."""
    return _moment(calendar.open_time.opening(_instant(at)))


def next_closing(calendar: Calendar, at: datetime) -> datetime | None:
    """When the present opening ends, or if closed the next one; None if it never does, as with 24x7."""
    try:
        return _moment(calendar.open_time.closing(calendar.open_time.opening(_instant(at))))
    except BeyondCalendarError:
        if is_open(calendar, at):
            return None
        raise


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
    return at.astimezone(calendar.zone).date()


def openings_on(calendar: Calendar, day: date) -> list[tuple[datetime, datetime]]:
    """The openings of one local date as UTC instants; a business date has one at least (S14). The date ends at 24:00."""
    spans = in_utc(open_seconds(calendar, day, day), calendar.zone)
    return [(_moment(start * SECOND), _moment(end * SECOND)) for start, end in spans]


def _after(open_time: OpenTime, start: int, amount: int, stops: Sequence[Span]) -> int | None:
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


def _running(open_time: OpenTime, start: int, stops: Sequence[Span]) -> int | None:
    """The first instant from `start` on that is open and not paused (S9)."""
    for begin, resume in stops:
        if open_time.opening(start) < begin:
            break
        if resume == _NEVER:
            return None
        start = max(start, resume)
    return open_time.opening(start)


def _merged(pauses: Iterable[Pause], first: int, last: int) -> list[Span]:
    """The union of the pauses within [first, last)."""
    whole = ((_instant(begin), _NEVER if resume is None else _instant(resume)) for begin, resume in pauses)
    return union((max(begin, first), min(resume, last)) for begin, resume in whole)


def _amount(target: timedelta) -> int:
    amount = (target.days * _DAY_SECONDS + target.seconds) * SECOND + target.microseconds
    if amount < 0:
        raise ValueError(f"a target of {target}")
    return amount


def _instant(at: datetime) -> int:
    since = at - _EPOCH
    return (since.days * _DAY_SECONDS + since.seconds) * SECOND + since.microseconds


def _moment(instant: int) -> datetime:
    return _EPOCH + timedelta(0, 0, instant)

"""What a support calendar is: contract data in local time (S1), and which wall-clock seconds of a date it opens.

`openings` answers questions in UTC from it. An extra opening wins over everything, a closure over the week. A closure
is not a holiday: it costs support hours but changes no rate. Weekend means Saturday and Sunday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import pairwise
from zoneinfo import ZoneInfo

from mailtriage.desk.localtime import DAY, midnight, wall_second
from mailtriage.desk.opentime import YEARS, BeyondCalendarError, OpenTime
from mailtriage.desk.spans import Seconds, union, within, without

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SATURDAY = 5


@dataclass(frozen=True, order=True)
class Window:
    """Open from `opens` until just before `closes`, both measured from local midnight; 24 h is the end of the day (S2)."""

    opens: timedelta
    closes: timedelta

    def __str__(self) -> str:
        opens, closes = (divmod(int(edge.total_seconds()) // 60, 60) for edge in (self.opens, self.closes))
        return f"{opens[0]:02}:{opens[1]:02}-{closes[0]:02}:{closes[1]:02}"


@dataclass(frozen=True)
class YearlyClosure:
    """Closed from one (month, day) through another, every year; a `first` after `last` wraps the year end."""

    first: tuple[int, int]
    last: tuple[int, int]

    def covers(self, day: date) -> bool:
        """Whether a local date falls into it; both ends do."""
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True)
class LocalSpan:
    """One stretch of wall-clock time, naive and half-open, with what it is for."""

    start: datetime
    end: datetime
    reason: str = field(default="", compare=False)


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a calendar, and in which part of it (`week.mon`, `extra_open[1]` ...)."""

    part: str
    reason: str


@dataclass(frozen=True)
class Calendar:
    """Support hours of a contract (S1), or any other recurring hours, in the contract's own zone (S3).

    `week` starts on Monday and has seven entries. `holidays` are full local dates with their names, for all of `YEARS`.
    """

    name: str
    zone: ZoneInfo
    week: tuple[tuple[Window, ...], ...]
    holidays: Mapping[date, str] = field(default_factory=dict)
    closed_yearly: tuple[YearlyClosure, ...] = ()
    closed: tuple[LocalSpan, ...] = ()
    extra_open: tuple[LocalSpan, ...] = ()

    @cached_property
    def open_time(self) -> OpenTime:
        """The compiled form, made when first asked for."""
        return OpenTime(self.zone, partial(open_seconds, self))

    def is_working_day(self, day: date) -> bool:
        """Neither weekend nor holiday; what OX-18 bills at the plain rates. Says nothing about opening hours."""
        return day.weekday() < _SATURDAY and day not in self.holidays


def open_seconds(calendar: Calendar, first: date, last: date) -> list[Seconds]:
    """The open wall-clock seconds of the dates first to last, both included; BeyondCalendarError outside `YEARS`."""
    limits = [(midnight(first), midnight(last) + DAY)]
    week = [[_seconds(window) for window in windows] for windows in calendar.week]
    spans: list[Seconds] = []
    for day in _dates(first, last):
        if day in calendar.holidays or any(closure.covers(day) for closure in calendar.closed_yearly):
            continue
        start = midnight(day)
        spans.extend((start + opens, start + closes) for opens, closes in week[day.weekday()])
    kept = without(union(spans), _wall(calendar.closed))
    return union([*kept, *within(_wall(calendar.extra_open), limits)])


def working_seconds(calendar: Calendar, first: date, last: date) -> list[Seconds]:
    """All wall-clock seconds, open or not, of the working days from first to last; limits as in `open_seconds`."""
    days = (midnight(day) for day in _dates(first, last) if calendar.is_working_day(day))
    return union((start, start + DAY) for start in days)


def problems(calendar: Calendar) -> tuple[Flaw, ...]:
    """Everything that makes a calendar unfit for promises (S2); empty when it is fit.

    Its windows lie within a day, end after they start and do not overlap; it opens at least once.
    """
    found = [*_week_flaws(calendar), *_span_flaws(calendar), *_yearly_flaws(calendar)]
    if not found and never_opens(calendar):
        found.append(Flaw("week", "no open time at all: nothing could ever fall due"))
    return tuple(found)


def never_opens(calendar: Calendar) -> bool:
    """No open wall-clock second in all of `YEARS`."""
    return not any(open_seconds(calendar, date(year, 1, 1), date(year, 12, 31)) for year in YEARS)


def _dates(first: date, last: date) -> Iterator[date]:
    if first.year not in YEARS or last.year not in YEARS:
        raise BeyondCalendarError(f"calendars reach from {YEARS.start} to {YEARS.stop - 1}")
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _seconds(window: Window) -> Seconds:
    return int(window.opens.total_seconds()), int(window.closes.total_seconds())


def _wall(spans: tuple[LocalSpan, ...]) -> list[Seconds]:
    return union((wall_second(span.start), wall_second(span.end)) for span in spans)


def _week_flaws(calendar: Calendar) -> Iterator[Flaw]:
    for name, windows in zip(DAYS, calendar.week, strict=True):
        part = f"week.{name}"
        for window in windows:
            if not timedelta(0) <= window.opens < window.closes <= timedelta(days=1):
                yield Flaw(part, f"{window} does not end after it starts, within the day")
        for earlier, later in pairwise(sorted(windows)):
            if later.opens < earlier.closes:
                yield Flaw(part, f"{earlier} and {later} overlap")


def _span_flaws(calendar: Calendar) -> Iterator[Flaw]:
    for part, spans in (("closed", calendar.closed), ("extra_open", calendar.extra_open)):
        for i, span in enumerate(spans, 1):
            if span.end <= span.start:
                yield Flaw(f"{part}[{i}]", f"{span.end} is not after {span.start}")


def _yearly_flaws(calendar: Calendar) -> Iterator[Flaw]:
    for i, closure in enumerate(calendar.closed_yearly, 1):
        for month, day in (closure.first, closure.last):
            try:
                date(2000, month, day)  # a leap year: 29 February is a fair end of a closure
            except ValueError:
                yield Flaw(f"closed_yearly[{i}]", f"{month:02}-{day:02} is no day of any year")

"""Open time compiled for arithmetic: a sorted table of openings in UTC with a running total, searched by bisection.

Instants are datetimes in UTC and amounts timedeltas: exact (S7), and faster than converting to integers. The table grows
by years as questions come; it is replaced, never changed, so threads may share it. Where it holds no answer, it
grows and looks again, up to the limits of `YEARS`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from mailtriage.desk.localtime import in_utc
from mailtriage.desk.spans import Instants, Seconds, union

YEARS = range(1990, 2100)
"""The years any calendar can be asked about. Holiday lists are only as good as the law known today."""

_ZERO = timedelta(0)
_DAY = timedelta(days=1)

Plan = Callable[[date, date], list[Seconds]]
"""The open wall-clock seconds from one date to another, both included."""


class BeyondCalendarError(ValueError):
    """A question the calendar cannot answer: an instant outside `YEARS`, or open time that never comes (S13)."""


@dataclass(frozen=True, slots=True)
class _Table:
    years: range  # local years compiled
    floor: datetime  # complete from here
    ceiling: datetime  # to here: a day inside the years, whatever the zone
    starts: list[datetime]
    ends: list[datetime]
    before: list[timedelta]  # open time before each opening; strictly rising


_NOTHING = _Table(range(0), datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), [], [], [])


class OpenTime:
    """The open time of one plan in one zone. All instants are in UTC."""

    __slots__ = ("_plan", "_table", "_zone")

    def __init__(self, zone: ZoneInfo, plan: Plan) -> None:
        self._zone = zone
        self._plan = plan
        self._table = _NOTHING

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The open time in [start, end); 0 if end <= start (S7)."""
        if end <= start:
            return _ZERO
        table = self._covering(start, end)
        return _spent(table, end) - _spent(table, start)

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The first instant with `amount` > 0 open since `start`: at a closing, not at the next opening (S8)."""
        table = self._table
        if not table.floor <= start <= table.ceiling:
            table = self._covering(start, start)
        while True:
            need = _spent(table, start) + amount
            i = bisect_left(table.before, need) - 1
            if i >= 0:
                at = table.starts[i] + (need - table.before[i])
                if at <= table.ends[i]:
                    return at
            table = self._later(table)

    def back(self, end: datetime, amount: timedelta) -> datetime:
        """The last instant with `amount` > 0 open until `end`: at an opening, not at the closing before (S10)."""
        table = self._covering(end, end)
        while True:
            need = _spent(table, end) - amount
            if need >= _ZERO:
                i = bisect_right(table.before, need) - 1
                return table.starts[i] + (need - table.before[i])
            table = self._earlier(table)

    def opening(self, at: datetime) -> datetime:
        """`at` itself if open, else the next opening (S9)."""
        table = self._covering(at, at)
        while True:
            i = bisect_right(table.ends, at)
            if i < len(table.starts):
                return max(at, table.starts[i])
            table = self._later(table)

    def closing(self, at: datetime) -> datetime | None:
        """The end of the opening that holds `at`, which must be open; None if it lasts as long as `YEARS`."""
        table = self._covering(at, at)
        while True:
            closes = table.ends[bisect_right(table.ends, at)]
            if closes <= table.ceiling:
                return closes
            if table.years.stop == YEARS.stop:
                return None
            table = self._later(table)

    def holds(self, at: datetime) -> bool:
        """Whether `at` is open; a closing is not (S2)."""
        table = self._covering(at, at)
        i = bisect_right(table.starts, at) - 1
        return i >= 0 and at < table.ends[i]

    def _covering(self, first: datetime, last: datetime) -> _Table:
        table = self._table
        if table.floor <= first and last <= table.ceiling:
            return table
        years = range(first.year - 1, last.year + 3)
        if table.years:
            years = range(min(years.start, table.years.start), max(years.stop, table.years.stop))
        table = self._grown(table, years)
        if table.floor <= first and last <= table.ceiling:
            return table
        raise BeyondCalendarError(f"calendars reach from {YEARS.start} to {YEARS.stop - 1}")

    def _later(self, table: _Table) -> _Table:
        if table.years.stop == YEARS.stop:
            raise BeyondCalendarError(f"the calendar has no such open time before {YEARS.stop}")
        return self._grown(table, range(table.years.start, table.years.stop + len(table.years)))

    def _earlier(self, table: _Table) -> _Table:
        if table.years.start == YEARS.start:
            raise BeyondCalendarError(f"the calendar has no such open time since {YEARS.start}")
        return self._grown(table, range(table.years.start - len(table.years), table.years.stop))

    def _grown(self, table: _Table, wanted: range) -> _Table:
        years = range(max(wanted.start, YEARS.start), min(wanted.stop, YEARS.stop))
        if not years:
            return table
        known = table.years or range(years.start, years.start)
        spans = [*self._compiled(range(years.start, known.start)), *zip(table.starts, table.ends, strict=True)]
        spans = union([*spans, *self._compiled(range(known.stop, years.stop))])
        self._table = grown = _Table(
            years=years,
            floor=datetime(years.start, 1, 1, tzinfo=UTC) + _DAY,
            ceiling=datetime(years.stop, 1, 1, tzinfo=UTC) - _DAY,
            starts=[start for start, _ in spans],
            ends=[end for _, end in spans],
            before=list(accumulate((end - start for start, end in spans), initial=_ZERO))[:-1],
        )
        return grown

    def _compiled(self, years: range) -> list[Instants]:
        if not years:
            return []
        wall = self._plan(date(years.start, 1, 1), date(years.stop - 1, 12, 31))
        return in_utc(wall, self._zone)


def _spent(table: _Table, at: datetime) -> timedelta:
    i = bisect_right(table.starts, at) - 1
    if i < 0:
        return _ZERO
    if at < (end := table.ends[i]):  # min() would cost as much as the search
        end = at
    return table.before[i] + (end - table.starts[i])

"""Open time compiled for arithmetic: a sorted table of openings in UTC with a running total, searched by bisection.

Everything is integer microseconds since 1970 in UTC, so nothing is ever rounded (S7). The table grows by years as
questions come; it is replaced, never changed, so threads may share it. An answer outside the years it covers is no
answer yet: it grows and looks again, up to the end of `YEARS`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from mailtriage.desk.localtime import DAY, in_utc, midnight
from mailtriage.desk.spans import Span, union

YEARS = range(1990, 2100)
"""The years any calendar can be asked about. Holiday lists are only as good as the law known today."""

SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Plan = Callable[[date, date], list[Span]]
"""The open wall-clock seconds from one date to another, both included."""


class BeyondCalendarError(ValueError):
    """A question the calendar cannot answer: an instant outside `YEARS`, or open time that never comes (S13)."""


@dataclass(frozen=True, slots=True)
class _Table:
    years: range  # local years compiled
    floor: int  # complete from here
    ceiling: int  # to here: a day inside the years, whatever the zone
    starts: list[int]
    ends: list[int]
    before: list[int]  # open time before each opening; strictly rising


class OpenTime:
    """The open time of one plan in one zone. Instants and amounts are integer microseconds."""

    __slots__ = ("_plan", "_table", "_zone")

    def __init__(self, zone: ZoneInfo, plan: Plan) -> None:
        self._zone = zone
        self._plan = plan
        self._table = _Table(range(0), 1, 0, [], [], [])

    def between(self, start: int, end: int) -> int:
        """The open time in [start, end); 0 if end <= start (S7)."""
        if end <= start:
            return 0
        table = self._covering(start, end)
        return _spent(table, end) - _spent(table, start)

    def after(self, start: int, amount: int) -> int:
        """The first instant with `amount` > 0 open since `start`: at a closing, not at the next opening (S8)."""
        table = self._covering(start, start)
        while True:
            need = _spent(table, start) + amount
            i = bisect_left(table.before, need) - 1
            if i >= 0:
                at = table.starts[i] + need - table.before[i]
                if at <= table.ends[i] and at <= table.ceiling:
                    return at
            table = self._later(table)

    def back(self, end: int, amount: int) -> int:
        """The last instant with `amount` > 0 open until `end`: at an opening, not at the closing before (S10)."""
        table = self._covering(end, end)
        while True:
            need = _spent(table, end) - amount
            if need >= 0:
                i = bisect_right(table.before, need) - 1
                at = table.starts[i] + need - table.before[i]
                if at >= table.floor:
                    return at
            table = self._earlier(table)

    def opening(self, at: int) -> int:
        """`at` itself if open, else the next opening (S9)."""
        table = self._covering(at, at)
        while True:
            i = bisect_right(table.ends, at)
            if i < len(table.starts) and max(at, table.starts[i]) <= table.ceiling:
                return max(at, table.starts[i])
            table = self._later(table)

    def closing(self, at: int) -> int:
        """The end of the opening that holds `at`; `at` itself if closed (S2)."""
        table = self._covering(at, at)
        while True:
            i = bisect_right(table.ends, at)
            if i == len(table.starts) or at < table.starts[i]:
                return at
            if table.ends[i] <= table.ceiling:
                return table.ends[i]
            table = self._later(table)

    def _covering(self, first: int, last: int) -> _Table:
        table = self._table
        if table.floor <= first and last <= table.ceiling:
            return table
        years = range(_year(first) - 1, _year(last) + 3)
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
            floor=(midnight(date(years.start, 1, 1)) + DAY) * SECOND,
            ceiling=(midnight(date(years.stop, 1, 1)) - DAY) * SECOND,
            starts=[start for start, _ in spans],
            ends=[end for _, end in spans],
            before=list(accumulate((end - start for start, end in spans), initial=0))[:-1],
        )
        return grown

    def _compiled(self, years: range) -> list[Span]:
        if not years:
            return []
        wall = self._plan(date(years.start, 1, 1), date(years.stop - 1, 12, 31))
        return [(start * SECOND, end * SECOND) for start, end in in_utc(wall, self._zone)]


def _spent(table: _Table, at: int) -> int:
    i = bisect_right(table.starts, at) - 1
    if i < 0:
        return 0
    return table.before[i] - table.starts[i] + min(at, table.ends[i])


def _year(at: int) -> int:
    return (_EPOCH + timedelta(microseconds=at)).year

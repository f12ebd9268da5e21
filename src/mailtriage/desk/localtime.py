"""When a local clock shows certain times: spans of wall-clock seconds become UTC instants, by membership (S4).

Wall-clock seconds count from 1970-01-01T00:00 on the wall. A span inside a skipped hour becomes nothing, one inside a
repeated hour becomes two: an instant belongs to a span if and only if the clock on the wall shows a time in it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from zoneinfo import ZoneInfo

from mailtriage.desk.spans import Instants, Seconds, within

DAY = 86_400
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = _EPOCH.toordinal()


def midnight(day: date) -> int:
    """The wall-clock second at which a date begins. For a datetime: the begin of its date."""
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY


def wall_second(moment: datetime) -> int:
    """The wall-clock second of a naive local time."""
    return midnight(moment) + moment.hour * 3600 + moment.minute * 60 + moment.second


def utc(at: datetime) -> datetime:
    """The same instant in UTC; a naive time raises TypeError instead of meaning the server's zone (S3)."""
    if at.tzinfo is UTC:
        return at
    if at.utcoffset() is None:
        raise TypeError(f"{at} has no zone")
    return at.astimezone(UTC)


def in_utc(spans: Sequence[Seconds], zone: ZoneInfo) -> list[Instants]:
    """The instants at which the clocks of `zone` show a time in `spans` (tidy, wall-clock seconds)."""
    if not spans:
        return []
    # No zone is a whole day away from UTC.
    first, last = spans[0][0] - DAY, spans[-1][1] + DAY
    found: list[Seconds] = []
    for start, end, offset in _steady(zone, first, last):
        first_shown = bisect_right(spans, start + offset, key=itemgetter(1))
        last_shown = bisect_left(spans, end + offset, key=itemgetter(0))
        for opens, closes in within(spans[first_shown:last_shown], [(start + offset, end + offset)]):
            if found and found[-1][1] == opens - offset:
                found[-1] = (found[-1][0], closes - offset)
            else:
                found.append((opens - offset, closes - offset))
    return [(_instant(start), _instant(end)) for start, end in found]


def _steady(zone: ZoneInfo, first: int, last: int) -> Iterator[tuple[int, int, int]]:
    """The stretches of [first, last) with one offset: (start, end, offset), in UTC seconds."""
    years = range(_year(first), _year(last) + 1)
    changes = [change for year in years for change in _changes(zone, year)]
    changes.append((max(last, changes[-1][0]), 0))
    for (start, offset), (end, _) in pairwise(changes):
        yield start, end, offset


def _year(second: int) -> int:
    return _instant(second).year


@lru_cache(maxsize=4096)
def _changes(zone: ZoneInfo, year: int) -> tuple[tuple[int, int], ...]:
    """The offset at the begin of a UTC year and each change in it, as (instant, offset from there on).

    zoneinfo keeps its transitions to itself. Looking once a day finds them all: no zone changes twice in a day.
    """
    start, end = midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))
    known = [(start, _offset(zone, start))]
    for second in range(start + DAY, end + 1, DAY):
        if _offset(zone, min(second, end - 1)) != known[-1][1]:
            at = _change(zone, second - DAY, min(second, end - 1))
            known.append((at, _offset(zone, at)))
    return tuple(known)


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The second at which the offset becomes that of `after`."""
    target = _offset(zone, after)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == target:
            after = middle
        else:
            before = middle
    return after


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = _instant(second).astimezone(zone).utcoffset()
    assert offset is not None
    return offset.days * DAY + offset.seconds


def _instant(second: int) -> datetime:
    return _EPOCH + timedelta(0, second)

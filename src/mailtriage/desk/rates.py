"""Which rate class worked time falls into (OX-16 to OX-18): by the local minute it was worked in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailtriage.desk.calendar import Calendar, open_seconds, working_seconds
from mailtriage.desk.localtime import in_utc
from mailtriage.desk.opentime import SECOND
from mailtriage.desk.spans import Span, length, union, within

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Rates:
    """How much of a stretch of work each rate class gets; together all of it."""

    office: timedelta
    out_of_hours: timedelta
    weekend_holiday: timedelta


def rates(calendar: Calendar, start: datetime, end: datetime) -> Rates:
    """The real time in [start, end) by rate class; all zero if end is not after start.

    The local date decides first: weekend or holiday, whatever is open then. On other dates open time is office time and
    the rest is out of hours, closures included (E48).
    """
    work = union([((start - _EPOCH) // _MICROSECOND, (end - _EPOCH) // _MICROSECOND)])
    first, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    working_days = working_seconds(calendar, first, last)
    on_working_days = _shared(calendar, working_days, work)
    office = _shared(calendar, within(open_seconds(calendar, first, last), working_days), work)
    return Rates(office, on_working_days - office, timedelta(microseconds=length(work)) - on_working_days)


def _shared(calendar: Calendar, wall: list[Span], work: list[Span]) -> timedelta:
    spans = [(begin * SECOND, finish * SECOND) for begin, finish in in_utc(wall, calendar.zone)]
    return timedelta(microseconds=length(within(spans, work)))

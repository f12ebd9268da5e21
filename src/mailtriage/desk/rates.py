"""Which rate class worked time falls into (OX-16 to OX-18): by the local minute it was worked in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mailtriage.desk.calendar import Calendar, open_seconds, working_seconds
from mailtriage.desk.localtime import in_utc, utc
from mailtriage.desk.spans import length, union, within


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
    work = union([(utc(start), utc(end))])
    first, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    working_days = working_seconds(calendar, first, last)
    open_then = within(open_seconds(calendar, first, last), working_days)
    on_working_days = length(within(in_utc(working_days, calendar.zone), work))
    office = length(within(in_utc(open_then, calendar.zone), work))
    return Rates(office, on_working_days - office, length(work) - on_working_days)

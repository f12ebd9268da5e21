"""The days a contract turns on: when it starts after signing, when it renews, until when notice is in time (E52).

Counted from the anchor, never from one another: 31 January plus one month is 28 February, plus two is 31 March.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta


@dataclass(frozen=True, slots=True)
class TermTerms:
    """How a contract goes on and ends: it renews by so many months unless notice comes so many months before (IV-57), or
    notice ends it with the month it comes in (`monthly`, OX-11).

    `role` hears `remind_before` the last day for notice, or the end, where there is no renewal (OX-31); and of notice.
    """

    renews_by: int = 0
    notice: int = 0
    monthly: bool = False
    remind_before: timedelta = timedelta(days=30)
    role: str = ""
    clause: str = ""


def start_after_signing(signed: date) -> date:
    """The first day of the calendar month after signing, also for a signing on a first (OX-30)."""
    return signed + relativedelta(months=1, day=1)


def next_renewal(anchor: date, months: int, day: date) -> date:
    """The first renewal after a day: the anchor (go-live) plus a whole number of terms (IV-57)."""
    terms = 1
    while (renewal := anchor + relativedelta(months=months * terms)) <= day:
        terms += 1
    return renewal


def last_notice(renewal: date, months: int) -> date:
    """The last day on which notice is still in time, that day included (IV-57)."""
    return renewal - relativedelta(months=months)


def end_of_month(day: date) -> date:
    """The last day of the month a day lies in."""
    return day + relativedelta(day=31)

"""The days a contract turns on: when it starts after signing, when it renews, until when notice is in time (E52).

Counted from the anchor, never from one another: 31 January plus one month is 28 February, plus two is 31 March.
"""

from datetime import date

from dateutil.relativedelta import relativedelta


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

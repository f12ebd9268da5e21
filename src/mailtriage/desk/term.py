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


def effective_end(anchor: date, months: int, notice_months: int, notice: date) -> date:
    """When a contract ends after notice arrived on a day: the next renewal if in time, else the one after (IV-57)."""
    renewal = next_renewal(anchor, months, notice)
    if notice <= last_notice(renewal, notice_months):
        return renewal
    return next_renewal(anchor, months, renewal)


def within_a_month(day: date) -> date:
    """The same day of the next month, or its last one (IV-56)."""
    return day + relativedelta(months=1)

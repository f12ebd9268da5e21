"""Recurring dates as people write them in other programs: RFC 5545 rules, read by dateutil, with its dangers left out.

Only weekly, monthly and yearly rules: finer ones can make dateutil search for minutes. A monthly rule from the 31st skips
shorter months; BYMONTHDAY=-1 is the last day of every month.
"""

from datetime import date, datetime, time

from dateutil.rrule import rrulestr

_FREQUENCIES = ("WEEKLY", "MONTHLY", "YEARLY")
_TOO_FINE = ("BYHOUR", "BYMINUTE", "BYSECOND", "DTSTART", "RDATE", "EXDATE")


def problem(rule: str) -> str:
    """Why a rule is not taken; empty when it is."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    if parts.get("FREQ") not in _FREQUENCIES:
        return f'"{rule}" needs FREQ=WEEKLY, FREQ=MONTHLY or FREQ=YEARLY, as in FREQ=MONTHLY;BYDAY=1MO'
    fine = next((name for name in _TOO_FINE if name in parts), "")
    if fine:
        return f'"{rule}" says {fine}; times and the first day have keys of their own'
    try:
        rrulestr(rule.upper(), dtstart=datetime(2000, 1, 1))  # noqa: DTZ001 - local dates, no instant
    except (ValueError, TypeError) as error:
        return f'"{rule}" is no recurrence rule of RFC 5545: {error}'
    return ""


def dates(rule: str, first: date, last: date) -> list[date]:
    """The local dates of a rule that `problem` takes, from its first day through `last`."""
    starts, ends = datetime.combine(first, time.min), datetime.combine(last, time.max)
    return [at.date() for at in rrulestr(rule.upper(), dtstart=starts).between(starts, ends, inc=True)]

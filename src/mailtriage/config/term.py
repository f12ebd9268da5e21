"""From when to when a contract may run, where its plan has a say: whole months (OX-10), never past the year's end (OX-31)."""

from collections.abc import Iterator
from datetime import date, timedelta

from mailtriage.config.names import Place
from mailtriage.config.problem import Problem
from mailtriage.config.shape.plan import Contract
from mailtriage.config.sheet import Sheet, value


def last_day(of: Sheet, written: Contract) -> date | None:
    """The contract's last day: its own, or the last of the year it began in if the plan ends with the year; else None."""
    if written.ends or value(of, "term", "ends_with_year") is not True:
        return written.ends
    return date(written.starts.year, 12, 31)


def problems(of: Sheet, written: Contract, where: Place) -> Iterator[Problem]:
    """First and last days that the plan does not allow, or that are the wrong way round."""
    starts, ends = Place(where.file, f"{where.key}.starts"), Place(where.file, f"{where.key}.ends")
    last = written.ends
    if last and last < written.starts:
        yield ends.says(f"{last} lies before the start, {written.starts}", "the last day of the contract is meant")
    if value(of, "term", "whole_months") is True:
        because = f"{of['term', 'whole_months'].authority} wants whole months"
        if written.starts.day != 1:
            yield starts.says(f"{written.starts} is not the first day of a month", because)
        if last and (last + timedelta(days=1)).day != 1:
            yield ends.says(f"{last} is not the last day of a month", because)
    if value(of, "term", "ends_with_year") is True and last and last.year > written.starts.year:
        because = f"{of['term', 'ends_with_year'].authority} ends every contract with the year; write a new one"
        yield ends.says(f"{last} lies beyond the end of {written.starts.year}", because)

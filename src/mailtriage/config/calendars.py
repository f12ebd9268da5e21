"""calendars.toml to calendars, with every mistake in it as a problem."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

from mailtriage.config import reading, recurrence
from mailtriage.config.holiday import holiday_dates
from mailtriage.config.problem import Problem
from mailtriage.config.shape.calendar import CalendarTable, EveryYear, Once, Recurring, days
from mailtriage.desk.calendar import DAYS, Calendar, LocalSpan, Window, YearlyClosure, problems
from mailtriage.desk.opentime import YEARS

FILE = "calendars.toml"


def read(directory: Path) -> tuple[dict[str, Calendar], list[Problem]]:
    """The calendars of a configuration directory, and every mistake in its calendars.toml."""
    document, mistakes = reading.document(directory, FILE)
    found, more = calendars(document or {}, FILE)
    return found, [*mistakes, *more]


def calendars(document: Mapping[str, object], file: str) -> tuple[dict[str, Calendar], list[Problem]]:
    """The calendars of a document by name, and every mistake in it; a calendar with a mistake is left out."""
    found: dict[str, Calendar] = {}
    mistakes: list[Problem] = []
    for name, table in document.items():
        calendar, wrong = _calendar(name, table, file)
        mistakes += [replace(problem, key=f"{name}.{problem.key}".rstrip(".")) for problem in wrong]
        if calendar and not wrong:
            found[name] = calendar
    return found, mistakes


def _calendar(name: str, table: object, file: str) -> tuple[Calendar | None, list[Problem]]:
    if not isinstance(table, Mapping):
        return None, [Problem(file, "", f"{table!r} is no calendar", "write [NAME] with its keys below it")]
    shaped, wrong = reading.read(CalendarTable, table, file)
    if shaped is None:
        return None, wrong
    dates, mistakes = holiday_dates(shaped.holidays)
    calendar = Calendar(
        name=name,
        zone=ZoneInfo(shaped.zone),
        week=_week(shaped.week),
        holidays=dates,
        closed_yearly=tuple(map(_yearly, shaped.closed_yearly)),
        closed=(*map(_span, shaped.closed), *chain.from_iterable(map(_recurring, shaped.closed_recurring))),
        extra_open=tuple(map(_span, shaped.extra_open)),
    )
    wrong = [Problem(file, f"holidays.{mistake.key}", mistake.reason, mistake.hint) for mistake in mistakes]
    return calendar, wrong + [Problem(file, flaw.part, flaw.reason) for flaw in problems(calendar)]


def _week(stated: Mapping[str, Iterable[str]]) -> tuple[tuple[Window, ...], ...]:
    windows = {day: tuple(map(_window, texts)) for key, texts in stated.items() for day in days(key)}
    return tuple(windows.get(day, ()) for day in range(len(DAYS)))


def _window(text: str) -> Window:
    opens, closes = (edge.split(":") for edge in text.split("-"))
    return Window(*(timedelta(hours=int(hour), minutes=int(minute)) for hour, minute in (opens, closes)))


def _yearly(stated: EveryYear) -> YearlyClosure:
    return YearlyClosure(_month_day(stated.first), _month_day(stated.last))


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _span(stated: Once) -> LocalSpan:
    start, end = stated.start, stated.end
    # A date means the whole day, so as an end it means the midnight after it.
    first = start if isinstance(start, datetime) else _midnight(start)
    last = end if isinstance(end, datetime) else _midnight(end) + timedelta(days=1)
    return LocalSpan(first, last, stated.name)


def _recurring(stated: Recurring) -> list[LocalSpan]:
    window = _window(stated.window)
    days = recurrence.dates(stated.rule, stated.first, date(YEARS[-1], 12, 31))
    return [LocalSpan(_midnight(day) + window.opens, _midnight(day) + window.closes, stated.name) for day in days]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)

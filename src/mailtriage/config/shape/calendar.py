"""The shape of calendars.toml: one table per calendar."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from mailtriage.config import recurrence
from mailtriage.config.shape.scalar import Line, Strict, Zone
from mailtriage.desk.calendar import DAYS

_WINDOW = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)")
_MONTH_DAY = re.compile(r"\d\d-\d\d")


def days(text: str) -> range:
    """`mon` or `mon-fri` as numbers from 0 for Monday. ValueError otherwise."""
    first, _, last = text.partition("-")
    if first not in DAYS or (last or first) not in DAYS or DAYS.index(first) > DAYS.index(last or first):
        raise ValueError(f'"{text}" is no day of the week; write mon, tue, wed, thu, fri, sat, sun or mon-fri')
    return range(DAYS.index(first), DAYS.index(last or first) + 1)


def _days(text: str) -> str:
    days(text)
    return text


def _window(text: str) -> str:
    if not _WINDOW.fullmatch(text):
        raise ValueError(f'"{text}" is not a window; write it like 08:30-17:30, at most until 24:00')
    return text


def _rule(text: str) -> str:
    reason = recurrence.problem(text)
    if reason:
        raise ValueError(reason)
    return text


def _month_day(text: str) -> str:
    if not _MONTH_DAY.fullmatch(text):
        raise ValueError(f'"{text}" is not a day of the year; write month and day like 12-25')
    return text


def _each_day_once(week: dict[str, list[str]]) -> dict[str, list[str]]:
    stated = [DAYS[day] for key in week for day in days(key)]
    twice = [day for day in DAYS if stated.count(day) > 1]
    if twice:
        raise ValueError(f"{', '.join(twice)} stands here twice; give all windows of a day in one list")
    return week


def _wall_clock(moment: object) -> object:
    if not isinstance(moment, date):
        reason = f"{moment!r} is no local time; write it like 2026-12-24 or 2026-12-24T12:00:00, without quotes"
        raise ValueError(reason)  # noqa: TRY004 - pydantic collects ValueError only
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        raise ValueError(f"{moment.isoformat()} names a zone of its own; write the calendar's local time without one")
    return moment


def _name_or_date(item: object) -> object:
    if isinstance(item, datetime) or not isinstance(item, str | date):
        reason = f'{item!r} is no holiday; write its name, "Good Friday", or one date, 2026-04-03'
        raise ValueError(reason)  # noqa: TRY004 - pydantic collects ValueError only
    return item


Days = Annotated[str, AfterValidator(_days)]
WindowText = Annotated[str, AfterValidator(_window)]
MonthDay = Annotated[str, AfterValidator(_month_day)]
LocalMoment = Annotated[datetime | date, BeforeValidator(_wall_clock)]
Removal = Annotated[date | str, BeforeValidator(_name_or_date)]


class NamedDate(Strict):
    """A holiday of our own."""

    date: date
    name: Line


class Holidays(Strict):
    """A country's public holidays, and what this contract adds or leaves out (S6)."""

    country: str | None = None
    categories: list[str] = Field(default=["public"], min_length=1)
    add: list[NamedDate] = Field(default=[])
    remove: list[Removal] = Field(default=[])


class EveryYear(Strict):
    """Days closed every year, both included; may wrap the year end."""

    first: MonthDay = Field(alias="from")
    last: MonthDay = Field(alias="to")


class Once(Strict):
    """A stretch of local time: a date means the whole of it, a time the very moment."""

    start: LocalMoment = Field(alias="from")
    end: LocalMoment = Field(alias="to")
    name: Line


class Recurring(Strict):
    """Closed again and again: on the days of a rule (RFC 5545) from a first day on, within a window of the day."""

    rule: Annotated[str, AfterValidator(_rule)]
    first: date = Field(alias="from")
    window: WindowText = "00:00-24:00"
    name: Line


class CalendarTable(Strict):
    """One calendar (S1)."""

    zone: Zone
    week: Annotated[dict[Days, list[WindowText]], AfterValidator(_each_day_once)] = Field(default={})
    holidays: Holidays = Holidays()
    closed_yearly: list[EveryYear] = Field(default=[])
    closed: list[Once] = Field(default=[])
    closed_recurring: list[Recurring] = Field(default=[])
    extra_open: list[Once] = Field(default=[])

"""`mailtriage calendar`: what a calendar amounts to in a year, so that nobody has to guess which days count (S6)."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import click

from mailtriage.config.calendars import read
from mailtriage.config.locate import or_shipped
from mailtriage.config.problem import nearest
from mailtriage.desk.calendar import DAYS, Calendar, LocalSpan
from mailtriage.desk.openings import openings_on
from mailtriage.desk.opentime import YEARS
from mailtriage.desk.spans import length
from mailtriage.errors import Permanent


@click.group()
def calendar() -> None:
    """Look at support calendars."""


@calendar.command()
@click.argument("name")
@click.option("--year", type=click.IntRange(YEARS.start, YEARS.stop - 1), help="Default: this year.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show(config: str | None, name: str, year: int | None, *, as_json: bool) -> None:
    """The windows, holidays, closures and extra openings of a calendar in one year."""
    calendars, problems = read(or_shipped(config))
    for problem in problems:
        click.echo(problem, err=True)
    if name not in calendars:
        guess = nearest(name, calendars)
        raise Permanent(
            f"no calendar {name}; " + (f"did you mean {guess}?" if guess else f"known: {', '.join(calendars)}")
        )
    year = year or datetime.now(UTC).year  # noqa: TID251 - a shell; nothing but a default hangs on it
    if as_json:
        click.echo(json.dumps(_facts(calendars[name], year), ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(calendars[name], year)))


def _facts(calendar: Calendar, year: int) -> dict[str, object]:
    openings = [openings_on(calendar, day) for day in _dates(year)]
    return {
        "calendar": calendar.name,
        "year": year,
        "zone": calendar.zone.key,
        "week": {name: [str(window) for window in windows] for name, windows in zip(DAYS, calendar.week, strict=True)},
        "holidays": [{"date": day.isoformat(), "name": name} for day, name in _holidays(calendar, year)],
        "closed_yearly": [
            {"from": _month_day(closure.first), "to": _month_day(closure.last)} for closure in calendar.closed_yearly
        ],
        "closed": [_span(span) for span in calendar.closed if _touches(span, year)],
        "extra_open": [_span(span) for span in calendar.extra_open if _touches(span, year)],
        "open_days": sum(map(bool, openings)),
        "open_seconds": sum(int(length(day).total_seconds()) for day in openings),
    }


def _lines(calendar: Calendar, year: int) -> Iterator[str]:
    yield f"{calendar.name} in {year}, times of {calendar.zone.key}"
    for name, windows in zip(DAYS, calendar.week, strict=True):
        yield f"  {name}  {', '.join(map(str, windows)) or 'closed'}"
    yield "Holidays"
    yield from (f"  {day:%Y-%m-%d} {DAYS[day.weekday()]}  {name}" for day, name in _holidays(calendar, year))
    if calendar.closed_yearly:
        yield "Closed every year"
        yield from (f"  {_month_day(c.first)} to {_month_day(c.last)}, both included" for c in calendar.closed_yearly)
    for title, spans in (("Closed once", calendar.closed), ("Extra openings", calendar.extra_open)):
        touching = [span for span in spans if _touches(span, year)]
        if touching:
            yield title
            yield from (
                f"  {span.start:%Y-%m-%d %H:%M} until {span.end:%Y-%m-%d %H:%M}  {span.reason}" for span in touching
            )
    openings = [openings_on(calendar, day) for day in _dates(year)]
    total = sum((length(day) for day in openings), timedelta(0))
    hours, minutes = divmod(int(total.total_seconds()) // 60, 60)
    yield f"Open on {sum(map(bool, openings))} days, {hours} h {minutes:02} min in all"


def _dates(year: int) -> Iterator[date]:
    return map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1))


def _holidays(calendar: Calendar, year: int) -> list[tuple[date, str]]:
    return sorted((day, name) for day, name in calendar.holidays.items() if day.year == year)


def _touches(span: LocalSpan, year: int) -> bool:
    return span.start < datetime(year + 1, 1, 1) and span.end > datetime(year, 1, 1)  # noqa: DTZ001 - wall-clock time


def _span(span: LocalSpan) -> dict[str, str]:
    return {"from": span.start.isoformat(), "to": span.end.isoformat(), "name": span.reason}


def _month_day(at: tuple[int, int]) -> str:
    return f"{at[0]:02}-{at[1]:02}"

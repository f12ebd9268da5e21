"""Every answer about open time beside a count that is obviously right: minute after minute, as the wall clock shows it.

The count knows windows, holidays and closures only as they are written down, and time only as zoneinfo shows it. All
clocks here change on full minutes and all windows begin on them, so between two neighbouring minute marks, or marks
of the question itself, nothing changes.
"""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from mailtriage.config.calendars import calendars, read
from mailtriage.desk.calendar import Calendar, LocalSpan, Window, YearlyClosure
from mailtriage.desk.openings import Pause, back, business_days_due, due, elapsed, is_open, next_opening
from mailtriage.desk.rates import rates

TESTS = Path(__file__).parents[1]
EVENT = tomllib.loads((TESTS / "data" / "event-calendar.toml").read_text("utf-8"))
SHIPPED = read(TESTS.parent / "config")[0] | calendars(EVENT, "event-calendar.toml")[0]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOTHING = timedelta(0)
FAR = datetime(2100, 1, 1, tzinfo=UTC)


def shows_open(calendar: Calendar, at: datetime) -> bool:
    """What somebody says who looks at the clock on the wall and at the contract."""
    wall = at.astimezone(calendar.zone).replace(tzinfo=None)
    if any(span.start <= wall < span.end for span in calendar.extra_open):
        return True
    if wall.date() in calendar.holidays or any(span.start <= wall < span.end for span in calendar.closed):
        return False
    if any(closed_on(closure, wall.date()) for closure in calendar.closed_yearly):
        return False
    minutes = wall.hour * 60 + wall.minute
    return any(window.opens // MINUTE <= minutes < window.closes // MINUTE for window in calendar.week[wall.weekday()])


@cache
def closed_on(closure: YearlyClosure, day: date) -> bool:
    """Walk from each day the closure may have begun on."""
    for year in (day.year - 1, day.year):
        first = date(year, *closure.first)
        last = date(year if closure.last >= closure.first else year + 1, *closure.last)
        if first <= day <= last:
            return True
    return False


def stretches(start: datetime, marks: Sequence[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """From `start` on without end, cut at each full minute and each mark."""
    at, minute = start, start.replace(second=0, microsecond=0) + MINUTE
    for mark in sorted(mark for mark in set(marks) if mark > start):
        while minute < mark:
            yield at, minute
            at, minute = minute, minute + MINUTE
        yield at, mark
        at = mark
        minute = max(minute, mark.replace(second=0, microsecond=0) + MINUTE)
    while True:
        yield at, minute
        at, minute = minute, minute + MINUTE


def paused(at: datetime, pauses: Sequence[Pause]) -> bool:
    return any(begin <= at and (end is None or at < end) for begin, end in pauses)


def marks_of(pauses: Sequence[Pause]) -> list[datetime]:
    return [mark for pause in pauses for mark in pause if mark is not None]


def counted_elapsed(calendar: Calendar, start: datetime, end: datetime, pauses: Sequence[Pause]) -> timedelta:
    total = NOTHING
    for at, following in stretches(start, [end, *marks_of(pauses)]):
        if at >= end:
            return total
        if shows_open(calendar, at) and not paused(at, pauses):
            total += following - at
    raise AssertionError


def counted_due(calendar: Calendar, start: datetime, target: timedelta, pauses: Sequence[Pause]) -> datetime:
    left = target
    for at, following in stretches(start, marks_of(pauses)):
        if shows_open(calendar, at) and not paused(at, pauses):
            if following - at >= left:
                return at + left
            left -= following - at
    raise AssertionError


def counted_back(calendar: Calendar, end: datetime, target: timedelta) -> datetime:
    left, following = target, end
    while True:
        at = (following - timedelta(microseconds=1)).replace(second=0, microsecond=0)
        if shows_open(calendar, at):
            if following - at >= left:
                return following - left
            left -= following - at
        following = at


def counted_close(calendar: Calendar, start: datetime, days: int) -> datetime:
    """The end of the last open minute of the `days`-th date that has one, after the date of the start (S14)."""
    today = start.astimezone(calendar.zone).date()
    ends: dict[date, datetime] = {}
    for at, following in stretches(start, []):
        wall = at.astimezone(calendar.zone)
        day = wall.date()
        # Midnight may come twice; by two o'clock the day before is over.
        if len(ends) >= days and day > sorted(ends)[days - 1] and wall.hour >= 2:
            return ends[sorted(ends)[days - 1]]
        if day > today and shows_open(calendar, at):
            ends[day] = following
    raise AssertionError


def counted_rates(calendar: Calendar, start: datetime, end: datetime) -> tuple[timedelta, ...]:
    office = out = free = NOTHING
    for at, following in stretches(start, [end]):
        day = at.astimezone(calendar.zone).date()
        if at >= end:
            break
        if day.weekday() in {5, 6} or day in calendar.holidays:
            free += following - at
        elif shows_open(calendar, at):
            office += following - at
        else:
            out += following - at
    return office, out, free


CRITICAL = [
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2024, 3, 31, 1, tzinfo=UTC),  # the clock jumps on Easter Sunday
    datetime(2025, 4, 26, tzinfo=UTC),  # King's Day moved off a Sunday
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2028, 12, 31, 23, tzinfo=UTC),
    datetime(2029, 12, 24, 12, tzinfo=UTC),
    datetime(2030, 5, 5, tzinfo=UTC),  # Liberation Day in a lustrum year
]


def a_start(random: Random) -> datetime:
    if random.random() < 0.5:
        return random.choice(CRITICAL) + timedelta(seconds=random.randint(-3 * 86_400, 86_400))
    return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=random.randrange(7 * 365 * 86_400))


def some_pauses(random: Random, start: datetime) -> list[Pause]:
    begins = [start + timedelta(seconds=random.randint(-86_400, 5 * 86_400)) for _ in range(random.randint(0, 4))]
    return [(begin, begin + timedelta(seconds=random.randint(-3_600, 2 * 86_400))) for begin in begins]


def check(calendar: Calendar, random: Random, hours: int) -> None:
    """All answers for one random question."""
    start, pauses = a_start(random), []
    target = timedelta(seconds=random.choice([0, 3_600, random.randrange(hours * 3_600)]))
    if random.random() < 0.7:
        pauses = some_pauses(random, start)
    asked = (calendar.name, start, target, pauses)
    answer = due(calendar, start, target, pauses)
    assert answer == counted_due(calendar, start, target, pauses), asked
    at = start + timedelta(seconds=random.randint(-3_600, 4 * 86_400))
    assert elapsed(calendar, start, at, pauses) == counted_elapsed(calendar, start, max(at, start), pauses), asked
    assert is_open(calendar, start) == shows_open(calendar, start), asked
    assert next_opening(calendar, start) == counted_due(calendar, start, NOTHING, ()), asked
    if target:
        assert back(calendar, start, target) == counted_back(calendar, start, target), asked
    found = rates(calendar, start, at)
    assert (found.office, found.out_of_hours, found.weekend_holiday) == counted_rates(calendar, start, at), asked


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_calendar_agrees_with_counting_minutes(name: str) -> None:
    random = Random(f"minutes {name}")
    for _ in range(10):
        check(SHIPPED[name], random, hours=25)


@pytest.mark.parametrize("name", SHIPPED)
def test_business_days_agree_with_counting_minutes(name: str) -> None:
    random = Random(f"days {name}")
    for _ in range(3):
        start, days = a_start(random), random.randint(1, 4)
        close = counted_close(SHIPPED[name], start, days)
        assert business_days_due(SHIPPED[name], start, days) == close, (start, days)
        pauses = some_pauses(random, start)
        target = counted_elapsed(SHIPPED[name], start, close, ())
        paused_due = business_days_due(SHIPPED[name], start, days, pauses)
        assert paused_due == counted_due(SHIPPED[name], start, target, pauses), (start, days, pauses)


ZONES = [
    ("Europe/Amsterdam", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Copenhagen", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),  # half an hour back
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),  # half an hour on
    ("America/St_Johns", datetime(2010, 11, 7, 2, 31, tzinfo=UTC)),  # 00:01 became 23:01 of the day before
    ("America/Havana", datetime(2026, 11, 1, 5, tzinfo=UTC)),  # 01:00 became 00:00
    ("Africa/Casablanca", datetime(2026, 2, 15, 2, tzinfo=UTC)),  # Ramadan
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),  # a whole day left out
]


@pytest.mark.parametrize("case", range(len(ZONES) * 3))
def test_any_calendar_agrees_with_counting_minutes_where_the_clock_changes(case: int) -> None:
    random = Random(f"zones {case}")
    zone, change = ZONES[case % len(ZONES)]
    local = change.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0)
    calendar = a_calendar(random, zone, local)
    for _ in range(6):
        start = change + timedelta(seconds=random.randint(-2 * 86_400, 86_400))
        end = start + timedelta(seconds=random.randrange(3 * 86_400))
        pauses = some_pauses(random, start)
        assert elapsed(calendar, start, end, pauses) == counted_elapsed(calendar, start, end, pauses), (calendar, start)
        assert is_open(calendar, start) == shows_open(calendar, start)
        target = timedelta(seconds=random.randrange(20 * 3_600))
        assert due(calendar, start, target, pauses) == counted_due(calendar, start, target, pauses), (calendar, start)
        assert business_days_due(calendar, start, 1) == counted_close(calendar, start, 1), (calendar, start)
        found = rates(calendar, start, end)
        assert (found.office, found.out_of_hours, found.weekend_holiday) == counted_rates(calendar, start, end)


def a_calendar(random: Random, zone: str, near: datetime) -> Calendar:
    """Windows at odd times every day, and a closure and an extra opening near the change of the clock."""
    week = []
    for _ in range(7):
        edges = sorted(random.sample(range(24 * 60 + 1), random.choice([2, 4, 6])))
        week.append(tuple(Window(opens * MINUTE, closes * MINUTE) for opens, closes in list(pairwise(edges))[::2]))
    closed, extra = (near + timedelta(minutes=random.randint(-1500, 900)) for _ in range(2))
    return Calendar(
        name="odd",
        zone=ZoneInfo(zone),
        week=tuple(week),
        holidays={near.date() + DAY: "the day after"} if random.random() < 0.5 else {},
        closed_yearly=(YearlyClosure((12, 31), (1, 1)),),
        closed=(LocalSpan(closed, closed + random.randint(1, 600) * MINUTE),),
        extra_open=(LocalSpan(extra, extra + random.randint(1, 600) * MINUTE),),
    )

"""What calendars say at their edges: windows, closures, extra openings, clock changes, limits."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from mailtriage.desk.calendar import Calendar, LocalSpan, Window, YearlyClosure, problems
from mailtriage.desk.openings import (
    back,
    business_days_due,
    due,
    elapsed,
    is_open,
    next_closing,
    next_opening,
    openings_on,
)
from mailtriage.desk.opentime import BeyondCalendarError
from mailtriage.desk.rates import rates

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HOUR = timedelta(hours=1)


def hours(*edges: float) -> tuple[Window, ...]:
    """Windows from pairs of hours."""
    return tuple(Window(opens * HOUR, closes * HOUR) for opens, closes in zip(edges[::2], edges[1::2], strict=True))


def a_calendar(**changes: object) -> Calendar:
    """Nine to five on weekdays in Amsterdam, unless told otherwise."""
    fields = {"name": "test", "zone": AMSTERDAM, "week": (hours(9, 17),) * 5 + ((), ())} | changes
    return Calendar(**fields)  # type: ignore[arg-type]


def every_day(*edges: float) -> tuple[tuple[Window, ...], ...]:
    return (hours(*edges),) * 7


def local(text: str) -> datetime:
    """A local time in Amsterdam; a star marks the second of two equal ones."""
    return datetime.fromisoformat(text.rstrip("*")).replace(tzinfo=AMSTERDAM, fold="*" in text)


def at(text: str) -> datetime:
    """The same in UTC: Python never finds a repeated local time equal to anything in another zone."""
    return local(text).astimezone(UTC)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def once(start: str, end: str) -> tuple[LocalSpan, ...]:
    return (LocalSpan(wall(start), wall(end)),)


def test_closing_time_is_closed_and_opening_time_is_open() -> None:
    calendar = a_calendar()
    assert is_open(calendar, at("2026-11-23T09:00"))
    assert is_open(calendar, at("2026-11-23T16:59:59.999999"))
    assert not is_open(calendar, at("2026-11-23T17:00"))
    assert not is_open(calendar, at("2026-11-23T08:59:59.999999"))


def test_windows_that_touch_are_one_opening() -> None:
    calendar = a_calendar(week=every_day(9, 12, 12, 17))
    assert problems(calendar) == ()
    assert next_closing(calendar, at("2026-11-23T10:00")) == at("2026-11-23T17:00")


def test_an_opening_through_midnight_does_not_close_at_midnight() -> None:
    calendar = a_calendar(week=every_day(0, 2, 20, 24))
    assert next_closing(calendar, at("2026-11-23T21:00")) == at("2026-11-24T02:00")


def test_an_extra_opening_wins_over_week_holiday_and_closures() -> None:
    calendar = a_calendar(
        holidays={date(2026, 12, 25): "Christmas Day"},
        closed_yearly=(YearlyClosure((12, 24), (1, 1)),),
        closed=once("2026-12-25T00:00", "2026-12-26T00:00"),
        extra_open=once("2026-12-25T18:00", "2026-12-25T20:00"),
    )
    assert elapsed(calendar, at("2026-12-24T00:00"), at("2027-01-02T00:00")) == 2 * HOUR
    assert next_opening(calendar, at("2026-12-24T00:00")) == at("2026-12-25T18:00")


def test_a_closure_may_cut_an_afternoon_off() -> None:
    calendar = a_calendar(closed=once("2026-12-24T12:00", "2026-12-25T00:00"))
    assert due(calendar, at("2026-12-24T11:00"), 2 * HOUR) == at("2026-12-25T10:00")
    assert business_days_due(calendar, at("2026-12-23T11:00"), 1) == at("2026-12-24T12:00")


def test_a_yearly_closure_wraps_the_year_end_with_both_its_ends() -> None:
    calendar = a_calendar(week=every_day(0, 24), closed_yearly=(YearlyClosure((12, 25), (1, 1)),))
    assert next_closing(calendar, at("2026-12-01T00:00")) == at("2026-12-25T00:00")
    assert next_opening(calendar, at("2026-12-25T00:00")) == at("2027-01-02T00:00")


def test_a_closure_until_29_february_ends_on_the_28th_in_other_years() -> None:
    calendar = a_calendar(week=every_day(0, 24), closed_yearly=(YearlyClosure((2, 1), (2, 29)),))
    assert problems(calendar) == ()
    assert next_opening(calendar, at("2027-02-10T00:00")) == at("2027-03-01T00:00")
    assert next_opening(calendar, at("2028-02-10T00:00")) == at("2028-03-01T00:00")


def test_a_window_inside_the_skipped_hour_does_not_open() -> None:
    calendar = a_calendar(week=every_day(2.25, 2.75))
    assert openings_on(calendar, date(2026, 3, 29)) == []
    assert elapsed(calendar, at("2026-03-29T00:00"), at("2026-03-30T00:00")) == timedelta(0)
    assert business_days_due(calendar, at("2026-03-28T12:00"), 1) == at("2026-03-30T02:45")


def test_a_window_into_the_skipped_hour_ends_where_it_begins() -> None:
    calendar = a_calendar(week=every_day(1, 2.5))
    assert elapsed(calendar, at("2026-03-29T00:00"), at("2026-03-30T00:00")) == HOUR
    assert next_closing(calendar, at("2026-03-29T01:30")) == at("2026-03-29T03:00")


def test_a_window_inside_the_repeated_hour_opens_twice() -> None:
    calendar = a_calendar(week=every_day(2.25, 2.75))
    assert elapsed(calendar, at("2026-10-25T00:00"), at("2026-10-26T00:00")) == HOUR
    assert not is_open(calendar, at("2026-10-25T02:50"))
    assert is_open(calendar, at("2026-10-25T02:30*"))
    assert business_days_due(calendar, at("2026-10-24T12:00"), 1) == at("2026-10-25T02:45*")


def test_a_day_of_24_hours_has_23_or_25_when_the_clock_changes() -> None:
    calendar = a_calendar(week=every_day(0, 24))
    assert elapsed(calendar, at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 23 * HOUR
    assert elapsed(calendar, at("2026-10-25T00:00"), at("2026-10-26T00:00")) == 25 * HOUR


def test_an_extra_opening_spans_the_repeated_hour_in_real_time() -> None:
    calendar = a_calendar(extra_open=once("2026-10-25T01:30", "2026-10-25T03:30"))
    assert elapsed(calendar, at("2026-10-25T00:00"), at("2026-10-26T00:00")) == 3 * HOUR


def test_round_the_clock_never_closes() -> None:
    assert next_closing(a_calendar(week=every_day(0, 24)), at("2026-11-23T10:00")) is None


def test_a_closed_calendar_names_the_closing_after_its_next_opening() -> None:
    assert next_closing(a_calendar(), at("2026-11-21T10:00")) == at("2026-11-23T17:00")


def test_an_opening_years_away_is_found() -> None:
    calendar = a_calendar(week=((),) * 7, extra_open=once("2061-07-01T00:00", "2061-07-01T05:00"))
    assert due(calendar, at("2024-01-01T00:00"), 5 * HOUR) == at("2061-07-01T05:00")
    assert back(calendar, at("2090-01-01T00:00"), 5 * HOUR) == at("2061-07-01T00:00")


def test_open_time_that_never_comes_is_an_error_and_no_endless_search() -> None:
    calendar = a_calendar(week=((),) * 7, extra_open=once("2026-07-01T00:00", "2026-07-01T05:00"))
    questions: list[Callable[[], object]] = [
        lambda: due(calendar, at("2026-07-01T01:00"), 5 * HOUR),
        lambda: due(calendar, at("2026-07-02T00:00"), timedelta(0)),
        lambda: back(calendar, at("2026-07-01T03:00"), 4 * HOUR),
        lambda: next_opening(calendar, at("2026-07-02T00:00")),
        lambda: business_days_due(calendar, at("2026-07-01T00:00"), 1),
    ]
    for question in questions:
        with pytest.raises(BeyondCalendarError):
            question()
    assert not is_open(calendar, at("2026-07-02T00:00"))


def test_an_instant_no_calendar_reaches_is_an_error() -> None:
    for year in (1989, 2101):
        with pytest.raises(BeyondCalendarError):
            is_open(a_calendar(), datetime(year, 6, 1, tzinfo=UTC))
        with pytest.raises(BeyondCalendarError):
            rates(a_calendar(), datetime(year, 6, 1, tzinfo=UTC), datetime(year, 6, 2, tzinfo=UTC))


def test_a_naive_instant_is_refused_rather_than_read_in_the_zone_of_the_server() -> None:
    for question in (is_open, next_opening, next_closing):
        with pytest.raises(TypeError):
            question(a_calendar(), wall("2026-11-23T10:00"))
    with pytest.raises(TypeError):
        rates(a_calendar(), wall("2026-11-23T10:00"), wall("2026-11-23T11:00"))


def test_answers_are_in_utc_whatever_zone_the_question_is_in() -> None:
    start = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(5.5 * HOUR))
    for answer in (due(a_calendar(), start, HOUR), next_opening(a_calendar(), start), back(a_calendar(), start, HOUR)):
        assert answer.tzinfo is UTC
    assert elapsed(a_calendar(week=every_day(0, 24)), local("2026-10-25T02:30"), local("2026-10-25T02:30*")) == HOUR


def test_negative_targets_and_less_than_one_day_are_refused() -> None:
    start = at("2026-11-23T10:00")
    questions: list[Callable[[], object]] = [
        lambda: due(a_calendar(), start, -HOUR),
        lambda: back(a_calendar(), start, -HOUR),
        lambda: business_days_due(a_calendar(), start, 0),
    ]
    for question in questions:
        with pytest.raises(ValueError, match="a target of"):
            question()


def test_while_paused_there_is_no_due_instant_but_what_was_used_is_known() -> None:
    start, asked = at("2026-11-23T09:30"), at("2026-11-23T15:30")
    assert due(a_calendar(), start, 18 * HOUR, [(asked, None)]) is None
    assert elapsed(a_calendar(), start, at("2026-11-25T09:00"), [(asked, None)]) == 6 * HOUR


def test_a_holiday_off_the_weekend_decides_the_rate_whatever_is_open() -> None:
    calendar = a_calendar(
        holidays={date(2026, 11, 25): "today"}, extra_open=once("2026-11-25T10:00", "2026-11-25T12:00")
    )
    found = rates(calendar, at("2026-11-25T10:00"), at("2026-11-26T10:00"))
    assert (found.office, found.out_of_hours, found.weekend_holiday) == (HOUR, 9 * HOUR, 14 * HOUR)


def test_time_in_a_closure_is_out_of_hours_and_no_holiday() -> None:
    calendar = a_calendar(closed_yearly=(YearlyClosure((11, 23), (11, 23)),))
    assert rates(calendar, at("2026-11-23T10:00"), at("2026-11-23T12:00")).out_of_hours == 2 * HOUR


def test_a_calendar_names_each_of_its_flaws() -> None:
    calendar = a_calendar(
        week=(hours(9, 12, 11, 17), hours(17, 9), hours(8, 25), (), (), (), ()),
        closed=once("2026-12-24T12:00", "2026-12-24T12:00"),
        extra_open=once("2026-12-24T12:00", "2026-12-24T11:00"),
        closed_yearly=(YearlyClosure((2, 30), (13, 1)),),
    )
    assert [(flaw.part, flaw.reason) for flaw in problems(calendar)] == [
        ("week.mon", "09:00-12:00 and 11:00-17:00 overlap"),
        ("week.tue", "17:00-09:00 does not end after it starts, within the day"),
        ("week.wed", "08:00-25:00 does not end after it starts, within the day"),
        ("closed[1]", "2026-12-24 12:00:00 is not after 2026-12-24 12:00:00"),
        ("extra_open[1]", "2026-12-24 11:00:00 is not after 2026-12-24 12:00:00"),
        ("closed_yearly[1]", "02-30 is no day of any year"),
        ("closed_yearly[1]", "13-01 is no day of any year"),
    ]


def test_a_calendar_that_never_opens_is_flawed_even_if_it_has_windows() -> None:
    for calendar in (
        a_calendar(week=((),) * 7),
        a_calendar(closed_yearly=(YearlyClosure((1, 1), (12, 31)),)),
    ):
        assert [flaw.part for flaw in problems(calendar)] == ["week"]

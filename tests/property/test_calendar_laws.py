"""The laws of open time (S7 to S10, S14, S16, S19) on every shipped calendar, to the microsecond, from 2015 to 2045."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from mailtriage.config.calendars import calendars, read
from mailtriage.desk.calendar import Calendar
from mailtriage.desk.openings import (
    EndedPause,
    back,
    business_days_due,
    business_days_target,
    due,
    elapsed,
    is_open,
    local_date,
    next_closing,
    next_opening,
)
from mailtriage.desk.rates import rates

TESTS = Path(__file__).parents[1]
EVENT = tomllib.loads((TESTS / "data" / "event-calendar.toml").read_text("utf-8"))
SHIPPED = read(TESTS.parent / "config")[0] | calendars(EVENT, "event-calendar.toml")[0]
MOMENT, NOTHING = timedelta(microseconds=1), timedelta(0)


class Question(NamedTuple):
    """A clock: pauses in any order, overlapping, before the start and empty ones among them."""

    calendar: Calendar
    start: datetime
    target: timedelta
    pauses: list[EndedPause]


@st.composite
def questions(draw: st.DrawFn) -> Question:
    start = draw(st.datetimes(datetime(2015, 1, 1), datetime(2045, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
    around = st.timedeltas(timedelta(days=-1), timedelta(days=14))
    pauses = [(start + begin, start + begin + lasts / 3) for begin, lasts in draw(st.lists(st.tuples(around, around)))]
    target = draw(st.timedeltas(MOMENT, timedelta(hours=300)))
    return Question(draw(st.sampled_from(list(SHIPPED.values()))), start, target, pauses)


ahead = st.timedeltas(NOTHING, timedelta(days=30))


@given(questions())
def test_exactly_the_target_has_elapsed_when_it_is_due_and_less_before(q: Question) -> None:
    at = due(*q)
    assert elapsed(q.calendar, q.start, at, q.pauses) == q.target
    assert elapsed(q.calendar, q.start, at - MOMENT, q.pauses) == q.target - MOMENT


@given(questions())
def test_exactly_the_target_is_left_at_the_instant_counted_back_and_less_after(q: Question) -> None:
    at = back(q.calendar, q.start, q.target)
    assert elapsed(q.calendar, at, q.start) == q.target
    assert elapsed(q.calendar, at + MOMENT, q.start) == q.target - MOMENT


@given(questions(), ahead, ahead)
def test_elapsed_time_adds_up(q: Question, first: timedelta, second: timedelta) -> None:
    middle, end = q.start + first, q.start + first + second
    parts = elapsed(q.calendar, q.start, middle, q.pauses) + elapsed(q.calendar, middle, end, q.pauses)
    assert elapsed(q.calendar, q.start, end, q.pauses) == parts
    assert NOTHING <= parts <= end - q.start


@given(questions(), st.timedeltas(MOMENT, timedelta(hours=90)))
def test_a_target_in_two_parts_is_due_when_the_whole_is(q: Question, more: timedelta) -> None:
    assert due(q.calendar, due(*q), more, q.pauses) == due(q.calendar, q.start, q.target + more, q.pauses)


@given(questions(), ahead, ahead)
def test_a_later_start_or_a_longer_target_is_never_due_earlier(q: Question, later: timedelta, more: timedelta) -> None:
    assert due(*q) <= due(q.calendar, q.start + later, q.target, q.pauses)
    assert due(*q) <= due(q.calendar, q.start, q.target + more, q.pauses)


@given(questions())
def test_the_order_of_pauses_and_saying_one_twice_changes_nothing(q: Question) -> None:
    assert due(*q) == due(q.calendar, q.start, q.target, [*reversed(q.pauses), *q.pauses])


@given(questions(), ahead)
def test_a_pause_from_the_due_instant_on_changes_nothing(q: Question, wait: timedelta) -> None:
    at = due(*q)
    assert due(q.calendar, q.start, q.target, [*q.pauses, (at + wait, None)]) == at


@given(questions())
def test_a_pause_that_begins_before_the_due_instant_and_does_not_end_leaves_no_due_instant(q: Question) -> None:
    assert due(q.calendar, q.start, q.target, [*q.pauses, (due(*q) - MOMENT, None)]) is None


@given(questions())
def test_a_zero_target_is_due_when_the_clock_first_runs(q: Question) -> None:
    at = due(q.calendar, q.start, NOTHING, q.pauses)
    assert elapsed(q.calendar, q.start, at, q.pauses) == NOTHING
    assert elapsed(q.calendar, q.start, at + MOMENT, q.pauses) == MOMENT


@given(questions())
def test_openings_and_closings_are_where_the_answer_to_is_open_changes(q: Question) -> None:
    opens = next_opening(q.calendar, q.start)
    assert is_open(q.calendar, opens)
    assert opens == q.start or not is_open(q.calendar, opens - MOMENT)
    closes = next_closing(q.calendar, q.start)
    if closes is None:
        assert all(len(windows) == 1 for windows in q.calendar.week)
    else:
        assert closes > opens
        assert not is_open(q.calendar, closes)
        assert elapsed(q.calendar, opens, closes) == closes - opens


@given(questions(), st.integers(1, 12))
def test_business_days_end_at_a_closing_or_at_midnight_of_a_later_date(q: Question, days: int) -> None:
    at = business_days_due(q.calendar, q.start, days)
    last_moment = at - MOMENT
    assert is_open(q.calendar, last_moment)
    assert local_date(q.calendar, last_moment) > local_date(q.calendar, q.start)
    assert not is_open(q.calendar, at) or local_date(q.calendar, at) > local_date(q.calendar, last_moment)


@given(questions(), st.integers(1, 12))
def test_business_days_are_counted_once_and_then_are_open_time(q: Question, days: int) -> None:
    target = business_days_target(q.calendar, q.start, days)
    assert due(q.calendar, q.start, target) == business_days_due(q.calendar, q.start, days)
    assert business_days_due(q.calendar, q.start, days, q.pauses) == due(q.calendar, q.start, target, q.pauses)


@given(questions(), ahead)
def test_rate_classes_share_out_all_of_the_time(q: Question, lasts: timedelta) -> None:
    found = rates(q.calendar, q.start, q.start + lasts)
    assert found.office + found.out_of_hours + found.weekend_holiday == lasts
    assert found.office <= elapsed(q.calendar, q.start, q.start + lasts)
    assert min(found.office, found.out_of_hours, found.weekend_holiday) >= NOTHING

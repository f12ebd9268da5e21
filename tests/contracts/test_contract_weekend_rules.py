"""The special-event weekend by its rules alone: which one, until when, how many, and what it opens (INF-37..44)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailtriage.desk.calendar import Calendar, Window
from mailtriage.desk.openings import due, elapsed
from mailtriage.desk.terms import WeekendTerms
from mailtriage.desk.weekend import Refusal, Standing, Weekend, covering, during, earliest, lapse, opened, refused
from triaged import a_contract, terms

DUTCH = ZoneInfo("Europe/Amsterdam")
PLANNED = terms(weekend=WeekendTerms(notice=timedelta(days=14), clause="INF-39"))
ELITE = a_contract(promised=PLANNED, starts=date(2026, 4, 1), custom_products=("wms",))
SATURDAY = date(2026, 12, 5)


def a_weekend(saturday: date = SATURDAY, standing: Standing = Standing.APPROVED) -> Weekend:
    return Weekend("klant", saturday, standing, "femke@staff.example", 1)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=DUTCH)


def test_E52_INF_39_asked_two_weeks_before_is_in_time_and_a_day_later_is_not() -> None:
    assert refused(ELITE, SATURDAY, date(2026, 11, 21), ()) is None
    late = refused(ELITE, SATURDAY, date(2026, 11, 22), ())
    assert late is not None
    assert (late.reason, late.earliest, late.clause) == (Refusal.NOTICE, date(2026, 12, 12), "INF-39")


@pytest.mark.parametrize("day", [date(2027, 1, d) for d in range(2, 9)])
def test_INF_39_only_a_saturday_can_be_asked_for(day: date) -> None:
    found = refused(ELITE, day, date(2026, 11, 1), ())
    assert (found is None) == (day == date(2027, 1, 2))
    assert found is None or found.reason is Refusal.DAY


def test_INF_37_a_plan_without_weekends_has_none() -> None:
    found = refused(a_contract(), SATURDAY, date(2026, 11, 1), ())
    assert found is not None
    assert (found.reason, found.earliest) == (Refusal.PLAN, None)


@pytest.mark.parametrize("standing", [Standing.REQUESTED, Standing.APPROVED])
def test_INF_44_a_second_weekend_in_the_year_of_the_contract_is_refused(standing: Standing) -> None:
    found = refused(ELITE, date(2027, 3, 27), date(2026, 11, 1), [a_weekend(standing=standing)])
    assert found is not None
    assert (found.reason, found.used, found.earliest) == (Refusal.USED, SATURDAY, date(2027, 4, 3))


def test_INF_44_a_refused_one_uses_nothing_up() -> None:
    assert refused(ELITE, date(2027, 3, 27), date(2026, 11, 1), [a_weekend(standing=Standing.REFUSED)]) is None


def test_INF_44_a_weekend_counts_to_the_year_of_its_saturday() -> None:
    """A contract of Sunday 1 November 2026: Saturday 31 October 2026 lay before it, 30 October 2027 is its last."""
    contract = replace(ELITE, starts=date(2026, 10, 31))  # a Saturday, so the anniversary is Sunday 31 October 2027
    known = [a_weekend(date(2027, 10, 30))]
    asked = date(2027, 1, 1)
    assert refused(contract, date(2027, 10, 23), asked, known) is not None
    assert refused(contract, date(2027, 11, 6), asked, known) is None
    assert refused(contract, date(2027, 10, 30), asked, [a_weekend(date(2026, 11, 7))]) is not None


def test_a_weekend_must_lie_within_the_contract() -> None:
    ending = replace(ELITE, ends=date(2026, 12, 5))
    found = refused(ending, SATURDAY, date(2026, 11, 1), ())
    assert found is not None
    assert (found.reason, found.earliest) == (Refusal.TERM, date(2026, 11, 21))
    assert earliest(ending, date(2026, 11, 20), ()) is None
    far = refused(ELITE, date(9999, 12, 25), date(2026, 11, 1), ())
    assert far is not None
    assert far.reason is Refusal.TERM


def test_INF_44_an_unused_weekend_lapses_on_the_anniversary_and_is_reminded_of_six_weeks_before() -> None:
    assert lapse(ELITE, date(2027, 2, 17), ()) is None
    assert lapse(ELITE, date(2027, 2, 18), ()) == date(2027, 4, 1)
    assert lapse(ELITE, date(2027, 3, 31), ()) == date(2027, 4, 1)
    assert lapse(ELITE, date(2027, 4, 1), ()) is None
    assert lapse(ELITE, date(2027, 2, 18), [a_weekend()]) is None
    assert lapse(ELITE, date(2027, 2, 18), [a_weekend(standing=Standing.REFUSED)]) == date(2027, 4, 1)
    assert lapse(ELITE, date(2028, 2, 28), [a_weekend()]) == date(2028, 4, 1), "it is not carried over"


def test_INF_41_a_custom_product_is_not_covered() -> None:
    known = [a_weekend(), a_weekend(date(2027, 5, 1), Standing.REQUESTED)]
    assert covering(ELITE, PLANNED, "", known) == covering(ELITE, PLANNED, "ln", known) == (a_weekend(),)
    assert covering(ELITE, PLANNED, "wms", known) == ()
    assert covering(ELITE, terms(), "", known) == ()


def test_INF_37_it_lasts_from_saturday_midnight_to_sunday_midnight_by_the_local_clock() -> None:
    weekend = a_weekend()
    inside = [local("2026-12-05 00:00"), local("2026-12-06 23:59:59"), datetime(2026, 12, 4, 23, 0, tzinfo=UTC)]
    outside = [local("2026-12-04 23:59:59"), local("2026-12-07 00:00")]
    assert [during([weekend], at, DUTCH) for at in inside] == [weekend] * 3
    assert [during([weekend], at, DUTCH) for at in outside] == [None, None]


def test_E30_INF_37_the_weekend_of_the_missing_hour_opens_47_hours_under_the_calendars_own_name() -> None:
    office = (Window(timedelta(hours=9), timedelta(hours=17)),)
    calendar = Calendar("office", DUTCH, (*([office] * 5), (), ()))
    extended = opened({"office": calendar}, [a_weekend(date(2027, 3, 27))])["office"]
    assert extended.name == "office"
    assert elapsed(extended, local("2027-03-27 00:00"), local("2027-03-29 00:00")) == timedelta(hours=47)
    assert due(extended, local("2027-03-27 20:00"), timedelta(hours=10)) == local("2027-03-28 07:00")
    assert elapsed(calendar, local("2027-03-27 00:00"), local("2027-03-29 00:00")) == timedelta(0), "one customer's"
    assert opened({"office": calendar}, ())["office"] is calendar

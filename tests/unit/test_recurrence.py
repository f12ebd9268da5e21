"""Recurring closures by the rules of RFC 5545."""

from datetime import UTC, date, datetime

import pytest

from mailtriage.config.calendars import calendars
from mailtriage.config.recurrence import dates, problem
from mailtriage.desk.openings import is_open


def test_the_first_monday_of_every_month() -> None:
    found = dates("FREQ=MONTHLY;BYDAY=1MO", date(2026, 11, 1), date(2027, 2, 28))
    assert found == [date(2026, 11, 2), date(2026, 12, 7), date(2027, 1, 4), date(2027, 2, 1)]


def test_the_last_day_of_every_month_is_not_skipped() -> None:
    found = dates("FREQ=MONTHLY;BYMONTHDAY=-1", date(2027, 1, 31), date(2027, 4, 30))
    assert found == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30", "needs FREQ"),
        ("FREQ=DAILY", "needs FREQ"),
        ("every monday", "needs FREQ"),
        ("FREQ=WEEKLY;BYHOUR=9", "BYHOUR"),
        ("FREQ=WEEKLY;BYDAY=XX", "no recurrence rule"),
        ("FREQ=WEEKLY;DTSTART=20260101", "DTSTART"),
    ],
)
def test_a_rule_that_is_wrong_or_dangerous_is_refused_with_its_reason(rule: str, says: str) -> None:
    assert says in problem(rule)


def test_a_rule_that_never_comes_true_ends() -> None:
    assert dates("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", date(2026, 1, 1), date(2099, 12, 31)) == []


def a_document(**recurring: object) -> dict[str, object]:
    """An office calendar with one recurring closure."""
    closure = {"rule": "FREQ=WEEKLY;BYDAY=FR", "from": date(2026, 11, 1), "name": "Meeting"} | recurring
    week = {"mon-fri": ["09:00-17:00"]}
    return {"office": {"zone": "Europe/Amsterdam", "week": week, "closed_recurring": [closure]}}


def test_support_is_closed_in_the_window_of_each_such_day_and_not_before_the_first() -> None:
    found, mistakes = calendars(a_document(window="12:00-13:00"), "calendars.toml")
    assert mistakes == []
    office = found["office"]
    assert not is_open(office, datetime(2026, 11, 27, 11, 30, tzinfo=UTC))
    assert is_open(office, datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
    assert is_open(office, datetime(2026, 10, 30, 11, 30, tzinfo=UTC))
    assert not is_open(office, datetime(2035, 11, 23, 11, 30, tzinfo=UTC))


def test_a_wrong_rule_names_its_place() -> None:
    _, mistakes = calendars(a_document(rule="FREQ=HOURLY"), "calendars.toml")
    (mistake,) = mistakes
    assert mistake.key.startswith("office.closed_recurring")
    assert mistake.key.endswith("rule")

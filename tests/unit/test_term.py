"""The days a contract turns on, by the worked example E52 and around leap days and month ends."""

from datetime import date

import pytest

from mailtriage.desk.term import last_notice, next_renewal, start_after_signing

GO_LIVE = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("signed", "starts"),
    [
        (date(2026, 11, 10), date(2026, 12, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
        (date(2028, 1, 31), date(2028, 2, 1)),
    ],
)
def test_a_contract_starts_on_the_first_of_the_month_after_signing(signed: date, starts: date) -> None:
    assert start_after_signing(signed) == starts


def test_a_contract_of_twelve_months_renews_on_the_day_of_its_go_live() -> None:
    assert next_renewal(GO_LIVE, 12, GO_LIVE) == date(2027, 3, 15)
    assert next_renewal(GO_LIVE, 12, date(2027, 3, 14)) == date(2027, 3, 15)
    assert next_renewal(GO_LIVE, 12, date(2027, 3, 15)) == date(2028, 3, 15)


def test_the_last_day_for_notice_lies_two_months_before_the_renewal() -> None:
    assert last_notice(date(2027, 3, 15), 2) == date(2027, 1, 15)


def test_terms_are_counted_from_the_anchor_and_do_not_drift_to_shorter_months() -> None:
    monthly = date(2027, 1, 31)
    found = [next_renewal(monthly, 1, day) for day in (date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31))]
    assert found == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert next_renewal(date(2028, 2, 29), 12, date(2031, 6, 1)) == date(2032, 2, 29)

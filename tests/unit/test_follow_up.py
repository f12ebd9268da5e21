"""A ticket that is with a vendor: when its owner is reminded (IV-11)."""

import pytest

from mailtriage.desk.event import Event, EventKind
from promised import a_ticket, an_event, at, became, opened, some_terms, steps

SLOW = opened("23 10:00", priority=4)


def reminded(when: str, due: str, number: int = 1) -> Event:
    data = {"step": f"vendor-{number}", "clock": "ticket", "to": ["o@desk.example"], "due": at(due).isoformat()}
    return an_event(EventKind.TOLD, when, **data)


def reminder(*events: Event, days: int = 2) -> tuple[str, object] | None:
    found = steps(a_ticket(SLOW, *events), terms=some_terms(vendor_reminder_days=days))
    return next(((name, step.at) for name, step in found.items() if name.startswith("vendor-")), None)


@pytest.mark.parametrize(
    ("since", "due"),
    [
        ("23 11:00", "25 08:30"),
        ("23 22:00", "25 08:30"),
        ("27 16:00", "2026-12-01 08:30"),
        ("28 12:00", "2026-12-01 08:30"),
    ],
)
def test_the_first_reminder_comes_as_the_second_business_day_opens(since: str, due: str) -> None:
    assert reminder(became(since, "with-vendor")) == ("vendor-1", at(due))


def test_the_next_one_comes_two_business_days_later() -> None:
    assert reminder(became("23 11:00", "with-vendor"), reminded("25 08:30", "25 08:30")) == ("vendor-2", at("27 08:30"))


def test_one_told_late_counts_from_when_it_was_told() -> None:
    found = reminder(became("23 11:00", "with-vendor"), reminded("26 12:00", "25 08:30"))
    assert found == ("vendor-2", at("30 08:30"))


@pytest.mark.parametrize("state", ["open", "resolved", "pending"])
def test_nothing_more_once_the_vendor_is_done(state: str) -> None:
    reason = "requester" if state == "pending" else ""
    assert reminder(became("23 11:00", "with-vendor"), became("23 12:00", state, reason)) is None


def test_back_at_the_vendor_the_days_begin_anew() -> None:
    back = (became("23 11:00", "with-vendor"), reminded("25 08:30", "25 08:30"), became("25 09:00", "open"))
    assert reminder(*back, became("26 09:00", "with-vendor")) == ("vendor-2", at("30 08:30"))


def test_a_plan_without_days_reminds_nobody() -> None:
    assert reminder(became("23 11:00", "with-vendor"), days=0) is None

"""In what order the desk works."""

from dataclasses import replace

from mailtriage.desk.clocks import readings
from mailtriage.desk.event import EventKind
from mailtriage.desk.queue import Waiting, in_order
from mailtriage.desk.terms import ClockName, Terms
from promised import CALENDARS, TERMS, a_row, a_target, a_ticket, an_event, at, hours, opened, some_terms

SOFT = some_terms(a_row(ClockName.PICK_UP, a_target(calendar="oxineo_office", business_days=3, soft=True)))
NONE = replace(TERMS, targets=())


def waiting(number: int, terms: Terms | None = TERMS, when: str = "23 10:00", **data: object) -> Waiting:
    ticket = a_ticket(opened(when, **data), number=number)
    return Waiting(ticket, terms, readings(ticket, terms, CALENDARS, at("30 12:00")) if terms else ())


def order(*tickets: Waiting) -> list[int]:
    assert in_order(tickets) == in_order(tickets[::-1])
    return [w.ticket.number for w in in_order(tickets)]


def test_severity_then_package_then_age_e55_inf22() -> None:
    xtreme, premium, elite = (replace(TERMS, level=level) for level in (1, 2, 3))
    a, b = waiting(1, elite, priority=2), waiting(2, xtreme, "23 10:00")
    c, d = waiting(3, premium, "23 10:05"), waiting(4, xtreme, "23 09:50")
    assert order(a, b, c, d) == [3, 4, 2, 1]


def test_hard_targets_before_aims_before_none_ox05() -> None:
    assert order(waiting(1, NONE, priority=1), waiting(2, SOFT, priority=1), waiting(3, priority=4)) == [3, 2, 1]


def test_a_ticket_without_priority_comes_behind_those_with_one_inf10() -> None:
    assert order(waiting(1, SOFT, priority=None), waiting(2, SOFT, "24 10:00", priority=4)) == [2, 1]


def test_impact_decides_between_equal_priorities_and_age_between_equal_impacts_sy05() -> None:
    terms = replace(NONE, impacts=("organisation", "department", "person"))
    tickets = [
        waiting(1, terms, "23 09:00", impact="person"),
        waiting(2, terms, "23 11:00", impact="organisation"),
        waiting(3, terms, "23 10:00", impact="organisation"),
        waiting(4, terms, "23 08:00", impact="unheard-of"),
    ]
    assert order(*tickets) == [3, 2, 1, 4]


def test_the_number_decides_between_mails_of_one_instant() -> None:
    assert order(waiting(7), waiting(6)) == [6, 7]


def test_a_workaround_does_not_push_a_ticket_behind_best_effort() -> None:
    ticket = a_ticket(an_event(EventKind.WORKAROUND, "23 12:00"), number=1)
    done = Waiting(ticket, TERMS, readings(ticket, TERMS, CALENDARS, at("24 12:00")))
    assert order(done, waiting(2, SOFT, priority=1)) == [1, 2]


def test_a_ticket_without_contract_comes_last() -> None:
    assert order(waiting(1, None), waiting(2, some_terms(a_row(ClockName.REACTION, hours(1))), "24 10:00")) == [2, 1]

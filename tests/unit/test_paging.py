"""Who is called at night: the highest priority outside office hours, as far as its promise runs (INF-11, INF-21)."""

import pytest

from mailtriage.desk.agenda import Step
from mailtriage.desk.escalation import Message, audience
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person, Role, Staff
from mailtriage.desk.terms import ClockName, Terms
from mailtriage.desk.ticket import Ticket
from promised import a_row, a_target, a_ticket, an_event, at, became, hours, opened, some_terms, steps


def a_night_plan(calendar: str, on_call: str = "on-call") -> Terms:
    rows = (a_row(ClockName.REACTION, a_target(hours(2), calendar), 1), a_row(ClockName.REACTION, hours(4)))
    return some_terms(*rows, on_call=on_call)


XTREME, PREMIUM = a_night_plan("24x5"), a_night_plan("always")
ASLEEP, AWAY = Person("Otto", "otto@desk.example"), Person("Dora", "dora@desk.example")
STAFF = Staff(
    {
        "on-call": Role("on-call", (ASLEEP,), (AWAY,)),
        "coordinator": Role("coordinator", (Person("C", "c@desk.example"),)),
    }
)


def raised(when: str, rank: int = 1) -> Event:
    return an_event(EventKind.TRIAGED, when, priority=rank, reason="")


def told(when: str, step: str = "page") -> Event:
    return an_event(EventKind.TOLD, when, step=step, clock="reaction", to=[ASLEEP.address])


def bounced(when: str) -> Event:
    return an_event(EventKind.UNDELIVERABLE, when, address=ASLEEP.address, status="5.1.1", action="failed")


def page(ticket: Ticket, terms: Terms = XTREME) -> Step | None:
    return steps(ticket, terms=terms).get("page")


@pytest.mark.parametrize(
    ("received", "terms", "paged"),
    [
        ("23 19:00", XTREME, "23 19:00"),
        ("23 17:30", XTREME, "23 17:30"),
        ("23 17:29", XTREME, None),
        ("23 03:00", PREMIUM, "23 03:00"),
        ("28 03:00", PREMIUM, "28 03:00"),
        ("28 03:00", XTREME, "30 00:00"),
        ("23 19:00", a_night_plan("always", on_call=""), None),
        ("23 19:00", a_night_plan("iv_office"), None),
    ],
)
def test_inf11_inf21_severity_1_pages_at_once_when_its_promise_runs_and_the_office_is_closed(
    received: str, terms: Terms, paged: str | None
) -> None:
    step = page(a_ticket(opened(received)), terms)
    assert (step and step.at) == (at(paged) if paged else None)


@pytest.mark.parametrize("rank", [2, 3, 4, None])
def test_inf11_no_other_severity_pages(rank: int | None) -> None:
    assert page(a_ticket(opened("23 19:00", priority=rank)), PREMIUM) is None


def test_inf12_a_kind_without_priority_pages_nobody() -> None:
    assert page(a_ticket(opened("23 19:00", kind="information")), PREMIUM) is None


def test_staff_that_raises_to_severity_1_out_of_hours_pages_from_then() -> None:
    step = page(a_ticket(opened("23 10:00", priority=3), raised("23 20:00")))
    assert step is not None
    assert step.at == at("23 20:00")


def test_a_ticket_that_was_severity_1_in_the_office_is_not_paged_when_the_office_closes() -> None:
    assert page(a_ticket(opened("23 17:00"), raised("23 20:00"))) is None


def test_lowered_again_it_is_not_paged() -> None:
    assert page(a_ticket(opened("23 19:00"), raised("23 19:01", rank=2))) is None


def test_a_held_ticket_pages_when_it_is_released() -> None:
    held = opened("23 10:00", state="held")
    assert page(a_ticket(held)) is None
    released = page(a_ticket(held, became("23 22:00", "new")))
    assert released is not None
    assert released.at == at("23 22:00")


@pytest.mark.parametrize("kind", [EventKind.ANSWERED, EventKind.ACKNOWLEDGED])
def test_who_reacted_before_the_promise_began_spares_the_page(kind: EventKind) -> None:
    assert page(a_ticket(opened("28 03:00"), an_event(kind, "29 12:00"))) is None


def test_a_ticket_reopened_at_night_pages() -> None:
    reopened = a_ticket(
        opened("23 10:00"), an_event(EventKind.RESOLVED, "23 11:00"), an_event(EventKind.REOPENED, "23 23:00")
    )
    step = page(reopened)
    assert step is not None
    assert (step.at, step.epoch) == (at("23 23:00"), 1)


def test_a_ticket_that_is_urgent_again_pages_again() -> None:
    night = a_ticket(opened("23 19:00"), told("23 19:00"), raised("23 20:00", rank=3), raised("23 23:00"))
    first, again = page(a_ticket(opened("23 19:00"))), page(night)
    assert first is not None
    assert again is not None
    assert ([first.epoch, again.epoch], again.at) == ([0, 1], at("23 23:00"))


def test_urgent_again_before_a_reopening_and_by_it_are_two_epochs() -> None:
    done = an_event(EventKind.RESOLVED, "24 02:00"), an_event(EventKind.REOPENED, "24 03:00")
    step = page(a_ticket(opened("23 19:00"), raised("23 20:00", rank=3), raised("23 23:00"), done))
    assert step is not None
    assert step.epoch == 2


def test_who_was_not_reached_by_the_first_page_does_not_hurry_the_second() -> None:
    night = opened("23 19:00"), told("23 19:00"), bounced("23 19:01"), raised("23 20:00", rank=3), raised("23 23:00")
    assert "page-deputy" not in steps(a_ticket(*night), terms=XTREME)


def test_who_cannot_be_reached_is_followed_at_once_by_the_deputies() -> None:
    ticket = a_ticket(opened("23 19:00"), told("23 19:00"), bounced("23 19:01"))
    step = steps(ticket, terms=XTREME)["page-deputy"]
    assert step.at == at("23 19:01")
    assert [p.name for p in audience(step, ticket, XTREME, STAFF, None).persons] == ["Dora"]


def test_those_on_call_are_told_by_a_page_and_the_desk_rather_than_nobody() -> None:
    ticket = a_ticket(opened("23 19:00"))
    step = page(ticket)
    assert step is not None
    heard = audience(step, ticket, XTREME, STAFF, None)
    assert (heard.purpose, [p.name for p in heard.persons]) == (Message.PAGE, ["Otto"])
    nobody = Staff({"coordinator": STAFF.roles["coordinator"]})
    assert [p.name for p in audience(step, ticket, XTREME, nobody, None).persons] == ["C"]

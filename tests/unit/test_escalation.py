"""Who is told of a step."""

from datetime import date

import pytest

from mailtriage.desk.agenda import Step
from mailtriage.desk.contract import Contract, Customer
from mailtriage.desk.escalation import Message, audience
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person, Role, Staff
from mailtriage.desk.ticket import Ticket
from promised import TERMS, a_ticket, an_event, at, opened, some_terms


def person(name: str) -> Person:
    return Person(name, f"{name}@desk.example")


def role(name: str, *members: str, deputies: tuple[str, ...] = ()) -> Role:
    return Role(name, tuple(map(person, members)), tuple(map(person, deputies)))


ROLES = (
    role("first-line", "fien", "frits"),
    role("second-line", "tess"),
    role("coordinator", "coos", deputies=("cato",)),
    role("manager", "mieke", deputies=("mats", "mona")),
    role("cto", "carl"),
)
STAFF = Staff({r.name: r for r in ROLES})
CUSTOMER = Customer("acme", "Acme")


def contract(*own: Role, **more: tuple[Person, ...]) -> Contract:
    return Contract("c", CUSTOMER, "p", (TERMS,), date(2026, 1, 1), staff=Staff({r.name: r for r in own}), **more)  # type: ignore[arg-type]


def step(name: str, clock: str = "reaction") -> Step:
    return Step(at("23 11:00"), clock, name, 0)


def names(name: str, ticket: Ticket | None = None, under: Contract | None = None) -> list[str]:
    heard = audience(step(name), ticket or a_ticket(), TERMS, STAFF, under or contract())
    return [p.name for p in heard.persons]


def gone(*who: str) -> list[Event]:
    return [an_event(EventKind.UNDELIVERABLE, "23 10:30", address=f"{w}@desk.example", action="failed") for w in who]


@pytest.mark.parametrize("name", ["warn-75", "breach", "aim", "not-started"])
def test_those_who_work_on_the_ticket_hear_of_its_promises_with_the_coordinator(name: str) -> None:
    assert names(name, a_ticket(opened(assignee="tess@desk.example"))) == ["tess", "coos"]
    assert names(name, a_ticket(opened(role="second-line"))) == ["tess", "coos"]
    assert names(name) == ["fien", "frits", "coos"]


def test_an_unassigned_ticket_is_the_first_line_s_and_the_coordinator_s_iv23() -> None:
    assert names("unassigned", a_ticket(opened(role="second-line"))) == ["fien", "frits", "coos"]


@pytest.mark.parametrize(("name", "who"), [("level-1", ["mieke"]), ("level-2", ["carl"])])
def test_a_level_is_for_the_members_of_its_role_iv24(name: str, who: list[str]) -> None:
    assert names(name) == who


def test_a_member_who_cannot_be_reached_is_replaced_by_the_deputies() -> None:
    heard = audience(step("level-1"), a_ticket(gone("mieke")), TERMS, STAFF, contract())
    assert [p.name for p in heard.persons] == ["mats", "mona"]
    assert [p.name for p in heard.passed_over] == ["mieke"]


def test_deputies_are_told_what_the_members_did_not_get() -> None:
    assert names("level-1-deputy", a_ticket(gone("mieke"))) == ["mats", "mona"]


def test_a_deputy_who_was_told_already_is_not_told_again() -> None:
    told = an_event(EventKind.TOLD, "23 11:01", step="level-1", clock="reaction", to=["mats@desk.example"])
    assert names("level-1-deputy", a_ticket(told, gone("mieke"))) == ["mona"]


def test_a_level_of_whom_nobody_can_be_reached_tells_nobody_so_that_the_ladder_moves_on() -> None:
    assert names("level-1", a_ticket(gone("mieke", "mats", "mona"))) == []


def test_behind_the_last_level_the_desk_itself_is_told_rather_than_nobody() -> None:
    assert names("level-2", a_ticket(gone("carl"))) == ["coos", "fien", "frits"]


def test_a_level_names_who_is_next() -> None:
    levels = [audience(step(n), a_ticket(), TERMS, STAFF, None).next_level for n in ("level-1", "level-2")]
    assert levels == ["cto", ""]


def test_an_assignee_who_cannot_be_reached_is_replaced_by_the_group() -> None:
    ticket = a_ticket(opened(assignee="tess@desk.example"), gone("tess"))
    assert names("breach", ticket) == ["fien", "frits", "coos"]


def test_a_contract_s_own_roles_go_before_the_desk_s() -> None:
    assert names("level-1", under=contract(role("manager", "anna"))) == ["anna"]


def test_the_success_manager_gets_a_copy_of_warnings_and_breaches_inf31() -> None:
    elite = contract(role("csm", "sanne"))
    assert [names(n, under=elite)[-1] for n in ("warn-75", "breach")] == ["sanne", "sanne"]
    assert "sanne" not in names("level-1", under=elite)


def test_progress_is_for_the_requester_and_the_contacts_of_the_contract_ox03() -> None:
    ticket = a_ticket(opened(requester={"name": "Rik", "address": "rik@acme.example"}))
    contacts = (Person("Rik", "RIK@acme.example"), Person("Bo", "bo@acme.example"))
    heard = audience(step("progress-1", "ticket"), ticket, TERMS, STAFF, contract(contacts=contacts))
    assert [p.key for p in heard.persons] == ["rik@acme.example", "bo@acme.example"]


def test_nobody_hears_twice_in_two_roles() -> None:
    assert names("warn-75", under=contract(role("coordinator", "fien"))) == ["fien", "frits"]


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("warn-75", Message.WARNING),
        ("breach", Message.BREACH),
        ("level-2-deputy", Message.ESCALATION),
        ("progress-4", Message.PROGRESS),
        ("unassigned", Message.REMINDER),
        ("not-started", Message.REMINDER),
        ("aim", Message.REMINDER),
    ],
)
def test_each_step_calls_for_its_notice(name: str, purpose: Message) -> None:
    assert audience(step(name), a_ticket(), TERMS, STAFF, None).purpose is purpose


def test_customers_never_hear_of_anything_but_progress() -> None:
    ticket = a_ticket(opened(requester={"name": "Rik", "address": "rik@acme.example"}))
    under = contract(contacts=(Person("Bo", "bo@acme.example"),))
    for name in ("warn-75", "breach", "level-1", "level-2", "unassigned", "not-started", "aim"):
        heard = audience(step(name), ticket, some_terms(), STAFF, under)
        assert all(p.address.endswith("@desk.example") for p in heard.persons), name

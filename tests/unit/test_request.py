"""A customer asks for an escalation, and asks again (IV-24)."""

from dataclasses import replace

from mailtriage.desk.contract import Contract, Customer
from mailtriage.desk.escalation import Message, audience, contact
from mailtriage.desk.event import Event, EventKind
from mailtriage.desk.party import Person, Role, Staff
from mailtriage.desk.terms import Terms
from mailtriage.desk.ticket import Ticket
from promised import TERMS, a_ticket, an_event, at, opened, some_terms, steps

PEOPLE = {
    "manager": Person("Mieke", "mieke@desk.example"),
    "cto": Person("Carl", "carl@desk.example"),
    "coordinator": Person("Coos", "coos@desk.example"),
    "first-line": Person("Fien", "fien@desk.example"),
}
STAFF = Staff({name: Role(name, (person,)) for name, person in PEOPLE.items()})
SLOW = opened("23 10:00", priority=4)
"""Nothing of it falls due on the days of these tests."""


def asked(when: str) -> Event:
    return an_event(EventKind.ESCALATED, when, by="jan@klant.example")


def instants(ticket: Ticket, terms: Terms = TERMS) -> dict[str, object]:
    return {name: s.at for name, s in steps(ticket, terms=terms).items() if name.startswith("request")}


def test_the_first_request_goes_to_level_1_at_once_and_after_its_silence_to_level_2() -> None:
    assert instants(a_ticket(SLOW, asked("23 11:00"))) == {
        "request-1 level-1": at("23 11:00"),
        "request-1 level-2": at("23 13:00"),
    }


def test_a_request_is_told_out_of_hours_and_its_silence_counts_in_support_time() -> None:
    assert instants(a_ticket(SLOW, asked("23 22:00"))) == {
        "request-1 level-1": at("23 22:00"),
        "request-1 level-2": at("24 10:30"),
    }


def test_asked_again_it_goes_to_level_2_at_once() -> None:
    found = instants(a_ticket(SLOW, asked("23 11:00"), asked("23 11:20")))
    assert found == {"request-1 level-1": at("23 11:00"), "request-2 level-2": at("23 11:20")}


def test_asked_a_third_time_the_highest_level_hears_again() -> None:
    found = instants(a_ticket(SLOW, asked("23 11:00"), asked("23 11:20"), asked("24 09:00")))
    assert found["request-3 level-2"] == at("24 09:00")


def test_an_acknowledgement_ends_the_climb_until_the_customer_asks_again() -> None:
    acknowledged = an_event(EventKind.ACKNOWLEDGED, "23 11:30", text="ok")
    assert instants(a_ticket(SLOW, asked("23 11:00"), acknowledged)) == {}
    again = a_ticket(SLOW, asked("23 11:00"), acknowledged, asked("23 14:00"))
    assert instants(again) == {"request-2 level-2": at("23 14:00")}


def test_a_request_of_before_the_reopening_is_over() -> None:
    closed = [an_event(EventKind.RESOLVED, "23 12:00"), an_event(EventKind.REOPENED, "24 09:00")]
    assert instants(a_ticket(SLOW, asked("23 11:00"), closed)) == {}


def test_without_a_ladder_the_desk_hears() -> None:
    bare = some_terms(ladder=())
    ticket = a_ticket(SLOW, asked("23 11:00"))
    step = steps(ticket, terms=bare)["request-1 requested"]
    heard = audience(step, ticket, bare, STAFF, None)
    assert (heard.purpose, [p.name for p in heard.persons]) == (Message.ESCALATION, ["Fien", "Coos"])
    assert contact(ticket, bare, STAFF, None)[0] == 0


def test_the_customer_is_told_level_and_contact_of_the_contract_itself() -> None:
    own = Person("Olga", "olga@desk.example")
    theirs = Contract(
        "c", Customer("k", "K"), "p", (TERMS,), at("23 10:00").date(), staff=Staff({"cto": Role("cto", (own,))})
    )
    ticket = a_ticket(SLOW, asked("23 11:00"))
    assert contact(ticket, TERMS, STAFF, theirs) == (1, (PEOPLE["manager"],))
    again = a_ticket(SLOW, asked("23 11:00"), asked("23 11:10"))
    assert contact(again, TERMS, STAFF, theirs) == (2, (own,))


def test_where_nobody_of_a_level_can_be_reached_the_next_one_is_named() -> None:
    gone = an_event(EventKind.UNDELIVERABLE, "23 09:00", address=PEOPLE["manager"].address, action="failed")
    ticket = a_ticket(SLOW, replace(gone, occurred=at("23 10:30")), asked("23 11:00"))
    assert contact(ticket, TERMS, STAFF, None) == (2, (PEOPLE["cto"],))


def test_nobody_asked_and_nobody_is_named() -> None:
    assert contact(a_ticket(), TERMS, STAFF, None) == (0, ())
